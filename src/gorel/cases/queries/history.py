"""A case's history: every element that it was at, when it came and when it left; its tasks, jobs and incidents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from gorel.cases import programs
from gorel.cases.models import Case, Incident, Job, LogEntry, Task

ENDS = {"left": "completed", "cancelled": "cancelled"}


@dataclass(frozen=True, slots=True)
class Visit:
    """One time that a case was at an element.

    Shape: state is "active", "completed" or "cancelled"; left_at None while it is active. key is the number of the
    instance; None for what was passed at once (a gateway, say): it then came and left at the same moment.
    """

    element: str
    name: str
    kind: str
    key: int | None
    entered_at: datetime
    left_at: datetime | None
    state: str


def visits(case: Case) -> list[Visit]:
    """Return every element that *case* was at, in the order in which it came there. One query."""
    elements = programs.known(case.process_id).program.elements
    found: list[Visit] = []
    places: dict[int, int] = {}
    lines = LogEntry.objects.filter(case=case, kind__in=("entered", *ENDS)).exclude(element="").order_by("id")
    for kind, element, key, at in lines.values_list("kind", "element", "key", "at"):
        info = elements.get(element)
        name, what = (info.name if info else "") or element, info.kind if info else ""
        if kind == "entered":
            if key is not None:
                places[key] = len(found)
            found.append(Visit(element, name, what, key, at, None, "active"))
        elif key is not None and key in places:
            place = places.pop(key)
            found[place] = Visit(element, name, what, key, found[place].entered_at, at, ENDS[kind])
        else:
            found.append(Visit(element, name, what, key, at, at, ENDS[kind]))
    return found


def tasks(case: Case) -> QuerySet[Task]:
    """Return all tasks of *case*, open and closed, in the order in which they were opened."""
    return Task.objects.filter(case=case).order_by("pk")


def jobs(case: Case) -> QuerySet[Job]:
    """Return the jobs that wait or are being done; one that is done leaves its line in the log alone."""
    return Job.objects.filter(case=case).order_by("key")


def incidents(case: Case) -> QuerySet[Incident]:
    """Return all incidents of *case*, open and closed, the oldest first."""
    return Incident.objects.filter(case=case).order_by("pk")


def log(case: Case, *, after: int = 0, limit: int = 500) -> Iterator[LogEntry]:
    """Yield the lines of the case's log behind the line *after*, in order."""
    yield from LogEntry.objects.filter(case=case, pk__gt=after).order_by("pk")[:limit]
