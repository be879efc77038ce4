"""The piece on a programme point's page that tells which challenges, ideas and solutions it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import IntegerField, Value
from django.http import HttpRequest

from gorel.ground.prepared import Prepared
from gorel.ideas import rules
from gorel.ideas.models import Challenge, Idea, Solution
from gorel.programme.models import Point


def _links(point: int) -> Any:
    about: tuple[Any, ...] = (Challenge, Idea, Solution)
    challenges, ideas, solutions = (
        model.points.through.objects.filter(point=point).annotate(kind=Value(kind, IntegerField())).values_list("kind")
        for kind, model in enumerate(about)
    )
    return challenges.union(ideas, solutions)


# Nearly all points are about nothing here, and nearly all visitors are strangers: for these the questions are ready.
_linked = Prepared(_links, point=int)
_for_strangers = (
    Prepared(lambda point: rules.challenges(AnonymousUser()).filter(points=point), point=int),
    Prepared(lambda point: rules.ideas(AnonymousUser()).filter(points=point), point=int),
    Prepared(lambda point: rules.solutions(AnonymousUser()).filter(points=point), point=int),
)


def about_ideas(request: HttpRequest, point: Point) -> Mapping[str, Any] | None:
    """Return what the point is about, as the visitor may see it; None when it is about none.

    One query, and one for each kind that the point is about.
    """
    if point.pk is None:
        return None
    kinds = sorted({kind for (kind,) in _linked.rows(point=point.pk)})
    if request.user.is_authenticated:
        ways = (
            rules.challenges(request.user), rules.ideas(request.user),
            rules.solutions(request.user).filter(published_at__isnull=False),
        )  # fmt: skip
        found = [row for kind in kinds for row in ways[kind].filter(points=point)]
    else:
        found = [row for kind in kinds for row in _for_strangers[kind].objects(point=point.pk)]
    return {"rows": found} if found else None
