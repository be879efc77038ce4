"""Conditional events: looked at whenever variables change; each fires when its condition becomes true."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from gorel.core.engine.errors import Trouble
from gorel.core.engine.values import truth
from gorel.core.problems import Place

if TYPE_CHECKING:
    from gorel.core.engine.program import Catch
    from gorel.core.engine.run import Run
    from gorel.core.engine.state import Wait


def fire_one(run: Run) -> bool:
    """Fire the first condition that holds; True when one did (others are looked at again)."""
    for key, wait in list(run.waits.items()):
        if wait.kind != "conditional" or key not in run.waits:
            continue
        node = run.program.node(wait.element)
        catch = node.catches[wait.catch]
        value = catch.value
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
