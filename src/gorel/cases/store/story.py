"""The log and the decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gorel.cases.store import personal
from gorel.cases.store.sql import insert
from gorel.cases.values import plain, to_json
from gorel.core.engine import effects

if TYPE_CHECKING:
    from gorel.cases.store.held import Held
    from gorel.cases.turn import Turn

LOG = insert(
    "cases_logentry",
    {
        "case_id": "bigint", "at": "bigint", "kind": "text", "element": "text", "key": "bigint", "by": "text",
        "detail": "text",
    },
)  # fmt: skip
RECORD = insert(
    "cases_decision",
    {
        "case_id": "bigint", "at": "bigint", "element": "text", "decision": "text", "resource_id": "bigint",
        "explanation": "text",
    },
)  # fmt: skip


def record_decision(turn: Turn, held: Held, effect: effects.RecordDecision) -> None:
    """What the rules saw, which hit, and what came out, with the version of the rules."""
    resource = held.process.rules.resource(effect.decision)
    explanation = personal.seal_text(held, to_json(plain(effect.explanation)))
    turn.rows.add(RECORD, (held.id, turn.now, effect.element, effect.decision, resource, explanation))
