"""Rows that wait to be written at the end of a turn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gorel.cases.store.sql import Row, Statement, without_waiting
from gorel.cases.store.statements import CARRY_JOB, CLOSE_JOB, LOG, MOVE_JOB, OPEN_JOB, ORDER

Key = tuple[int, int]

_PLACE = {statement: place for place, statement in enumerate(ORDER)}


class Rows:
    """Rows by statement.

    Shape: what is opened under a (case, key) and closed again before it is written is never written at all.
    """

    __slots__ = ("_lists", "_opened", "jobs_carried", "jobs_closed", "jobs_moved", "jobs_opened", "lines", "noted")

    def __init__(self) -> None:
        self._lists: dict[Statement, list[Row]] = {}
        self._opened: dict[Statement, dict[Key, Row]] = {}
        # Those of nearly every step are noted without a call.
        self.lines: list[Row] = []  # of the log, see `LOG`
        self.jobs_opened: dict[Key, Row] = {}
        self.jobs_moved: dict[Key, Row] = {}
        self.jobs_carried: dict[Key, Row] = {}
        self.jobs_closed: dict[Key, Row] = {}
        self.noted = 0  # grows with every row, and never shrinks: whether anything was done

    def add(self, statement: Statement, row: Row) -> None:
        """Note a row."""
        self.noted += 1
        self._lists.setdefault(statement, []).append(row)

    def open(self, statement: Statement, key: Key, row: Row) -> None:
        """Note a row that may be closed again before it is written."""
        self.noted += 1
        self._opened.setdefault(statement, {})[key] = row

    def unopen(self, statement: Statement, key: Key) -> Row | None:
        """Take back a row that was opened under *key*; None when it was not, or is written already."""
        opened = self._opened.get(statement)
        return opened.pop(key, None) if opened else None

    def withdraw(self, statement: Statement, end: Row) -> None:
        """Take back the rows of *statement* that end so: what they say is no longer so."""
        rows = self._lists.get(statement, [])
        rows[:] = [row for row in rows if tuple(row[-len(end) :]) != tuple(end)]

    def opened(self, statement: Statement) -> Sequence[Key]:
        """Return the keys under which rows of *statement* wait."""
        return list(self._opened.get(statement, ()))

    def write(self) -> None:
        """Send all rows, and be empty again."""
        lists, opened = self._lists, self._opened
        if self.lines:
            lists[LOG], self.lines = self.lines, []
        if self.jobs_opened:
            lists[OPEN_JOB], self.jobs_opened = list(self.jobs_opened.values()), {}
        if self.jobs_moved:
            lists[MOVE_JOB], self.jobs_moved = list(self.jobs_moved.values()), {}
        if self.jobs_carried:
            lists[CARRY_JOB], self.jobs_carried = list(self.jobs_carried.values()), {}
        if self.jobs_closed:
            lists[CLOSE_JOB], self.jobs_closed = list(self.jobs_closed.values()), {}
        if not lists and not opened:
            return
        self._lists, self._opened = {}, {}
        with without_waiting():
            for statement in sorted(lists.keys() | opened.keys(), key=_PLACE.__getitem__):
                rows: list[Any] = lists.get(statement, [])
                waiting = opened.get(statement)
                if waiting:
                    rows += waiting.values()
                if rows:
                    statement.run(rows)
