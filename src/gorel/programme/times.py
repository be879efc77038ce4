"""When a point is, in words; `ground.times` knows how days and hours are said."""

from __future__ import annotations

from datetime import date, datetime

from gorel.ground import clock, times
from gorel.programme.models import Point


def when(point: Point) -> str:
    """Return "måndag 4 oktober 2021 kl. 13.00–13.45", or what of it is known."""
    if point.starts_at is not None:
        return times.span(point.starts_at, point.ends_at)
    return times.day(point.on_date) if point.on_date else ""


def hours(starts_at: datetime | None, ends_at: datetime | None) -> str:
    """Return "13.00–13.45" for a list, where the day stands above; the end's day is said when it is another."""
    if starts_at is None:
        return ""
    said = times.hour(starts_at)
    if ends_at is None:
        return said
    if starts_at.astimezone(clock.ZONE).date() == ends_at.astimezone(clock.ZONE).date():
        return f"{said}–{times.hour(ends_at)}"
    return f"{said} – {times.day(ends_at, weekday=False, year=False)} {times.hour(ends_at)}"


def iso(moment: datetime | date) -> str:
    """Return the moment in Swedish time with offset, or the date, for machines."""
    return moment.astimezone(clock.ZONE).isoformat() if isinstance(moment, datetime) else moment.isoformat()
