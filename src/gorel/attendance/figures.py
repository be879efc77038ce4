"""Numbers about points, organisers and weeks: registered, came, waited, watched later, what they thought."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Avg, Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from gorel.attendance.models import Feedback, Refusal
from gorel.attendance.words import ACTIVE, State
from gorel.programme.models import Point


@dataclass
class Figures:
    """The numbers of a point, or the sum of several. Shape: score is None where nobody told; answers weigh it."""

    registered: int = 0
    attended: int = 0
    waiting: int = 0
    withdrawn: int = 0
    refused: int = 0
    viewed: int = 0
    answers: int = 0
    score: float | None = None

    def __add__(self, other: Figures) -> Figures:
        told = self.answers + other.answers
        weighed = (self.score or 0) * self.answers + (other.score or 0) * other.answers
        sums = {
            each.name: getattr(self, each.name) + getattr(other, each.name)
            for each in fields(self)
            if each.name != "score"
        }
        return Figures(**sums, score=weighed / told if told else None)


@dataclass(frozen=True)
class Row:
    """A point and its numbers."""

    point: Point
    figures: Figures


def rows(points: QuerySet[Point]) -> list[Row]:
    """Return the numbers of *points* by one query; those that were purged tell what they kept."""
    told = Feedback.objects.filter(point=OuterRef("pk")).order_by().values("point")
    refused = Refusal.objects.filter(point=OuterRef("pk")).order_by().values("point")
    counted = points.select_related("organiser", "week", "sign_up").annotate(
        n_registered=Count("registrations", filter=Q(registrations__state__in=ACTIVE)),
        n_attended=Count("registrations", filter=Q(registrations__has_attended=True)),
        n_waiting=Count(
            "registrations", filter=Q(registrations__state__in=(State.WAITING, State.LAPSED, State.DECLINED))
        ),
        n_withdrawn=Count("registrations", filter=Q(registrations__state=State.WITHDRAWN)),
        n_refused=Coalesce(Subquery(refused.annotate(n=Count("pk")).values("n")), 0),
        n_answers=Coalesce(Subquery(told.annotate(n=Count("pk")).values("n")), 0),
        n_score=Subquery(told.annotate(n=Avg("score")).values("n")),
    )
    return [Row(point, _of(point)) for point in counted]


def total(found: Iterable[Row]) -> Figures:
    """Return the sum."""
    sum_ = Figures()
    for row in found:
        sum_ = sum_ + row.figures
    return sum_


def by_organiser(found: Iterable[Row]) -> list[tuple[str, int, Figures]]:
    """Return name, number of points and numbers of each organiser, the one with most registered first."""
    sums: dict[str, tuple[int, Figures]] = {}
    for row in found:
        count, figures = sums.get(row.point.organiser.name, (0, Figures()))
        sums[row.point.organiser.name] = count + 1, figures + row.figures
    listed = [(name, count, figures) for name, (count, figures) in sums.items()]
    return sorted(listed, key=lambda one: (-one[2].registered, one[0]))


def _of(point: Any) -> Figures:
    sign_up = getattr(point, "sign_up", None)
    figures = Figures(
        registered=point.n_registered,
        attended=point.n_attended,
        waiting=point.n_waiting,
        withdrawn=point.n_withdrawn,
        refused=point.n_refused,
        viewed=sign_up.viewed_count if sign_up else 0,
        answers=point.n_answers,
        score=point.n_score,
    )
    if sign_up is not None and sign_up.forgotten_at is not None:
        figures.registered, figures.attended = sign_up.registered_count, sign_up.attended_count
        figures.waiting, figures.withdrawn = sign_up.waiting_count, sign_up.withdrawn_count
    return figures
