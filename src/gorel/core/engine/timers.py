"""A timer event's value where a case stands: ISO 8601 text, cron, or FEEL's dates and durations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gorel.core.engine.errors import Trouble
from gorel.core.engine.values import Value, kind_of
from gorel.core.problems import Place, Problem
from gorel.core.times import FOREVER, Firing, first_firing, next_firing

if TYPE_CHECKING:
    from gorel.core.engine.run import Run


class TimerRule:
    """A timer as drawn. Shape: kind is "date", "duration" or "cycle"."""

    __slots__ = ("kind", "value", "where")

    def __init__(self, kind: str, value: Value, where: Place) -> None:
        self.kind = kind
        self.value = value
        self.where = where

    def first(self, run: Run, key: int) -> Firing:
        """Return the first firing of a timer that is set now. Errors: Trouble "engine.timer-value"."""
        answer = self.value.of(run, key)
        return self.first_of(answer, run.now)

    def first_of(self, answer: Any, now: int) -> Firing:
        try:
            if not isinstance(answer, str):
                raise ValueError(kind_of(answer))
            return first_firing(self.kind, answer.strip(), now)
        except (ValueError, OverflowError) as error:
            shown = answer if isinstance(answer, str) and self.value.constant else kind_of(answer)
            raise Trouble(
                Problem("engine.timer-value", self.where, {"kind": self.kind, "value": shown, "reason": str(error)})
            ) from None

    def following(self, run: Run, key: int, due_at: int, left: int | None) -> Firing | None:
        """Return the firing after the one that was due at *due_at*, or None when the cycle is spent."""
        if self.kind != "cycle" or left is None or left == 0:
            return None
        answer = self.value.of(run, key)
        try:
            return next_firing(str(answer).strip(), due_at, left)
        except (ValueError, OverflowError) as error:
            raise Trouble(
                Problem("engine.timer-value", self.where, {"kind": "cycle", "value": "", "reason": str(error)})
            ) from None


__all__ = ["FOREVER", "Firing", "TimerRule"]
