"""Work that Görel has yet to do in a case, as a page shows it: what, how often it was tried, what went wrong."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from gorel.cases.models import Case, Job, LogEntry
from gorel.desk.steps import steps
from gorel.ground import machine

FAR = datetime(9000, 1, 1, tzinfo=UTC)  # what rests is due at the end of time


@dataclass(frozen=True, slots=True)
class Waiting:
    """One job. Shape: is_stuck when nobody tries it any more; next_at None when it is being done or may be now."""

    step: str
    type: str
    tries: int
    retries: int
    is_stuck: bool
    next_at: datetime | None
    error: str


def waiting(case: Case) -> list[Waiting]:
    """Return the jobs of a case that are not done. Two queries."""
    rows = list(Job.objects.filter(case=case).order_by("pk")[:50])
    errors: dict[int | None, str] = {}
    failed = LogEntry.objects.filter(case=case, kind="failed").order_by("pk").values_list("key", "detail")
    for key, detail in failed if rows else ():
        errors[key] = _message(detail)
    known = steps(case.process)
    now = machine.now()
    return [
        Waiting(
            known.find(row.element).said, row.type, row.tries, row.retries,
            is_stuck=row.retries < 1 or case.state == Case.SUSPENDED,
            next_at=row.due_at if now < row.due_at < FAR else None, error=errors.get(row.key, ""),
        )
        for row in rows
    ]  # fmt: skip


def _message(detail: str) -> str:
    try:
        told = json.loads(detail)
    except ValueError:
        return detail[:300]
    return str(told.get("message", ""))[:300] if isinstance(told, dict) else ""
