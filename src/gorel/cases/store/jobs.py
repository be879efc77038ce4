"""Work for robots. Times of jobs are machine time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gorel.cases.models import Job
from gorel.cases.store.sql import delete, insert, update
from gorel.cases.values import to_json
from gorel.core.engine import effects

if TYPE_CHECKING:
    from gorel.cases.store.held import Held
    from gorel.cases.turn import Turn

NEVER = Job.NEVER

# A job that is opened again (its incident was resolved) is the same row, free for anybody.
OPEN = insert(
    "cases_job",
    {
        "case_id": "bigint", "key": "bigint", "element": "text", "type": "text", "due_at": "bigint",
        "lease_owner": "text", "retries": "int", "tries": "int", "priority": "int", "headers": "text",
        "opened_at": "bigint",
    },
    upsert_on=("case_id", "key"),
)  # fmt: skip
POSTPONE = update(
    "cases_job",
    {"retries": "int", "due_at": "bigint", "lease_owner": "text"},
    where={"case_id": "bigint", "key": "bigint"},
)
CLOSE = delete("cases_job", where={"case_id": "bigint", "key": "bigint"})


def open_job(turn: Turn, held: Held, effect: effects.OpenJob) -> None:
    """A row for the job; one of her own that only touches our database is done before this turn ends."""
    headers = to_json(dict(effect.headers)) if effect.headers else ""
    row = (
        held.id, effect.key, effect.element, effect.type, turn.machine_now if effect.retries > 0 else Job.NEVER, "",
        effect.retries, 0, effect.priority, headers, turn.now,
    )  # fmt: skip
    turn.rows.open(OPEN, (held.id, effect.key), row)
    turn.opened_job(held, effect)


def close_job(turn: Turn, held: Held, effect: effects.CloseJob) -> None:
    """The row goes; an answer that comes later is refused."""
    if turn.rows.unopen(OPEN, (held.id, effect.key)) is None:
        turn.rows.add(CLOSE, (held.id, effect.key))
