"""How many public points of a programme each day has: for its tabs, whatever a visitor has asked for.

To look for words, or for a place, every point of a week is read, though one day of it is shown. What was counted is
therefore kept (`ground.memory`) under the state of the week, which is another as soon as one of its points is.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from datetime import date

from django.db.models import Count, QuerySet

from gorel.ground.memory import Memory
from gorel.programme import questions
from gorel.programme.choice import Choice
from gorel.programme.models import Point, Week

Counts = dict[date | None, int]

_COUNTED: Memory[Counts] = Memory(2_000)


def by_day(points: QuerySet[Point], *, week: Week, asked: Choice) -> Counts:
    """Return how many of *points* each day has, where they are the public points of *week* that fit *asked*.

    One to three queries.
    """
    if not asked.is_narrowed and not week.public_local_weeks:
        return questions.counts(week)
    if not asked.asks_points_alone or week.public_local_weeks:
        return _count(points)
    themes = questions.themes(week) if asked.theme else ()  # one that is gone leaves no trace at its points
    key: Hashable = (week.uid, questions.state(week), themes, replace(asked, day=None, all_days=False, is_grid=False))
    return _COUNTED.one(key, lambda: _count(points))


def _count(points: QuerySet[Point]) -> Counts:
    return dict(points.order_by("on_date").values_list("on_date").annotate(Count("pk")))
