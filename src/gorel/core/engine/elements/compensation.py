"""Compensation: undoing what is done. Records of finished work are kept in the scope where it finished.

A record is [element, variables, inner]: an activity that has a handler, or a finished subprocess with records inside
(or with a compensation event subprocess of its own). A throw takes the records it is about – newest first – and opens
their handlers, all at once, below its own instance; it goes on when all have ended. What was compensated is forgotten.
A cancel end event of a transaction is such a throw for everything in it; then the cancel boundary event is left by.

Handlers see the variables of the scope around the throw, and before them those that a finished subprocess had.
Source: BPMN 2.0.2, 10.5.6 and 13.5.5 Compensation; all at once as users of Camunda know it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gorel.core.engine.effects import Log
from gorel.core.engine.elements import boundary
from gorel.core.engine.elements.behaviour import Activity
from gorel.core.engine.elements.choosing import is_inside_itself
from gorel.core.engine.state import SCOPE

if TYPE_CHECKING:
    from gorel.core.engine.program import Node
    from gorel.core.engine.run import Run
    from gorel.core.engine.state import Instance

Record = list[Any]


def remember(run: Run, node: Node, instance: Instance) -> None:
    """Keep a record of the instance that is about to close, where there is anything to undo."""
    inner = (instance.memory or {}).get("undo")
    if node.compensation < 0 and not inner and node.undo_start < 0:
        return
    variables = instance.variables if node.kind in ("subProcess", "transaction", "adHocSubProcess") else None
    _add(run.instances[_whole(run, instance.parent)], [[node.id, variables, inner]])


def pass_on(run: Run, body: Instance) -> None:
    """All rounds of a loop are done: their records belong to the scope now."""
    records = (body.memory or {}).get("undo")
    if records:
        _add(run.instances[_whole(run, body.parent)], records)


def _whole(run: Run, scope: int) -> int:
    """Return the scope whose work is undone as a whole: what an ad-hoc subprocess opens is part of it."""
    instance = run.instances[scope]
    return instance.parent if is_inside_itself(instance) else scope


def _add(scope: Instance, records: list[Record]) -> None:
    memory = dict(scope.memory or {})
    memory["undo"] = [*memory.get("undo", ()), *records]
    scope.memory = memory


class CompensationThrow(Activity):
    """Shape: `node.more` is the id of the activity to compensate, "" for all of the scope."""

    def start(self, run: Run, node: Node, key: int, instance: Instance) -> None:
        scope = scope_to_undo(run, instance.parent)
        records = _take(run, scope, node.more or "")
        instance.status = SCOPE
        instance.tokens = 0
        if not node.throws[0].waits:
            run.instances[instance.parent].tokens += _open(run, records, instance.parent, None)
            run.finish(node, key, instance)
        elif _open_below(run, records, key, None) == 0:
            run.finish(node, key, instance)


def scope_to_undo(run: Run, scope: int) -> int:
    """Return whose work a throw in *scope* is about: an event subprocess speaks for the scope around it."""
    scope = _whole(run, scope)
    node = run.node_of(run.instances[scope])
    return run.instances[scope].parent if node.is_event_subprocess else scope


class CancelEnd(Activity):
    """The cancel end event of a transaction: everything in it is cancelled, then compensated, then it is left."""

    def arrive(self, run: Run, node: Node, scope: int, flow: Any) -> None:
        transaction = run.instances[scope]
        run.cancel_inside(scope)
        run.drop_waits(transaction)
        transaction.tokens = 1
        key = run.new_instance(node, scope)
        if _open_below(run, _take(run, scope, ""), key, None) == 0:
            self.scope_done(run, node, key, run.instances[key])

    def scope_done(self, run: Run, node: Node, key: int, instance: Instance) -> None:
        """All is undone: leave the transaction by its cancel boundary event."""
        transaction = instance.parent
        run.close(key, instance)
        host = run.node_of(run.instances[transaction])
        for index in host.boundaries:
            event = run.program.nodes[index]
            if any(catch.kind == "cancel" for catch in event.catches):
                boundary.trigger(run, event, transaction, {})
                return
        outside = run.instances[transaction].parent
        run.cancel(transaction)
        run.end_token(outside)


def _take(run: Run, scope: int, activity: str) -> list[Record]:
    """Return the records of *scope* that are meant, newest first, and forget them."""
    instance = run.instances[scope]
    done: list[Record] = (instance.memory or {}).get("undo", [])
    meant = [record for record in done if activity in ("", record[0])]
    if meant:
        memory = dict(instance.memory or {})
        memory["undo"] = [record for record in done if record not in meant]
        if not memory["undo"]:
            del memory["undo"]
        instance.memory = memory or None
    return meant[::-1]


def _open_below(run: Run, records: list[Record], key: int, variables: dict[str, Any] | None) -> int:
    """Open the handlers with *key* as their scope; return how many tokens they are."""
    count = _open(run, records, key, variables)
    run.instances[key].tokens = count
    return count


def _open(run: Run, records: list[Record], parent: int, variables: dict[str, Any] | None) -> int:
    """Open the handlers of *records* below *parent*; return how many were opened."""
    count = 0
    for element, own, inner in records:
        node = run.program.node(element)
        seen = {**(variables or {}), **(own or {})} or None
        if node.compensation >= 0:
            count += 1
            _open_handler(run, run.program.nodes[node.compensation], parent, variables)
        elif node.undo_start >= 0:
            count += 1
            _open_event_subprocess(run, node, parent, own, inner)
        elif inner:
            count += _open(run, inner[::-1], parent, seen)
    return count


def _open_handler(run: Run, handler: Node, parent: int, variables: dict[str, Any] | None) -> None:
    if variables:
        run.open_with(handler, parent, dict(variables))
    else:
        run.open(handler, parent)


def _open_event_subprocess(run: Run, node: Node, parent: int, own: Any, inner: Any) -> None:
    """Bring a finished subprocess back, only to let its compensation event subprocess undo it."""
    key = run.new_instance(node, parent)
    instance = run.instances[key]
    instance.variables = dict(own) if own else None
    instance.memory = {"undoing": True, **({"undo": inner} if inner else {})}
    instance.tokens = 1
    start = run.program.nodes[node.undo_start]
    around = run.new_instance(run.program.nodes[start.scope], key)
    run.instances[around].tokens = 1
    run.happen(start, around, None)


def undone(run: Run, key: int, instance: Instance) -> None:
    """A subprocess that was brought back to be undone is done: nothing of it goes on."""
    scope = instance.parent
    run.drop_waits(instance)
    run.close_incidents(key)
    del run.instances[key]
    run.effects.append(Log(kind="left", element=instance.element, key=key))
    run.end_token(scope)
