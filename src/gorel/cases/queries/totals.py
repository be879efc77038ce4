"""How much was done: finished steps, and the time that people spent on tasks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Sum

from gorel.cases.models import LogEntry, Statistic, Task
from gorel.ground import clock

HOUR = 3_600 * 1_000_000  # microseconds


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
    """Return what was finished per version and element in [since, until), of all or some organisations.

    Cases that were purged count with what is left of them, to the whole hour. Three queries.
    """
    lines = LogEntry.objects.filter(kind="left")
    tasks = Task.objects.filter(state=Task.COMPLETED)
    purged = Statistic.objects.all()
    if since is not None:
        lines, tasks = lines.filter(at__gte=since), tasks.filter(closed_at__gte=since)
        purged = purged.filter(hour__gte=clock.to_instant(since) // HOUR)
    if until is not None:
        lines, tasks = lines.filter(at__lt=until), tasks.filter(closed_at__lt=until)
        purged = purged.filter(hour__lt=clock.to_instant(until) // HOUR)
    if organisations is not None:
        ours = list(organisations)
        lines, tasks = lines.filter(case__organisation__in=ours), tasks.filter(case__organisation__in=ours)
        purged = purged.filter(organisation__in=ours)
    counts: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    by_step = ("case__process_id", "element")
    for process_id, element, count in lines.values_list(*by_step).annotate(Count("id")).order_by():
        counts[process_id, element][0] += count
    measured = tasks.values_list(*by_step).annotate(Count("id"), Sum("seconds_spent")).order_by()
    for process_id, element, count, seconds in measured:
        counts[process_id, element][1] += count
        counts[process_id, element][2] += seconds or 0
    left = purged.values_list("process_id", "element").annotate(Sum("finished"), Sum("tasks"), Sum("seconds_spent"))
    for process_id, element, *numbers in left.order_by():
        row = counts[process_id, element]
        row[:] = [one + other for one, other in zip(row, numbers, strict=True)]
    return [Totals(*step, *numbers) for step, numbers in counts.items() if numbers[0]]
