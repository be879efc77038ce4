"""How many cases a process has now and had lately, how many are stuck, and how many tasks are late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan

from gorel.cases.models import Case, Incident, Process, Task
from gorel.cases.models.work import DueOrNever, IsOpen
from gorel.ground import clock

LATELY = timedelta(days=30)
FEW = 5_000  # open cases: what hangs on as many is found by them
Place = tuple[int, str]  # organisation and key of the process


class Figures(NamedTuple):
    """What is counted of one process of one organisation. Shape: started and finished are of the last 30 days."""

    now: int = 0
    incidents: int = 0
    late: int = 0
    started: int = 0
    finished: int = 0


def figures(places: Collection[Place]) -> dict[Place, Figures]:
    """Return the figures of each of *places*. Six queries, however many; the database counts."""
    if not places:
        return {}
    versions: dict[str, list[int]] = {}
    known: dict[int, str] = {}
    for pk, key in Process.objects.filter(key__in={key for _organisation, key in places}).values_list("pk", "key"):
        versions.setdefault(key, []).append(pk)
        known[pk] = key
    keys: dict[int, list[str]] = {}
    for organisation, key in sorted(places):
        keys.setdefault(organisation, []).append(key)
    if not known:
        return {place: Figures() for place in places}
    since = clock.now() - LATELY
    standing = by_place(Case.objects.filter(_of(keys, versions), ended_at=None), known)
    if standing.total() <= FEW:
        ours = _of(keys, versions, "case__"), Q(case__ended_at=None)
        incidents = by_place(Incident.objects.filter(*ours, state=Incident.OPEN), known, "case__")
        late = by_place(Task.objects.filter(*ours, IsOpen("state"), due_at__lt=clock.now()), known, "case__")
    else:
        # What is open or late is little of all there is: it leads, and whose it is, is asked row by row.
        now = clock.to_instant(clock.now())
        overdue = Task.objects.filter(IsOpen("state"), LessThan(DueOrNever("due_at"), now))
        incidents = by_place(_row_by_row(Incident.objects.filter(state=Incident.OPEN), keys), known, "case__")
        late = by_place(_row_by_row(overdue, keys), known, "case__")
    started = by_place(Case.objects.filter(_of(keys, versions), started_at__gte=since), known)
    finished = by_place(Case.objects.filter(_of(keys, versions), ended_at__gte=since), known)
    every = (standing, incidents, late, started, finished)
    return {place: Figures(*(one[place] for one in every)) for place in places}


def _of(keys: Mapping[int, list[str]], versions: Mapping[str, list[int]], case: str = "") -> Q:
    """Return the condition that a case is of these organisations' processes. Those that have the same are one term."""
    sets: dict[tuple[str, ...], list[int]] = {}
    for organisation, held in keys.items():
        sets.setdefault(tuple(held), []).append(organisation)
    terms = (
        Q(
            **{
                f"{case}organisation__in": owners,
                f"{case}process__in": [pk for key in held for pk in versions.get(key, ())],
            }
        )
        for held, owners in sets.items()
    )
    return reduce(or_, terms)


def _row_by_row(rows: QuerySet[Any], keys: Mapping[int, list[str]]) -> QuerySet[Any]:
    return rows.annotate(whose=Coalesce("case__organisation", 0)).filter(whose__in=list(keys))


def by_place(found: QuerySet[Any], known: Mapping[int, str], case: str = "") -> Counter[Place]:
    """Return how many of *found* belong to each place, by the keys of the versions that are *known*. One query."""
    counts: Counter[Place] = Counter()
    # As plain columns these two would lead the planner through all that ever was.
    grouped = found.annotate(owner=Coalesce(f"{case}organisation", 0), version=Coalesce(f"{case}process", 0))
    for owner, process, count in grouped.values_list("owner", "version").annotate(count=Count("*")).order_by():
        if process in known:
            counts[owner, known[process]] += count
    return counts
