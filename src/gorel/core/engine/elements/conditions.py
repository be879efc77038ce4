"""Conditional events: looked at whenever variables change; each fires when its condition becomes true.

One that interrupts nothing may fire again: when its condition has become false and true again, or in the older dialect
at each variable that is written, where the event can see it, while the condition holds.
Source: BPMN 2.0.2, 10.5.5 Conditional; for the older dialect as its users know it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from gorel.core.engine.errors import Trouble
from gorel.core.engine.state import REPEATS
from gorel.core.engine.values import truth
from gorel.core.problems import Place, Problem

if TYPE_CHECKING:
    from gorel.core.engine.program import Catch, Node
    from gorel.core.engine.run import Run
    from gorel.core.engine.state import Wait


NEVER = 1 << 60
MOST = 200  # times that events happen again in one step


def fire_one(run: Run) -> bool:
    """Fire the first condition that holds; True when one did (others are looked at again)."""
    for key, wait in list(run.waits.items()):
        if wait.kind != "conditional" or key not in run.waits:
            continue
        node = run.program.node(wait.element)
        catch = node.catches[wait.catch]
        value = catch.value
        if run.program.is_older and not node.interrupting and run.state.flags & REPEATS:
            if _fire_again(run, key, wait, node, catch):
                return True
            continue
        if not _looks(run, key, catch):
            continue
        assert value is not None
        try:
            holds = truth(value, run, wait.owner, Place(node.id, node.name or None, "condition"))
        except Trouble:
            holds = False  # a condition about what is not there yet does not hold yet
        if holds and wait.left != 0:
            run.changed = True
            if not node.interrupting:
                run.waits[key] = _mark(wait, 0)
            node.behaviour.fired(run, node, key, wait, {})
            return True
        if not holds and wait.left == 0:
            run.waits[key] = _mark(wait, None)
    return False


def _fire_again(run: Run, key: int, wait: Wait, node: Node, catch: Catch) -> bool:
    """Fire for the next write of this step at which the condition holds; False when there is none."""
    at = run.looked.get(key)
    if at is None and key in run.fresh:
        run.looked[key] = run.fresh[key]
        if _holds(run, wait, node, catch):
            node.behaviour.fired(run, node, key, wait, {})
            return True
    at = run.looked.get(key, 0)
    while at < len(run.writes):
        name, moment, scope = run.writes[at]
        at += 1
        run.looked[key] = at
        names = [one.strip() for one in catch.variable.split(",")] if catch.variable else [name]
        is_meant = name in names and (not catch.variable_events or moment in catch.variable_events)
        if not is_meant or not _is_seen(run, scope, wait.owner) or not _holds(run, wait, node, catch):
            continue
        run.fired += 1
        if run.fired > MOST:  # what it leads to makes it happen again and again
            run.looked[key] = NEVER
            values = {"limit": MOST}
            problem = Problem("engine.endless-event", Place(node.id, node.name or None), values)
            run.raise_incident(wait.owner, "told", node.id, problem)
            return False
        run.changed = True
        node.behaviour.fired(run, node, key, wait, {})
        return True
    return False


def _is_seen(run: Run, scope: int, key: int) -> bool:
    while key >= 0:
        if key == scope:
            return True
        key = run.instances[key].parent
    return False


def _holds(run: Run, wait: Wait, node: Node, catch: Catch) -> bool:
    assert catch.value is not None
    try:
        return truth(catch.value, run, wait.owner, Place(node.id, node.name or None, "condition"))
    except Trouble:
        return False  # a condition about what is not there yet does not hold yet


def _looks(run: Run, key: int, catch: Catch) -> bool:
    """Return whether the event looks at its condition now: always, or when its own variable changes in its own way."""
    if key in run.fresh or not (catch.variable or catch.variable_events):
        return True
    written = run.written or {}
    names = [name.strip() for name in catch.variable.split(",")] if catch.variable else list(written)
    moments = [written[name] for name in names if name in written]
    return any(not catch.variable_events or moment in catch.variable_events for moment in moments)


def _mark(wait: Wait, left: int | None) -> Wait:
    """Return the wait, marked as having fired (0) or as ready to fire again (None)."""
    return msgspec.structs.replace(wait, left=left)
