"""What only earlier versions of the pictures ask for, kept so that cases which began with them reach their end.

An ability's type and fields are what a running case holds on to: they may get more of them, never fewer. What a
newer picture does otherwise gets a new name, and the old name moves here. `conformance/homes` has such cases.
"""

from __future__ import annotations

import msgspec

from gorel.ability import Context, ability
from gorel.attendance import moments
from gorel.attendance.abilities.registration import OneRegistration, load
from gorel.ground import clock


class Held(msgspec.Struct):
    """Whether the event is over; when it has been moved, the moment to look again."""

    held: bool
    thanks_at: str | None


@ability(
    "attendance.look_back",
    title={"sv": "Se efter om tillfället har hållits", "en": "See whether the event has been held"},
    about={
        "sv": "Ser på tillfället som det står nu, så att ingen får tack för något som har flyttats.",
        "en": "Looks at the event as it stands now, so that nobody is thanked for what has been moved.",
    },
    transactional=True,
)
def look_back(given: OneRegistration, context: Context) -> Held:
    due = moments.thanks_at(load(given.registration).point)
    return Held(held=due is not None and due <= clock.now(), thanks_at=moments.said(due))
