"""Cases and their states: begins, ends, calls of other processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gorel.cases.models import Case
from gorel.cases.store.sql import insert, update
from gorel.core.engine import effects

if TYPE_CHECKING:
    from gorel.cases.store.held import Held
    from gorel.cases.turn import Turn

FORMAT = 1  # of the state's text; older ones are read for ever
WAITING = 2  # of a case that waits to begin

INSERT = insert(
    "cases_case",
    {
        "id": "bigint", "uid": "uuid", "process_id": "bigint", "organisation_id": "bigint", "business_key": "text",
        "state": "text", "started_at": "bigint", "ended_at": "bigint", "parent_id": "bigint", "parent_key": "bigint",
    },
)  # fmt: skip
UPDATE = update("cases_case", {"state": "text", "ended_at": "bigint"}, where={"id": "bigint"})
INSERT_STATE = insert("cases_casestate", {"case_id": "bigint", "format": "smallint", "body": "text"})
UPDATE_STATE = update(
    "cases_casestate", {"body": "text", "format": "smallint"}, where={"case_id": "bigint"}, each_once=True
)

OUTCOMES = {
    "completed": Case.COMPLETED,
    "cancelled": Case.CANCELLED,
    "terminated": Case.TERMINATED,
    "threw": Case.THREW,
}


def end(turn: Turn, held: Held, effect: effects.EndCase) -> None:
    """The case is over; the one that called it hears of it."""
    held.format = FORMAT
    held.word, held.ended_at = OUTCOMES[effect.outcome], turn.now
    turn.log(held, "ended", detail={"outcome": effect.outcome})
    if held.parent_id is not None and effect.outcome != "cancelled":
        turn.tell_caller(held, effect)
    if held.business_key and held.process.hears_messages:
        turn.make_room(held)


def escalate(turn: Turn, held: Held, effect: effects.Escalate) -> None:
    """The case that called this one hears what it escalates."""
    turn.escalate_to_caller(held, effect)


def start_called(turn: Turn, held: Held, effect: effects.StartCase) -> None:
    """A call activity starts another process, for the same organisation."""
    turn.start_called(held, effect)


def cancel_called(turn: Turn, held: Held, effect: effects.CancelCase) -> None:
    """A called case is no longer wanted."""
    turn.cancel_called(held, effect)
