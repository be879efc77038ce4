"""Points that may be one, written twice: pointed out to organiser and editor while something can be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from gorel.programme import rules
from gorel.programme.importing import likeness, shapes, translations
from gorel.programme.importing.findings import agreeing
from gorel.programme.models import Point
from gorel.programme.words import State

MOST = 5
MOST_COMPARED = 600  # of a day, and of the organiser: a person looks at a page meanwhile


def of(point: Point) -> list[Point]:
    """Return the points of the same week (or seminars) that may be *point* once more, the likest first."""
    return [other for other, _agree in _found(point)]


def _found(point: Point) -> list[tuple[Point, tuple[str, ...]]]:
    """Return each with what they agree in when their titles, in two languages, do not tell it. Three queries."""
    if not (point.title_sv or point.title_en) or point.pk is None:
        return []
    others = Point.objects.filter(week=point.week_id).exclude(pk=point.pk)
    others = others.exclude(state__in=(State.CANCELLED, State.DECLINED)).exclude(pk=point.part_of_id or 0)
    # A draft is its organiser's own affair; what others hand in concerns the editor.
    others = others.filter(Q(organiser=point.organiser_id) | ~Q(state=State.DRAFT))
    near = Q(organiser=point.organiser_id) | Q(on_date=None)
    if point.on_date is not None:
        near |= Q(on_date=point.on_date)
    found = others.filter(near).select_related("organiser", "week").prefetch_related("co_organisers", "contributors")
    own = shapes.of_point(point, "")
    alike = []
    for other in found[:MOST_COMPARED]:
        that = shapes.of_point(other, "")
        score = likeness.likeness(own, that)
        agree = () if score else translations.signs(own, that)
        if score or agree:
            alike.append((score, other, agree))
    alike.sort(key=lambda one: (-one[0], -len(one[2])))
    return [(other, agree) for _score, other, agree in alike[:MOST]]


def block(request: HttpRequest, point: Point) -> Mapping[str, Any] | None:
    """Return the points that resemble it, for the organiser's and the editor's page; None when there are none."""
    if point.state in (State.PUBLISHED, State.CANCELLED, State.DECLINED):
        return None
    found = _found(point)
    if not found:
        return None
    keys = [one.pk for one, _agree in found]
    own = set(rules.visible_points(request.user).filter(pk__in=keys).values_list("pk", flat=True))
    return {"alike": [(one, one.pk in own, agreeing(agree)) for one, agree in found]}
