"""Cards of programme points and seminars."""

from __future__ import annotations

from collections.abc import Collection

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gorel.desk.cards import Card
from gorel.desk.uids import valid
from gorel.ground import search, times
from gorel.ground.language import is_english
from gorel.programme import blocks, rules
from gorel.programme import search as index
from gorel.programme.models import Point

MOST_FOUND = 500


def tell(keys: Collection[str]) -> dict[str, Card]:
    """Return a card for each point among *keys*. One query."""
    uids = valid(keys)
    if not uids:
        return {}
    points = Point.objects.filter(uid__in=uids).select_related("organiser", "week").prefetch_related("contributors")
    return {str(point.uid): _card(point) for point in points}


def find(text: str) -> set[str]:
    """Return the uids of points whose page answers to *text*."""
    if not search.words(text):
        return set()
    return {str(uid) for uid in index.find(Point.objects.all(), text).values_list("uid", flat=True)[:MOST_FOUND]}


def beside(request: HttpRequest, key: str) -> list[SafeString]:
    """Return the way to all of it, and what has changed since the last look, what it meets, what it resembles."""
    uids = valid([key])
    points = rules.visible_points(request.user) if uids else Point.objects.none()
    point = points.filter(uid__in=uids).select_related("organiser", "week").first()
    if point is None:
        return []
    ways = SafeString(render_to_string("desk/parts/point_ways.html", {"point": point}, request))
    return [ways, *blocks.render(request, point, place="work")]


def title(point: Point) -> str:
    swedish, english = point.title_sv or point.title_en, point.title_en or point.title_sv
    return (english if is_english() else swedish) or _("Untitled")


def _card(point: Point) -> Card:
    english = is_english()
    about = (point.abstract_en or point.abstract_sv) if english else (point.abstract_sv or point.abstract_en)
    missing = tuple(str(one.get("text_en" if english else "text") or one.get("text", "")) for one in point.missing)
    return Card(
        kind=_("Programme point") if point.week_id else _("Seminar"),
        title=title(point),
        facts=tuple((label, value) for label, value in _facts(point) if value),
        text=about,
        url=_url(point),
        missing=missing,
        brief=" · ".join(part for part in (point.organiser.name, _day(point)) if part),
    )


def _facts(point: Point) -> list[tuple[str, str]]:
    people = "; ".join(
        ", ".join(part for part in (one.name, one.title, one.organisation) if part) for one in point.contributors.all()
    )
    return [
        (_("Organiser"), point.organiser.name),
        (_("When"), _when(point)),
        (_("Format"), str(point.get_format_display()) if point.format else ""),
        (_("Place"), point.place) if point.place else (_("Platform"), point.platform),
        (_("Taking part"), people),
        (_("State"), str(point.get_state_display())),
    ]


def _when(point: Point) -> str:
    if point.local_start is not None:
        return times.span(point.local_start, point.local_end)
    return times.day(point.on_date) if point.on_date else ""


def _day(point: Point) -> str:
    if point.local_start is not None:
        return times.moment(point.local_start, weekday=False)
    return times.day(point.on_date, weekday=False) if point.on_date else ""


def _url(point: Point) -> str:
    try:
        return point.get_absolute_url() if point.is_public else ""
    except NoReverseMatch:
        return ""
