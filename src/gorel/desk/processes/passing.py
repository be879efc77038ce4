"""How cases pass the steps of one version: where they stand now, and how long each step took the cases that ended last.

Times are read from the cases that ended last, `LATEST` of them: what that costs does not grow with the number of cases,
and the page says which cases it speaks of.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import BigIntegerField, ExpressionWrapper, F
from django.utils.translation import gettext_lazy as _

from gorel.accounts.models import Organisation
from gorel.cases import queries
from gorel.cases.models import Case, LogEntry, Process, Tally, Task
from gorel.core.bpmn.picture import Overlay
from gorel.desk.kept import kept
from gorel.desk.steps import Step, steps
from gorel.ground import times

LATEST = 300
LEVELS = 5
SHOWN = {
    "now": _("Cases now"), "times": _("Times passed"), "time": _("Mean time"), "incidents": _("Open incidents"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Passed:
    """One step. Shape: times, the three durations and worked are of the cases that ended last, None when unknown."""

    step: Step
    now: int = 0
    incidents: int = 0
    times: int = 0
    mean: timedelta | None = None
    half: timedelta | None = None
    most: timedelta | None = None
    waited: timedelta | None = None

    @property
    def is_touched(self) -> bool:
        """Whether some case is or was here."""
        return bool(self.now or self.incidents or self.times)

    def value(self, shown: str) -> float:
        """Return the figure that colours the step."""
        if shown == "time":
            return self.mean.total_seconds() if self.mean else 0
        return {"now": self.now, "times": self.times, "incidents": self.incidents}[shown]

    def said(self, shown: str) -> str:
        """Return the figure as the picture writes it."""
        return times.duration(self.mean) if shown == "time" and self.mean else str(self.value(shown))


@dataclass(frozen=True, slots=True)
class Passing:
    """All steps of a version in the order of the picture.

    Shape: ended says of how many cases the times are; at is when cases and incidents were counted, None for just now.
    """

    steps: tuple[Passed, ...]
    ended: int
    at: datetime | None = None

    @property
    def touched(self) -> list[Passed]:
        """Return the steps where something happens."""
        return [one for one in self.steps if one.is_touched]

    @property
    def untouched(self) -> list[Passed]:
        """Return the steps with a name where nothing has happened yet."""
        return [one for one in self.steps if one.step.name and not one.is_touched]

    def heat(self, shown: str) -> Overlay:
        """Return what the picture colours: by element its level, 1 to 5, and its figure."""
        top = max((one.value(shown) for one in self.steps), default=0)
        hot = [one for one in self.steps if one.value(shown)]
        levels = {one.step.id: f"heat-{math.ceil(LEVELS * one.value(shown) / top)}" for one in hot}
        return Overlay(levels, {one.step.id: one.said(shown) for one in hot})


def passing(version: Process, organisation: Organisation) -> Passing:
    """Return how the cases of *organisation* pass *version*. Nine queries, however many cases there are."""
    return kept(
        ("passing", version.pk, organisation.pk), lambda: _passing(version, organisation),
        lambda found: sum(one.now for one in found.steps),
    )  # fmt: skip


def _passing(version: Process, organisation: Organisation) -> Passing:
    known = steps(version)
    tally = Tally.objects.filter(organisation=organisation, process=version.key, at__isnull=False).first()
    now, incidents = _standing(version, organisation, tally)
    ours = Case.objects.filter(process=version, organisation=organisation, ended_at__isnull=False)
    sample = list(ours.order_by("-ended_at").values_list("pk", flat=True)[:LATEST])
    times_, spans = _spans(sample)
    waits = _waits(sample)
    found = tuple(
        Passed(
            step, 0 if known.is_meanwhile(step.id) else now.get(step.id, 0), incidents.get(step.id, 0), times_[step.id],
            _mean(spans[step.id]), _part(spans[step.id], 0.5), _part(spans[step.id], 0.95), _part(waits[step.id], 0.5),
        )
        for step in known.by_id.values()
    )  # fmt: skip
    return Passing(found, len(sample), tally.at if tally else None)


def _standing(
    version: Process, organisation: Organisation, tally: Tally | None
) -> tuple[dict[str, int], dict[str, int]]:
    """Return by element how many cases stand there, and how many incidents are open."""
    if tally is None:
        standing = queries.counts_by_element(version, organisations=[organisation.pk])
        return standing, queries.incidents_by_element(version, organisation.pk)
    held = tally.steps.get(str(version.pk), {})
    return {one: now for one, (now, _stuck) in held.items()}, {one: stuck for one, (_now, stuck) in held.items()}


def _spans(sample: Sequence[int]) -> tuple[Counter[str], defaultdict[str, list[timedelta]]]:
    """Return by element how often it was left, and how long each stay was where the log tells."""
    left: Counter[str] = Counter()
    spans: defaultdict[str, list[timedelta]] = defaultdict(list)
    came = {}
    lines = LogEntry.objects.filter(case__in=sample, kind__in=("entered", "left")).exclude(element="").order_by("pk")
    moment = ExpressionWrapper(F("at") + 0, BigIntegerField())  # microseconds: thousands of moments take their time
    for case, kind, element, key, at in lines.values_list("case_id", "kind", "element", "key", moment):
        if kind == "entered":
            came[case, key] = at
            continue
        left[element] += 1
        begun = came.pop((case, key), None) if key is not None else None
        if begun is not None:
            spans[element].append(timedelta(microseconds=at - begun))
    return left, spans


def _waits(sample: Sequence[int]) -> defaultdict[str, list[timedelta]]:
    """Return by element how long its tasks lay, less the time that a person was measured to work on them."""
    waits: defaultdict[str, list[timedelta]] = defaultdict(list)
    done = Task.objects.filter(case__in=sample, state=Task.COMPLETED, seconds_spent__isnull=False)
    for element, opened, closed, seconds in done.values_list("element", "opened_at", "closed_at", "seconds_spent"):
        if closed is not None and seconds is not None:  # as those that are done and measured have it
            waits[element].append(max(closed - opened - timedelta(seconds=seconds), timedelta(0)))
    return waits


def _mean(spans: list[timedelta]) -> timedelta | None:
    return sum(spans, timedelta(0)) / len(spans) if spans else None


def _part(spans: list[timedelta], part: float) -> timedelta | None:
    """Return the span that *part* of them do not exceed (nearest rank)."""
    return sorted(spans)[math.ceil(part * len(spans)) - 1] if spans else None
