"""When a point is, in words; `ground.times` knows how days and hours are said."""

from __future__ import annotations

from datetime import date, datetime

from gorel.ground import times
from gorel.programme.models import Point


def when(point: Point) -> str:
    """Return "måndag 4 oktober 2021 kl. 13.00–13.45", or what of it is known."""
    if point.local_start is not None:
        return times.span(point.local_start, point.local_end)
    return times.day(point.on_date) if point.on_date else ""


def hours(starts_at: datetime | None, ends_at: datetime | None) -> str:
    """Return "13.00–13.45" for a list, where the day stands above; the end's day is said when it is another.

    Clocks elsewhere than the house's are named: "13.00–13.45 (tid i Helsingfors)".
    """
    if starts_at is None:
        return ""
    said = times.hour(starts_at)
    if ends_at is not None and times.local(starts_at).date() == times.local(ends_at).date():
        said += f"–{times.hour(ends_at)}"
    elif ends_at is not None:
        said += f" – {times.day(ends_at, weekday=False, year=False)} {times.hour(ends_at)}"
    return said + times.where(starts_at)


def iso(moment: datetime | date) -> str:
    """Return the moment on the clocks that it is said on, with their offset, or the date: for machines."""
    return times.local(moment).isoformat()
