"""What a host asks about a case without moving it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from gorel.core.engine.elements.job import JobRule
from gorel.core.engine.errors import IllegalEvent
from gorel.core.engine.program import Program
from gorel.core.engine.state import CALL, JOB, STUCK, TASK, State
from gorel.core.problems import Problem
from gorel.core.times import add, parse_duration


class Waiting(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing a case waits for.

    Shape: kind is "job", "task", "timer", "message", "signal", "conditional", "call" or "incident"; name is the
    message's or signal's, or the element's; owner is the instance that a timer or subscription belongs to.
    """

    key: int
    element: str
    kind: str
    name: str = ""
    due_at: int | None = None
    owner: int | None = None
    correlation_key: str = ""


def variables(state: State, key: int | None = None) -> dict[str, Any]:
    """Return all variables that the job, task or element instance *key* sees; None: the case's own.

    Errors: IllegalEvent "engine.nothing-waits" when there is no such instance.
    """
    instances = state.instances
    if key is not None and key not in instances:
        raise IllegalEvent(Problem("engine.nothing-waits", values={"event": "variables", "key": key}))
    chain = []
    at = key or 0
    while at >= 0:
        instance = instances[at]
        if instance.variables:
            chain.append(instance.variables)
        at = instance.parent
    merged = dict(chain.pop()) if chain else {}
    while chain:
        merged.update(chain.pop())
    return merged


def outwards(state: State, key: int, names: Iterable[str]) -> dict[int, list[str]]:
    """Return in which scope each name stands, seen from *key* outwards; new ones belong to the case itself, 0."""
    found: dict[int, list[str]] = {}
    for name in names:
        at = key
        while at > 0 and name not in (state.instances[at].variables or {}):
            at = state.instances[at].parent
        found.setdefault(max(at, 0), []).append(name)
    return found


def waits(program: Program, state: State) -> list[Waiting]:
    """Return everything the case waits for, by key."""
    return sorted(_waits(program, state), key=lambda wait: wait.key)


def _waits(program: Program, state: State) -> Iterator[Waiting]:
    for key, instance in state.instances.items():
        kind = {JOB: "job", TASK: "task", CALL: "call"}.get(instance.status)
        if kind is not None:
            yield Waiting(key=key, element=instance.element, kind=kind, name=program.node(instance.element).name)
        if kind != "task" and instance.memory is not None and "open" in instance.memory:  # a listener is at work on it
            yield Waiting(key=key, element=instance.element, kind="task", name=program.node(instance.element).name)
    for key, wait in state.waits.items():
        yield Waiting(
            key=key,
            element=wait.element,
            kind=wait.kind,
            name=wait.name,
            due_at=wait.due_at,
            owner=wait.owner,
            correlation_key=wait.correlation_key,
        )
    for key, incident in state.incidents.items():
        element = state.instances[incident.about].element
        yield Waiting(key=key, element=element, kind="incident", name=incident.code, owner=incident.about)


def retry_at(program: Program, state: State, key: int, *, tries: int, now: int) -> int | None:
    """Return when the job *key* is tried again after *tries* failed ones, where its picture says so; else None."""
    instance = state.instances.get(key)
    rule = None if instance is None else program.node(instance.element).more
    if instance is None or not isinstance(rule, JobRule) or "listening" in (instance.memory or {}):
        return None
    waits = rule.retry_after if rule.retry_cycle is None else (instance.memory or {}).get("retry after", ())
    if not waits:
        return None
    wait = waits[min(tries, len(waits)) - 1]
    try:
        return add(now, parse_duration(wait))
    except (ValueError, OverflowError):
        return None


def active(state: State) -> list[str]:
    """Return the ids of the elements where the case is, oldest first; one per living instance."""
    return [instance.element for key, instance in sorted(state.instances.items()) if key != 0]


def stuck(state: State) -> list[str]:
    """Return the ids of the elements that stand still."""
    return [i.element for _, i in sorted(state.instances.items()) if i.status == STUCK]


def is_ended(state: State) -> bool:
    return state.status == 2
