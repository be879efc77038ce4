"""When things happen around a point: closing, joining link, reminders, thank-you. By date, on the point's clocks.

A last day counts until it ends, or to the hour that is set: registration closes at 24.00 where the point is, whatever
summer time does that night. Moments are handed out on those clocks (`ground.zones`). How long before or after a point
each thing is done stands in the pictures (`timetable`).
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from gorel.attendance import timetable
from gorel.attendance.sign_ups import settings_of
from gorel.attendance.timetable import local
from gorel.ground import clock, zones
from gorel.programme.models import Point

LINK, THANKS = "release", "thank"  # steps of registration.bpmn


def closes_at(point: Point) -> datetime | None:
    """Return the first moment at which one can no longer sign up; None when one does not sign up.

    Nobody signs up for what is over, whichever day is the last.
    """
    last = point.registration_last_day_on
    if last is None:
        return None
    hour = settings_of(point).last_time
    closes = local(last + timedelta(days=1), time(0), point.zone) if hour is None else local(last, hour, point.zone)
    over = over_at(point) or closes
    return min(closes, over, key=clock.to_instant)


def needs_link(point: Point) -> bool:
    """Say whether people join over the net, so that there is a link to send them."""
    return point.format != "physical"


def link_at(point: Point) -> datetime | None:
    """Return when the joining link goes out; None when there is none to send or the day is not known."""
    if not needs_link(point):
        return None
    return point.local_link_at or moment(timetable.steps().get(LINK), point)


def starts_at(point: Point) -> datetime | None:
    """Return when the point begins: the day's first moment while no time is set."""
    if point.local_start is not None:
        return point.local_start
    return None if point.on_date is None else local(point.on_date, time(0), point.zone)


def over_at(point: Point) -> datetime | None:
    """Return when the point is over."""
    if point.local_end is not None:
        return point.local_end
    return None if point.on_date is None else local(point.on_date + timedelta(days=1), time(0), point.zone)


def thanks_at(point: Point) -> datetime | None:
    """Return when the thank-you goes out."""
    return moment(timetable.steps().get(THANKS), point)


def moment(step: timetable.Step | None, point: Point) -> datetime | None:
    """Return when *step* is done for *point*; None for a step that is not in the picture, or without a day."""
    if step is None:
        return None
    anchor = {"start": starts_at, "end": _last_moment, "change": _changed_at}[step.of](point)
    if anchor is None:
        return None
    if point.starts_at is None and step.at is None and step.of != "change":
        return None  # "an hour before" means nothing before the hour is set
    return step.moment(anchor)


def said(moment: datetime | None) -> str | None:
    """Return *moment* as a case keeps it: on the clocks that it is said on, with their offset, which FEEL reads."""
    return None if moment is None else moment.astimezone(zones.of(moment)).isoformat()


def _last_moment(point: Point) -> datetime | None:
    over = over_at(point)
    if over is None:
        return None
    # An end at 24.00 belongs to the day before. Counted in UTC: clocks may be set at that very moment.
    return point.there(over.astimezone(UTC) - timedelta(microseconds=1))


def _changed_at(point: Point) -> datetime:
    return point.there(point.changed_at)
