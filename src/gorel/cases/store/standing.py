"""The rows of jobs, as they stand. Times of jobs are machine time."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from django.db import connection

from gorel.cases.models import Job
from gorel.cases.store.arrays import array
from gorel.cases.store.sql import select

NEVER = Job.NEVER


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
