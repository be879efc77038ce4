"""Work for robots. Times of jobs are machine time."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection

from gorel.cases import lanes
from gorel.cases.models import Job
from gorel.cases.store.sql import delete, insert, select, update
from gorel.cases.values import to_json
from gorel.core.engine import effects

if TYPE_CHECKING:
    from gorel.cases.store.held import Held
    from gorel.cases.turn import Turn

NEVER = Job.NEVER

_COLUMNS = {
    "element": "text", "type": "text", "lane_id": "bigint", "due_at": "bigint", "lease_owner": "text",
    "retries": "int", "tries": "int", "priority": "int", "headers": "text", "opened_at": "bigint",
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
LEASE = update("cases_job", {"due_at": "bigint", "lease_owner": "text", "tries": "int"}, where={"id": "bigint"})
EXTEND = update(
    "cases_job",
    {"due_at": "bigint"},
    where={"case_id": "bigint", "key": "bigint", "lease_owner": "text", "tries": "int"},
)
RANK = update("cases_job", {"priority": "int", "lane_id": "bigint"}, where={"case_id": "bigint", "key": "bigint"})
CLOSE = delete("cases_job", where={"case_id": "bigint", "key": "bigint"})


class Standing(NamedTuple):
    """What a job's row says. Shape: tries is the fence, see `models.Job`."""

    tries: int
    lease_owner: str
    retries: int
    due_at: int
    type: str


def standing(names: Collection[tuple[int, int]]) -> dict[tuple[int, int], Standing]:
    """Return what the rows of jobs say, by (case, key); a job that is done has none."""
    if not names:
        return {}
    columns = "j.case_id, j.key, j.tries, j.lease_owner, j.retries, j.due_at, j.type"
    if connection.vendor == "postgresql":
        rows = select(
            f"select {columns} from unnest(%s::bigint[], %s::bigint[]) v(c, k)"
            " join cases_job j on j.case_id = v.c and j.key = v.k",
            [list(part) for part in zip(*names, strict=True)],
        )
    else:
        pairs = ", ".join(["(%s, %s)"] * len(names))
        rows = select(
            f"select {columns} from cases_job j where (j.case_id, j.key) in (values {pairs})",
            [number for name in names for number in name],
        )
    return {(row[0], row[1]): Standing(*row[2:]) for row in rows}


def lane_opened(turn: Turn, at: tuple[int, int]) -> int:
    """Return the lane of a job that this turn opens."""
    moved = turn.rows.seen(MOVE, at)
    row = turn.rows.seen(OPEN, at) if moved is None else moved[2:]
    assert row is not None
    lane: int = row[4] if moved is None else row[1]
    return lane


def lease_opened(turn: Turn, at: tuple[int, int], *, owner: str, until: int) -> None:
    """Write a job that this turn opens as taken already: its first try begins when the turn commits."""
    moved = turn.rows.seen(MOVE, at)
    if moved is not None:
        turn.rows.open(MOVE, at, (*moved[:4], until, owner, moved[6], 1, *moved[8:]))
        return
    row = turn.rows.seen(OPEN, at)
    assert row is not None
    turn.rows.open(OPEN, at, (*row[:5], until, owner, row[7], 1, *row[9:]))


def open_job(turn: Turn, held: Held, effect: effects.OpenJob) -> None:
    """A row for the job; one of her own that only touches our database is done before this turn ends."""
    headers = to_json(dict(effect.headers)) if effect.headers else ""
    at = held.id, effect.key
    lane = lanes.of(held, effect.type, effect.priority)
    row = (
        effect.key, effect.element, effect.type, lane, turn.machine_now if effect.retries > 0 else Job.NEVER, "",
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
    turn.opened.pop(at, None)
    turn.standing.pop(at, None)
    if turn.rows.unopen(OPEN, at) is not None:
        return
    moved = turn.rows.unopen(MOVE, at)
    key = effect.key if moved is None else moved[-1]  # the row still has the key of the job before
    turn.rows.open(CLOSE, (held.id, key), (held.id, key))
    turn.freed_jobs[held.id] = key
