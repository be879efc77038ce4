"""A process's log for other tools: CSV for a spreadsheet, XES (IEEE 1849-2023) for process mining.

Both are streams of text, so that a log of any length leaves without filling the memory. They hold what the log holds:
ids of cases, elements and actors (`person:7`), never names.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import groupby
from xml.sax.saxutils import quoteattr

from django.db.models import QuerySet

from gorel.cases import programs
from gorel.cases.models import LogEntry

COLUMNS = ("case", "process", "version", "business_key", "at", "kind", "element", "name", "key", "by")
# What the engine says of an element's life, in the words of XES's lifecycle extension.
TRANSITIONS = {"entered": "start", "left": "complete", "cancelled": "ate_abort"}


def csv_of(process: str, *, organisations: list[int] | None = None) -> Iterator[str]:
    """Yield the log of all versions of *process* as lines of CSV, the header first, case by case."""
    yield _line(COLUMNS)
    for entry in _entries(process, organisations):
        case = entry.case
        yield _line(
            (case.uid, case.process.key, case.process.version, case.business_key, entry.at.isoformat(), entry.kind,
             entry.element, _name(entry), entry.key if entry.key is not None else "", entry.by or "görel")
        )  # fmt: skip


def xes_of(process: str, *, organisations: list[int] | None = None) -> Iterator[str]:
    """Yield the log of all versions of *process* as XES: a trace per case, an event per element entered or left."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1849-2023" xmlns="http://www.xes-standard.org/">\n'
    for name, prefix in (
        ("Concept", "concept"),
        ("Time", "time"),
        ("Lifecycle", "lifecycle"),
        ("Organizational", "org"),
    ):
        yield f'<extension name="{name}" prefix="{prefix}" uri="http://www.xes-standard.org/{prefix}.xesext"/>\n'
    yield f'<string key="concept:name" value={quoteattr(process)}/>\n'
    for case, entries in groupby(_entries(process, organisations), key=lambda entry: entry.case):
        yield f'<trace><string key="concept:name" value="{case.uid}"/>\n'
        for entry in entries:
            if entry.kind in TRANSITIONS and entry.element:
                yield (
                    f'<event><string key="concept:name" value={quoteattr(_name(entry))}/>'
                    f'<string key="concept:instance" value={quoteattr(entry.element)}/>'
                    f'<date key="time:timestamp" value="{entry.at.isoformat(timespec="milliseconds")}"/>'
                    f'<string key="lifecycle:transition" value="{TRANSITIONS[entry.kind]}"/>'
                    f'<string key="org:resource" value={quoteattr(entry.by or "görel")}/></event>\n'
                )
        yield "</trace>\n"
    yield "</log>\n"


def _entries(process: str, organisations: list[int] | None) -> Iterator[LogEntry]:
    rows: QuerySet[LogEntry] = LogEntry.objects.filter(case__process__key=process).select_related("case__process")
    if organisations is not None:
        rows = rows.filter(case__organisation__in=organisations)
    return rows.order_by("case_id", "id").iterator(chunk_size=2000)


def _name(entry: LogEntry) -> str:
    info = programs.known(entry.case.process_id).program.elements.get(entry.element)
    return (info.name if info else "") or entry.element


def _line(values: tuple[object, ...]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow([_safe(value) for value in values])
    return text.getvalue()


def _safe(value: object) -> object:
    """A text that a spreadsheet would take for a formula is kept a text."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value
