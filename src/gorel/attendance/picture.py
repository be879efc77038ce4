"""The few words that this room says to its cases."""

from __future__ import annotations

from datetime import timedelta
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
        organisation=registration.point.organiser_id,
        by=by,
    )


def tell(message: str, registration: Registration, *, time_to_live: timedelta = timedelta(0), **variables: Any) -> int:
    """Say *message* to the registration's case, now or within *time_to_live*; return how many heard it now."""
    return runtime.publish(message, str(registration.uid), variables, time_to_live=time_to_live)
