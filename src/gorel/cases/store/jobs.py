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

_COLUMNS = {
    "element": "text", "type": "text", "due_at": "bigint", "lease_owner": "text", "retries": "int", "tries": "int",
    "priority": "int", "headers": "text", "opened_at": "bigint",
}  # fmt: skip

# A job that is opened again (its incident was resolved) is the same row, free for anybody.
OPEN = insert("cases_job", {"case_id": "bigint", "key": "bigint", **_COLUMNS}, upsert_on=("case_id", "key"))
# One job done and the next one opened is one row written over: half the work of a delete and an insert.
MOVE = update(
    "cases_job",
    {"new_key": "bigint", **_COLUMNS},
    where={"case_id": "bigint", "key": "bigint"},
    named={"new_key": "key"},
)
POSTPONE = update(
    "cases_job",
    {"retries": "int", "due_at": "bigint", "lease_owner": "text"},
    where={"case_id": "bigint", "key": "bigint"},
)
CLOSE = delete("cases_job", where={"case_id": "bigint", "key": "bigint"})


def open_job(turn: Turn, held: Held, effect: effects.OpenJob) -> None:
    """A row for the job; one of her own that only touches our database is done before this turn ends."""
    headers = to_json(dict(effect.headers)) if effect.headers else ""
    at = held.id, effect.key
    row = (
        effect.key, effect.element, effect.type, turn.machine_now if effect.retries > 0 else Job.NEVER, "",
        effect.retries, 0, effect.priority, headers, turn.now,
    )  # fmt: skip
    freed = turn.freed_jobs.pop(held.id, None)
    if freed is None or freed == effect.key:
        turn.rows.open(OPEN, at, (held.id, *row))
    else:
        turn.rows.unopen(CLOSE, (held.id, freed))
        turn.rows.open(MOVE, at, (*row, held.id, freed))
    turn.opened_job(held, effect)


def close_job(turn: Turn, held: Held, effect: effects.CloseJob) -> None:
    """The row goes; an answer that comes later is refused."""
    at = held.id, effect.key
    if turn.rows.unopen(OPEN, at) is not None:
        return
    moved = turn.rows.unopen(MOVE, at)
    key = effect.key if moved is None else moved[-1]  # the row still has the key of the job before
    turn.rows.open(CLOSE, (held.id, key), (held.id, key))
    turn.freed_jobs[held.id] = key
