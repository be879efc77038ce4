"""Parts that only their hours tell: rows below a point that name no organiser, and lie within the time it takes."""

from __future__ import annotations

from collections.abc import Sequence

from gorel.programme.importing.rows import Facts
from gorel.programme.importing.tables import Row


def connect(read_rows: Sequence[tuple[Row, Facts]]) -> list[Row]:
    """Set the parent of such rows, and return them.

    A row belongs to the nearest point above that names an organiser when everything between them does, too: where a
    list names organisers at all, a row without one is hardly a point of its own.
    """
    found: list[Row] = []
    whole: tuple[Row, Facts] | None = None
    for row, facts in read_rows:
        if row.aside or row.marks.get("not-an-event"):
            continue
        if row.parent is not None:
            continue  # what stands set in or numbered under it
        if whole is not None and row.sheet == whole[0].sheet and _is_open(row) and _lies_in(facts, whole[1]):
            row.parent = whole[0]
            found.append(row)
        else:
            whole = (row, facts) if facts.organiser and facts.point.get("ends_at") else None
    return found


def _is_open(row: Row) -> bool:
    return "title" in row.said and not {"organiser", "part_of", "format", "online"} & row.said.keys()


def _lies_in(facts: Facts, whole: Facts) -> bool:
    starts, ends = facts.point.get("starts_at"), facts.point.get("ends_at")
    first, last = whole.point["starts_at"], whole.point["ends_at"]
    if starts is None or not first <= starts < last:
        return False
    return ends is None or (ends <= last and ends - starts < last - first)
