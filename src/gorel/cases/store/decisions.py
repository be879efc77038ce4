"""The decisions."""

from __future__ import annotations

from gorel.cases.store.hand import Hand
from gorel.cases.store.held import Held
from gorel.cases.store.statements import RECORD_DECISION
from gorel.cases.values import plain, to_json
from gorel.core.engine import effects


def record_decision(hand: Hand, held: Held, effect: effects.RecordDecision) -> None:
    """What the rules saw, which hit, and what came out, with the version of the rules."""
    resource = held.process.rules.resource(effect.decision)
    explanation = held.sealed(to_json(plain(effect.explanation)))
    hand.rows.add(RECORD_DECISION, (held.id, hand.now, effect.element, effect.decision, resource, explanation))
