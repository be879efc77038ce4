"""Points that may be one, written twice: pointed out to organiser and editor while something can be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from gorel.programme import rules
from gorel.programme.importing import likeness
from gorel.programme.models import Point
from gorel.programme.words import State

MOST = 5
MOST_COMPARED = 600  # of a day, and of the organiser: a person looks at a page meanwhile


def of(point: Point) -> list[Point]:
    """Return the points of the same week (or seminars) that much resemble *point*, the likest first. Two queries."""
    if not (point.title_sv or point.title_en) or point.pk is None:
        return []
    others = Point.objects.filter(week=point.week_id).exclude(pk=point.pk)
    others = others.exclude(state__in=(State.CANCELLED, State.DECLINED)).exclude(pk=point.part_of_id or 0)
    # A draft is its organiser's own affair; what others hand in concerns the editor.
    others = others.filter(Q(organiser=point.organiser_id) | ~Q(state=State.DRAFT))
    near = Q(organiser=point.organiser_id) | Q(on_date=None)
    if point.on_date is not None:
        near |= Q(on_date=point.on_date)
    found = others.filter(near).select_related("organiser", "week").prefetch_related("co_organisers")[:MOST_COMPARED]
    own = shape(point)
    scored = [(likeness.likeness(own, shape(other)), other) for other in found]
    alike = sorted(((score, other) for score, other in scored if score), key=lambda one: -one[0])
    return [other for _score, other in alike[:MOST]]


def shape(point: Point) -> likeness.Shape:
    """Return what of a point is compared."""
    return likeness.Shape(
        pk=point.pk, place_in_file="", title=point.title_sv or point.title_en,
        organisers=frozenset({point.organiser_id, *(one.pk for one in point.co_organisers.all())}),
        on_date=point.on_date, starts_at=point.starts_at, ends_at=point.ends_at, format=point.format,
        place=point.place, web_page=point.web_page, whole=point.part_of_id,
    )  # fmt: skip


def block(request: HttpRequest, point: Point) -> Mapping[str, Any] | None:
    """Return the points that resemble it, for the organiser's and the editor's page; None when there are none."""
    if point.state in (State.PUBLISHED, State.CANCELLED, State.DECLINED):
        return None
    found = of(point)
    if not found:
        return None
    own = set(rules.visible_points(request.user).filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True))
    return {"alike": [(one, one.pk in own) for one in found]}
