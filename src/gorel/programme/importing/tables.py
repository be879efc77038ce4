"""Opens a file of points: xlsx, csv or JSON (and TOML with [[points]]), and gives its rows by fact.

Bounded in size and rows. Rows within rows (a JSON point's `parts`, schema.org's `subEvent`) follow their own row.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import tomllib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _

from gorel.programme.importing import columns

MOST_BYTES = 5_000_000
MOST_UNPACKED = 100_000_000
MOST_ROWS = 20_000
LONGEST_HEADING = 120
_LISTS = ("points", "events", "programpunkter", "seminars", "seminarier", "rows", "rader", "items", "data", "event",
          "evenemang", "sessions", "@graph", "results", "program", "programme")  # fmt: skip
MOST_LINKED = 20_000_000  # bytes of sheets that are looked through for links
_INDENT = re.compile(r"(?:\s{2,}|\t|\s*[•·▪◦↳→>]\s*|\s*[-–—*]\s+)(?=\S)")
_LINKED = frozenset({"web_page", "sign_up", "joining_link", "recording_url", "recorded", "place", "platform"})
KINDS = (".xlsx", ".csv", ".json", ".toml")


class Unreadable(ValueError):
    """The file cannot be read at all. The text says why and what to do."""


@dataclass
class Row:
    """One row. Shape: place is where it stands ("row 5"); said maps facts to cells; extra is what no fact takes."""

    place: str
    said: dict[str, Any]
    extra: dict[str, Any] = field(default_factory=dict)
    parent: Row | None = None
    wrong: str = ""  # what was found where a row was expected
    lone: str = ""  # the only text of a row that has one cell: perhaps a heading of the rows below
    is_indented: bool = False  # set in under the row above, or with a dash before its title

    def cells(self) -> dict[str, Any]:
        """Return every cell as JSON: the row as it was."""
        return {name: _plain(value) for name, value in {**self.said, **self.extra}.items()}

    def fingerprint(self) -> str:
        """Return what is equal for equal rows only; a part's row belongs to its whole."""
        text = json.dumps([self.cells(), self.parent and self.parent.cells()], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class Table:
    """A file's rows, and what of it was passed over."""

    rows: list[Row] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)
    passed_sheets: list[str] = field(default_factory=list)
    by_words: dict[str, str] = field(default_factory=dict)  # facts by headings whose words alone told them

    def add(self, row: Row) -> None:
        if len(self.rows) >= MOST_ROWS:
            raise Unreadable(_("The file has more than {limit} rows; split it.").format(limit=MOST_ROWS))
        self.rows.append(row)

    def ignore(self, heading: str) -> None:
        if heading not in self.ignored_columns:
            self.ignored_columns.append(heading)


def read(content: bytes, name: str) -> Table:
    """Read a file by what it is; the ending of its name decides only between kinds of text. Errors: Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(_("The file is larger than {limit} MB.").format(limit=MOST_BYTES // 1_000_000))
    if content.startswith(b"PK\x03\x04"):
        return _sheets(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(_("This is an old Excel file (.xls). Save it as .xlsx or .csv and try again."))
    text = _text(content)
    ending = PurePath(name).suffix.casefold()
    if ending == ".toml":
        try:
            return _objects(tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            raise Unreadable(_("This is not TOML: {error}.").format(error=error)) from None
    if ending == ".json" or text.lstrip()[:1] in ("[", "{"):
        try:
            return _objects(json.loads(text, parse_constant=lambda _constant: None))
        except (json.JSONDecodeError, RecursionError) as error:
            raise Unreadable(_("This is not JSON: {error}.").format(error=error)) from None
    return _lines(text)


def _text(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")  # what Excel in Sweden writes
    if "\x00" in text:
        raise Unreadable(_("This is neither a spreadsheet nor a text. Use .xlsx, .csv or .json."))
    return text


def _sheets(content: bytes) -> Table:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
                raise Unreadable(_("The file is too large when it is unpacked."))
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        links = _links(content)
        table = Table()
        for sheet in book.sheet_names:
            found = book.get_sheet_by_name(sheet)
            rows = found.to_python(skip_empty_area=False)
            _spread(rows, found.merged_cell_ranges)
            has_cells = any(any(cell != "" for cell in row) for row in rows)
            if has_cells and not _grid(rows, table, sheet, book.sheet_names, links.get(sheet, {})):
                table.passed_sheets.append(sheet)
    except (CalamineError, zipfile.BadZipFile, KeyError) as error:
        raise Unreadable(_("The spreadsheet cannot be opened. Save it anew as .xlsx and try again.")) from error
    if not table.rows and table.passed_sheets:
        raise _no_heading()
    return table


def _lines(text: str) -> Table:
    best: list[list[str]] = []
    most = -1
    for delimiter in (";", ",", "\t", "|"):
        try:
            rows = list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=False))
        except csv.Error:
            continue
        known = max((len(_readable(row)) for row in rows[:15]), default=0)
        if known > most:
            best, most = rows, known
    table = Table()
    if not _grid(best, table, "", [""]) and any(any(row) for row in best):
        raise _no_heading()
    return table


def _no_heading() -> Unreadable:
    return Unreadable(
        _(
            "No row of headings was found. One row must name the columns, and one of them the title: for example "
            "Titel, Arrangör, Datum, Tid, Format."
        )
    )


def _known(row: Sequence[object]) -> int:
    return sum(1 for cell in row if isinstance(cell, str) and columns.fact_of(cell))


def _readable(row: Sequence[object]) -> list[str]:
    """Return the facts that a row of headings would tell, by whole headings or their words; no title, no headings."""
    cells = [cell for cell in row if isinstance(cell, str) and cell.strip()]
    if any(len(cell) > LONGEST_HEADING for cell in cells):
        return []
    facts = [fact for fact in columns.facts_of(cells)[0] if fact]
    return facts if "title" in facts else []


def _headings_at(rows: Sequence[Sequence[object]]) -> int | None:
    """Return where the row of headings stands: by known headings, or else by three that their words tell."""
    first = [(index, row, _readable(row)) for index, row in enumerate(rows[:15])]
    known = (index for index, row, facts in first if facts and _known(row) >= 2)
    return next(known, next((index for index, _row, facts in first if len(facts) >= 3), None))


def _grid(
    rows: Sequence[Sequence[object]], table: Table, sheet: str, sheets: Sequence[str],
    links: Mapping[tuple[int, int], str] | None = None,
) -> bool:  # fmt: skip
    """Read the rows under the row of headings; False when there is none. Where cells lead is in *links*."""
    at = _headings_at(rows)
    if at is None:
        return False
    headings = [str(cell).strip() for cell in rows[at]]
    facts, by_words = columns.facts_of(headings)
    table.by_words.update(by_words)
    for heading, fact in zip(headings, facts, strict=True):
        if heading and fact is None:
            table.ignore(heading)
    for number, cells in enumerate(rows[at + 1 :], start=at + 2):
        if not any(str(cell).strip() for cell in cells):
            continue
        place = _("row {number}").format(number=number)
        row = Row(f"{sheet}, {place}" if len(sheets) > 1 else place, {})
        title_link = ""
        for index, cell in enumerate(cells):
            value = cell.strip() if isinstance(cell, str) else cell
            if value == "" or value is None:
                continue
            fact = facts[index] if index < len(facts) else None
            if fact == "title" and isinstance(cell, str) and (marked := _INDENT.match(cell)):
                row.is_indented, value = True, cell[marked.end() :].strip() or value
            target = (links or {}).get((number - 1, index), "")
            if target and fact in _LINKED:
                value = value if "://" in str(value) else f"{value} {target}"
            elif target and fact == "title":
                title_link = target
            if fact is not None and fact not in row.said:
                row.said[fact] = value
            else:
                heading = headings[index] if index < len(headings) and headings[index] else f"#{index + 1}"
                row.extra[heading if heading not in row.extra else f"{heading} #{index + 1}"] = value
        if title_link and "web_page" not in row.said:
            row.said["web_page"] = title_link
        filled = [str(cell).strip() for cell in cells if str(cell).strip()]
        row.lone = filled[0] if len(filled) == 1 else ""
        table.add(row)
    return True


def _spread(rows: list[list[Any]], merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Write what stands in cells that are one over several rows into each of these rows."""
    for (top, column), (bottom, _last) in merged:
        for line in range(top + 1, min(bottom + 1, len(rows), top + 200)):
            if column < len(rows[line]) and rows[line][column] == "":
                rows[line][column] = rows[top][column]


def _links(content: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Return the web addresses that cells lead to, by sheet, row and column; none of a file that is large."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        sheets = [one for one in packed.infolist() if one.filename.startswith("xl/worksheets/sheet")]
        if sum(one.file_size for one in sheets) > MOST_LINKED:
            return {}
        if not any(b"<hyperlink " in packed.read(one) for one in sheets):
            return {}
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(content))
    except Exception:  # another reader's opinion of the file; its rows are read all the same
        return {}
    found: dict[str, dict[tuple[int, int], str]] = {}
    for sheet in book.worksheets:
        cells = (cell for row in sheet.iter_rows() for cell in row if cell.hyperlink is not None)
        found[sheet.title] = {
            (cell.row - 1, cell.column - 1): cell.hyperlink.target
            for cell in cells
            if str(cell.hyperlink.target or "").startswith(("http://", "https://"))
        }
    return found


def _objects(document: Any) -> Table:
    table = Table()
    if isinstance(document, Mapping):
        lists = {
            name: found for name, found in document.items()
            if isinstance(found, list) and (columns.plain(name) in _LISTS or name in _LISTS)
        }  # fmt: skip
        if not lists:
            lists = {name: found for name, found in document.items() if isinstance(found, list) and _is_rows(found)}
        if not lists and columns.fact_of(next(iter(document), "")):
            lists = {"": [document]}
        if not lists:
            raise Unreadable(_("No list of points was found. Expected a list, or a list under “points”."))
    elif isinstance(document, list):
        lists = {"": document}
    else:
        raise Unreadable(_("Expected a list of points."))
    for name, found in lists.items():
        for index, one in enumerate(found, start=1):
            place = _("point {number}").format(number=index) + (f" ({name})" if len(lists) > 1 else "")
            for row in _object(one, place, None, table):
                table.add(row)
    return table


def _is_rows(found: list[Any]) -> bool:
    return bool(found) and all(isinstance(one, Mapping) for one in found) and any(
        columns.fact_of(key) == "title" for key in found[0]
    )  # fmt: skip


def _object(one: Any, place: str, parent: Row | None, table: Table, depth: int = 0) -> Iterator[Row]:
    if not isinstance(one, Mapping) or depth > 4:
        yield Row(place, {}, parent=parent, wrong=json.dumps(one, ensure_ascii=False, default=str)[:60])
        return
    row = Row(place, {}, parent=parent)
    parts: list[Any] = []
    cells = list(_flattened(one))
    # The words of a name within another ("location geo latitude") tell too little.
    facts, by_words = columns.facts_of([heading for heading, _value in cells], readable=one.keys())
    table.by_words.update(by_words)
    for (heading, value), fact in zip(cells, facts, strict=True):
        if fact == "parts":
            if isinstance(value, list) and all(isinstance(part, Mapping) for part in value):
                parts += value
            else:
                row.extra[heading] = value
        elif value is None or value == "":
            continue
        elif fact is None:
            if not heading.startswith("@"):
                table.ignore(heading)
            row.extra[heading] = value
        elif fact in row.said:
            row.extra[heading] = value
        else:
            row.said[fact] = value
    yield row
    for number, part in enumerate(parts, start=1):
        where = _("{place}, part {number}").format(place=place, number=number)
        yield from _object(part, where, row, table, depth + 1)


def _flattened(one: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield names and values: {"title": {"sv": …}} as "title sv", {"organizer": {"name": …}} as "organizer"."""
    for key, value in one.items():
        name = str(key)
        if isinstance(value, list) and value and columns.fact_of(name) not in ("parts", "people"):
            if columns.fact_of(name) == "place" and all(isinstance(part, Mapping) for part in value):
                for part in value:  # schema.org: a place, and the address on the web beside it
                    yield from _flattened({name: part})
                continue
            if all(isinstance(part, Mapping) for part in value):
                named = [part["name"] for part in value if isinstance(part.get("name"), str)]
                value = "; ".join(named) if named and len(named) == len(value) else value
            elif all(isinstance(part, str | int | float) for part in value):
                value = "; ".join(str(part) for part in value)
        if isinstance(value, Mapping) and columns.fact_of(name) not in ("parts", "people"):
            if value.get("@type") == "VirtualLocation":
                yield "platform", str(value.get("name") or "Online")
                yield "joining link", value.get("url")
                continue
            if "name" in value and not isinstance(value["name"], Mapping):
                yield name, value["name"]
            rest = {f"{name} {inner}": said for inner, said in value.items() if inner not in ("name", "@type")}
            yield from _flattened(rest)
        else:
            yield name, value


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
