"""Reads rows of cells under a row of headings: those of a sheet, and those of a text of separated values."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from gorel.programme.importing import columns
from gorel.programme.importing.tables.row import Row, Table, Unreadable

LONGEST_HEADING = 120
_INDENT = re.compile(r"(?:\s{2,}|\t|\s*[•·▪◦↳→>]\s*|\s*[-–—*]\s+)(?=\S)")
_LINKED = frozenset({"web_page", "sign_up", "joining_link", "recording_url", "recorded", "place", "platform"})


def lines(text: str) -> Table:
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
    if not read(best, table, "", [""]) and any(any(row) for row in best):
        raise no_heading()
    return table


def no_heading() -> Unreadable:
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


def read(
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
