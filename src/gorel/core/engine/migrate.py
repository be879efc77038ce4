"""Moving a case to another version of its process, checked as a whole before anything changes.

Every living instance needs an element of the same kind, in the same scope, in the other version (by its id, or as the
mapping says); its jobs, tasks, called cases, timers and subscriptions keep their keys, so nobody outside notices.
What waits at a boundary event or event subprocess that is gone is given up; what is new there is waited for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from gorel.core.engine import waiting
from gorel.core.engine.effects import Effect
from gorel.core.engine.elements.choosing import is_inside_itself
from gorel.core.engine.errors import IllegalEvent, Trouble
from gorel.core.engine.events import Instant
from gorel.core.engine.program import Node, Program
from gorel.core.engine.run import Run
from gorel.core.engine.state import LOOP, RUNNING, SUSPENDED, State, copy_state
from gorel.core.problems import Place, Problem


def migrate(
    old: Program,
    new: Program,
    state: State,
    mapping: Mapping[str, str] | None = None,
    *,
    now: Instant,
    seed: int = 0,
) -> tuple[State, list[Effect]]:
    """Return the case in the version *new*, and what that asks of the world. *state* is not changed.

    Errors: IllegalEvent with every reason why not.
    """
    names = dict(mapping or {})
    problems = list(_reasons(old, new, state, names))
    if problems:
        raise IllegalEvent(*problems)
    fresh = copy_state(state)
    run = Run(new, fresh, now, seed)
    for instance in fresh.instances.values():
        is_process = instance.element == old.process_id
        instance.element = new.process_id if is_process else names.get(instance.element, instance.element)
        if instance.joins is not None:
            instance.joins = {
                names.get(gateway, gateway): {names.get(flow, flow): count for flow, count in flows.items()}
                for gateway, flows in instance.joins.items()
            }
        if instance.memory is not None:
            instance.memory = {_renamed_key(name, names): value for name, value in instance.memory.items()}
        if instance.memory is not None and "undo" in instance.memory:
            renamed = [_renamed(record, names) for record in instance.memory["undo"]]
            instance.memory = {**instance.memory, "undo": renamed}
    _move_waits(run, names)
    try:
        _set_new_waits(run)
    except Trouble as trouble:
        raise IllegalEvent(trouble.problem) from None
    run.changed = new.has_conditions
    run.settle()
    return fresh, run.effects


def _renamed_key(name: str, names: Mapping[str, str]) -> str:
    """Return what a complex gateway's late flows are remembered under."""
    kind, _, element = name.partition(" ")
    return f"late {names.get(element, element)}" if kind == "late" else name


def _renamed(record: list[object], names: Mapping[str, str]) -> list[object]:
    element, variables, inner = record
    inside = [_renamed(one, names) for one in inner] if isinstance(inner, list) else inner
    return [names.get(str(element), element), variables, inside]


def _reasons(old: Program, new: Program, state: State, names: Mapping[str, str]) -> Iterator[Problem]:
    if state.status not in (RUNNING, SUSPENDED):
        yield Problem("engine.case-ended", values={"event": "migrate"})
        return
    for source, target in names.items():
        if target not in new.index and target not in new.flow_index:
            yield Problem("engine.migrate-no-element", Place(source), {"element": target})
    for key, instance in sorted(state.instances.items()):
        if key == 0:
            continue
        before = old.node(instance.element)
        if before is old.root:
            continue  # its listeners are at work
        target = names.get(before.id, before.id)
        where = Place(before.id, before.name or None)
        if target not in new.index:
            if target == names.get(before.id, ""):
                continue  # told already
            yield Problem("engine.migrate-no-element", where, {"element": target})
            continue
        after = new.node(target)
        if after.kind != before.kind:
            yield Problem("engine.migrate-kind", where, {"before": before.kind, "after": after.kind})
        if _scope_id(new, after) != names.get(_scope_id(old, before), _scope_id(old, before)):
            yield Problem("engine.migrate-scope", where, {"element": target})
        if (before.loop is None) != (after.loop is None):
            yield Problem("engine.migrate-loop", where, {"element": target})
        for gateway, flows in (instance.joins or {}).items():
            yield from _join_reasons(new, gateway, list(flows), names)
    for gateway, flows in (state.instances[0].joins or {}).items():
        yield from _join_reasons(new, gateway, list(flows), names)


def _join_reasons(new: Program, gateway: str, flows: list[str], names: Mapping[str, str]) -> Iterator[Problem]:
    target = names.get(gateway, gateway)
    known = new.node(target).incoming if target in new.index else ()
    for flow in flows:
        if names.get(flow, flow) not in known:
            yield Problem("engine.migrate-join", Place(gateway), {"flow": names.get(flow, flow)})


def _scope_id(program: Program, node: Node) -> str:
    return program.nodes[node.scope].id if node.scope >= 0 else ""


def _move_waits(run: Run, names: Mapping[str, str]) -> None:
    """Rename what is waited for; give up what the new version does not wait for any more."""
    for key, wait in list(run.waits.items()):
        element = names.get(wait.element, wait.element)
        owner = run.instances[wait.owner]
        node = run.program.nodes[run.program.index[element]] if element in run.program.index else None
        stays = node is not None and len(node.catches) > wait.catch and node.catches[wait.catch].kind == wait.kind
        if stays and node is not None and node.id in _waited_for(run, owner.element):
            run.waits[key] = msgspec.structs.replace(wait, element=element)
        else:
            assert owner.waits is not None
            owner.waits.remove(key)
            run.drop_wait(key)


def _waited_for(run: Run, element: str) -> set[str]:
    """Return the ids of the events that an instance of *element* may wait for."""
    node = run.program.node(element)
    nodes = run.program.nodes
    behind = [flow.target for flow in node.out] if node.kind == "eventBasedGateway" else []
    return {node.id, *(nodes[i].id for i in (*node.boundaries, *node.event_starts, *behind))}


def _set_new_waits(run: Run) -> None:
    for key, instance in list(run.instances.items()):
        if is_inside_itself(instance):
            continue
        node = run.node_of(instance)
        has = {run.waits[wait].element for wait in instance.waits or ()}
        events: list[int] = []
        if not run.is_round(instance) and key != 0:
            events += node.boundaries
        if instance.status != LOOP and not (instance.memory or {}).get("interrupted"):
            events += node.event_starts
        missing = [run.program.nodes[i] for i in events if run.program.nodes[i].id not in has]
        waiting.set_all(run, key, waiting.look_at(run, missing, key))
