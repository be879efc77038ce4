"""Moments that cases wait for, in business time."""

from __future__ import annotations

from gorel.cases.store.hand import Hand
from gorel.cases.store.held import Held
from gorel.cases.store.statements import CANCEL_TIMER, SET_TIMER
from gorel.core.engine import effects

_LAST, _FIRST = 2**63 - 1, -(2**63)


def set_timer(hand: Hand, held: Held, effect: effects.SetTimer) -> None:
    """A row for the moment; FEEL knows moments beyond what the database can hold, which are kept as its last."""
    note(hand, held, effect.key, effect.element, effect.due_at)
    hand.wake_wanted = True


def note(hand: Hand, held: Held, key: int, element: str, due_at: int) -> None:
    """Note the row of a timer."""
    hand.rows.open(SET_TIMER, (held.id, key), (held.id, key, element, min(max(due_at, _FIRST), _LAST)))


def cancel_timer(hand: Hand, held: Held, effect: effects.CancelTimer) -> None:
    """The row goes."""
    if hand.rows.unopen(SET_TIMER, (held.id, effect.key)) is None:
        hand.rows.add(CANCEL_TIMER, (held.id, effect.key))
