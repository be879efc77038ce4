"""Reads rows of cells under a row of headings: those of a sheet, and those of a text of separated values."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from gorel.programme.importing import columns, words
from gorel.programme.importing.tables.look import NOTHING, Look
from gorel.programme.importing.tables.row import Row, Table, Unreadable

LONGEST_HEADING = 120
_INDENT = re.compile(r"(?:\s{2,}|\t|\s*[•·▪◦↳→>]\s*|\s*[-–—*]\s+)(?=\S)")
_SUM = re.compile(r"(?:summa|totalt?|total sum|antal)\b", re.IGNORECASE)
MOST_SUMMED = 3  # cells of a row that sums up
MOST_OF_A_FORMAT = 4  # words: "Fysiskt och på Zoom"
MOST_READ = 0.7  # of a column's cells, when they alone tell what it holds: the rest are "Workshop", "Mingel"
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
    if not read(best, table, "") and any(any(row) for row in best):
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


def _by_values(headings: Sequence[str], facts: list[str | None], rows: Sequence[Sequence[object]]) -> dict[str, str]:
    """Give "Typ" its fact where its cells alone tell it: nearly each of them is digital, on site, both."""
    if "format" in facts or "online" in facts:
        return {}
    for index, heading in enumerate(headings):
        if not heading or facts[index] is not None:
            continue
        cells = Counter(str(row[index]).strip() for row in rows if index < len(row) and str(row[index]).strip())
        formats = (cell for cell in cells if len(cell.split()) <= MOST_OF_A_FORMAT and words.format_of(cell).format)
        read = sum(cells[cell] for cell in formats)
        if read > 1 and read >= MOST_READ * cells.total():
            facts[index] = "format"
            return {heading: "format"}
    return {}


def read(
    rows: Sequence[Sequence[object]], table: Table, sheet: str, *, is_named: bool = False, look: Look = NOTHING,
    wide: Collection[int] = (),
) -> bool:  # fmt: skip
    """Read the rows under the row of headings; False when there is none.

    Shape: is_named says that places name the sheet; wide are the rows that are one merged cell.
    """
    at = _headings_at(rows)
    if at is None:
        return False
    headings = [str(cell).strip() for cell in rows[at]]
    facts, by_words = columns.facts_of(headings)
    by_words |= _by_values(headings, facts, rows[at + 1 :])
    table.by_words.update(by_words)
    for heading, fact in zip(headings, facts, strict=True):
        if heading and fact is None:
            table.ignore(heading)
    title_at, legend = facts.index("title"), _legend(rows[:at], look)
    titled = [number for number in range(at + 1, len(rows)) if rows[number][title_at : title_at + 1] not in ([], [""])]
    margin = min((look.indents.get((number, title_at), 0) for number in titled), default=0)
    for number, cells in enumerate(rows[at + 1 :], start=at + 1):
        if not any(str(cell).strip() for cell in cells):
            continue
        place = _("row {number}").format(number=number + 1)
        row = Row(f"{sheet}, {place}" if is_named else place, {}, sheet=sheet)
        _fill(row, cells, number, headings, facts, look)
        row.is_indented = row.is_indented or look.indents.get((number, title_at), 0) > margin
        filled = [str(cell).strip() for cell in cells if str(cell).strip()]
        row.lone = filled[0] if len(filled) == 1 or number in wide else ""
        row.is_heading = number in wide
        row.is_sum = bool(_SUM.match(filled[0])) and len(filled) <= MOST_SUMMED
        if row.is_sum and not row.lone:
            row.lone = " ".join(filled)
        if (number, title_at) in look.struck:
            row.marks["struck"] = ""
        if number in look.hidden:
            row.marks["hidden"] = ""
        if (told := legend.get(look.colours.get((number, title_at), ""))) is not None:
            row.marks["coloured"] = told
        table.add(row)
    return True


def _fill(
    row: Row, cells: Sequence[object], number: int, headings: Sequence[str], facts: Sequence[str | None], look: Look
) -> None:
    title_link = ""
    for index, cell in enumerate(cells):
        value = cell.strip() if isinstance(cell, str) else cell
        if value == "" or value is None:
            continue
        fact = facts[index] if index < len(facts) else None
        if fact == "title" and isinstance(cell, str) and (marked := _INDENT.match(cell)):
            row.is_indented, value = True, cell[marked.end() :].strip() or value
        target = look.links.get((number, index), "")
        if target and fact in _LINKED:
            value = value if "://" in str(value) else f"{value} {target}"
        elif target and fact == "title":
            title_link = target
        heading = headings[index] if index < len(headings) and headings[index] else f"#{index + 1}"
        row.put(fact, heading, value)
    if title_link and "web_page" not in row.said:
        row.said["web_page"] = title_link


def _legend(above: Sequence[Sequence[object]], look: Look) -> dict[str, str]:
    """Return what colours mean, as the lines above the headings say: a coloured cell, its word in it or beside it."""
    found: dict[str, str] = {}
    for (row, column), colour in look.colours.items():
        if row >= len(above) or column >= len(above[row]):
            continue
        said = next((str(cell).strip() for cell in above[row][column : column + 2] if str(cell).strip()), "")
        if said and (words.status_of(said) or words.is_tentative(said)):
            found[colour] = said
    return found
