"""A resource whole, as a file, written row by row: however many rows there are, a batch at a time is in memory.

Shape: CSV is RFC 4180 in UTF-8 with commas, lists joined by `|`, and an apostrophe before what a spreadsheet would run;
       `json` is one array, `jsonl` a line each, `nt` N-Triples, `ics` a calendar.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from gorel.ground import export
from gorel.opendata.shape import Resource
from gorel.opendata.triples import line
from gorel.programme import calendar

_FLUSH = 64_000  # bytes before a piece goes out: a write per row costs more than the row
Writer = Callable[[Resource], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file. Shape: media is the type as IANA has it, eu the code of the EU's list of file types."""

    name: str
    label: str
    media: str
    eu: str
    write: Writer
    fits: Callable[[Resource], bool]


def whole(resource: Resource, format_: Format) -> Iterator[bytes]:
    """Return the file in pieces of some ten kilobytes."""
    held: list[bytes] = []
    size = 0
    for piece in format_.write(resource):
        held.append(piece)
        size += len(piece)
        if size >= _FLUSH:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


class _Line:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _csv(resource: Resource) -> Iterator[bytes]:
    writer = csv.writer(_Line())
    yield writer.writerow([field.name for field in resource.fields]).encode()
    for item in resource.every(resource.rows()):
        yield writer.writerow([_cell(value) for value in item.values()]).encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return export.harmless("|".join(value))
    return export.harmless(value) if isinstance(value, str) else str(value)


def _json(resource: Resource) -> Iterator[bytes]:
    yield b"["
    separator = b"\n"
    for item in resource.every(resource.rows()):
        yield separator + msgspec.json.encode(item)
        separator = b",\n"
    yield b"\n]\n"


def _jsonl(resource: Resource) -> Iterator[bytes]:
    for item in resource.every(resource.rows()):
        yield msgspec.json.encode(item) + b"\n"


def _nt(resource: Resource) -> Iterator[bytes]:
    assert resource.triples is not None
    for item in resource.every(resource.rows()):
        yield "".join(line(one) for one in resource.triples(item)).encode()


def _ics(resource: Resource) -> Iterator[bytes]:
    yield from calendar.whole(resource.rows(), name=resource.title.sv)


FORMATS = (
    Format("csv", "CSV", "text/csv", "CSV", _csv, lambda _resource: True),
    Format("json", "JSON", "application/json", "JSON", _json, lambda _resource: True),
    Format("jsonl", "JSON Lines", "application/jsonl", "JSON", _jsonl, lambda _resource: True),
    Format("nt", "RDF (N-Triples)", "application/n-triples", "RDF_N_TRIPLES", _nt, lambda one: one.triples is not None),
    Format("ics", "iCalendar", "text/calendar", "ICS", _ics, lambda one: one.is_calendar),
)


def of(resource: Resource) -> list[Format]:
    """Return the kinds of file that a resource comes as."""
    return [format_ for format_ in FORMATS if format_.fits(resource)]
