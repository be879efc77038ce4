"""What is set about a point's sign-up, read once per loaded point."""

from __future__ import annotations

from gorel.attendance.models import SignUp
from gorel.programme.models import Point


def settings_of(point: Point) -> SignUp:
    """Return the point's sign-up, or one with nothing set (and not written) where there is none yet."""
    try:
        return point.sign_up
    except SignUp.DoesNotExist:
        return SignUp(point=point)
