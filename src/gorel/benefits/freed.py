"""The account of time: per step, process, day and in all, from the log and the tasks of cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import QuerySet

from gorel.benefits.baselines import Baseline, baselines, english_name
from gorel.cases import queries
from gorel.cases.models import Case, Process, Task
from gorel.cases.queries import Daily
from gorel.ground import clock
from gorel.ground.language import is_english

_TENTH = Decimal("0.1")
DAYS = 60  # that are told one by one; of what was before, an account knows the sum


@dataclass(frozen=True, slots=True)
class StepAccount:
    """One step of a process: how often it was finished, what each time is worth, what people spent on it."""

    element: str
    name: str
    is_task: bool
    count: int
    minutes_each: Decimal | None
    source: str
    source_en: str
    seconds_spent: int = 0
    unmeasured: int = 0  # tasks that were finished without anybody measuring the time
    name_en: str = ""

    @property
    def said(self) -> str:
        """Return its name in the reader's language, where the picture has it."""
        return self.name_en if self.name_en and is_english() else self.name

    @property
    def baseline(self) -> Decimal:
        return (self.minutes_each or Decimal(0)) * self.count

    @property
    def spent(self) -> Decimal:
        return Decimal(self.seconds_spent) / 60

    @property
    def freed(self) -> Decimal:
        return self.baseline - self.spent


@dataclass(frozen=True, slots=True)
class ProcessAccount:
    """All steps of all versions of one process that have a baseline or that people did."""

    key: str
    name: str
    steps: tuple[StepAccount, ...]
    name_en: str = ""

    @property
    def said(self) -> str:
        """Return its name in the reader's language, where the picture has it."""
        return self.name_en if self.name_en and is_english() else self.name

    @property
    def baseline(self) -> Decimal:
        return sum((step.baseline for step in self.steps), Decimal(0))

    @property
    def spent(self) -> Decimal:
        return sum((step.spent for step in self.steps), Decimal(0))

    @property
    def freed(self) -> Decimal:
        return self.baseline - self.spent


@dataclass(frozen=True, slots=True)
class Account:
    """Time freed. Units: minutes, unrounded; may be negative when people spent more than was freed."""

    processes: tuple[ProcessAccount, ...] = ()
    days: dict[date, Decimal] = field(default_factory=dict)  # freed per Swedish day, of the last `DAYS`

    @property
    def baseline(self) -> Decimal:
        return sum((process.baseline for process in self.processes), Decimal(0))

    @property
    def spent(self) -> Decimal:
        return sum((process.spent for process in self.processes), Decimal(0))

    @property
    def freed(self) -> Decimal:
        return self.baseline - self.spent

    @property
    def today(self) -> Decimal:
        return self.days.get(clock.today(), Decimal(0))

    @property
    def unmeasured(self) -> int:
        return sum(step.unmeasured for process in self.processes for step in process.steps)


def minutes_freed(cases: QuerySet[Case] | None = None) -> Decimal:
    """Return the minutes freed so far, to a tenth of a minute: by all cases, or by *cases*."""
    return time_freed(cases).freed.quantize(_TENTH, ROUND_HALF_UP)


def time_freed(cases: QuerySet[Case] | None = None, *, organisations: Collection[int] | None = None) -> Account:
    """Return the account of all there is; or of *organisations*, of *cases*, or of both when they have none in common.

    A fixed number of queries; a step counts when the case has left it. Of all and of organisations, days that are over
    are read as sums, and purged cases count.
    """
    first = clock.today() - timedelta(days=DAYS)
    is_wide = cases is None or organisations is not None
    rows = queries.daily(organisations=organisations, apart_since=first) if is_wide else []
    if cases is not None:
        rows += queries.daily_of(cases)
    counted = Process.objects.filter(pk__in={row.process_id for row in rows})
    tally = _Tally({process.pk: process for process in counted.order_by("key", "version").defer("resource")}, first)
    for row in rows:
        tally.count(row)
    return tally.account()


def tasks(cases: QuerySet[Case] | None) -> QuerySet[Task]:
    """Return the finished tasks of *cases*, or of all."""
    done = Task.objects.filter(state=Task.COMPLETED)
    return done if cases is None else done.filter(case__in=cases.values("pk"))


class _Tally:
    """Adds up rows of the database per process, step and day."""

    def __init__(self, versions: dict[int, Process], first: date) -> None:
        self.versions = versions
        self.first = first
        self.steps = {pk: baselines(version) for pk, version in versions.items()}
        self.counts: dict[tuple[int, str], int] = defaultdict(int)
        self.tasks: dict[tuple[int, str], tuple[int, int, int]] = {}
        self.days: dict[date, Decimal] = defaultdict(Decimal)

    def count(self, row: Daily) -> None:
        step = self.steps.get(row.process_id, {}).get(row.element)
        if step is not None and step.minutes and row.finished:
            self.counts[row.process_id, step.element] += row.finished
            self.days[row.day] += step.minutes * row.finished
        if row.tasks:
            place = row.process_id, row.element
            count, measured, seconds = self.tasks.get(place, (0, 0, 0))
            self.tasks[place] = count + row.tasks, measured + row.measured, seconds + row.seconds_spent
            self.days[row.day] -= Decimal(row.seconds_spent) / 60

    def account(self) -> Account:
        """Return what was added up: versions of a process together, where a step's worth is the same."""
        merged: dict[str, dict[tuple[str, Decimal | None], StepAccount]] = defaultdict(dict)
        for version, element in sorted({*self.counts, *self.tasks}):
            step = self._one(version, element)
            steps = merged[self.versions[version].key]
            same = steps.get((element, step.minutes_each))
            steps[element, step.minutes_each] = step if same is None else _added(same, step)
        newest = {process.key: process for process in self.versions.values()}
        processes = (
            ProcessAccount(key, newest[key].name or key, tuple(steps.values()), english_name(newest[key]))
            for key, steps in merged.items()
        )
        days = {day: freed for day, freed in sorted(self.days.items()) if day >= self.first}
        return Account(tuple(sorted(processes, key=lambda one: -one.freed)), days)

    def _one(self, version: int, element: str) -> StepAccount:
        baseline = self.steps.get(version, {}).get(element) or Baseline(element, element, "")
        done, measured, seconds = self.tasks.get((version, element), (0, 0, 0))
        return StepAccount(
            element=element,
            name=baseline.name,
            is_task=(version, element) in self.tasks,
            count=self.counts.get((version, element), 0) or done,
            minutes_each=baseline.minutes,
            source=baseline.source,
            source_en=baseline.source_en,
            name_en=baseline.name_en,
            seconds_spent=seconds,
            unmeasured=done - measured,
        )


def _added(one: StepAccount, other: StepAccount) -> StepAccount:
    """Return the same step of two versions as one; the newer one's words are used."""
    return StepAccount(
        element=other.element,
        name=other.name,
        is_task=one.is_task or other.is_task,
        count=one.count + other.count,
        minutes_each=other.minutes_each,
        source=other.source,
        source_en=other.source_en,
        name_en=other.name_en,
        seconds_spent=one.seconds_spent + other.seconds_spent,
        unmeasured=one.unmeasured + other.unmeasured,
    )
