"""Moments that cases wait for, in business time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gorel.cases.store.sql import delete, insert
from gorel.core.engine import effects

if TYPE_CHECKING:
    from gorel.cases.store.held import Held
    from gorel.cases.turn import Turn

SET = insert(
    "cases_timer",
    {"case_id": "bigint", "key": "bigint", "element": "text", "due_at": "bigint"},
    upsert_on=("case_id", "key"),
)
CANCEL = delete("cases_timer", where={"case_id": "bigint", "key": "bigint"})

_LAST, _FIRST = 2**63 - 1, -(2**63)


def set_timer(turn: Turn, held: Held, effect: effects.SetTimer) -> None:
    """A row for the moment; FEEL knows moments beyond what the database can hold, which are kept as its last."""
    note(turn, held, effect.key, effect.element, effect.due_at)
    turn.wake_wanted = True


def note(turn: Turn, held: Held, key: int, element: str, due_at: int) -> None:
    """Note the row of a timer."""
    turn.rows.open(SET, (held.id, key), (held.id, key, element, min(max(due_at, _FIRST), _LAST)))


def cancel_timer(turn: Turn, held: Held, effect: effects.CancelTimer) -> None:
    """The row goes."""
    if turn.rows.unopen(SET, (held.id, effect.key)) is None:
        turn.rows.add(CANCEL, (held.id, effect.key))
