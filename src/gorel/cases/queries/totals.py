"""How much was done: steps that were finished, and the time that people spent on tasks, day by day.

    done = sums of days that are over + what the log and the tasks say since + what purged cases left since

Shape: element "" is the case itself, finished when it was completed. Units: Swedish days; seconds of people's time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, QuerySet, Sum

from gorel.cases.models import Case, DaySum, LogEntry, Process, Statistic, Summed, Task
from gorel.ground import clock

HOUR = 3_600 * 1_000_000  # microseconds
_NUMBERS = ("finished", "tasks", "measured", "seconds_spent")
Place = tuple[int, int | None, str, date]  # version, organisation, element, day


@dataclass(frozen=True, slots=True)
class Daily:
    """One element of one version on one day. Shape: measured is how many of the finished tasks have a time."""

    process_id: int
    element: str
    day: date
    finished: int
    tasks: int = 0
    measured: int = 0
    seconds_spent: int = 0


def daily(
    *, processes: Collection[int] | None = None, organisations: Collection[int] | None = None,
    since: date | None = None, until: date | None = None, apart_since: date | None = None,
) -> list[Daily]:  # fmt: skip
    """Return what was done in [since, until), of all or some versions and organisations. Ten queries at most.

    What purged cases did counts. Once a day is summed up its lines are not read again. Where days are told apart only
    from *apart_since* on, the database adds up those before, and they are told as the last of them.
    """
    whose: dict[str, Any] = {}
    if processes is not None:
        whose["process__in"] = list(processes)
    if organisations is not None:
        whose["organisation__in"] = list(organisations)
    found: dict[tuple[int, str, date], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    spans = _spans(since, until, apart_since)
    for begin, end, together in spans:
        kept = DaySum.objects.filter(**whose, **_between("day", begin, end))
        rows: Any = kept.values_list("process_id", "element", *([] if together else ["day"]))
        for process_id, element, *told in rows.annotate(*map(Sum, _NUMBERS)).order_by():
            found[process_id, element, together or told[0]] = told[-len(_NUMBERS) :]
    summed, line = Summed.objects.values_list("until", "line").first() or (None, 0)
    rest = since if summed is None else max(summed, since or summed)
    if rest is None or until is None or rest < until:
        begin, end = (None if day is None else midnight(day) for day in (rest, until))
        # Beyond all lines there are. With both ends said, SQLite reads the few lines between them, not all cases first.
        beyond = 1 + (LogEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) if line else None
        live = counted(begin, end, whose, first=line, beyond=beyond)
        for (process_id, _whose, element, day), numbers in live.items():
            _add(found[process_id, element, day], numbers)
    for begin, end, together in spans:
        hours = {how: clock.to_instant(midnight(day)) // HOUR for how, day in _between("hour", begin, end).items()}
        purged = Statistic.objects.filter(**whose, **hours)
        rows = purged.values_list("process_id", "element", *([] if together else ["hour"]))
        sums = rows.annotate(Sum("finished"), Sum("tasks"), Sum("seconds_spent")).order_by()
        for process_id, element, *hour, done, tasks, seconds in sums:
            _add(found[process_id, element, together or day_of(hour[0])], [done, tasks, tasks, seconds])
    return [Daily(*place, *numbers) for place, numbers in found.items()]


_Span = tuple[date | None, date | None, date | None]


def _spans(since: date | None, until: date | None, apart: date | None) -> list[_Span]:
    """Return the parts of [since, until) that are asked, each with the day that it is told as, or None for its own."""
    if apart is None or (since is not None and since >= apart):
        return [(since, until, None)]
    return [(since, apart, apart - timedelta(days=1)), (apart, until, None)]


def daily_of(cases: QuerySet[Case], *, since: datetime | None = None, until: datetime | None = None) -> list[Daily]:
    """Return the same of just these cases, which are there to be read, between two moments. Four queries."""
    found = counted(since, until, {"pk__in": cases.values("pk")})
    return [Daily(process, element, day, *numbers) for (process, _whose, element, day), numbers in found.items()]


def counted(
    since: datetime | None, until: datetime | None, whose: dict[str, Any], *, first: int = 0, beyond: int | None = None
) -> dict[Place, list[int]]:
    """Return what log, tasks and cases themselves say of [since, until): numbers in the order of `Daily`.

    Shape: whose are conditions on a case; *first* and *beyond* say between which lines of the log to look.
    """
    of_case = {f"case__{name}": value for name, value in whose.items()}
    place = ("case__process_id", "case__organisation_id", "element")
    found: dict[Place, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    left = LogEntry.objects.filter(kind="left", **of_case, **_between("at", since, until))
    left = left.filter(**_between("pk", first or None, beyond))
    # An hour lies in one Swedish day, a UTC day does not: the database counts hours, we make days of them.
    rows = left.values_list(*place, F("at") / HOUR).annotate(Count("pk")).order_by()
    for version, organisation, element, hour, count in rows:
        found[version, organisation, element, day_of(hour)][0] += count
    tasks = Task.objects.filter(state=Task.COMPLETED, **of_case, **_between("closed_at", since, until))
    spent = tasks.values_list(*place, F("closed_at") / HOUR).annotate(
        Count("pk"), Count("seconds_spent"), Sum("seconds_spent")
    )
    for version, organisation, element, hour, count, measured, seconds in spent.order_by():
        _add(found[version, organisation, element, day_of(hour)], [0, count, measured, seconds or 0])
    # By process and end there is an index; a state that most cases have would lead the database astray.
    versions = {"process__in": list(Process.objects.values_list("pk", flat=True)), **whose}
    ended = Case.objects.filter(**versions, **_between("ended_at", since, until)).exclude(ended_at=None)
    over = ended.values_list("process_id", "organisation_id", "state", F("ended_at") / HOUR).annotate(Count("pk"))
    for version, organisation, state, hour, count in over.order_by():
        if state == Case.COMPLETED:
            found[version, organisation, "", day_of(hour)][0] += count
    return found


def day_of(hour: int) -> date:
    """Return the Swedish day of an hour since 1970."""
    return clock.from_instant(int(hour) * HOUR).astimezone(clock.ZONE).date()


def midnight(day: date) -> datetime:
    """Return the first moment of a Swedish day."""
    return datetime(day.year, day.month, day.day, tzinfo=clock.ZONE)


def _between(field: str, since: Any, until: Any) -> dict[str, Any]:
    return {field + how: bound for how, bound in (("__gte", since), ("__lt", until)) if bound is not None}


def _add(row: list[int], numbers: list[int]) -> None:
    row[:] = [one + other for one, other in zip(row, numbers, strict=True)]
