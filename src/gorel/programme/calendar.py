"""Points as iCalendar: feeds that a calendar program subscribes to, and one file per point.

UIDs stay for ever and SEQUENCE is the point's version, so a moved point moves in the subscriber's calendar. Each event
is kept as text per version, as the rows of the list are. The joining link is never part of it.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import timedelta
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone

from gorel.ground import clock
from gorel.ground.times import chosen
from gorel.programme import texts
from gorel.programme.memory import Memory
from gorel.programme.models import Point
from gorel.programme.words import Format, State

_EVENTS: Memory[bytes] = Memory(20_000)


def feed(points: QuerySet[Point], *, name: str) -> bytes:
    """Return a calendar of *points*; those without a day are left out. Three queries at most."""
    language = chosen()
    listed = points.exclude(on_date=None).order_by("on_date", "starts_at", "slug")
    keys: dict[int, Hashable] = {
        pk: (language, *rest) for pk, *rest in listed.values_list("pk", "uid", "version", "organiser__name")
    }
    events = _EVENTS.all(keys, _make)
    head = Calendar()
    head.add("prodid", "-//Görel//Program//SV")
    head.add("version", "2.0")
    head.add("calscale", "GREGORIAN")
    head.add("method", "PUBLISH")
    head.add("name", name)
    head.add("x-wr-calname", name)
    head.add("x-wr-timezone", clock.ZONE.key)
    head.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    opened, _end, _rest = head.to_ical().rpartition(b"END:VCALENDAR")
    return opened + _timezone() + b"".join(events.get(pk, b"") for pk in keys) + b"END:VCALENDAR\r\n"


def forget() -> None:
    """Empty the memory of events."""
    _EVENTS.forget()


def uid(point: Point) -> str:
    """Return the UID under which calendars know the point."""
    return f"point-{point.uid}@{_host()}"


@cache
def _timezone() -> bytes:
    found: bytes = Timezone.from_tzinfo(clock.ZONE).to_ical()
    return found


@cache
def _host() -> str:
    return urlsplit(settings.ADDRESS).hostname or "localhost"


def _make(keys: Sequence[int]) -> dict[int, bytes]:
    found = Point.objects.filter(pk__in=keys).select_related("week", "organiser").prefetch_related("themes")
    return {point.pk: _write(point) for point in found}


def _write(point: Point) -> bytes:
    page = settings.ADDRESS + point.get_absolute_url()
    event = Event()
    event.add("uid", uid(point))
    event.add("sequence", point.version)
    event.add("dtstamp", point.changed_at)
    event.add("created", point.created_at)
    event.add("last-modified", point.changed_at)
    event.add("status", "CANCELLED" if point.state == State.CANCELLED else "CONFIRMED")
    event.add("summary", texts.said(point, "title"))
    lines = [texts.plain(texts.said(point, "abstract"), 400), f"{_('Organiser')}: {point.organiser.name}", page]
    event.add("description", "\n\n".join(line for line in lines if line))
    event.add("url", page)
    place = ", ".join(filter(None, [point.place, point.platform]))
    if place or point.format == Format.DIGITAL:
        event.add("location", place or "Online")
    if point.starts_at is None:
        event.add("dtstart", point.on_date)
        event.add("dtend", point.on_date + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    else:
        event.add("dtstart", point.starts_at.astimezone(clock.ZONE))
        if point.ends_at is not None:
            event.add("dtend", point.ends_at.astimezone(clock.ZONE))
    themes = [texts.said(theme, "title") for theme in point.themes.all()]
    if themes:
        event.add("categories", themes)
    written: bytes = event.to_ical()
    return written
