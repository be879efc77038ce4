"""What participants thought: taken once from each, kept without a tie to anybody, and counted."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Avg, Count

from gorel.attendance.models import Feedback, Registration
from gorel.programme.models import Point

SCORES = (5, 4, 3, 2, 1)


@dataclass(frozen=True)
class Told:
    """What a point's participants told. Shape: scores maps 5 … 1 to how many; mean is None when nobody answered."""

    answers: int
    mean: float | None
    scores: dict[int, int]


@transaction.atomic
def take(*, registration: Registration, score: int, good: str = "", better: str = "") -> bool:
    """Keep an opinion; False when this person has given theirs already. Kept by day only, so no time tells who."""
    fresh = Registration.objects.filter(pk=registration.pk, has_answered=False).update(has_answered=True)
    if fresh:
        Feedback.objects.create(point=registration.point, score=score, good=good.strip(), better=better.strip())
    return bool(fresh)


def told(point: Point) -> Told:
    """Return the numbers of a point's feedback."""
    counted = dict(point.feedback.values_list("score").annotate(Count("pk")).values_list("score", "pk__count"))
    mean = point.feedback.aggregate(mean=Avg("score"))["mean"]
    return Told(answers=sum(counted.values()), mean=mean, scores={score: counted.get(score, 0) for score in SCORES})
