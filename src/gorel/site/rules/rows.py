"""Rows from a CSV, JSONL or Excel file, and rows to one.

Tables are read as the ability `sheet.read` reads them: as Swedish spreadsheets write them, semicolons or commas,
UTF-8 or Windows-1252. Cells come as text from CSV and as values from the others; `cells.parse` makes of them what a
decision asks for.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from gorel.ability import Refused
from gorel.robots.sheet import reading

Row = dict[str, Any]
# A text that begins so is run as a formula by spreadsheets (OWASP, "CSV injection").
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class BadFile(Exception):
    """The file cannot be read or written as rows; the text says why."""


def read_rows(path: Path) -> list[Row]:
    """Return the rows of the file, each by its headings. Errors: BadFile."""
    suffix = path.suffix.lower()
    if suffix not in (".jsonl", *reading.BOOKS, *reading.TEXTS):
        raise BadFile(f"{path.name}: rows are read from .csv, .jsonl, .xlsx and .ods files.")
    reader = _read_jsonl if suffix == ".jsonl" else _read_table
    try:
        return list(reader(path))
    except OSError as error:
        raise BadFile(f"{path}: {error.strerror or error}") from None


def _read_table(path: Path) -> Iterator[Row]:
    try:
        found = reading.grid(path.name, path.read_bytes())
    except (Refused, reading.NoTable) as error:
        raise BadFile(f"{error}.".replace("..", ".")) from None
    yield from _table(path, [[_plain(cell) for cell in line] for line in found.rows])


def _read_jsonl(path: Path) -> Iterator[Row]:
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line, parse_float=Decimal)
        except json.JSONDecodeError as error:
            raise BadFile(f"{path.name}, line {number}, column {error.colno}: this is not JSON.") from None
        if not isinstance(row, dict):
            raise BadFile(f'{path.name}, line {number}: each line must be an object, as {{"name": "value"}}.')
        yield row


def _table(path: Path, lines: Sequence[Sequence[Any]]) -> Iterator[Row]:
    headings = [str(cell).strip() for cell in lines[0]] if lines else []
    if not any(headings):
        raise BadFile(f"{path.name}: the first line must name the columns.")
    twice = next((heading for heading in headings if heading and headings.count(heading) > 1), None)
    if twice is not None:
        raise BadFile(f"{path.name}: two columns are called “{twice}”.")
    for line in lines[1:]:
        row = {heading: cell for heading, cell in zip(headings, line, strict=False) if heading}
        if any(cell not in (None, "") for cell in row.values()):
            yield row


def _plain(cell: Any) -> Any:
    """Return a spreadsheet's cell as JSON would hold it."""
    if isinstance(cell, float):
        return Decimal(repr(cell)).normalize() + 0
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return cell


def write_rows(path: Path, headings: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows to a .csv, .jsonl or .xlsx file. Errors: BadFile."""
    writers = {".csv": _write_csv, ".jsonl": _write_jsonl, ".xlsx": _write_xlsx}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise BadFile(f"{path.name}: rows are written to .csv, .jsonl and .xlsx files.")
    try:
        writer(path, headings, rows)
    except OSError as error:
        raise BadFile(f"{path}: {error.strerror or error}") from None


def _write_csv(path: Path, headings: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(headings)
        for row in rows:
            writer.writerow([shown(row.get(heading)) for heading in headings])


def shown(value: Any) -> str:
    """Return a value as a Swedish spreadsheet writes it: `ja`, `12,5`, and nothing for what is missing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, int | Decimal):
        return f"{value:f}".replace(".", ",") if isinstance(value, Decimal) else str(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=_json)
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _write_jsonl(path: Path, headings: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            found = {heading: row[heading] for heading in headings if heading in row}
            file.write(json.dumps(found, ensure_ascii=False, default=_json) + "\n")


def _json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


def _write_xlsx(path: Path, headings: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        top = book.add_format({"valign": "top"})
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
            longest = max([len(heading), *(len(shown(row.get(heading))) for row in rows[:200])])
            sheet.set_column(column, column, min(max(longest + 2, 10), 60))
        for line, row in enumerate(rows, start=1):
            for column, heading in enumerate(headings):
                value = row.get(heading)
                if isinstance(value, int | Decimal) and not isinstance(value, bool):
                    sheet.write_number(line, column, float(value), top)
                elif value is not None:
                    text = "ja" if value is True else "nej" if value is False else value
                    sheet.write_string(line, column, text if isinstance(text, str) else shown(text), wrapped)
        sheet.freeze_panes(1, 0)
        if headings:
            sheet.autofilter(0, 0, max(len(rows), 1), len(headings) - 1)
