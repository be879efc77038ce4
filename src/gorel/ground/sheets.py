"""Gives a list away as a spreadsheet, row by row, with the same cells as the CSV file: nothing in it is a formula."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import IO, Any
from urllib.parse import quote

from django.http import FileResponse

from gorel.ground import workbook
from gorel.ground.export import Column, cell, filename
from gorel.ground.language import spoken

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_xlsx(rows: Iterable[Any], columns: Sequence[Column], *, name: str, sheet: str = "") -> FileResponse:
    """Return a download of *rows*; a long list goes by way of a temporary file, not of memory."""
    return download(lines(rows, columns), columns, name=name, sheet=sheet)


def lines(rows: Iterable[Any], columns: Sequence[Column]) -> Iterator[str]:
    """Return each row ready written, in the language of the moment."""
    return (_line([value(row) for _label, value in columns]) for row in rows)


def download(rows: Iterable[str], columns: Sequence[Column], *, name: str, sheet: str = "") -> FileResponse:
    """Return a download of rows that `lines` has written already."""
    out: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    workbook.write(out, {sheet or name: chain([workbook.heading(label for label, _value in columns)], rows)})
    out.seek(0)
    response = FileResponse(out, content_type=TYPE)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename(name), safe='')}.xlsx"
    response.headers["Cache-Control"] = "no-store"
    return response


def write(out: IO[bytes], sheets: Mapping[str, Iterable[Sequence[object]]]) -> None:
    """Write a workbook: sheets of rows, the first row of each its heading."""
    workbook.write(out, {title: _headed(rows) for title, rows in sheets.items()})


def _headed(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    for number, row in enumerate(rows):
        yield _line(row) if number else workbook.heading(row)


def _line(values: Sequence[object]) -> str:
    language = spoken()
    return workbook.row([cell(value, language) if isinstance(value, bool) else value for value in values])
