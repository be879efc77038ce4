"""Waits for events: looked at first (which may fail), then set; fired, and set again where they repeat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from gorel.core.engine.effects import SetTimer, Subscribe
from gorel.core.engine.errors import Trouble
from gorel.core.engine.state import MULTIPLE, Wait
from gorel.core.engine.values import wanted_text
from gorel.core.problems import Place

if TYPE_CHECKING:
    from gorel.core.engine.program import Catch, Node
    from gorel.core.engine.run import Run

WAITED_FOR = ("message", "timer", "signal", "conditional")


class Ready(NamedTuple):
    """A wait that can be set."""

    element: str
    number: int
    kind: str
    name: str
    correlation_key: str
    due_at: int | None
    left: int | None


def look_at(run: Run, nodes: Iterable[Node], key: int) -> list[Ready]:
    """Return what these events would wait for, as the instance *key* sees it. Errors: Trouble; nothing is set."""
    ready = []
    for node in nodes:
        for number, catch in enumerate(node.catches):
            if catch.kind in WAITED_FOR:
                ready.append(_look_at_one(run, node, number, catch, key))
    return ready


def _look_at_one(run: Run, node: Node, number: int, catch: Catch, key: int) -> Ready:
    name, correlation, due_at, left = "", "", None, None
    if catch.kind == "timer":
        assert catch.timer is not None
        due_at, left = catch.timer.first(run, key)
    elif catch.kind in ("message", "signal"):
        assert catch.name is not None
        name = wanted_text(catch.name, run, key, Place(node.id, node.name or None, f"{catch.kind} name"))
        if catch.correlation is not None:
            where = Place(node.id, node.name or None, "correlation key")
            correlation = wanted_text(catch.correlation, run, key, where)
    return Ready(node.id, number, catch.kind, name, correlation, due_at, left)


def set_all(run: Run, owner: int, ready: Iterable[Ready]) -> None:
    """Set the waits, owned by the instance *owner*."""
    for one in ready:
        set_one(run, owner, one)


def set_one(run: Run, owner: int, one: Ready) -> int:
    key = run.new_key()
    run.waits[key] = Wait(owner, one.element, one.kind, one.name, one.due_at, one.left, one.number, one.correlation_key)
    instance = run.instances[owner]
    if instance.waits is None:
        instance.waits = [key]
    else:
        instance.waits.append(key)
    if one.kind == "timer":
        assert one.due_at is not None
        run.effects.append(SetTimer(key=key, element=one.element, due_at=one.due_at))
    elif one.kind in ("message", "signal"):
        run.effects.append(
            Subscribe(key=key, element=one.element, kind=one.kind, name=one.name, correlation_key=one.correlation_key)
        )
    else:
        run.changed = True
        run.fresh[key] = len(run.writes)
    return key


def used_up(run: Run, key: int, wait: Wait) -> None:
    """A wait that fired once is over: a timer always; a subscription unless it can fire again."""
    owner = run.instances[wait.owner]
    if owner.waits is not None:
        owner.waits.remove(key)
        owner.waits = owner.waits or None
    run.drop_wait(key)


def all_come(run: Run, node: Node, key: int, wait: Wait, result: Mapping[str, Any]) -> bool:
    """Note that one event of *node* has come; return whether that was the last one it waits for.

    Only a parallel multiple event waits for all of its definitions. One that does not interrupt then waits anew.
    """
    if not node.parallel_multiple or len(node.catches) < 2 or not run.state.flags & MULTIPLE:
        return True
    used_up(run, key, wait)
    if any(run.waits[one].element == node.id for one in run.instances[wait.owner].waits or ()):
        run.set_variables(wait.owner, result)
        return False
    if not node.interrupting:
        try:
            set_all(run, wait.owner, look_at(run, (node,), wait.owner))
        except Trouble as trouble:
            run.raise_incident(wait.owner, "events", node.id, trouble.problem)
    return True


def set_again(run: Run, key: int, wait: Wait, catch: Catch) -> None:
    """After a non-interrupting firing: a cycle is set anew, another timer is over, a subscription stays."""
    if wait.kind != "timer" or key not in run.waits:
        return
    used_up(run, key, wait)
    assert catch.timer is not None
    assert wait.due_at is not None
    firing = catch.timer.following(run, wait.owner, wait.due_at, wait.left)
    if firing is not None:
        set_one(run, wait.owner, Ready(wait.element, wait.catch, "timer", "", "", firing.due_at, firing.left))


def scope_events(run: Run, node: Node, key: int) -> list[Ready]:
    """Return what the event subprocesses directly inside a scope would wait for."""
    return look_at(run, (run.program.nodes[i] for i in node.event_starts), key)


def merge_code(catch: Catch, code: str, message: str, variables: dict[str, Any]) -> dict[str, Any]:
    """Return the variables with the code and message where the event asks for them."""
    found = dict(variables)
    if catch.code_variable:
        found[catch.code_variable] = code
    if catch.message_variable:
        found[catch.message_variable] = message
    return found
