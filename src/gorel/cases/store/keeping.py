"""What a worker still knows from its last turn, as long as nobody else has written.

A case goes from job to job, and the same worker takes each answer: reading and decoding it anew costs a fifth of a
step. On SQLite it need not be: the file says whether another connection has committed since (`pragma data_version`),
and the driver counts what this one has written (`total_changes`). Only while both stand still is what was in hand at
the end of a turn what the file holds at the beginning of the next. PostgreSQL has no such sign for a whole database:
there, every turn reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gorel.cases.store.held import Held
from gorel.cases.store.sql import here
from gorel.cases.store.standing import Standing

Name = tuple[int, int]


class Kept:
    """Cases and rows of jobs that stand in the database as they were last in hand."""

    __slots__ = ("cases", "jobs", "sign")

    def __init__(self, sign: tuple[Any, ...]) -> None:
        self.sign = sign
        self.cases: dict[int, Held] = {}
        self.jobs: dict[Name, Standing] = {}

    def cases_into(self, hand: dict[int, Held], wanted: Iterable[int]) -> list[int]:
        """Move those of *wanted* that are kept into *hand*; return the others."""
        missing = []
        for case_id in wanted:
            case = self.cases.pop(case_id, None)
            if case is None:
                missing.append(case_id)
            else:
                case.first_new_key = case.state.next_key  # as if it had just been read
                hand[case_id] = case
        return missing

    def jobs_into(self, hand: dict[Name, Standing], wanted: Iterable[Name]) -> list[Name]:
        """Move the rows of jobs of *wanted* that are kept into *hand*; return the others."""
        missing = []
        for name in wanted:
            standing = self.jobs.pop(name, None)
            if standing is None:
                missing.append(name)
            else:
                hand[name] = standing
        return missing


class Keeper:
    """Hands what is kept from one turn of a worker to its next; a turn that fails leaves nothing."""

    def __init__(self) -> None:
        self._kept: Kept | None = None
        self._version: Any = None

    def take(self) -> Kept | None:
        """Return what still holds. Shape: the transaction that writes has begun."""
        database = here()
        if database.vendor != "sqlite":
            return None
        driver = database.connection
        self._version = driver.execute("pragma data_version").fetchone()[0]
        kept, self._kept = self._kept, None
        return kept if kept is not None and kept.sign == (driver, self._version, driver.total_changes) else None

    def give(self, opened: Mapping[Name, Held], standing: Mapping[Name, Standing]) -> None:
        """Keep the jobs that a turn opened, and their cases.

        Shape: all of it is written, and about to be committed, and nobody else wrote in its transaction.
        """
        database = here()
        if database.vendor != "sqlite" or not opened:
            return
        driver = database.connection
        kept = Kept((driver, self._version, driver.total_changes))
        for name, case in opened.items():
            if case.personal is None:
                kept.cases[case.id], kept.jobs[name] = case, standing[name]
        self._kept = kept
