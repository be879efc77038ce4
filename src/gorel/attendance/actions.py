"""What people do with sign-ups. States are the picture's to move; rights are the caller's to check (`rules`).

Each action is one transaction; called inside another it commits with that. *by* says who did it, as `cases.runtime`
wants it: `person:<id>`, `participant`, or `görel`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from gorel.attendance import picture, rules
from gorel.attendance.consent import CURRENT
from gorel.attendance.models import Correction, Refusal, Registration, SignUp
from gorel.attendance.words import ACTIVE
from gorel.ground import clock
from gorel.programme import actions as programme
from gorel.programme.models import Point

PARTICIPANT = "participant"
REPEAT_AFTER = timedelta(hours=1)  # an address that signs up again and again gets its link once an hour at most


@dataclass(frozen=True)
class Refused:
    """The rules said no. Nothing about the person was kept."""

    answer: rules.Answer


@dataclass(frozen=True)
class Known:
    """The address has an active registration. Pages must answer as if it were new; a letter tells its owner."""

    registration: Registration


class NotPossible(Exception):
    """The registration's state does not allow it: it is withdrawn, or the event is over."""


@transaction.atomic
def register(
    *,
    point: Point,
    name: str,
    email: str,
    organisation: str = "",
    consent: bool,
    language: str = "sv",
    by: str = PARTICIPANT,
) -> Registration | Refused | Known:
    """Sign somebody up: writes the registration and starts its case, which admits it and sends the confirmation.

    Side effects: when the rules say no, only a `Refusal` is written. When the address is registered already, its case
    is told, and sends the letter with the way to the existing registration.
    Errors: rules.NoAnswer; ValueError without consent.
    """
    if not consent:
        raise ValueError("nobody is registered without their consent")
    point = _hold(point)  # so that the last seat is given once
    answer = rules.standing(point)
    if not answer.is_open:
        return refuse(point=point, answer=answer)
    address = normal_address(email)
    known = Registration.objects.filter(point=point, email=address, state__in=ACTIVE).first()
    if known is not None:
        _repeat(known)
        return Known(known)
    registration = Registration.objects.create(
        point=point,
        name=tidy(name),
        email=address,
        organisation=tidy(organisation),
        language=language,
        consent_version=CURRENT.version,
        consented_at=clock.now(),
    )
    picture.start(registration, by=by)
    registration.refresh_from_db()
    return registration


def refuse(*, point: Point, answer: rules.Answer) -> Refused:
    """Note that somebody was refused: for what, when and why; nothing that says who."""
    Refusal.objects.create(point=point, reason=answer.standing)
    return Refused(answer)


@transaction.atomic
def correct(*, registration: Registration, name: str, organisation: str) -> Registration:
    """Ask for other words in a registration; its case puts them in force and confirms by mail.

    Errors: NotPossible when no case hears it.
    """
    wanted = (tidy(name), tidy(organisation))
    if wanted == (registration.name, registration.organisation):
        return registration
    correction = Correction.objects.create(registration=registration, name=wanted[0], organisation=wanted[1])
    if not picture.tell("registration.corrected", registration, correction=str(correction.uid)):
        raise NotPossible(registration.state)
    registration.refresh_from_db()
    return registration


@transaction.atomic
def withdraw(*, registration: Registration) -> Registration:
    """Ask to be struck off; the case does it and confirms by mail. Errors: NotPossible when no case hears it."""
    if not picture.tell("registration.withdrawn", registration):
        raise NotPossible(registration.state)
    registration.refresh_from_db()
    return registration


@transaction.atomic
def set_up(
    *, point: Point, by: str, facts: Mapping[str, Any], opens_on: date | None, capacity: int | None
) -> tuple[Point, SignUp]:
    """Write what the secretary decides: *facts* are fields of the point (link, moments, recording), the rest is ours.

    Side effects: tells the point's case and the sign-up's case. Errors: programme.NotPossible when it is cancelled.
    """
    point = _hold(point)
    sign_up, _ = SignUp.objects.get_or_create(point=point)
    changed = {name: value for name, value in facts.items() if getattr(point, name) != value}
    if (sign_up.opens_on, sign_up.capacity) != (opens_on, capacity):
        sign_up.opens_on, sign_up.capacity = opens_on, capacity
        sign_up.save(update_fields=["opens_on", "capacity"])
        changed = changed or {name: getattr(point, name) for name in list(facts)[:1]}
    if changed:
        point = programme.change_point(point=point, by=by, facts=changed)
    return point, sign_up


def _hold(point: Point) -> Point:
    """Lock the point before anything of its sign-up: all that do both take the locks in this order."""
    found = Point.objects.select_related("organiser", "week")
    return found.select_for_update(of=("self",), no_key=True).get(pk=point.pk)


def normal_address(email: str) -> str:
    """Return the address as it is compared and kept: no space around, composed letters, small letters."""
    return unicodedata.normalize("NFC", email).strip().lower()


def tidy(text: str) -> str:
    """Return one line of text without doubled space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _repeat(registration: Registration) -> None:
    now = clock.now()
    if registration.repeated_at is not None and now - registration.repeated_at < REPEAT_AFTER:
        return
    registration.repeated_at = now
    registration.save(update_fields=["repeated_at"])
    picture.tell("registration.repeated", registration)
