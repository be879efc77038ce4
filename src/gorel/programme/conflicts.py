"""Points that meet: the same speaker, room or organiser in two places at once, or the same theme at the same time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from gorel.ground import search
from gorel.programme.models import Point
from gorel.programme.words import Conflicts, State


@dataclass(frozen=True)
class Conflict:
    """One point that meets another. Shape: kind is "speaker", "place", "organiser" or "theme"."""

    kind: str
    sentence: str
    other: Point


def of(point: Point) -> list[Conflict]:
    """Return what *point* meets in its week, the gravest first; a whole and its parts do not."""
    if point.starts_at is None or point.ends_at is None or point.week is None:
        return []
    if point.week.conflicts == Conflicts.IGNORE:
        return []
    meeting = (
        Point.objects.filter(week=point.week_id, starts_at__lt=point.ends_at, ends_at__gt=point.starts_at)
        .exclude(Q(pk=point.pk) | Q(state__in=(State.DRAFT, State.CANCELLED, State.DECLINED)) | Q(part_of=point.pk))
        .exclude(pk=point.part_of_id or 0)
        .select_related("organiser", "week")
        .prefetch_related("contributors", "themes")
    )
    people = {_plain(one.name) for one in point.contributors.all()}
    themes = {one.pk for one in point.themes.all()}
    found = []
    for other in meeting:
        shared = people & {_plain(one.name) for one in other.contributors.all()}
        if shared:
            found.append(Conflict("speaker", _("Somebody takes part in both"), other))
        elif point.place and _plain(point.place) == _plain(other.place):
            found.append(Conflict("place", _("The same place at the same time"), other))
        elif point.organiser_id == other.organiser_id:
            found.append(Conflict("organiser", _("The same organiser at the same time"), other))
        elif themes & {one.pk for one in other.themes.all()}:
            found.append(Conflict("theme", _("The same theme at the same time"), other))
    order = ("speaker", "place", "organiser", "theme")
    return sorted(found, key=lambda one: order.index(one.kind))


def stops(point: Point) -> bool:
    """Say whether the week asks for another time: a speaker or a room cannot be in two places."""
    if point.week is None or point.week.conflicts != Conflicts.STOP:
        return False
    return any(one.kind in ("speaker", "place") for one in of(point))


def block(_request: HttpRequest, point: Point) -> Mapping[str, Any] | None:
    """Return the conflicts for the organiser's and the editor's page; None when there are none."""
    found = of(point)[:20]
    return {"conflicts": found} if found else None


def _plain(text: str) -> str:
    """Return a name so that two spellings of it are equal."""
    return " ".join(search.words(text))
