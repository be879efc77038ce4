"""Connects a row with the row that it says it is a part of: by that row's id or title, wherever in the file."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from gorel.programme.importing.findings import Finding
from gorel.programme.importing.organisers import plain
from gorel.programme.importing.tables import Row

ITSELF = "\u21ba"


def connect(rows: Sequence[Row]) -> dict[int, str]:
    """Set each row's parent; return what the rows whose parent is not in the file call it, by the row's id."""
    by_id: dict[str, Row] = {}
    by_title: dict[str, Row] = {}
    for row in rows:
        if "id" in row.said:
            by_id.setdefault(plain(_whole_number(row.said["id"])), row)
        if "title" in row.said and row.parent is None:
            by_title.setdefault(plain(str(row.said["title"])), row)
    lost: dict[int, str] = {}
    for row in rows:
        named = row.said.get("part_of")
        if named is None or row.parent is not None or plain(str(named)) in ("", "nej", "no", "0"):
            continue
        wanted = plain(_whole_number(named))
        found = by_id.get(wanted) or by_title.get(wanted)
        if found is None:
            lost[id(row)] = str(named)
        elif found is row or _is_within(found, row):
            lost[id(row)] = ITSELF
        else:
            row.parent = found
    return lost


def lost(found: str, rows: Sequence[Row]) -> Finding:
    """Return what is said of a row whose whole is not there: itself, perhaps a title that it nearly names, or none."""
    if found == ITSELF:
        return Finding("parent-itself", {"found": found})
    titles = {plain(title): title for row in rows if (title := str(row.said.get("title") or ""))}
    if near := difflib.get_close_matches(plain(found), titles, n=1, cutoff=0.85):
        return Finding("parent-near", {"found": found, "like": titles[near[0]]}, is_missing=True)
    return Finding("parent-unknown", {"found": found})


def down_to(row: Row) -> list[Row]:
    """Return the wholes that the row is within, the outermost first, and the row itself."""
    return [*(down_to(row.parent) if row.parent is not None else ()), row]


def _is_within(row: Row, whole: Row) -> bool:
    while row.parent is not None:
        row = row.parent
        if row is whole:
            return True
    return False


def _whole_number(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value == int(value) else str(value)
