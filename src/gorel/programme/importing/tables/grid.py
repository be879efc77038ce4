"""Reads rows of cells under a row of headings: those of a sheet, and those of a text of separated values."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from gorel.programme.importing import columns, dates, notes, words
from gorel.programme.importing.tables import asides, values
from gorel.programme.importing.tables.look import NOTHING, Look
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


def _are_headings(cells: Sequence[str]) -> bool:
    facts = [columns.fact_of(cell) for cell in cells]
    return "title" in facts and len(facts) >= 3 and facts.count(None) * 3 <= len(facts)


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
    by_words |= values.told(headings, facts, rows[at + 1 :])
    table.by_words.update(by_words)
    for heading, fact in zip(headings, facts, strict=True):
        if heading and fact is None:
            table.ignore(heading)
    title_at, legend = facts.index("title"), _legend(rows[:at], look)
    titled = [number for number in range(at + 1, len(rows)) if rows[number][title_at : title_at + 1] not in ([], [""])]
    margin = min((look.indents.get((number, title_at), 0) for number in titled), default=0)
    # "Start (UTC)"
    is_utc = any(fact in ("day", "starts") and "utc" in columns.plain(one).split()
                 for one, fact in zip(headings, facts, strict=True))  # fmt: skip
    notes_at = asides.below(rows)
    above: list[object] = []
    for number, cells in enumerate(rows[at + 1 :], start=at + 1):
        texts = [str(cell).strip() for cell in cells]
        if not any(texts):
            continue
        above = cells = [above[index] if asides.is_ditto(cell) and index < len(above) else cell
                         for index, cell in enumerate(cells)]  # fmt: skip
        place = _("row {number}").format(number=number + 1)
        row = Row(f"{sheet}, {place}" if is_named else place, {}, sheet=sheet)
        _fill(row, cells, number, headings, facts, look)
        if is_utc:
            row.said.setdefault("zone", "UTC")
        row.is_indented = (
            row.is_indented
            or bool(words.is_part(row.said.get("level", "")))
            or look.indents.get((number, title_at), 0) > margin
        )
        filled = [text for text in texts if text]
        if len(filled) == 1 and "title" not in row.said and (part := _part_alone(cells)):
            row.said, row.is_indented, texts = {"title": part}, True, [""] * title_at + [part]
        row.lone = filled[0] if len(filled) == 1 or number in wide else ""
        row.aside = asides.kind(texts, title_at, is_wide=number in wide, is_last=number >= notes_at)
        if len(filled) > 2 and columns.fact_of(filled[0]) and _are_headings(filled):
            row.aside, headings, row.said = "headings-again", texts, {}  # they may be others from here on
            facts = columns.facts_of(headings)[0]
            title_at = facts.index("title")
        if row.aside in ("sum", "headings-again") and not row.lone:
            row.lone = " ".join(filled) if row.aside == "sum" else texts[title_at]
        if (number, title_at) in look.struck:
            row.marks["struck"] = ""
        if number in look.hidden:
            row.marks["hidden"] = ""
        if (told := legend.get(look.colours.get((number, title_at), ""))) is not None:
            row.marks["coloured"] = told
        table.add(row)
    return True


def _part_alone(cells: Sequence[object]) -> str:
    """Return the only cell of a row when it is set in and begins with a time: a part, whatever column it stands in."""
    cell = next(cell for cell in cells if str(cell).strip())
    part = cell.lstrip(" \t-–—•·*") if isinstance(cell, str) and _INDENT.match(cell) else ""
    return part if dates.leading(part)[0] else ""


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
        if fact in ("day", "starts") and isinstance(value, str) and columns.tells_when_and_where(headings[index]):
            value, where = dates.apart(value)
            if where:
                row.put("place", headings[index], where)
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
        if said and (notes.status_of(said) or notes.is_tentative(said)):
            found[colour] = said
    return found
