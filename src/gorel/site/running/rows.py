"""The rows of a file as variables of cases."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gorel.ability import Refused
from gorel.robots.sheet import cells, reading
from gorel.site.command import Trouble

_WORDS = {"ja": True, "nej": False}


@dataclass(frozen=True)
class Row:
    """One row. Shape: number is the sheet's own, as people count; key names the row for ever."""

    number: int
    key: str
    variables: dict[str, Any]


def read(path: Path, sheet: str, key: str) -> tuple[list[str], list[Row]]:
    """Return the headings and rows of a file. Errors: Trouble that names file, sheet and cell."""
    try:
        found = reading.table(reading.grid(path.name, path.read_bytes(), sheet))
    except OSError as error:
        raise Trouble(f"{path}: {error.strerror or error}.") from None
    except Refused as error:
        raise Trouble(str(error)) from None
    except reading.NoTable as error:
        raise Trouble(f"{path.name}: {error.sv}") from None
    if found.wrong:
        first = found.wrong[0]
        raise Trouble(f"{path.name}, {first.sheet}!{first.cell} ({first.heading}): {first.sv}. Rätta och kör igen.")
    if key and key not in found.headings:
        raise Trouble(f"--key {key}: rubrikerna är {', '.join(found.headings)}.")
    typed = _typed(found.headings, found.rows) if path.suffix.lower() in reading.TEXTS else found.rows
    rows = [Row(number, _key(row, key, number), row) for row, number in zip(typed, found.places, strict=True)]
    seen: dict[str, int] = {}
    for row in rows:
        if row.key in seen:
            raise Trouble(f"--key {key}: ”{row.key}” står både på rad {seen[row.key]} och rad {row.number}.")
        seen[row.key] = row.number
    return found.headings, rows


def _key(row: dict[str, Any], key: str, number: int) -> str:
    return cells.text(row[key])[:255] if key and row[key] is not None else f"rad {number}"


def _typed(headings: list[str], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows of a text file, each column as what all its cells are: numbers, dates, yes and no, or texts."""
    made = [dict(row) for row in rows]
    for heading in headings:
        for kind in (_number, cells.day, _yes_no):
            try:
                for row in made:
                    row[heading] = None if row[heading] is None else kind(row[heading])
            except cells.Wrong:
                for row, source in zip(made, rows, strict=True):
                    row[heading] = source[heading]
            else:
                break
    return made


def _number(cell: str) -> Any:
    """Return a number; digits that begin with 0, or are many, are a name: a postal code, an account."""
    bare = cell.lstrip("+-−")
    if (bare.startswith("0") and bare[1:2].isdigit()) or sum(map(str.isdigit, bare)) > 11:
        raise cells.Wrong("", "")
    return cells.number(cell)


def _yes_no(cell: str) -> bool:
    try:
        return _WORDS[cell.lower()]
    except KeyError:
        raise cells.Wrong("", "") from None
