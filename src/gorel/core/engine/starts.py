"""When a timer start event begins its next case."""

from __future__ import annotations

from gorel.core.engine.events import Instant
from gorel.core.engine.program import Program, Start
from gorel.core.engine.run import Run
from gorel.core.engine.state import new_state
from gorel.core.engine.timers import FOREVER, Firing, TimerRule


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


def _rule(start: Start) -> TimerRule:
    if not isinstance(start.timer, TimerRule):
        raise TypeError(f"{start.element} is no timer start")
    return start.timer


def _nowhere(program: Program, now: Instant) -> Run:
    return Run(program, new_state(program.process_id, {}, None), now, 0)


__all__ = ["FOREVER", "first_due", "next_due"]
