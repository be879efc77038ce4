"""Gives a list away as a spreadsheet, row by row, with the same cells as the CSV file: nothing in it is a formula."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any
from urllib.parse import quote

from django.http import FileResponse

from gorel.ground import times
from gorel.ground.export import Column, cell, filename
from gorel.ground.language import spoken

OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def as_xlsx(rows: Iterable[Any], columns: Sequence[Column], *, name: str, sheet: str = "") -> FileResponse:
    """Return a download of *rows*; a long list goes by way of a temporary file, not of memory."""
    out: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    heading = [str(label) for label, _value in columns]
    write(out, {sheet or name: _with(heading, rows, columns)})
    out.seek(0)
    response = FileResponse(out, content_type=TYPE)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename(name), safe='')}.xlsx"
    response.headers["Cache-Control"] = "no-store"
    return response


def write(out: IO[bytes], sheets: Mapping[str, Iterable[Sequence[object]]]) -> None:
    """Write a workbook: sheets of rows, the first row of each its heading."""
    import xlsxwriter  # only who asks for a spreadsheet has it read

    with xlsxwriter.Workbook(out, OPTIONS) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        day, moment = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for title, rows in sheets.items():
            page = book.add_worksheet(title.translate(_NOT_IN_NAMES)[:31])
            page.freeze_panes(1, 0)
            page.set_column(0, 30, 24)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if number == 0:
                        page.write_string(0, column, str(value), bold)
                    elif isinstance(value, datetime):
                        page.write_datetime(number, column, times.local(value).replace(tzinfo=None), moment)
                    elif isinstance(value, date):
                        page.write_datetime(number, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
                    elif isinstance(value, bool):
                        page.write_string(number, column, cell(value, spoken()))
                    elif isinstance(value, int | float | Decimal):
                        page.write_number(number, column, value)
                    elif value not in (None, ""):
                        page.write_string(number, column, str(value)[:32_000])


def _with(heading: Sequence[str], rows: Iterable[Any], columns: Sequence[Column]) -> Iterable[Sequence[object]]:
    yield heading
    yield from _cells(rows, columns)


def _cells(rows: Iterable[Any], columns: Sequence[Column]) -> Iterable[Sequence[object]]:
    for row in rows:
        yield [value(row) for _label, value in columns]
