"""What a resource of open data is: fields with words in two languages, rows, and what has gone.

Everything that is told about a resource (the interface, its OpenAPI, the files, the catalogue, the page) is read from
here, so that none of them can say something else than the others.

Shape: an item is a flat dictionary of JSON values, its keys the fields' names in their order; a list holds texts.
Units: moments are RFC 3339 in UTC with Z, dates ISO 8601.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

from gorel.opendata.triples import Triple

Type = Literal["text", "whole", "number", "yes-no", "date", "moment", "address", "id", "texts"]
Item = dict[str, Any]


class Said(NamedTuple):
    """A text in both languages."""

    sv: str
    en: str

    def in_(self, language: str) -> str:
        return self.en if language == "en" else self.sv


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an item. Shape: example is a value that an item may have; codes are the values it may have."""

    name: str
    type: Type
    about: Said
    example: Any
    may_be_empty: bool = True
    codes: Mapping[str, Said] | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """A question that narrows a list: its parameter, and how rows are narrowed by its text.

    Errors: narrow raises ValueError for a text that it cannot read.
    """

    name: str
    type: Type
    about: Said
    example: str
    narrow: Callable[[Any, str], Any]


@dataclass(frozen=True, slots=True)
class Gone:
    """Something that was open once and is not any more."""

    about: Said  # why
    at: datetime | None = None
    replaced_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """That an item came, changed or went."""

    id: UUID
    at: datetime
    is_gone: bool


@dataclass(frozen=True, slots=True)
class Resource:
    """A list of things that everybody may have.

    Shape: rows() gives what is counted and cut into pages (a queryset, or a list); items(rows) makes items of some of
           them, with a fixed number of queries; every(rows) streams them all in constant memory.
           uid names the dataset in catalogues for ever.
    """

    name: str
    uid: UUID
    title: Said
    about: Said
    keywords: tuple[Said, ...]
    fields: tuple[Field, ...]
    rows: Callable[[], Any]
    items: Callable[[Sequence[Any]], list[Item]]
    every: Callable[[Any], Iterable[Item]]
    filters: tuple[Filter, ...] = ()
    find: Callable[[str], Item | Gone | None] | None = None  # by id; None where items have no page of their own
    changes: Callable[[datetime | None, int], list[Change]] | None = None
    themes: tuple[str, ...] = ()  # codes of the EU's data themes: GOVE, EDUC …
    is_calendar: bool = False  # can be had as iCalendar, too
    triples: Callable[[Item], Iterable[Triple]] | None = None  # (subject, predicate, object) of an item
    updated: str = "CONT"  # how often it changes: a code of the EU's frequencies


def moment(at: datetime | None) -> str | None:
    """Return a moment as items say it: whole seconds in UTC."""
    return None if at is None else at.astimezone(UTC).isoformat(timespec="seconds")[:19] + "Z"


def day(on: date | None) -> str | None:
    """Return a date as items say it."""
    return None if on is None else on.isoformat()
