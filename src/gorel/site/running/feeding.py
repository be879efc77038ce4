"""Rows to cases: each once, many to a transaction, and no more at a time than the worker keeps up with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gorel.cases import calling, programs
from gorel.cases.models import Case, Job, Process
from gorel.cases.store.sql import select
from gorel.cases.taking import take
from gorel.cases.turn import Turn
from gorel.cases.values import plain
from gorel.core import engine
from gorel.core.say import say
from gorel.site.command import Trouble
from gorel.site.running.rows import Row

BATCH = 200
AHEAD = 2 * BATCH  # jobs that may wait: cases come to their ends one after the other, and the bar tells the truth


class Feeder:
    """The rows that have no case yet. Shape: `is_empty` when all have one."""

    def __init__(self, process: Process, rows: Sequence[Row], given: Mapping[str, Any]) -> None:
        started = set(Case.objects.filter(process__key=process.key, parent=None).values_list("business_key", flat=True))
        self._known = programs.known(process.pk)
        self._given = given
        self._waiting = [row for row in rows if row.key not in started]
        self._at = 0

    @property
    def is_empty(self) -> bool:
        return self._at >= len(self._waiting)

    def feed(self) -> bool:
        """Start the next cases when there is room for them; return whether any were started.

        Side effects: cases with their first steps, and the transactional abilities that these ask for.
        Errors: Trouble when the process cannot be started so.
        """
        if self.is_empty or _waiting_jobs() > AHEAD:
            return False
        batch = self._waiting[self._at : self._at + BATCH]
        try:
            take(lambda turn: self._begin(turn, batch))
        except engine.IllegalEvent as refused:
            raise Trouble("\n".join(say(problem, "sv") for problem in refused.problems)) from None
        self._at += len(batch)
        return True

    def _begin(self, turn: Turn, batch: Sequence[Row]) -> None:
        for row in batch:
            variables = plain({**row.variables, **self._given})
            calling.begin(turn, self._known, variables=variables, business_key=row.key)


def _waiting_jobs() -> int:
    """Count jobs that wait, as far as it matters. In plain SQL: it is asked ten times a second beside the worker."""
    sql = "select count(*) from (select 1 from cases_job where due_at < %s limit %s) waiting"
    count: int = select(sql, [Job.NEVER, AHEAD + 1])[0][0]
    return count
