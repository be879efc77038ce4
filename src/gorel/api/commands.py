"""What the open interfaces do to cases, each in one turn: all of it or nothing. Both doors share these.

Errors: engine.IllegalEvent when the case has moved on; nothing is changed then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from gorel.api.errors import BadRequest
from gorel.cases.models import Timer
from gorel.cases.taking import take
from gorel.cases.turn import Turn
from gorel.cases.values import plain
from gorel.core.engine import events
from gorel.ground import clock


def set_variables(
    case_id: int, values: Mapping[str, Any], *, key: int = 0, by: str, remove: Sequence[str] = ()
) -> None:
    """Write variables into the scope *key* of a case, and forget others; conditions are looked at once, after both."""
    given = plain(values)

    def write(turn: Turn) -> None:
        case = turn.hold(case_id)
        event = events.VariablesSet(
            now=turn.now, seed=turn.seed(), variables=given, key=key or None, remove=tuple(remove)
        )
        turn.step(case, event)
        names = sorted({*given, *remove})
        turn.log(case, "set", key=key or None, by=by, detail={"names": names})

    take(write)


def hear(
    case_id: int, key: int, variables: Mapping[str, Any], *, kind: str, by: str, local: Mapping[str, Any] | None = None
) -> None:
    """Let one subscription of a case hear its message or signal; *local* variables stand in what waits for it."""
    given, inner = plain(variables), plain(local or {})
    event = events.MessageReceived if kind == "message" else events.SignalReceived

    def tell(turn: Turn) -> None:
        case = turn.hold(case_id)
        wait = case.state.waits.get(key)
        if inner and wait is not None:
            turn.step(case, events.VariablesSet(now=turn.now, seed=turn.seed(), variables=inner, key=wait.owner))
        turn.step(case, event(now=turn.now, seed=turn.seed(), key=key, variables=given))
        turn.log(case, "message", key=key, by=by)

    take(tell)


def fire(timer: Timer, *, by: str) -> None:
    """Let a timer fire now, whatever its moment."""

    def act(turn: Turn) -> None:
        case = turn.hold(timer.case_id)
        turn.step(case, events.TimerFired(now=turn.now, seed=turn.seed(), key=timer.key))
        turn.log(case, "fired", element=timer.element, key=timer.key, by=by)

    take(act)


def throw(case_id: int, key: int, *, code: str, message: str, variables: Mapping[str, Any], by: str) -> None:
    """A person's task met a business error that the picture may catch."""
    given = plain(variables)

    def act(turn: Turn) -> None:
        case = turn.hold(case_id)
        turn.log(case, "threw", key=key, by=by)
        turn.step(
            case,
            events.ErrorThrown(
                now=turn.now, seed=turn.seed(), key=key, code=code, message=message, variables=given
            ),
        )  # fmt: skip

    take(act)


def move_timer(timer: Timer, due_at: datetime, *, by: str) -> None:
    """Let a timer be due at another moment. Writes the timer's row, the case's state, and a line in the log."""

    def act(turn: Turn) -> None:
        case = turn.hold(timer.case_id)
        wait = case.state.waits.get(timer.key)
        if wait is None:
            raise BadRequest("This timer has fired, or is no longer wanted")
        wait.due_at = clock.to_instant(due_at)
        case.is_changed = True
        Timer.objects.filter(pk=timer.pk).update(due_at=due_at)
        turn.log(case, "moved", element=timer.element, key=timer.key, by=by)
        turn.wake_wanted = True

    take(act)
