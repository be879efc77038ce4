"""A week's programme as a document to print and to hand out: PDF/UA, day by day."""

from __future__ import annotations

from datetime import date
from importlib import resources
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from gorel.ground import times as ground_times
from gorel.ground.language import spoken
from gorel.ground.memory import Memory
from gorel.programme import pieces, texts, times
from gorel.programme.models import Point, Week
from gorel.programme.words import State
from gorel.robots.document.robot import made

MOST = 1000  # points in one document: setting them takes seconds of a processor
_PRINTED: Memory[bytes] = Memory(8)  # a few hundred kB each


def of(week: Week, points: QuerySet[Point]) -> bytes:
    """Return the programme of *points* as PDF; kept until one of them changes. Errors: `abilities.Refused`."""
    listed = pieces.listed(points, part=slice(0, MOST + 1))
    about = (week.title_sv, week.title_en, week.about_sv, week.about_en, week.starts_on, week.ends_on)
    key = (settings.ADDRESS, about, tuple(one.key for one in listed))
    return _PRINTED.one(key, lambda: made(_template(), _document(week, points, is_cut=len(listed) > MOST)))


def _template() -> bytes:
    return resources.files("gorel.programme").joinpath("documents/programme.typ").read_bytes()


def _document(week: Week, points: QuerySet[Point], *, is_cut: bool) -> dict[str, Any]:
    loaded = points.select_related("organiser", "week").prefetch_related("contributors")
    rows = loaded.order_by("on_date", "starts_at", "slug")[:MOST]
    cut = _("The first %(most)s stand here. Choose a day or a theme on the page, and print that.") % {"most": MOST}
    return {
        "language": spoken(),
        "title": texts.said(week, "title"),
        "dates": f"{ground_times.day(week.starts_on, weekday=False)} – {ground_times.day(week.ends_on, weekday=False)}",
        "about": texts.plain(texts.said(week, "about")),
        "zone": _("All times are Swedish time.") + (f" {cut}" if is_cut else ""),
        "address": settings.ADDRESS + week.get_absolute_url(),
        "days": [
            {"name": _day(day), "points": list(map(_said, found))}
            for day, found in groupby(rows, key=lambda point: point.on_date)
        ],
    }


def _day(day: date | None) -> str:
    return ground_times.day(day).capitalize() if day else _("Day to be told")


def _said(point: Point) -> dict[str, Any]:
    people = [", ".join(filter(None, [one.name, one.title])) for one in point.contributors.all()]
    facts = [point.organiser.name, point.get_format_display(), point.place]
    return {
        "hours": times.hours(point.local_start, point.local_end) if point.starts_at else _("Time will be told later"),
        "title": texts.said(point, "title"),
        "off": _("Cancelled") if point.state == State.CANCELLED else "",
        "facts": " · ".join(filter(None, facts)),
        "people": "; ".join(people),
        "about": texts.plain(texts.said(point, "abstract"), 320),
        "url": settings.ADDRESS + point.get_absolute_url(),
    }
