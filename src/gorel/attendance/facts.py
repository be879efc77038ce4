"""The facts that sign-up.dmn decides by. JSON values, nothing personal."""

from __future__ import annotations

from typing import Any

from gorel.attendance import queries
from gorel.attendance.models import SignUp
from gorel.ground import clock
from gorel.programme.models import Point


def of(point: Point) -> dict[str, Any]:
    """Return what the rules read about *point* as it stands now.

    Shape: dates are ISO dates in Sweden; capacity None is no limit. Reads the count only where there is a limit.
    """
    sign_up = SignUp.objects.filter(point=point).first() or SignUp(point=point)
    return {
        "published": point.published_at is not None and point.state == "published",
        "cancelled": point.state == "cancelled",
        "today": clock.today().isoformat(),
        "opens_on": _said(sign_up.opens_on),
        "last_day_on": _said(point.registration_last_day_on),
        "capacity": sign_up.capacity,
        "taken": 0 if sign_up.capacity is None else queries.active(point).count(),
    }


def _said(day: Any) -> str | None:
    return None if day is None else day.isoformat()
