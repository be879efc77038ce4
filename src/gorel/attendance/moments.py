"""When things happen around a point: closing, joining link, thank-you. Swedish calendar time, resolved per date.

A last day counts until it ends: registration closes at 24.00 in Sweden, whatever summer time does that night.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from gorel.ground import clock
from gorel.programme.models import Point

LINK_DAYS_BEFORE = 1  # when the organiser has named no moment: the day before, at …
LINK_TIME = time(9)
THANKS_TIME = time(9)  # the day after
LINK_NOTICE = timedelta(days=2)  # so long before the link is due the secretary is asked for it


def local(day: date, at: time) -> datetime:
    """Return that time of that day in Sweden."""
    return datetime.combine(day, at, tzinfo=clock.ZONE)


def closes_at(point: Point) -> datetime | None:
    """Return the first moment after the last day to register; None when one does not sign up."""
    last = point.registration_last_day_on
    return None if last is None else local(last + timedelta(days=1), time(0))


def needs_link(point: Point) -> bool:
    """Say whether people join over the net, so that there is a link to send them."""
    return point.format != "physical"


def link_at(point: Point) -> datetime | None:
    """Return when the joining link goes out; None when there is none to send or the day is not known."""
    if not needs_link(point):
        return None
    if point.link_at is not None:
        return point.link_at
    return None if point.on_date is None else local(point.on_date - timedelta(days=LINK_DAYS_BEFORE), LINK_TIME)


def over_at(point: Point) -> datetime | None:
    """Return when the point is over."""
    if point.ends_at is not None:
        return point.ends_at
    return None if point.on_date is None else local(point.on_date + timedelta(days=1), time(0))


def thanks_at(point: Point) -> datetime | None:
    """Return when the thank-you goes out: the day after, in the morning."""
    over = over_at(point)
    if over is None:
        return None
    last = (over - timedelta(microseconds=1)).astimezone(clock.ZONE).date()  # an end at 24.00 belongs to the day before
    return local(last + timedelta(days=1), THANKS_TIME)


def said(moment: datetime | None) -> str | None:
    """Return *moment* as a case keeps it: Swedish time with offset, which FEEL reads."""
    return None if moment is None else moment.astimezone(clock.ZONE).isoformat()
