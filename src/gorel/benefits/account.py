"""The benefit of one process in one organisation over a period: planned, measured and realised, kept apart.

    measured = (minutes by hand x times) - residual handling - incidents - upkeep

Minutes by hand are the organisation's own latest measurement, of the whole case or of a step, or else what the picture
says; a measurement's range makes the range of the result. Realised is what managers have said, never derived.

Units: minutes, unrounded. Periods are whole months, Swedish days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Avg, Count, F, Max, Q, QuerySet

from gorel.accounts.models import Organisation
from gorel.benefits import freed
from gorel.benefits.baselines import Baseline, baselines
from gorel.benefits.models import CostOfHour, Measurement, Plan, Realised, Upkeep
from gorel.cases import queries
from gorel.cases.models import Case, Incident, Process, Purge
from gorel.cases.queries import Daily
from gorel.cases.queries.totals import HOUR, day_of, midnight

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Line:
    """One step, or the whole case, as it counts. Shape: origin is "picture", or how it was measured."""

    name: str
    element: str
    times: int
    each: Decimal
    low: Decimal
    high: Decimal
    origin: str
    source: str

    @property
    def minutes(self) -> Decimal:
        return self.each * self.times


@dataclass(slots=True)
class Month:
    """One month's part."""

    cases: int = 0
    by_hand: Decimal = NOTHING
    residual: Decimal = NOTHING
    incidents: Decimal = NOTHING
    upkeep: Decimal = NOTHING

    @property
    def net(self) -> Decimal:
        return self.by_hand - self.residual - self.incidents - self.upkeep


@dataclass(frozen=True, slots=True)
class Purged:
    """Cases that were erased by one decision on retention: they count, and cannot be looked into any more."""

    ground: str
    count: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Account:
    """Shape: lines add up to by_hand; months to all that is measured. cost is kronor an hour, None when not stated."""

    process: str
    name: str
    lines: tuple[Line, ...]
    months: dict[date, Month]
    incidents: int
    incident_minutes: Decimal  # of one, on average; 0 while none was ever solved
    plan: Plan | None
    realised: tuple[Realised, ...]
    upkeep: tuple[Upkeep, ...]
    cost: Decimal | None = None
    purged: tuple[Purged, ...] = ()
    totals: Month = field(default_factory=Month)

    @property
    def range(self) -> tuple[Decimal, Decimal]:
        """Return the least and the most that the net may be, by the ranges of the measurements."""
        low = sum((line.low * line.times for line in self.lines), NOTHING)
        high = sum((line.high * line.times for line in self.lines), NOTHING)
        return self.totals.net - self.totals.by_hand + low, self.totals.net - self.totals.by_hand + high

    @property
    def planned(self) -> Decimal | None:
        """Return what the plan says for the whole year."""
        if self.plan is None:
            return None
        return (self.plan.minutes_each - self.plan.residual_each) * self.plan.volume - self.plan.upkeep_hours * 60

    @property
    def realised_minutes(self) -> Decimal:
        return sum((one.hours for one in self.realised), NOTHING) * 60

    def realised_of(self, kind: str) -> Decimal:
        """Return the minutes of one kind of benefit."""
        return sum((one.hours for one in self.realised if one.kind == kind), NOTHING) * 60

    def money(self, minutes: Decimal) -> Decimal | None:
        """Return what minutes cost, None while nobody has stated what an hour costs."""
        return None if self.cost is None else minutes / 60 * self.cost


def processes_of(organisation: Organisation) -> list[tuple[str, str]]:
    """Return key and name of every process that has had a case in the organisation. One query."""
    rows = (
        Process.objects.filter(pk__in=Case.objects.filter(organisation=organisation).values("process"))
        .order_by("key", "-version").values_list("key", "name")
    )  # fmt: skip
    names: dict[str, str] = {}
    for key, name in rows:
        names.setdefault(key, name or key)
    return sorted(names.items(), key=lambda one: one[1].casefold())


def _known(process: str, organisation: Organisation) -> QuerySet[Process]:
    """Return the versions that cases of the organisation can be of; others may have a process of the same key."""
    rows = Process.objects.filter(Q(organisation=organisation) | Q(organisation=None), key=process)
    return rows.order_by("version").defer("resource")


def of(process: str, organisation: Organisation, year: int) -> Account:
    """Return the account of a year. A fixed number of queries, whatever the number of cases; purged ones count."""
    first, beyond = date(year, 1, 1), date(year + 1, 1, 1)
    versions = {one.pk: one for one in _known(process, organisation)}
    cases = Case.objects.filter(process__in=list(versions), organisation=organisation)
    rows = queries.daily(processes=versions, organisations=[organisation.pk], since=first, until=beyond)
    measured = _measured(process, organisation)
    months: dict[date, Month] = {date(year, number, 1): Month() for number in range(1, 13)}
    lines = _by_hand(versions, rows, measured, months)
    for row in rows:
        months[row.day.replace(day=1)].residual += Decimal(row.seconds_spent) / 60
    number, each = _incidents(cases, first, beyond, months)
    upkeep = tuple(Upkeep.objects.filter(organisation=organisation, process=process, on__year=year))
    for one in upkeep:
        months[date(year, one.on.month, 1)].upkeep += one.hours * 60
    cost = CostOfHour.objects.filter(organisation=organisation).values_list("kronor", flat=True).first()
    newest = versions[max(versions)] if versions else None
    return Account(
        process=process,
        name=(newest.name if newest else "") or process,
        lines=tuple(lines),
        months=months,
        incidents=number,
        incident_minutes=each,
        plan=Plan.objects.filter(organisation=organisation, process=process, year=year).first(),
        realised=tuple(Realised.objects.filter(organisation=organisation, process=process, until__year=year)),
        upkeep=upkeep,
        cost=cost,
        purged=_purged(versions, organisation),
        totals=_total(months.values()),
    )


def _purged(versions: dict[int, Process], organisation: Organisation) -> tuple[Purged, ...]:
    """Return what of the process was erased in the organisation, whatever the year. One query."""
    found = Purge.objects.filter(process__in=list(versions), organisation=organisation).order_by("ground")
    return tuple(Purged(*row) for row in found.values_list("ground").annotate(Count("pk"), Max("at")))


def _measured(process: str, organisation: Organisation) -> dict[str, Measurement]:
    """Return the latest measurement of each step."""
    rows = Measurement.objects.filter(organisation=organisation, process=process).order_by("pk")
    return {row.element: row for row in rows}


def _by_hand(
    versions: dict[int, Process], rows: Iterable[Daily], measured: dict[str, Measurement], months: dict[date, Month]
) -> list[Line]:
    """Fill in cases and minutes by hand, and return what they are made of."""
    whole = measured.get("")
    known = {pk: baselines(version) for pk, version in versions.items()}
    counts: dict[tuple[str, Decimal], int] = defaultdict(int)
    steps: dict[str, Baseline] = {}
    times = 0
    for row in rows:
        month = months[row.day.replace(day=1)]
        if row.element == "":
            month.cases += row.finished
            month.by_hand += whole.minutes * row.finished if whole else 0
            times += row.finished
        step, own = known[row.process_id].get(row.element), measured.get(row.element)
        each = own.minutes if own else step.minutes if step else None
        if whole is not None or step is None or each is None or not row.finished:
            continue
        steps[step.element] = step
        counts[step.element, each] += row.finished
        month.by_hand += each * row.finished
    if whole is not None:
        return [_line("", "", times, None, whole)]
    return [
        _line(steps[element], element, count, each, measured.get(element))
        for (element, each), count in sorted(counts.items())
    ]


def _line(step: Baseline | str, element: str, times: int, each: Decimal | None, own: Measurement | None) -> Line:
    name = step if isinstance(step, str) else step.name
    if own is not None:
        low, high = own.low if own.low is not None else own.minutes, own.high if own.high is not None else own.minutes
        return Line(name, element, times, own.minutes, low, high, own.method, own.note)
    assert each is not None
    source = "" if isinstance(step, str) else step.source
    return Line(name, element, times, each, each, each, "picture", source)


def _incidents(cases: QuerySet[Case], since: date, until: date, months: dict[date, Month]) -> tuple[int, Decimal]:
    """Count incidents that a person solved, and take what one costs from the tasks of the same cases.

    Nobody measures how long an incident takes: it is held to take what a task of the process takes on average, and the
    account says so.
    """
    rows = list(
        Incident.objects.filter(
            case__in=cases.values("pk"), state=Incident.RESOLVED, closed_at__gte=midnight(since),
            closed_at__lt=midnight(until),
        ).values(hour=F("closed_at") / HOUR).annotate(count=Count("pk")).order_by()
    )  # fmt: skip
    number = sum(row["count"] for row in rows)
    each = NOTHING
    if number:
        average = freed.tasks(cases).filter(seconds_spent__isnull=False).aggregate(each=Avg("seconds_spent"))["each"]
        each = Decimal(str(average or 0)) / 60
    for row in rows:
        months[day_of(row["hour"]).replace(day=1)].incidents += each * row["count"]
    return number, each


def _total(months: Iterable[Month]) -> Month:
    found = Month()
    for one in months:
        found.cases += one.cases
        found.by_hand += one.by_hand
        found.residual += one.residual
        found.incidents += one.incidents
        found.upkeep += one.upkeep
    return found
