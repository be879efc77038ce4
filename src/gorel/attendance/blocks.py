"""What attendance puts on a point's page: the sign-up, and for those who look after it the way to the list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from gorel.attendance import moments, queries, rules
from gorel.attendance.sign_ups import settings_of
from gorel.attendance.words import Standing
from gorel.ground.language import spoken
from gorel.programme.models import Point


def sign_up(request: HttpRequest, point: Point) -> Mapping[str, Any] | None:
    """Return what the public page says of the sign-up; None where one does not sign up, or the rules give no answer."""
    if not point.takes_registrations or point.has_ended():
        return None
    answer = rules.standing_or_none(point)
    if answer is None or answer.standing in (Standing.CANCELLED, Standing.NONE):
        return None
    return {
        "answer": answer,
        "reason": answer.reason(spoken()),
        "closes_at": moments.closes_at(point),
        "sign_up": settings_of(point),
    }


def way_to_list(request: HttpRequest, point: Point) -> Mapping[str, Any] | None:
    """Return the numbers for those who look after the point; None for everybody else."""
    if not point.takes_registrations or not rules.may_manage(request.user, point):
        return None
    return {"numbers": queries.numbers(point)}
