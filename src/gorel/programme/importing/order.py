"""Days without a year in a list that is in order: one far before the rows above may be the next year's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from gorel.ground import times
from gorel.programme.importing.findings import Finding
from gorel.programme.importing.rows import Facts
from gorel.programme.importing.tables import Row

LONG = timedelta(days=150)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d")


def doubt(read_rows: Sequence[tuple[Row, Facts]]) -> None:
    """Note such days in the facts of their rows; a list that goes on after them is in no order, and tells nothing."""
    latest: date | None = None
    back: list[tuple[Row, Facts, date]] = []
    for row, facts in read_rows:
        day = facts.point.get("on_date")
        if day is None or row.parent is not None:
            continue
        if latest is not None and day < latest - LONG:
            back.append((row, facts, day))
        elif back:
            return
        else:
            latest = max(day, latest or day)
    for row, facts, day in back:
        said = str(row.said.get("day") or row.said.get("starts") or "")
        if isinstance(row.said.get("day"), str) and said and not _YEAR.search(said):
            values = {"found": said, "day": times.day(day)}
            facts.findings.append(Finding("year-unsure", values, is_missing=True))
