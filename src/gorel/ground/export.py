"""Gives a list away as a CSV file that spreadsheets in Sweden open as it is; `sheets` gives it as an Excel file."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from django.http import StreamingHttpResponse
from django.utils import translation

from gorel.ground import times
from gorel.ground.language import spoken

# A cell that begins so is run as a formula by spreadsheets (OWASP, "CSV injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
Column = tuple[object, Callable[[Any], object]]  # heading, and how a row gives its value


class _Line:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def as_csv(rows: Iterable[Any], columns: Sequence[Column], *, name: str) -> StreamingHttpResponse:
    """Return a download of *rows*; pass `queryset.iterator()` to keep a long list out of memory.

    Shape: UTF-8 with a byte order mark; semicolons and decimal commas in Swedish, commas and points in English; dates
           and times as ISO 8601 in Stockholm's time, or their own zone's. A text that spreadsheets would run gets an
           apostrophe before it.
    """
    return download(_lines(rows, columns, spoken()), name=name)


def download(lines: Iterable[str], *, name: str) -> StreamingHttpResponse:
    """Return a download of lines that are written already, their heading first."""
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename(name), safe='')}.csv"
    response.headers["Cache-Control"] = "no-store"
    return response


def filename(name: str) -> str:
    """Return *name* as a file may be called everywhere."""
    return "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in name)


def _lines(rows: Iterable[Any], columns: Sequence[Column], language: str) -> Iterator[str]:
    yield heading(columns, language)
    yield from lines(rows, columns, language)


def heading(columns: Sequence[Column], language: str) -> str:
    """Return a file's first line, with its byte order mark."""
    with translation.override(language):
        return "\ufeff" + _writer(language).writerow([cell(str(label), language) for label, _value in columns])


def lines(rows: Iterable[Any], columns: Sequence[Column], language: str) -> Iterator[str]:
    """Return a line for each row."""
    writer = _writer(language)
    for row in rows:
        with translation.override(language):  # the response is written after the request's language is over
            cells = [cell(value(row), language) for _label, value in columns]
        yield writer.writerow(cells)


def _writer(language: str) -> Any:
    return csv.writer(_Line(), delimiter=";" if language == "sv" else ",", lineterminator="\r\n")


def cell(value: object, language: str) -> str:
    """Return how a value is written into a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return {"sv": ("nej", "ja"), "en": ("no", "yes")}[language][value]
    if isinstance(value, datetime):
        return times.local(value).replace(tzinfo=None).isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float | Decimal):
        return str(value).replace(".", ",") if language == "sv" else str(value)
    return harmless(str(value))


def harmless(text: str) -> str:
    """Return the text with an apostrophe before it where a spreadsheet would run it."""
    return f"'{text}" if text.startswith(_FORMULA) else text
