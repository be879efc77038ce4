"""Work for robots. Times of jobs are machine time."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection

from gorel.cases import lanes
from gorel.cases.models import Job
from gorel.cases.store.arrays import array
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
    where={"case_id": "bigint", "key": "bigint"}, named={"new_key": "key"}, each_once=True,
)  # fmt: skip
# The next job of a case whose last one this worker had on lease, in the same lane, under the same lease: no index but
# that of keys has to change, and that is half of the work.
CARRY = update(
    "cases_job",
    {
        "new_key": "bigint", "element": "text", "retries": "int", "tries": "int", "headers": "text",
        "opened_at": "bigint",
    },
    where={"case_id": "bigint", "key": "bigint"}, named={"new_key": "key"}, each_once=True,
)  # fmt: skip
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
    lane_id: int


def standing(names: Collection[tuple[int, int]]) -> dict[tuple[int, int], Standing]:
    """Return what the rows of jobs say, by (case, key); a job that is done has none."""
    if not names:
        return {}
    columns = "j.case_id, j.key, j.tries, j.lease_owner, j.retries, j.due_at, j.type, j.lane_id"
    if connection.vendor == "postgresql":
        rows = select(
            f"select {columns} from unnest(%s::bigint[], %s::bigint[]) v(c, k)"
            " join cases_job j on j.case_id = v.c and j.key = v.k",
            [array("bigint", part) for part in zip(*names, strict=True)],
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
    moved = turn.rows.jobs_moved.get(at)
    lane: int = turn.rows.jobs_opened[at][4] if moved is None else moved[3]
    return lane


def lease_opened(turn: Turn, at: tuple[int, int], *, owner: str, until: int, enough: int) -> int:
    """Write a job that this turn opens as taken already: its first try begins when the turn commits.

    Shape: a lease that this owner has on the row already goes on, when it lasts until *enough*. Return when it ends.
    """
    rows = turn.rows
    moved = rows.jobs_moved.get(at)
    if moved is None:
        row = rows.jobs_opened[at]
        rows.jobs_opened[at] = (*row[:5], until, owner, row[7], 1, *row[9:])
        lane = row[4]
        turn.standing[at] = Standing(1, owner, row[7], until, row[3], lane)
        return until
    before = turn.freed_from.get(at)
    key, element, type, lane = moved[:4]
    if before is not None and before.lease_owner == owner and before.lane_id == lane and before.due_at >= enough:
        del rows.jobs_moved[at]
        rows.jobs_carried[at] = (key, element, moved[6], 1, moved[9], moved[10], *moved[11:])
        turn.standing[at] = Standing(1, owner, moved[6], before.due_at, type, lane)
        return before.due_at
    rows.jobs_moved[at] = (*moved[:4], until, owner, moved[6], 1, *moved[8:])
    turn.standing[at] = Standing(1, owner, moved[6], until, type, lane)
    return until


def open_job(turn: Turn, held: Held, effect: effects.OpenJob) -> None:
    """A row for the job; one of her own that only touches our database is done before this turn ends."""
    headers = to_json(dict(effect.headers)) if effect.headers else ""
    case_id, key, retries = held.id, effect.key, effect.retries
    at = case_id, key
    priority = effect.priority
    lane = held.process.lanes.get((effect.type, held.organisation_id, priority))
    if lane is None:
        lane = lanes.of(held, effect.type, priority)
    due_at = turn.machine_now if retries > 0 else NEVER
    rows = turn.rows
    freed = turn.freed_jobs.pop(case_id, None)
    if freed is None or freed[0] == key:
        if freed is not None:
            rows.jobs_closed.pop(at, None)
        row = (case_id, key, effect.element, effect.type, lane, due_at, "", retries, 0, priority, headers, turn.now)
        rows.jobs_opened[at] = row
    else:
        before, standing = freed
        rows.jobs_closed.pop((case_id, before), None)
        rows.jobs_moved[at] = (
            key, effect.element, effect.type, lane, due_at, "", retries, 0, priority, headers, turn.now, case_id,
            before,
        )  # fmt: skip
        if standing is not None:
            turn.freed_from[at] = standing
    if turn.keeps_opened and retries > 0:
        turn.standing[at] = Standing(0, "", retries, due_at, effect.type, lane)
        turn.leased[at] = held
    turn.opened_job(held, effect)


def close_job(turn: Turn, held: Held, effect: effects.CloseJob) -> None:
    """The row goes; an answer that comes later is refused."""
    case_id, key = held.id, effect.key
    at = case_id, key
    rows = turn.rows
    if turn.opened:
        turn.opened.pop(at, None)
    standing = turn.standing.pop(at, None)
    if turn.leased:
        turn.leased.pop(at, None)
    if rows.jobs_opened and rows.jobs_opened.pop(at, None) is not None:
        return
    moved = rows.jobs_moved.pop(at, None) or rows.jobs_carried.pop(at, None)
    if moved is not None:
        key = moved[-1]  # the row still has the key of the job before
        standing = turn.freed_from.pop(at, None)
    rows.jobs_closed[case_id, key] = case_id, key
    turn.freed_jobs[case_id] = key, standing
