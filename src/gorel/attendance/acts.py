"""What Görel does next for a registration: the steps of the picture that have a time, each at its moment.

Asked anew whenever something has changed, so a moved point moves everything that is still to come. A step is done once
for each moment: what was done for a day that no longer holds is done again for the new one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gorel.attendance import moments, timetable
from gorel.attendance.models import Registration
from gorel.attendance.sign_ups import settings_of
from gorel.attendance.words import Mode
from gorel.ground import clock
from gorel.programme.models import Point


@dataclass(frozen=True)
class Act:
    """A step of registration.bpmn, and when it is due."""

    step: str
    at: datetime


def upcoming(registration: Registration) -> Act | None:
    """Return what comes first, due or not; None when nothing is left to do."""
    return min(_acts(registration), key=lambda act: clock.to_instant(act.at), default=None)


def told_of(point: Point) -> dict[str, Any]:
    """Return the facts whose change reaches everybody registered, as their registration remembers them."""
    return {
        "starts_at": moments.said(point.local_start),
        "ends_at": moments.said(point.local_end),
        "on_date": point.on_date.isoformat() if point.on_date else None,
        "place": point.place,
        "platform": point.platform,
        "format": point.format,
        "title_sv": point.title_sv,
        "title_en": point.title_en,
    }


def digest(link: str) -> str:
    """Return by what a registration knows again the link that was released to it."""
    return hashlib.sha256(link.encode()).hexdigest() if link else ""


def _acts(registration: Registration) -> Iterator[Act]:
    point, now = registration.point, clock.now()
    begins, over = moments.starts_at(point), moments.over_at(point)
    wanted = settings_of(point).reminders
    for step in timetable.steps().values():
        at = moments.link_at(point) if step.id == moments.LINK else moments.moment(step, point)
        if at is None or registration.done.get(step.id) == moments.said(at):
            continue
        if step.is_chosen and step.id not in wanted:
            continue
        if step.of != "end" and over is not None and over <= now:
            continue  # too late to be of use
        if step.is_late_skipped and (registration.registered_at >= at or (begins is not None and begins <= now)):
            continue
        if step.id == moments.LINK and (
            registration.mode == Mode.ON_SITE or registration.link_digest == digest(point.joining_link)
        ):
            continue  # they need none, there is none, or this one is theirs already
        if step.of == "change" and registration.told == told_of(point):
            continue
        yield Act(step.id, at)
