"""What people do with sign-ups. States are the picture's to move; rights are the caller's to check (`rules`).

Each action is one transaction, tried again when it met somebody else's locks; called inside another it commits with
that. *by* says who did it, as `cases.runtime` wants it: `person:<id>`, `participant`, or `görel`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from gorel.attendance import files, needs, picture, rules, seats
from gorel.attendance.consent import CURRENT
from gorel.attendance.models import Correction, Refusal, Registration, SignUp
from gorel.attendance.sign_ups import settings_of
from gorel.attendance.wishes import Wish, normal_address, tidy
from gorel.attendance.words import OPEN, State
from gorel.cases.collisions import persist
from gorel.forms import kept
from gorel.ground import clock
from gorel.ground.prepared import Prepared
from gorel.programme import actions as programme
from gorel.programme.models import Point

PARTICIPANT = "participant"
REPEAT_AFTER = timedelta(hours=1)  # an address that signs up again and again gets its link once an hour at most
HEARD_WITHIN = timedelta(hours=1)  # a case that is just sending a letter hears the answer after that
# What a person may change in their own registration.
CORRECTABLE = frozenset({"guests", "answers", "food", "access", "is_protected"})


_open_of = Prepared(
    lambda point, email: Registration.objects.filter(point=point, email=email, state__in=OPEN), point=int, email=str
)
_one = Prepared(lambda pk: Registration.objects.filter(pk=pk), pk=int)


@dataclass(frozen=True)
class Refused:
    """The rules said no. Nothing about the person was kept."""

    answer: rules.Answer


@dataclass(frozen=True)
class Known:
    """The address has an open registration. Pages must answer as if it were new; a letter tells its owner."""

    registration: Registration


class NotInvited(Exception):
    """The sign-up is for some only, and neither the address nor the code says that this is one of them."""


class NotPossible(Exception):
    """The registration's state does not allow it: it is withdrawn, the event is over, or there are no seats left."""


Outcome = Registration | Refused | Known


def register(
    *,
    point: Point,
    name: str,
    email: str,
    organisation: str = "",
    consent: bool,
    language: str = "sv",
    by: str = PARTICIPANT,
    **more: Any,
) -> Outcome:
    """Sign somebody up: writes the registration and starts its case, which admits it (or puts it on the waiting list)
    and sends the letter. *more* are fields of `Wish`.

    Side effects: when the rules say no, only a `Refusal` is written. When the address is registered already, its case
    is told, and sends the letter with the way to the existing registration. When the rules give no usable answer, the
    case stands still with an incident, and the registration waits for the person who mends it.
    Errors: NotInvited; ValueError without consent.
    """
    wish = Wish.of(name=name, email=email, organisation=organisation, language=language, **more)
    return persist(lambda: _register(point, wish, consent=consent, by=by))


def register_for_several(
    wishes: Iterable[tuple[Point, Wish]], *, consent: bool, by: str = PARTICIPANT
) -> list[Outcome]:
    """Sign somebody up for several points, each as `register` does, in one transaction. Errors: NotInvited."""
    chosen = sorted(wishes, key=lambda one: one[0].pk)  # everybody takes the locks in this order

    @transaction.atomic
    def all_of_them() -> list[Outcome]:
        return [_register(point, wish, consent=consent, by=by) for point, wish in chosen]

    return persist(all_of_them)


@transaction.atomic
def _register(point: Point, wish: Wish, *, consent: bool, by: str) -> Outcome:
    if not consent:
        raise ValueError("nobody is registered without their consent")
    point = seats.hold(point)  # so that the last seat is given once
    if not wish.is_invited(settings_of(point)):
        raise NotInvited
    try:
        answer = rules.standing(point, mode=wish.mode, asked=wish.seats)
    except rules.NoAnswer:
        answer = None  # she does not guess: the case will stand still where the rule is asked
    if answer is not None and not answer.takes_registrations:
        return refuse(point=point, answer=answer)
    for known in _open_of.objects(point=point.pk, email=wish.email):
        _repeat(known)
        return Known(known)
    registration = Registration.objects.create(
        point=point, consent_version=CURRENT.version, consented_at=clock.now(), **wish.fields()
    )
    registration.point = point
    kept.bind(registration.answers, files.about(registration))
    picture.start(registration, by=by)
    started: Registration = _one.get(pk=registration.pk)
    return started


def refuse(*, point: Point, answer: rules.Answer) -> Refused:
    """Note that somebody was refused: for what, when and why; nothing that says who."""
    Refusal.objects.create(point=point, reason=answer.standing)
    return Refused(answer)


def prove(*, registration: Registration) -> Registration:
    """Note that the address is its owner's; the case goes on, and admits it if there still is a seat."""

    @transaction.atomic
    def noted() -> Registration:
        seats.hold(registration.point)
        unproven = Registration.objects.filter(pk=registration.pk, proved_at=None)
        if unproven.update(proved_at=clock.now()):
            picture.tell("registration.proved", registration, time_to_live=HEARD_WITHIN)
        return registration

    return persist(noted)


def correct(*, registration: Registration, name: str, organisation: str, **changes: Any) -> Registration:
    """Ask for other words in a registration; its case puts them in force and confirms by mail.

    Shape: *changes* are fields of `CORRECTABLE`.
    Errors: NotPossible when no case hears it, or when the group has grown and there are not seats enough.
    """
    if set(changes) - CORRECTABLE:
        raise ValueError(f"nobody corrects {', '.join(sorted(set(changes) - CORRECTABLE))}")
    return persist(lambda: _correct(registration, tidy(name), tidy(organisation), changes))


@transaction.atomic
def _correct(registration: Registration, name: str, organisation: str, changes: Mapping[str, Any]) -> Registration:
    changes = {field: value for field, value in changes.items() if getattr(registration, field) != value}
    if (name, organisation) == (registration.name, registration.organisation) and not changes:
        return registration
    if "guests" in changes:
        point = seats.hold(registration.point)
        left = seats.free(point, registration.mode, without=registration)
        if left is not None and 1 + len(changes["guests"]) > max(left, registration.seats):
            raise NotPossible("full")
    kept.bind(changes, files.about(registration))
    correction = Correction.objects.create(
        registration=registration, name=name, organisation=organisation, changes=needs.packed(changes)
    )
    if not picture.tell("registration.corrected", registration, correction=str(correction.uid)):
        raise NotPossible(registration.state)
    registration.refresh_from_db()
    return registration


def withdraw(*, registration: Registration) -> Registration:
    """Ask to be struck off; the case does it, confirms by mail and offers the seat to the next on the waiting list.

    Errors: NotPossible when no case hears it.
    """
    return persist(lambda: _told("registration.withdrawn", registration))


def accept(*, registration: Registration) -> Registration:
    """Take the seat that is offered. Errors: NotPossible when there is none on offer any more."""
    return persist(lambda: _answered("registration.accepted", registration))


def decline(*, registration: Registration) -> Registration:
    """Leave the seat that is offered to the next; who only waits leaves the list. Errors: NotPossible."""
    if registration.state != State.OFFERED:
        return withdraw(registration=registration)
    return persist(lambda: _answered("registration.declined", registration))


@transaction.atomic
def _told(message: str, registration: Registration) -> Registration:
    if not picture.tell(message, registration):
        raise NotPossible(registration.state)
    registration.refresh_from_db()
    return registration


@transaction.atomic
def _answered(message: str, registration: Registration) -> Registration:
    registration.refresh_from_db()
    if registration.state != State.OFFERED or (registration.offered_until or clock.now()) < clock.now():
        raise NotPossible(registration.state)
    # Who answers while the letter with the offer is still on its way is heard when it has gone.
    picture.tell(message, registration, time_to_live=HEARD_WITHIN)
    registration.refresh_from_db()
    return registration


def set_up(
    *, point: Point, by: str, facts: Mapping[str, Any], opens_on: date | None, capacity: int | None, **more: Any
) -> tuple[Point, SignUp]:
    """Write what the secretary decides: *facts* are fields of the point (link, moments, recording), the rest is ours.

    Shape: *more* are other fields of `SignUp`.
    Side effects: tells the point's case and the sign-up's case. Errors: programme.NotPossible when it is cancelled.
    """
    wanted = {"opens_on": opens_on, "capacity": capacity, **more}
    return persist(lambda: _set_up(point, by, facts, wanted))


@transaction.atomic
def _set_up(point: Point, by: str, facts: Mapping[str, Any], wanted: Mapping[str, Any]) -> tuple[Point, SignUp]:
    point = seats.hold(point)
    sign_up, _ = SignUp.objects.get_or_create(point=point)
    changed = {name: value for name, value in facts.items() if getattr(point, name) != value}
    ours = {name: value for name, value in wanted.items() if getattr(sign_up, name) != value}
    if ours:
        for name, value in ours.items():
            setattr(sign_up, name, value)
        sign_up.save(update_fields=list(ours))
        changed = changed or {name: getattr(point, name) for name in ("joining_link",)}
    if changed:
        point = programme.change_point(point=point, by=by, facts=changed)
    return point, sign_up


def mark_attendance(*, point: Point, here: Iterable[int], of: Iterable[int]) -> int:
    """Note who came: of the registrations *of* (their ids), those *here*. Returns how many came."""
    here, of = set(here), set(of)
    found = point.registrations.filter(pk__in=of)
    found.filter(pk__in=here).update(has_attended=True)
    found.exclude(pk__in=here).update(has_attended=False)
    return len(here & of)


def _repeat(registration: Registration) -> None:
    now = clock.now()
    if registration.repeated_at is not None and now - registration.repeated_at < REPEAT_AFTER:
        return
    registration.repeated_at = now
    registration.save(update_fields=["repeated_at"])
    picture.tell("registration.repeated", registration)


__all__ = [
    "Known", "NotInvited", "NotPossible", "Outcome", "Refused", "accept", "correct", "decline",
    "mark_attendance", "normal_address", "prove", "refuse", "register", "register_for_several", "set_up", "tidy",
    "withdraw",
]  # fmt: skip
