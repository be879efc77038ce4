"""Lists as people lay them out: a heading of its own row ("Måndag 4 oktober") for the rows below, parts set in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from gorel.ground import times
from gorel.programme.importing import dates
from gorel.programme.importing.dates import Near
from gorel.programme.importing.findings import Finding
from gorel.programme.importing.tables import Row

MOST_SAID = 60


def spread(rows: Sequence[Row], near: Near) -> tuple[dict[int, Finding], dict[int, Finding]]:
    """Give rows the day of the heading above them, and parts their whole. Changes *rows*.

    Shape: what is said of each heading, and of each row that took its day from one; both by the row's id().
    """
    headings: dict[int, Finding] = {}
    told: dict[int, Finding] = {}
    above: tuple[date, str] | None = None
    whole: Row | None = None
    sheet = None
    for row in rows:
        if row.sheet != sheet:  # what stands in one sheet says nothing of the next; its name may be its day
            sheet, whole = row.sheet, None
            day = _day_said(row.sheet, near)
            above = (day, row.sheet) if day is not None else None
        day = _day_of(row, near)
        if day is not None:
            above, whole = (day, row.lone), None
            headings[id(row)] = Finding("day-heading", {"day": times.day(day)})
            continue
        if row.aside:
            headings[id(row)] = Finding(row.aside)
            continue
        if row.is_indented and whole is not None and row.parent is None and "part_of" not in row.said:
            row.parent = whole
        elif not row.is_indented:
            whole = row if row.said.get("title") else None
        if above is not None and row.parent is None and "day" not in row.said and not _tells_day(row, near):
            row.said["day"] = above[0]
            told[id(row)] = Finding("day-from-heading", {"like": above[1]})
    _number_parts(rows)
    return headings, told


def _day_of(row: Row, near: Near) -> date | None:
    """Return the day that a row is the heading of, None when it is no such heading."""
    return _day_said(row.lone, near)


def _day_said(text: str, near: Near) -> date | None:
    if not text or len(text) > MOST_SAID:
        return None
    found = dates.read(text, near)
    return None if found.findings or found.starts is not None or found.last is not None else found.day


def _tells_day(row: Row, near: Near) -> bool:
    found = dates.read(row.said.get("starts"), near, bare_hours=True)
    return found.day is not None or any(one.code.startswith(("year", "day", "week")) for one in found.findings)


def _number_parts(rows: Sequence[Row]) -> None:
    """Make 3.1 and 3a parts of 3, and 3.1.2 of 3.1, unless they name organisers and stand elsewhere."""
    wholes = {_id(row): row for row in rows if re.fullmatch(r"\d+(?:\.\d{1,2})?", _id(row))}
    for above, row in zip([None, *rows], rows, strict=False):
        match = re.fullmatch(r"(\d+(?:\.\d{1,2})?)\s*(?:[.:-]\s*\d{1,2}|[.:-]?\s*[a-zA-Z])", _id(row))
        if match is None or row.parent is not None or "part_of" in row.said:
            continue
        whole = wholes.get(match[1])
        stands_under = above is not None and whole is not None and (above is whole or above.parent is whole)
        if whole is not None and whole is not row and ("organiser" not in row.said or stands_under):
            row.parent = whole


def _id(row: Row) -> str:
    value = row.said.get("id")
    if isinstance(value, float) and value == int(value):
        value = int(value)
    return "" if value is None else str(value).strip()
