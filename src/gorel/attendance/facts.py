"""The facts that sign-up.dmn decides by. JSON values, nothing personal."""

from __future__ import annotations

from typing import Any

from gorel.attendance import moments, seats
from gorel.attendance.models import Registration
from gorel.attendance.sign_ups import settings_of
from gorel.ground import clock
from gorel.programme.models import Point


def of(point: Point, *, mode: str | None = None, asked: int = 1, without: Registration | None = None) -> dict[str, Any]:
    """Return what the rules read about *point* as it stands now, for *asked* seats of one *mode* (None: the roomiest).

    Shape: dates are ISO dates where the point is; capacity None is no limit. Counts only where there is a limit.
    """
    sign_up = settings_of(point)
    if mode is None or mode not in seats.modes(point):
        mode = seats.roomiest(point) if seats.has_modes(point) else ""
    capacity = seats.capacity(point, mode)
    return {
        "published": point.published_at is not None and point.state == "published",
        "cancelled": point.state == "cancelled",
        "today": clock.today(point.zone).isoformat(),
        "now": moments.said(point.there(clock.now())),
        "opens_on": _said(sign_up.opens_on),
        "last_day_on": _said(point.registration_last_day_on),
        "closes_at": moments.said(moments.closes_at(point)),
        "capacity": capacity,
        "taken": 0 if capacity is None else seats.taken(point, mode, without=without),
        "asked": asked,
        "waiting_list": sign_up.has_waiting_list,
    }


def _said(day: Any) -> str | None:
    return None if day is None else day.isoformat()
