"""Gives a list away as a CSV file that spreadsheets in Sweden open as it is, or as an Excel file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse, StreamingHttpResponse
from django.utils import translation

from gorel.ground import times

# A cell that begins so is run as a formula by spreadsheets (OWASP, "CSV injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Column = tuple[object, Callable[[Any], object]]  # heading, and how a row gives its value


class _Line:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def as_csv(rows: Iterable[Any], columns: Sequence[Column], *, name: str) -> StreamingHttpResponse:
    """Return a download of *rows*; pass `queryset.iterator()` to keep a long list out of memory.

    Shape: UTF-8 with a byte order mark; semicolons and decimal commas in Swedish, commas and points in English; dates
           and times as ISO 8601 in Stockholm's time. A text that spreadsheets would run gets an apostrophe before it.
    """
    language = times.chosen()
    filename = "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in name)
    response = StreamingHttpResponse(_lines(rows, columns, language), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename, safe='')}.csv"
    response.headers["Cache-Control"] = "no-store"
    return response


def as_xlsx(rows: Iterable[Any], columns: Sequence[Column], *, name: str) -> HttpResponse:
    """Return a download of *rows* as an Excel file, made whole in memory: bound their number.

    Shape: texts are texts, none runs as a formula; dates and times are such, in Stockholm's time.
    """
    language = times.chosen()
    written = io.BytesIO()
    book = xlsxwriter.Workbook(
        written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    )
    sheet = book.add_worksheet()
    bold, day, moment = (
        book.add_format(one)
        for one in ({"bold": True}, {"num_format": "yyyy-mm-dd"}, {"num_format": "yyyy-mm-dd hh:mm"})
    )
    for column, (label, _value) in enumerate(columns):
        sheet.write_string(0, column, str(label), bold)
    for row, one in enumerate(rows, start=1):
        for column, (_label, value) in enumerate(columns):
            said = value(one)
            if isinstance(said, datetime):
                sheet.write_datetime(row, column, times.local(said).replace(tzinfo=None), moment)
            elif isinstance(said, date):
                sheet.write_datetime(row, column, datetime(said.year, said.month, said.day), day)  # noqa: DTZ001
            elif isinstance(said, int | float | Decimal) and not isinstance(said, bool):
                sheet.write_number(row, column, said)
            elif said not in (None, ""):
                text = cell(said, language) if isinstance(said, bool) else str(said)
                sheet.write_string(row, column, text[:32_000])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, 0, max(len(columns) - 1, 0))
    book.close()
    response = HttpResponse(written.getvalue(), content_type=SHEET)
    filename = "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in name)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename, safe='')}.xlsx"
    response.headers["Cache-Control"] = "no-store"
    return response


def _lines(rows: Iterable[Any], columns: Sequence[Column], language: str) -> Iterator[str]:
    writer = csv.writer(_Line(), delimiter=";" if language == "sv" else ",", lineterminator="\r\n")
    # The response is written after the request's language is over.
    with translation.override(language):
        heading = [cell(str(label), language) for label, _value in columns]
    yield "\ufeff" + writer.writerow(heading)
    for row in rows:
        with translation.override(language):
            cells = [cell(value(row), language) for _label, value in columns]
        yield writer.writerow(cells)


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
