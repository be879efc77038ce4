"""The few words that this room says to its cases."""

from __future__ import annotations

from typing import Any

from gorel.attendance.models import Registration
from gorel.cases import runtime


def start(registration: Registration, *, by: str) -> None:
    """Start the registration's case, in the caller's transaction."""
    uid = str(registration.uid)
    runtime.start(
        "registration",
        variables={"registration": uid, "point": str(registration.point.uid)},
        business_key=uid,
        organisation=registration.point.organiser,
        by=by,
    )


def tell(message: str, registration: Registration, **variables: Any) -> int:
    """Say *message* to the registration's case; return how many cases heard it. Nobody hears it later."""
    return runtime.publish(message, str(registration.uid), variables)
