"""What is due: timers and starts by business time, jobs by machine time. Reads only, but for the locks of the cases
it finds.

On PostgreSQL the cases of what is found are locked here, passing over those that somebody else has in hand; what is
*in* them is read afterwards by a statement of its own. A row that is found may be gone by then: the engine, or the
second look, tells.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection

from gorel.cases import lanes, policies
from gorel.cases.at_once import headers_from
from gorel.cases.models import Job, Start
from gorel.cases.store.hand import Ready
from gorel.cases.store.sql import among, locking, select


def timers(now: int, limit: int, *, without: Collection[int] = ()) -> list[tuple[int, int]]:
    """Return (case, key) of timers that are due at *now*, the oldest first, with their cases locked."""
    exclusion, parameters = _without("t.case_id", without)
    return select(
        "select t.case_id, t.key from cases_timer t join cases_casestate s on s.case_id = t.case_id"
        f" where t.due_at <= %s{exclusion} order by t.due_at, t.id limit %s{locking('s', skip=True)}",
        [now, *parameters, limit],
    )


def transactional(types: Sequence[str], now: int, limit: int, *, without: Collection[int] = ()) -> list[Ready]:
    """Return jobs of *types* that are due at *now*, the most urgent first, with their cases locked."""
    waiting = lanes.due(types, now)
    exclusion, of_cases = _without("j.case_id", without)
    rows = lanes.each(
        f"select {lanes.JOB} from cases_job j join cases_casestate s on s.case_id = j.case_id"
        f" where j.lane_id = %s and j.due_at <= %s{exclusion} order by j.due_at, j.id limit %s"
        + locking("s", skip=True),
        [(lane.id, now, *of_cases, limit) for lane in waiting],
    )
    if rows and connection.vendor == "postgresql":  # another look, now that nobody else can change them
        condition, ids = among("j.id", [row[0] for row in rows])
        rows = select(f"select {lanes.JOB} from cases_job j where {condition} and j.due_at <= %s", [*ids, now])
    return [Ready(*row[3:9], headers_from(row[9])) for row in lanes.by_urgency(rows)[:limit]]  # type: ignore[call-arg]  # six columns


def starts(now: int, limit: int) -> list[Start]:
    """Return processes whose moment to start a case has come, with their rows locked."""
    one = "select id from cases_start where due_at <= %s order by due_at, id limit %s"
    found = select(one + locking("cases_start", skip=True), [now, limit])
    return list(Start.objects.filter(pk__in=[row[0] for row in found]).order_by("due_at", "id")) if found else []


def waiting_to_begin(limit: int) -> list[int]:
    """Return cases that were started while their process was paused and may begin now, with their rows locked."""
    paused = policies.paused()
    condition, parameters = "", []
    for process, organisation_id in paused:
        condition += " and not (p.key = %s"
        parameters.append(process)
        if organisation_id is not None:
            condition += f" and c.organisation_id = {organisation_id:d}"
        condition += ")"
    rows = select(
        "select s.case_id from cases_casestate s join cases_case c on c.id = s.case_id"
        f" join cases_process p on p.id = c.process_id where s.format = 2{condition}"
        f" order by s.case_id limit %s{locking('s', skip=True)}",
        [*parameters, limit],
    )
    return [row[0] for row in rows]


def next_timer(*, after: int | None = None) -> int | None:
    """Return the moment of the earliest timer or start, of those later than *after*. Units: business time."""
    condition, parameters = (" where due_at > %s", [after]) if after is not None else ("", [])
    rows = [
        *select(f"select min(due_at) from cases_timer{condition}", parameters),
        *select(f"select min(due_at) from cases_start{condition}", parameters),
    ]
    return min((row[0] for row in rows if row[0] is not None), default=None)


def next_job(types: Sequence[str]) -> int | None:
    """Return the earliest moment at which a job of *types* may be taken. Units: machine time; a lease's end counts."""
    if not types:
        return None
    condition, parameters = among("l.type", types)
    earliest = "(select min(j.due_at) from cases_job j where j.lane_id = l.id)"
    rows = select(f"select min({earliest}) from cases_lane l where {condition}", parameters)
    moment = rows[0][0]
    return None if moment is None or moment >= Job.NEVER else moment


def _without(column: str, ids: Collection[int]) -> tuple[str, list[Any]]:
    if not ids:
        return "", []
    condition, parameters = among(column, list(ids))
    return f" and not ({condition})", parameters
