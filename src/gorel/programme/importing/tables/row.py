"""One row of a list, and a list of them: what every kind of file is read into."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

_TOGETHER = ("co_organisers", "people", "themes")
MOST_ROWS = 20_000


class Unreadable(ValueError):
    """The file cannot be read at all. The text says why and what to do."""


@dataclass
class Row:
    """One row. Shape: place is where it stands ("row 5"); said maps facts to cells; extra is what no fact takes."""

    place: str
    said: dict[str, Any]
    extra: dict[str, Any] = field(default_factory=dict)
    parent: Row | None = None
    wrong: str = ""  # what was found where a row was expected
    lone: str = ""  # the only text of a row that has one cell: perhaps a heading of the rows below
    is_indented: bool = False  # set in under the row above, or with a dash before its title
    aside: str = ""  # what the row is when it is no point: a finding's code
    sheet: str = ""
    marks: dict[str, str] = field(default_factory=dict)  # what is seen of the row, and not said: struck, hidden …

    def put(self, fact: str | None, heading: str, value: Any) -> None:
        """Keep a cell: with its fact, or beside the facts when there is none or another cell has told it."""
        if fact is not None and fact not in self.said:
            self.said[fact] = value
        elif fact in _TOGETHER and isinstance(value, str) and isinstance(self.said[fact], str):
            self.said[fact] += f"; {value}"  # "Talare 1", "Talare 2"
        elif fact == "abstract" and isinstance(value, str) and isinstance(self.said[fact], str):
            if value not in self.said[fact]:  # an introduction and a description are one text
                self.said[fact] += f"\n\n{value}"
        else:
            self.extra[heading if heading not in self.extra else f"{heading} #{len(self.extra) + 1}"] = value

    def cells(self) -> dict[str, Any]:
        """Return every cell as JSON: the row as it was."""
        return {name: _plain(value) for name, value in {**self.said, **self.extra}.items()}

    def fingerprint(self) -> str:
        """Return what is equal for equal rows only; a part's row belongs to its whole."""
        seen = [self.cells(), self.parent and self.parent.cells(), *([self.marks] if self.marks else [])]
        text = json.dumps(seen, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class Table:
    """A file's rows, and what of it was passed over."""

    rows: list[Row] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)
    passed_sheets: list[str] = field(default_factory=list)
    by_words: dict[str, str] = field(default_factory=dict)  # facts by headings whose words alone told them

    def add(self, row: Row) -> None:
        if len(self.rows) >= MOST_ROWS:
            raise Unreadable(_("The file has more than {limit} rows; split it.").format(limit=MOST_ROWS))
        self.rows.append(row)

    def ignore(self, heading: str) -> None:
        if heading not in self.ignored_columns:
            self.ignored_columns.append(heading)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
