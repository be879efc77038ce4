"""The ends of cases, and what they tell those who called them."""

from __future__ import annotations

from gorel.cases.models import Case
from gorel.cases.store.hand import Hand
from gorel.cases.store.held import FORMAT, Held
from gorel.core.engine import effects

OUTCOMES = {
    "completed": Case.COMPLETED,
    "cancelled": Case.CANCELLED,
    "terminated": Case.TERMINATED,
    "threw": Case.THREW,
}


def end(hand: Hand, held: Held, effect: effects.EndCase) -> None:
    """The case is over; the one that called it hears of it, and its key is free for a kept message."""
    held.format = FORMAT
    held.word, held.ended_at = OUTCOMES[effect.outcome], hand.now
    hand.log(held, "ended", detail={"outcome": effect.outcome})
    if held.parent_id is not None or (held.business_key and held.process.hears_messages):
        hand.later.append((held, effect))
