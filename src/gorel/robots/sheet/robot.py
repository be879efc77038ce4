"""The abilities over tables."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec

from gorel.ability import Context, Doubt, Refused, ability, says
from gorel.robots.file import places
from gorel.robots.sheet import comparing, reading, writing

ICON = "M4 5h16v14H4zM4 10h16M4 14.5h16M10 5v14"
FILE = says(sv="Fil", en="File", help_sv="Mappens namn och vägen i den: kassa/rapport.xlsx",
            help_en="The folder's name and the path in it: cash/report.xlsx")  # fmt: skip
SHEET = says(
    sv="Blad",
    en="Sheet",
    help_sv="Tomt är det första med något på",
    help_en="Left empty: the first with anything on it",
)
COLUMNS = says(sv="Kolumner", en="Columns", help_sv='Rubrik och slag: {"Belopp": "number"}; slagen är text, number, '
               "whole, date, yes-no och any", help_en='Heading and kind: {"Amount": "number"}; the kinds are text, '
               "number, whole, date, yes-no and any")  # fmt: skip
SHOWN = 20  # wrong cells that a doubt tells of


class ToRead(msgspec.Struct, frozen=True, kw_only=True):
    """Which table, and what its columns hold."""

    file: Annotated[str, FILE]
    sheet: Annotated[str, SHEET] = ""
    columns: Annotated[dict[str, str], COLUMNS] = {}
    wrong: Annotated[Literal["doubt", "list"], says(
        sv="Felaktiga celler", en="Wrong cells", help_sv="doubt: en människa får titta; list: raderna kommer i wrong",
        help_en="doubt: a person must look; list: their rows come in wrong")] = "doubt"  # fmt: skip


class Wrong(msgspec.Struct, frozen=True):
    """A cell that says something else than its column should."""

    sheet: str
    cell: str
    heading: str
    text: str


class Read(msgspec.Struct, frozen=True):
    """The rows, each by its headings. Shape: numbers are those of the sheet, the first row after a heading is 2."""

    rows: Annotated[list[dict[str, Any]], says(sv="Rader", en="Rows")]
    numbers: Annotated[list[int], says(sv="Radnummer", en="Row numbers")]
    headings: Annotated[list[str], says(sv="Rubriker", en="Headings")]
    sheet: Annotated[str, says(sv="Blad", en="Sheet")]
    count: Annotated[int, says(sv="Antal rader", en="Number of rows")]
    wrong: Annotated[list[Wrong], says(sv="Felaktiga celler", en="Wrong cells")] = []


class ToWrite(msgspec.Struct, frozen=True, kw_only=True):
    """Which rows to write where."""

    file: Annotated[str, FILE]
    rows: Annotated[list[dict[str, Any]], says(sv="Rader", en="Rows")]
    columns: Annotated[list[str], says(sv="Kolumner i ordning", en="Columns in order")] = []
    sheet: Annotated[str, SHEET] = ""
    how: Annotated[Literal["new", "replace", "add"], says(
        sv="Hur", en="How", help_sv="new: filen får inte finnas; replace: den ersätts; add: raderna läggs sist",
        help_en="new: the file must not be there; replace: it is replaced; add: rows come last")] = "new"  # fmt: skip
    key: Annotated[list[str], says(
        sv="Nyckel", en="Key", help_sv="För add: kolumner som skiljer rader åt, så att ingen rad läggs till två gånger",
        help_en="For add: columns that tell rows apart, so that no row is added twice")] = []  # fmt: skip


class Written(msgspec.Struct, frozen=True):
    """Where it stands, and how many rows were written."""

    path: Annotated[str, says(sv="Fil", en="File")]
    written: Annotated[int, says(sv="Skrivna rader", en="Rows written")]


class ToCompare(msgspec.Struct, frozen=True, kw_only=True):
    """Two tables, each as rows or as a file."""

    key: Annotated[list[str], says(sv="Nyckel", en="Key", help_sv="Kolumner som skiljer rader åt",
                                   help_en="Columns that tell rows apart")]  # fmt: skip
    columns: Annotated[dict[str, str], COLUMNS]
    left: Annotated[list[dict[str, Any]], says(sv="Vänster rader", en="Left rows")] = []
    right: Annotated[list[dict[str, Any]], says(sv="Höger rader", en="Right rows")] = []
    left_file: Annotated[str, says(sv="Vänster fil", en="Left file")] = ""
    right_file: Annotated[str, says(sv="Höger fil", en="Right file")] = ""
    tolerance: Annotated[Decimal, says(sv="Tillåten skillnad", en="Allowed difference")] = Decimal(0)


class Compared(msgspec.Struct, frozen=True):
    """What differs."""

    only_left: Annotated[list[str], says(sv="Bara till vänster", en="Only left")]
    only_right: Annotated[list[str], says(sv="Bara till höger", en="Only right")]
    different: Annotated[list[comparing.Difference], says(sv="Skillnader", en="Differences")]
    same: Annotated[int, says(sv="Lika rader", en="Equal rows")]
    is_equal: Annotated[bool, says(sv="Allt lika", en="All equal")]


@ability(
    "sheet.read",
    title={"sv": "Läs kalkylblad", "en": "Read a spreadsheet"},
    about={
        "sv": "Läser en tabell ur xlsx, ods eller csv. Rubrikerna letas upp; en cell som inte går att förstå pekas ut.",
        "en": "Reads a table from xlsx, ods or csv. Headings are found; a cell that makes no sense is pointed out.",
    },
    icon=ICON,
)
def read(given: ToRead, context: Context) -> Read | Doubt:
    """Read the table; a doubt when headings are missing, or cells wrong and not asked for as a list."""
    try:
        found = _table(given.file, given.sheet, given.columns, context)
    except reading.NoTable as error:
        return _no_table(error)
    if found.wrong and given.wrong == "doubt":
        return _wrong_cells(given.file, found)
    bad = {int("".join(filter(str.isdigit, one.cell))) for one in found.wrong}
    kept = [(row, number) for row, number in zip(found.rows, found.places, strict=True) if number not in bad]
    return Read(
        rows=[row for row, _ in kept], numbers=[number for _, number in kept], headings=found.headings,
        sheet=found.sheet, count=len(kept),
        wrong=[Wrong(one.sheet, one.cell, one.heading, one.sv) for one in found.wrong],
    )  # fmt: skip


@ability(
    "sheet.write",
    title={"sv": "Skriv kalkylblad", "en": "Write a spreadsheet"},
    about={
        "sv": "Skriver rader till xlsx, ods eller csv: en ny fil, i stället för en, eller sist i en som finns.",
        "en": "Writes rows to xlsx, ods or csv: a new file, in place of one, or at the end of one that is there.",
    },
    icon=ICON + "M14 17l4-4",
)
def write(given: ToWrite, context: Context) -> Written | Doubt:
    """Write the rows; a doubt when a row to add is there with other facts. Errors: Refused when a new file is there."""
    headings = given.columns or list(dict.fromkeys(name for row in given.rows for name in row))
    if given.how == "add":
        return _add(given, headings, context)
    data = writing.written(given.file, headings, given.rows, given.sheet)
    if given.how == "new" and context.tries > 1 and _stands(given, headings, context):
        return Written(given.file, len(given.rows))
    places.write(given.file, data, context, replace=given.how == "replace")
    return Written(given.file, len(given.rows))


@ability(
    "sheet.compare",
    title={"sv": "Jämför tabeller", "en": "Compare tables"},
    about={
        "sv": "Jämför två tabeller rad för rad efter en nyckel, och säger vad som fattas och vad som skiljer.",
        "en": "Compares two tables row by row by a key, and says what is missing and what differs.",
    },
    icon="M4 5h7v14H4zM13 5h7v14h-7zM6 9h3M15 9h3M6 13h3M15 15h3",
)
def compare(given: ToCompare, context: Context) -> Compared | Doubt:
    """Compare; a doubt when a key stands twice on one side."""
    sides = []
    for rows, file in ((given.left, given.left_file), (given.right, given.right_file)):
        try:
            wanted = {**dict.fromkeys(given.key, "text"), **given.columns}
            found = _table(file, "", wanted, context) if file else None
        except reading.NoTable as error:
            return _no_table(error)
        if found is not None and found.wrong:
            return _wrong_cells(file, found)
        sides.append(rows if found is None else found.rows)
    try:
        left = comparing.keyed(sides[0], given.key)
        right = comparing.keyed(sides[1], given.key, is_left=False)
    except comparing.Doubled as error:
        file = (given.left_file if error.is_left else given.right_file) or ("left" if error.is_left else "right")
        return Doubt(
            "sheet.doubled-key",
            {"sv": f"”{error.key}” står på två rader i {file}; då går det inte att veta vilken som gäller.",
             "en": f"“{error.key}” stands on two rows of {file}; which one counts cannot be known."},
            {"key": error.key, "file": file},
        )  # fmt: skip
    different = comparing.differences(left, right, list(given.columns), given.tolerance)
    only_left, only_right = [key for key in left if key not in right], [key for key in right if key not in left]
    both = len(left) - len(only_left)
    return Compared(
        only_left, only_right, different, both - len({one.key for one in different}),
        not (only_left or only_right or different),
    )  # fmt: skip


def _table(file: str, sheet: str, columns: dict[str, str], context: Context) -> reading.Table:
    return reading.table(reading.grid(*places.named(file, context), sheet), columns)


def _stands(given: ToWrite, headings: Sequence[str], context: Context) -> bool:
    """Return whether an earlier try has written these rows: xlsx files with equal cells differ in their bytes."""
    try:
        found = _table(given.file, given.sheet, {}, context)
    except (Refused, reading.NoTable):
        return False
    wanted = [[writing.shown(row.get(name)) for name in headings] for row in given.rows]
    return [[writing.shown(row.get(name)) for name in headings] for row in found.rows] == wanted


def _add(given: ToWrite, headings: list[str], context: Context) -> Written | Doubt:
    if not given.key:
        raise Refused(
            "sheet.write with how = add needs key: the columns that tell rows apart",
            sv="sheet.write med how = add behöver key: kolumnerna som skiljer rader åt",
        )
    with places.at(given.file, context, write=True) as (place, below), place.locked(below):  # type: ignore[attr-defined]
        try:
            data = place.read(below)
        except FileNotFoundError:
            place.write(below, writing.written(given.file, headings, given.rows, given.sheet), replace=False)
            return Written(given.file, len(given.rows))
        try:
            found = reading.table(reading.grid(given.file, data, given.sheet), dict.fromkeys(given.key, "any"))
        except reading.NoTable as error:
            return _no_table(error)
        there = {_key(row, given.key): row for row in found.rows}
        new = []
        for row in given.rows:
            present = there.get(_key(row, given.key))
            if present is None:
                new.append(row)
            elif any(writing.shown(present.get(name)) != writing.shown(value) for name, value in row.items()):
                key = " · ".join(_key(row, given.key))
                return Doubt(
                    "sheet.other-row",
                    {"sv": f"{given.file} har redan en rad ”{key}”, med andra uppgifter. Se vilken som är rätt.",
                     "en": f"{given.file} already has a row “{key}”, with other facts. See which is right."},
                    {"key": key, "file": given.file},
                )  # fmt: skip
        if new:
            if given.file.lower().endswith(".csv"):
                data = writing.added_to_csv(data, found.headings, new)
            elif given.file.lower().endswith(".xlsx"):
                data = writing.added_to_xlsx(data, found.headings, new, found.sheet)
            else:
                raise Refused(
                    f"{given.file}: rows are added to .xlsx and .csv; write .ods files whole",
                    sv=f"{given.file}: rader läggs till i .xlsx och .csv; skriv .ods-filer hela",
                )
            place.write(below, data, replace=True)
    return Written(given.file, len(new))


def _key(row: Any, key: Sequence[str]) -> tuple[str, ...]:
    return tuple(writing.shown(row.get(name)).strip() for name in key)


def _no_table(error: reading.NoTable) -> Doubt:
    return Doubt(error.code, {"sv": error.sv, "en": error.en}, error.data)


def _wrong_cells(file: str, found: reading.Table) -> Doubt:
    first = found.wrong[0]
    more = len(found.wrong) - 1
    sv, en = (f" Och {more} celler till.", f" And {more} more cells.") if more else ("", "")
    return Doubt(
        "sheet.wrong-cell",
        {"sv": f"{file}, {first.sheet}!{first.cell} ({first.heading}): {first.sv}.{sv} Rätta filen och försök igen.",
         "en": f"{file}, {first.sheet}!{first.cell} ({first.heading}): {first.en}.{en} Correct it and try again."},
        {"file": file, "cells": [f"{one.sheet}!{one.cell} {one.heading}" for one in found.wrong[:SHOWN]]},
    )  # fmt: skip
