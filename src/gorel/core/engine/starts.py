"""When a timer start event begins its next case."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from gorel.core.engine.errors import Trouble
from gorel.core.engine.events import Activation, CaseStarted, Instant
from gorel.core.engine.program import Program, Start
from gorel.core.engine.run import Run
from gorel.core.engine.state import State, new_state
from gorel.core.engine.timers import FOREVER, Firing, TimerRule
from gorel.core.engine.values import truth
from gorel.core.problems import Place


def first_due(program: Program, start: Start, *, now: Instant) -> Firing:
    """Return when the timer start fires first if it is deployed at *now*, and how many firings are left after it.

    Errors: Trouble when its value is no such time.
    """
    run = _nowhere(program, now)
    return _rule(start).first(run, 0)


def next_due(program: Program, start: Start, *, due_at: Instant, left: int | None) -> Firing | None:
    """Return the firing after the one that was due at *due_at* with *left* to come; None when spent.

    Shape: left is FOREVER (-1) for an endless cycle, None for a date or duration.
    """
    return _rule(start).following(_nowhere(program, due_at), 0, due_at, left)


def conditions_met(program: Program, variables: Mapping[str, Any], *, now: Instant, seed: int = 0) -> list[Start]:
    """Return the conditional starts of the process that hold for *variables*: a case may begin at each.

    Shape: one that names its variables is only asked when one of them is given. A condition that cannot be evaluated
    does not hold.
    """
    run = Run(program, new_state(program.process_id, dict(variables), None), now, seed)
    return [start for start in program.starts if start.kind == "conditional" and _holds(run, start)]


def _holds(run: Run, start: Start) -> bool:
    node = run.program.node(start.element)
    for catch in node.catches:
        names = [name.strip() for name in catch.variable.split(",") if name.strip()]
        if catch.value is None or (names and not any(name in run.scope_of(0) for name in names)):
            continue
        with suppress(Trouble):
            if truth(catch.value, run, 0, Place(node.id, node.name or None, "condition")):
                return True
    return False


def restarted(state: State, *places: str | Activation, now: Instant, seed: int = 0) -> CaseStarted:
    """Return the event that begins a new case with what an old one had, at these places."""
    activate = tuple(Activation(element=place) if isinstance(place, str) else place for place in places)
    own = state.instances[0].variables or {}
    return CaseStarted(now=now, seed=seed, variables=own, business_key=state.business_key, activate=activate)


def _rule(start: Start) -> TimerRule:
    if not isinstance(start.timer, TimerRule):
        raise TypeError(f"{start.element} is no timer start")
    return start.timer


def _nowhere(program: Program, now: Instant) -> Run:
    return Run(program, new_state(program.process_id, {}, None), now, 0)


__all__ = ["FOREVER", "conditions_met", "first_due", "next_due", "restarted"]
