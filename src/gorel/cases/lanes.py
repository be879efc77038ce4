"""Lanes: in which queue a job waits, and which queues a worker takes from next.

A job waits in the lane of its type, process, organisation and priority. Who takes jobs looks at lanes first: those of
the highest priority that have something due share what can be taken, first between organisations, then between their
processes; within a lane the oldest goes first.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from gorel.cases.store.held import Held
from gorel.cases.store.sql import among, locking, select

JOB = (
    "j.id, j.priority, j.due_at, j.case_id, j.key, j.type, j.element, j.retries, j.tries, j.headers, j.lane_id,"
    " j.opened_at"
)
OLDEST = f"select {JOB} from cases_job j where j.lane_id = %s and j.due_at <= %s order by j.due_at, j.id limit %s"


@dataclass(frozen=True, slots=True)
class Lane:
    """One queue with something due."""

    id: int
    type: str
    process_id: int
    organisation_id: int | None
    priority: int


def of(case: Held, type: str, priority: int) -> int:
    """Return the id of the lane for a job of *case*; made when there is none yet.

    What is remembered stands with the compiled process, and is remembered when its transaction has committed.
    """
    at = type, case.organisation_id, priority
    known = case.process.lanes.get(at)
    return _find(case, at) if known is None else known


def _find(case: Held, at: tuple[str, int | None, int]) -> int:
    type, organisation_id, priority = at
    values = [type, case.process.id, organisation_id, priority]
    find = (
        "select id from cases_lane where type = %s and process_id = %s"
        f" and coalesce(organisation_id, 0) = {organisation_id or 0:d} and priority = {priority:d}"
    )
    found = select(find, values[:2])
    if not found:
        found = select(
            "insert into cases_lane (type, process_id, organisation_id, priority) values (%s, %s, %s, %s)"
            " on conflict do nothing returning id",
            values,
        )
        found = found or select(find, values[:2])  # another node was quicker
    lane_id: int = found[0][0]
    transaction.on_commit(lambda: case.process.lanes.update({at: lane_id}))
    return lane_id


def due(
    types: Sequence[str], now: int, *, organisations: Collection[int] | None = None, processes: Collection[str] = ()
) -> list[Lane]:
    """Return the lanes of *types* in which something is due at *now*, the highest priority first.

    Shape: *organisations* None is all; *processes*, by key, narrow when there are any.
    """
    if not types:
        return []
    condition, parameters = among("l.type", types)
    if organisations is not None:
        if not organisations:
            return []
        ours, ids = among("l.organisation_id", list(organisations))
        condition, parameters = f"{condition} and {ours}", [*parameters, *ids]
    if processes:
        ours, keys = among("key", list(processes))
        condition = f"{condition} and l.process_id in (select id from cases_process where {ours})"
        parameters = [*parameters, *keys]
    rows = select(
        f"select l.id, l.type, l.process_id, l.organisation_id, l.priority from cases_lane l where {condition}"
        " and exists (select 1 from cases_job j where j.lane_id = l.id and j.due_at <= %s)"
        " order by l.priority desc, l.id",
        [*parameters, now],
    )
    return [Lane(*row) for row in rows]


def share(lanes: Sequence[Lane], limit: int) -> Iterator[list[tuple[Lane, int]]]:
    """Yield, per priority, how many jobs to take from each lane when *limit* may be taken in all."""
    by_priority: dict[int, list[Lane]] = defaultdict(list)
    for lane in lanes:
        by_priority[lane.priority].append(lane)
    for priority in sorted(by_priority, reverse=True):
        yield _fairly(by_priority[priority], limit)


def _fairly(lanes: list[Lane], limit: int) -> list[tuple[Lane, int]]:
    """Deal *limit* out: round by round between organisations, and within one between its processes and types."""
    by_organisation: dict[int | None, list[Lane]] = defaultdict(list)
    for lane in lanes:
        by_organisation[lane.organisation_id].append(lane)
    queues = [random.sample(mine, len(mine)) for mine in by_organisation.values()]
    random.shuffle(queues)
    if len(queues) == 1 and len(queues[0]) == 1:
        return [(queues[0][0], limit)]
    shares: dict[Lane, int] = defaultdict(int)
    for turn in range(limit):
        queue = queues[turn % len(queues)]
        shares[queue[turn // len(queues) % len(queue)]] += 1
    return list(shares.items())


def take(lanes: Sequence[Lane], now: int, limit: int, *, without: Collection[int] = ()) -> list[tuple[Any, ...]]:
    """Return up to *limit* due jobs of *lanes*, as rows of `JOB`, with the rows locked (PostgreSQL).

    Shape: more may be due when fewer come: a lane gives no more than its share.
    """
    found: list[tuple[Any, ...]] = []
    for shares in share(lanes, limit):
        wanted = [(lane, min(count, limit - len(found))) for lane, count in shares if count]
        rows = each(
            OLDEST + locking("j", skip=True),
            [(lane.id, now, count) for lane, count in wanted],
        )
        found += [row for row in rows if row[3] not in without]
        if len(found) >= limit:
            break
    return found[:limit]


def each(one: str, parameters: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """Return the rows of *one* for each set of parameters, by one statement, so that each is found by its index."""
    if len(parameters) == 1:
        return select(one, parameters[0])
    parts = " union all ".join(f"select * from ({one}) t{place}" for place in range(len(parameters)))
    return select(parts, [value for given in parameters for value in given]) if parameters else []


def by_urgency(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Order rows of `JOB`: higher priority first, then the older."""
    return sorted(rows, key=lambda row: (-row[1], row[2], row[0]))
