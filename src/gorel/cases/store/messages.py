"""What cases say to others: it is said when the step that said it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gorel.cases.store.sql import update
from gorel.core.engine import effects

if TYPE_CHECKING:
    from gorel.cases.store.held import Held
    from gorel.cases.turn import Turn

REACHED = update("cases_message", {"reached": "jsonb"}, where={"id": "bigint"})


def publish(turn: Turn, _held: Held, effect: effects.PublishMessage) -> None:
    """A message of the case goes the way of every other."""
    turn.said.append(effect)


def broadcast(turn: Turn, _held: Held, effect: effects.BroadcastSignal) -> None:
    """A signal of the case goes the way of every other."""
    turn.said.append(effect)
