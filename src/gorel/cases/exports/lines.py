"""The log of a process, line by line, as the exports read it."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from gorel.cases import programs
from gorel.cases.models import LogEntry

# What the engine says of an element's life, in the words of XES's lifecycle extension.
TRANSITIONS = {"entered": "start", "left": "complete", "cancelled": "ate_abort"}
CHUNK = 2000


def entries(process: str, organisations: list[int] | None) -> Iterator[LogEntry]:
    """Yield the log of all versions of *process*, case by case."""
    rows: QuerySet[LogEntry] = LogEntry.objects.filter(case__process__key=process).select_related("case__process")
    if organisations is not None:
        rows = rows.filter(case__organisation__in=organisations)
    return rows.order_by("case_id", "id").iterator(chunk_size=CHUNK)


def name(entry: LogEntry) -> str:
    """Return what the entry's element is called in its picture."""
    info = programs.known(entry.case.process_id).program.elements.get(entry.element)
    return (info.name if info else "") or entry.element


def resource(entry: LogEntry) -> str:
    """Return who did it."""
    return entry.by or "görel"
