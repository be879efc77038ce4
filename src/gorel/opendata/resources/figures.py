"""Figures that are added up, not kept: time freed per process and month, and the innovation programme by state.

What is counted is kept for ten minutes in the process. Only processes that come
with Görel are told: what a town has taught her is the town's to tell.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from gorel.benefits.baselines import baselines
from gorel.cases import queries
from gorel.cases.models import Process
from gorel.ground import clock
from gorel.ideas import statistics
from gorel.opendata.shape import Field, Item, Resource, Said

FRESH_SECONDS = 600


class Counted(list[Item]):
    """Items that are counted anew: what is asked of a queryset, of a list."""

    def count(self, *_of: object) -> int:
        return len(self)


def _kept(count: Callable[[], list[Item]]) -> Callable[[], Counted]:
    """Return what *count* counts, kept for a while."""
    held: list[tuple[float, date, Counted]] = []

    def counted() -> Counted:
        now = time.monotonic()
        if not held or now - held[0][0] > FRESH_SECONDS or held[0][1] != clock.today():
            held[:] = [(now, clock.today(), Counted(count()))]
        return held[0][2]

    _KEPT.append(held)
    return counted


_KEPT: list[list[tuple[float, date, Counted]]] = []


def forget() -> None:
    """Count all anew when it is next asked for."""
    for held in _KEPT:
        held.clear()


def _as_they_are(found: Sequence[Item]) -> list[Item]:
    return list(found)


def _every(found: Iterable[Item]) -> Iterable[Item]:
    return found


def _time_freed() -> list[Item]:
    versions = {one.pk: one for one in Process.objects.filter(organisation=None).order_by("version").defer("resource")}
    steps = {pk: baselines(version) for pk, version in versions.items()}
    by_hand: dict[tuple[str, date], Decimal] = defaultdict(Decimal)
    spent: dict[tuple[str, date], Decimal] = defaultdict(Decimal)
    for row in queries.daily(processes=versions):
        place, step = (versions[row.process_id].key, row.day.replace(day=1)), steps[row.process_id].get(row.element)
        if step is not None and step.minutes and row.finished:
            by_hand[place] += step.minutes * row.finished
        if row.tasks:
            spent[place] += Decimal(row.seconds_spent) / 60
    names = {one.key: one.name or one.key for one in versions.values()}
    return [
        {
            "process": key,
            "name": names[key],
            "month": f"{month:%Y-%m}",
            "minutes_by_hand": float(round(by_hand[key, month], 1)),
            "minutes_spent": float(round(spent[key, month], 1)),
            "minutes_freed": float(round(by_hand[key, month] - spent[key, month], 1)),
        }
        for key, month in sorted({*by_hand, *spent})
    ]


def _innovation() -> list[Item]:
    found = statistics.of()
    counts = {
        "challenges": found.challenges, "ideas": found.ideas, "ideas_answered": found.answered,
        "ideas_tried": found.tried, "ideas_solved": found.solved, "solutions": found.solutions,
        "solutions_introduced": found.introduced, "adoptions": found.adoptions,
        "days_to_answer_median": found.days_to_answer, "days_to_solution_median": found.days_to_solution,
        "minutes_freed_here": float(found.minutes_here), "minutes_freed_elsewhere": float(found.minutes_elsewhere),
    }  # fmt: skip
    return [
        {"measure": name, "value": value, "counted_on": clock.today().isoformat()} for name, value in counts.items()
    ]


TIME_FREED = Resource(
    name="time-freed",
    uid=UUID("7d0b7f0e-3d5c-4c6e-9f0a-52b5d6a3c106"),
    title=Said("Frigjord tid", "Time freed"),
    about=Said(
        "Frigjord tid per process och månad: stegens minuter för hand minus den tid som människor lagt på uppgifter. Bara processer som följer med Görel.",
        "Time freed per process and month: the steps' minutes by hand less what people spent on tasks. Only processes that come with Görel.",
    ),
    keywords=(Said("frigjord tid", "time freed"), Said("automatisering", "automation"), Said("nytta", "benefit")),
    fields=(
        Field("process", "text", Said("Processens id.", "The process's id."), "registration", False),
        Field("name", "text", Said("Processens namn.", "The process's name."), "Anmälan", False),
        Field("month", "text", Said("Svensk månad.", "Swedish month."), "2020-10", False),
        Field("minutes_by_hand", "number", Said("Vad stegen hade tagit för hand.", "What the steps would have taken by hand."), 144.0, False),
        Field("minutes_spent", "number", Said("Vad människor lade på uppgifter.", "What people spent on tasks."), 12.0, False),
        Field("minutes_freed", "number", Said("Skillnaden.", "The difference."), 132.0, False),
    ),
    rows=_kept(_time_freed),
    items=_as_they_are,
    every=_every,
    themes=("GOVE",),
    updated="DAILY",
)  # fmt: skip

INNOVATION = Resource(
    name="innovation-statistics",
    uid=UUID("7d0b7f0e-3d5c-4c6e-9f0a-52b5d6a3c107"),
    title=Said("Innovationsprogrammet i siffror", "The innovation programme in figures"),
    about=Said(
        "Utmaningar, idéer, tester, lösningar och spridning i antal, och hur snart idéer får svar.",
        "Challenges, ideas, trials, solutions and their spread in numbers, and how soon ideas get an answer.",
    ),
    keywords=(Said("innovation", "innovation"), Said("idéer", "ideas"), Said("statistik", "statistics")),
    fields=(
        Field("measure", "text", Said("Vad som räknas.", "What is counted."), "ideas_answered", False),
        Field("value", "number", Said("Hur mycket. Tomt när det inte finns något att räkna.", "How much. Empty when there is nothing to count."), 17.0),
        Field("counted_on", "date", Said("När det räknades.", "When it was counted."), "2021-10-08", False),
    ),
    rows=_kept(_innovation),
    items=_as_they_are,
    every=_every,
    themes=("GOVE", "TECH"),
    updated="DAILY",
)  # fmt: skip
