"""Points as iCalendar: feeds that a calendar program subscribes to, and one file per point.

UIDs stay for ever and SEQUENCE is the point's version, so a moved point moves in the subscriber's calendar. Each event
is kept as text per version, as the rows of the list are. The joining link is never part of it.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from gorel.ground import clock, legible, zones
from gorel.ground.language import spoken
from gorel.ground.memory import Memory
from gorel.programme import rules, texts
from gorel.programme.models import Point
from gorel.programme.words import Format, State

_EVENTS: Memory[bytes] = Memory(20_000)
_BATCH = 500
_CLOSED = b"END:VCALENDAR\r\n"


def feed(points: QuerySet[Point], *, name: str) -> bytes:
    """Return a calendar of *points*; those without a day are left out. Three queries at most."""
    language = spoken()
    listed = points.exclude(on_date=None).order_by("on_date", "starts_at", "slug")
    keys: dict[int, Hashable] = {
        pk: (language, *rest)
        for pk, *rest in listed.values_list("pk", "uid", "version", "organiser__name", "time_zone")
    }
    held = {zones.named(str(key[-1])) for key in keys.values() if isinstance(key, tuple)}
    events = _EVENTS.all(keys, _make)
    return _opened(name, held) + b"".join(events.get(pk, b"") for pk in keys) + _CLOSED


def whole(points: QuerySet[Point], *, name: str) -> Iterator[bytes]:
    """Return the same a batch at a time, in order of the keys: however many there are, a batch is in memory."""
    yield _opened(name, {clock.ZONE, *map(zones.named, rules.zones_elsewhere())})
    last = 0
    listed = points.exclude(on_date=None).order_by("pk").values_list("pk", flat=True)
    while keys := list(listed.filter(pk__gt=last)[:_BATCH]):
        events = _make(keys)
        yield b"".join(events.get(pk, b"") for pk in keys)
        last = keys[-1]
    yield _CLOSED


def _opened(name: str, held: Collection[ZoneInfo]) -> bytes:
    """Return what stands before the events, which go by the clocks of the zones *held*."""
    shown = next(iter(held)) if len(held) == 1 else clock.ZONE
    opened = lines(
        ("BEGIN", "VCALENDAR"), ("VERSION", "2.0"), ("PRODID", "-//Görel//Program//SV"), ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"), ("NAME", text(name)), ("X-WR-CALNAME", text(name)),
        ("X-WR-TIMEZONE", shown.key), ("REFRESH-INTERVAL;VALUE=DURATION", "PT1H"), ("X-PUBLISHED-TTL", "PT1H"),
    )  # fmt: skip
    return opened + b"".join(timezone(zone) for zone in sorted(held or {clock.ZONE}, key=str))


def forget() -> None:
    """Empty the memory of events."""
    _EVENTS.forget()


def uid(point: Point) -> str:
    """Return the UID under which calendars know the point."""
    return f"point-{point.uid}@{_host()}"


@cache
def timezone(zone: ZoneInfo) -> bytes:
    """Return a zone's VTIMEZONE by the rules of its clocks; a list of changes is longer than many feeds."""
    written: list[tuple[str, str]] = []
    for one in zones.observances(zone):
        kind = "DAYLIGHT" if one.is_summer else "STANDARD"
        written += [("BEGIN", kind), ("DTSTART", f"{one.starts:%Y%m%dT%H%M%S}")]
        written += [("RRULE", one.rule)] if one.rule else []
        written += [("TZOFFSETFROM", _offset(one.before)), ("TZOFFSETTO", _offset(one.after)), ("TZNAME", one.name)]
        written.append(("END", kind))
    return lines(("BEGIN", "VTIMEZONE"), ("TZID", zone.key), *written, ("END", "VTIMEZONE"))


def _offset(length: timedelta) -> str:
    minutes = round(length.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"


@cache
def _host() -> str:
    return urlsplit(settings.ADDRESS).hostname or "localhost"


def _make(keys: Sequence[int]) -> dict[int, bytes]:
    found = Point.objects.filter(pk__in=keys).select_related("week", "organiser").prefetch_related("themes")
    return {point.pk: _write(point) for point in found}


def _write(point: Point) -> bytes:
    """Return the VEVENT. Written by hand: a library's objects cost ten times as much, and a cold feed has thousands."""
    page = settings.ADDRESS + point.get_absolute_url()
    about = [texts.plain(texts.said(point, "abstract"), 400), f"{_('Organiser')}: {point.organiser.name}", page]
    place = ", ".join(filter(None, [point.place, point.platform]))
    themes = ",".join(text(texts.said(theme, "title")) for theme in point.themes.all())
    cancelled = point.state == State.CANCELLED
    title = texts.said(point, "title")
    written = [
        ("BEGIN", "VEVENT"), ("UID", uid(point)), ("SEQUENCE", str(point.version)), ("DTSTAMP", utc(point.changed_at)),
        ("CREATED", utc(point.created_at)), ("LAST-MODIFIED", utc(point.changed_at)),
        ("STATUS", "CANCELLED" if cancelled else "CONFIRMED"),
        ("SUMMARY", text(f"{_('Cancelled')}: {title}" if cancelled else title)),
        ("DESCRIPTION", text("\n\n".join(line for line in about if line))), ("URL", page), *times(point),
    ]  # fmt: skip
    if point.starts_at is None and point.on_date is not None:
        written.append(("TRANSP", "TRANSPARENT"))
    if place or point.format == Format.DIGITAL:
        written.append(("LOCATION", text(place or "Online")))
    if themes:
        written.append(("CATEGORIES", themes))
    return lines(*written, ("END", "VEVENT"))


def times(point: Point) -> list[tuple[str, str]]:
    """Return when *point* begins and ends; none of it while no day is known."""
    if point.starts_at is None and point.on_date is not None:
        after = point.on_date + timedelta(days=1)
        return [
            ("DTSTART;VALUE=DATE", f"{point.on_date:%Y%m%d}"), ("DTEND;VALUE=DATE", f"{after:%Y%m%d}"),
        ]  # fmt: skip
    named = (("DTSTART", point.local_start), ("DTEND", point.local_end))
    zone = f";TZID={point.zone.key}"
    return [(name + zone, f"{moment:%Y%m%dT%H%M%S}") for name, moment in named if moment is not None]


def utc(moment: datetime) -> str:
    """Return a moment as a value in UTC."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def text(said: str) -> str:
    """Return a text value (RFC 5545, 3.3.11)."""
    said = said.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(legible.lines(said))


def lines(*pairs: tuple[str, str]) -> bytes:
    """Return content lines of at most 75 octets each, folded between characters (RFC 5545, 3.1)."""
    return b"".join(_folded(f"{name}:{value}".encode()) for name, value in pairs)


def _folded(line: bytes) -> bytes:
    if len(line) <= 75:
        return line + b"\r\n"
    parts = []
    while len(line) > 75:
        cut = 75
        while line[cut] & 0xC0 == 0x80:  # within a character
            cut -= 1
        parts.append(line[:cut])
        line = b" " + line[cut:]
    return b"\r\n".join([*parts, line]) + b"\r\n"
