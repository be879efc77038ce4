"""Files of rows to tables: xlsx, xlsm, xls, ods and csv. Cells keep their places, so that each can be named."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gorel.ability import Refused
from gorel.robots.file.text import decoded
from gorel.robots.sheet import cells

BOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
TEXTS = (".csv", ".tsv", ".txt")
LOOK_FOR_HEADINGS = 50  # rows from the top


@dataclass(frozen=True)
class Grid:
    """A sheet's cells as they stand. Shape: row 0, column 0 is A1."""

    name: str
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True)
class WrongCell:
    """A cell that does not say what was asked for."""

    sheet: str
    cell: str
    heading: str
    sv: str
    en: str


@dataclass(frozen=True)
class Table:
    """Rows by their headings. Shape: places gives the number of each row in the sheet, as people count."""

    sheet: str
    headings: list[str]
    rows: list[dict[str, Any]]
    places: list[int]
    wrong: list[WrongCell] = field(default_factory=list)


class NoTable(Exception):
    """The wanted table is not in the file. Shape: texts in Swedish and English, data to look at."""

    def __init__(self, code: str, sv: str, en: str, **data: Any) -> None:
        self.code, self.sv, self.en, self.data = code, sv, en, data
        super().__init__(en)


def grid(name: str, data: bytes, sheet: str = "") -> Grid:
    """Return one sheet of a file: the named one, else the first with anything in it. Errors: NoTable, Refused."""
    suffix = name[name.rfind(".") :].lower()
    if suffix in TEXTS:
        return Grid(name.rpartition("/")[2], _lines(name, data))
    if suffix not in BOOKS:
        raise Refused(
            f"{name}: tables are read from {', '.join(BOOKS + TEXTS)}",
            sv=f"{name}: tabeller läses från {', '.join(BOOKS + TEXTS)}",
        )
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ModuleNotFoundError:
        raise Refused(
            "spreadsheets need python-calamine: pip install 'gorel[robots]'",
            sv="kalkylblad behöver python-calamine: pip install 'gorel[robots]'",
        ) from None
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = book.sheet_names
        if sheet and sheet not in names:
            raise NoTable(
                "sheet.no-sheet",
                f"{name} har inget blad som heter ”{sheet}”. Bladen heter: {', '.join(names)}.",
                f"{name} has no sheet “{sheet}”. Its sheets: {', '.join(names)}.",
                file=name,
                sheets=names,
            )
        for one in [sheet] if sheet else names:
            rows = book.get_sheet_by_name(one).to_python(skip_empty_area=False)
            if sheet or any(cell != "" for row in rows for cell in row):
                return Grid(one, rows)
        return Grid(names[0] if names else "", [])
    except CalamineError as error:
        raise Refused(
            f"{name} cannot be read as a spreadsheet: {error}",
            sv=f"{name} går inte att läsa som ett kalkylblad: {error}",
        ) from None


def table(found: Grid, wanted: Mapping[str, str] | None = None, *, until: int | None = None) -> Table:
    """Return the table in *found*: headings are looked for, and each wanted column is read as its kind.

    Shape: *wanted* maps headings to kinds of `cells.KINDS`; without it all columns come as they are. Empty rows are
    left out. Errors: NoTable when headings are missing or doubled.
    """
    wanted = wanted or {}
    unknown = sorted(set(wanted.values()) - set(cells.KINDS))
    if unknown:
        raise Refused(
            f"{', '.join(unknown)}: a column's kind is one of {', '.join(cells.KINDS)}",
            sv=f"{', '.join(unknown)}: en kolumns slag är ett av {', '.join(cells.KINDS)}",
        )
    at = _headings(found, wanted)
    names = [str(cell).strip() if cell is not None else "" for cell in found.rows[at]]
    by_norm: dict[str, list[int]] = {}
    for column, name in enumerate(names):
        if name:
            by_norm.setdefault(norm(name), []).append(column)
    doubled = [names[columns[1]] for key, columns in by_norm.items()
               if len(columns) > 1 and (not wanted or key in map(norm, wanted))]  # fmt: skip
    if doubled:
        raise NoTable(
            "sheet.doubled-heading",
            f"Två kolumner i {found.name} heter ”{doubled[0]}”. Ge dem olika namn.",
            f"Two columns of {found.name} are called “{doubled[0]}”. Give them different names.",
            sheet=found.name,
            heading=doubled[0],
        )
    kinds = {by_norm[norm(name)][0]: (name, kind) for name, kind in wanted.items()}
    columns = [(column, kinds.get(column, (name, "any"))) for column, name in enumerate(names) if name]
    made = Table(found.name, [heading for _, (heading, _) in columns], [], [])
    for number, row in enumerate(found.rows[at + 1 :], start=at + 2):
        if until is not None and len(made.rows) >= until:
            break
        if all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in row):
            continue
        made.rows.append(_row(made, row, number, columns))
        made.places.append(number)
    return made


def _row(made: Table, row: Sequence[Any], number: int, columns: list[tuple[int, tuple[str, str]]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column, (heading, kind) in columns:
        cell = row[column] if column < len(row) else None
        try:
            values[heading] = cells.value(cell, kind)
        except cells.Wrong as error:
            values[heading] = None
            made.wrong.append(WrongCell(made.sheet, address(column, number), heading, error.sv, error.en))
    return values


def _headings(found: Grid, wanted: Mapping[str, str]) -> int:
    """Return the row (from 0) that names the columns."""
    best: tuple[int, int] | None = None
    for at, row in enumerate(found.rows[:LOOK_FOR_HEADINGS]):
        names = {norm(cell) for cell in row if isinstance(cell, str) and cell.strip()}
        if wanted:
            met = len({norm(name) for name in wanted} & names)
            if met == len(wanted):
                return at
            if best is None or met > best[0]:
                best = met, at
        elif (len(names) >= 2 and len(names) == sum(1 for cell in row if cell not in (None, ""))) or (
            len(names) == 1 and max((len(other) for other in found.rows), default=0) == 1
        ):
            return at
    if not wanted:
        raise NoTable(
            "sheet.no-headings",
            f"{found.name} har ingen rad med rubriker. Skriv vad varje kolumn heter på en rad ovanför uppgifterna.",
            f"{found.name} has no row of headings. Write what each column is called on a row above the facts.",
            sheet=found.name,
        )
    at = best[1] if best else 0
    there = [str(cell).strip() for cell in found.rows[at] if str(cell).strip()] if found.rows else []
    missing = [name for name in wanted if norm(name) not in {norm(name) for name in there}]
    raise NoTable(
        "sheet.no-column",
        f"{found.name} saknar {_listed(missing)}. Rubrikerna är: {', '.join(there) or 'inga'}.",
        f"{found.name} lacks {_listed(missing)}. Its headings are: {', '.join(there) or 'none'}.",
        sheet=found.name,
        missing=missing,
        headings=there,
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"”{name}”" for name in names)


def norm(heading: Any) -> str:
    """Return a heading as it is compared: case, spaces and line breaks do not count."""
    return " ".join(str(heading).split()).casefold()


def address(column: int, number: int) -> str:
    """Return a cell's name: column 2, row 7 is C7."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{number}"


def _lines(name: str, data: bytes) -> list[list[str]]:
    text = decoded(data)
    if text is None:
        raise Refused(
            f"{name} is no text; save it as CSV (UTF-8) from the spreadsheet program",
            sv=f"{name} är ingen text; spara den som CSV (UTF-8) från kalkylprogrammet",
        )
    lines = text.split("\n", 1)
    if lines[0].lower().startswith("sep=") and len(lines) > 1:  # a spreadsheet's own mark
        return list(csv.reader(io.StringIO(lines[1], newline=""), delimiter=lines[0][4:5] or ";"))
    head = text[:4096].splitlines()[:5]
    delimiter = max(";\t,", key=lambda mark: sum(line.count(mark) for line in head))
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
