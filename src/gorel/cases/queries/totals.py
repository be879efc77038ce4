"""How much was done: finished steps, and the time that people spent on tasks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Sum

from gorel.cases.models import LogEntry, Task


@dataclass(frozen=True, slots=True)
class Totals:
    """One element of one version of a process. Units: seconds_spent is people's measured time on its finished tasks."""

    process_id: int
    element: str
    finished: int
    tasks: int = 0
    seconds_spent: int = 0


def finished(
    *, since: datetime | None = None, until: datetime | None = None, organisations: Collection[int] | None = None
) -> list[Totals]:
    """Return what was finished per version and element in [since, until), of all or some organisations. Two queries."""
    lines = LogEntry.objects.filter(kind="left")
    tasks = Task.objects.filter(state=Task.COMPLETED)
    if since is not None:
        lines, tasks = lines.filter(at__gte=since), tasks.filter(closed_at__gte=since)
    if until is not None:
        lines, tasks = lines.filter(at__lt=until), tasks.filter(closed_at__lt=until)
    if organisations is not None:
        ours = {"case__organisation__in": list(organisations)}
        lines, tasks = lines.filter(**ours), tasks.filter(**ours)
    by_step = ("case__process_id", "element")
    measured = tasks.values_list(*by_step).annotate(Count("id"), Sum("seconds_spent")).order_by()
    spent = {(process, element): (count, seconds or 0) for process, element, count, seconds in measured}
    counted = lines.values_list(*by_step).annotate(count=Count("id")).order_by()
    return [
        Totals(process_id, element, count, *spent.get((process_id, element), (0, 0)))
        for process_id, element, count in counted
    ]
