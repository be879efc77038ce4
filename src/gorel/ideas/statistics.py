"""The innovation programme in numbers: ideas per unit, answer times, share tried and introduced, spread, effect.

Only counts leave this module, never who. A unit with few ideas is shown all the same: it names a part of an
organisation, not a person, and who wrote an idea is never counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from statistics import median

from django.db.models import QuerySet

from gorel.accounts.models import Organisation
from gorel.ideas import queries
from gorel.ideas.models import Adoption, Challenge, Event, Idea, Solution, Trial
from gorel.ideas.words import State


@dataclass(frozen=True)
class Unit:
    """A part of an organisation and its ideas."""

    organisation: str
    unit: str
    ideas: int
    answered: int
    tried: int
    solved: int


@dataclass(frozen=True)
class Spread:
    """A solution and how far it has come."""

    solution: Solution
    adopters: int
    minutes_here: Decimal | None
    minutes_elsewhere: Decimal


@dataclass(frozen=True)
class Numbers:
    """All of it. Shape: shares are 0 to 1, None where there is nothing to share; days are medians."""

    challenges: int
    ideas: int
    answered: int
    waiting: int
    late_answers: int
    tried: int
    solved: int
    solutions: int
    introduced: int
    adoptions: int
    minutes_here: Decimal
    minutes_elsewhere: Decimal
    days_to_answer: float | None
    days_to_solution: float | None
    units: list[Unit] = field(default_factory=list)
    spread: list[Spread] = field(default_factory=list)
    months: list[tuple[str, int]] = field(default_factory=list)
    states: list[tuple[State, int]] = field(default_factory=list)

    @property
    def share_answered(self) -> float | None:
        return share(self.answered, self.ideas)

    @property
    def share_tried(self) -> float | None:
        return share(self.tried, self.ideas)

    @property
    def share_solved(self) -> float | None:
        return share(self.solved, self.ideas)

    @property
    def share_introduced(self) -> float | None:
        return share(self.introduced, self.solutions)


def share(part: int, whole: int) -> float | None:
    """Return a part of a whole, None of nothing."""
    return part / whole if whole else None


def of(organisations: QuerySet[Organisation] | None = None) -> Numbers:
    """Return the numbers of all, or of some organisations. Withdrawn ideas count as if they had never been."""
    ideas = list(
        _of(Idea.objects.exclude(state=State.WITHDRAWN), organisations)
        .select_related("organisation")
        .only("pk", "uid", "unit", "state", "created_at", "answered_at", "closed_at", "organisation__name")
    )
    begun = set(Event.objects.filter(kind="trial", state=State.RUNNING).values_list("about", flat=True))
    trials = Trial.objects.filter(idea__in=[idea.pk for idea in ideas], uid__in=begun)
    tried = set(trials.values_list("idea_id", flat=True))
    solutions = list(_of(Solution.objects.filter(published_at__isnull=False), organisations).order_by("pk"))
    confirmed = Adoption.objects.filter(is_confirmed=True).exclude(state=State.CLOSED)
    adoptions = list(confirmed.filter(solution__in=[one.pk for one in solutions]))
    spread = [_spread(solution, adoptions) for solution in solutions]
    late = Event.objects.filter(kind="idea", code="late", about__in=[idea.uid for idea in ideas]).values("about")
    return Numbers(
        challenges=_of(Challenge.objects.filter(opened_at__isnull=False), organisations).count(),
        ideas=len(ideas),
        answered=sum(idea.answered_at is not None for idea in ideas),
        waiting=sum(idea.state == State.IN_REVIEW for idea in ideas),
        late_answers=late.distinct().count(),
        tried=len(tried),
        solved=sum(idea.state == State.SOLVED for idea in ideas),
        solutions=len(solutions),
        introduced=sum(one.adopters > 0 for one in spread),
        adoptions=len(adoptions),
        minutes_here=sum((one.minutes_here or Decimal(0) for one in spread), Decimal(0)),
        minutes_elsewhere=sum((one.minutes_elsewhere for one in spread), Decimal(0)),
        days_to_answer=_days(idea.answered_at - idea.created_at for idea in ideas if idea.answered_at),
        days_to_solution=_days(
            idea.closed_at - idea.created_at for idea in ideas if idea.state == State.SOLVED and idea.closed_at
        ),
        units=_units(ideas, tried),
        spread=sorted(spread, key=lambda one: (-one.adopters, one.solution.pk)),
        months=sorted(Counter(f"{idea.created_at:%Y-%m}" for idea in ideas).items()),
        states=[(state, count) for state in State if (count := sum(idea.state == state for idea in ideas))],
    )


def _of(rows: QuerySet, organisations: QuerySet[Organisation] | None) -> QuerySet:  # type: ignore[type-arg]
    return rows if organisations is None else rows.filter(organisation__in=organisations)


def _units(ideas: list[Idea], tried: set[int]) -> list[Unit]:
    groups: dict[tuple[str, str], list[Idea]] = {}
    for idea in ideas:
        groups.setdefault((idea.organisation.name, idea.unit), []).append(idea)
    count: Callable[[list[Idea], Callable[[Idea], bool]], int] = lambda rows, is_so: sum(map(is_so, rows))  # noqa: E731
    units = [
        Unit(
            organisation, unit, len(rows), count(rows, lambda idea: idea.answered_at is not None),
            count(rows, lambda idea: idea.pk in tried), count(rows, lambda idea: idea.state == State.SOLVED),
        )
        for (organisation, unit), rows in groups.items()
    ]  # fmt: skip
    return sorted(units, key=lambda one: (-one.ideas, one.organisation, one.unit))


def _spread(solution: Solution, adoptions: list[Adoption]) -> Spread:
    own = [one for one in adoptions if one.solution_id == solution.pk]
    return Spread(solution, len(own), queries.freed_by(solution), queries.freed_elsewhere(own))


def _days(spans: object) -> float | None:
    found = [span / timedelta(days=1) for span in spans]  # type: ignore[attr-defined]
    return round(median(found), 1) if found else None
