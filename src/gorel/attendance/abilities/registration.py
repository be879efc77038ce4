"""One registration: proved, admitted or refused, corrected, withdrawn, called off."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from gorel.ability import Context, ability
from gorel.attendance import acts, facts, files, needs, summary
from gorel.attendance.models import Correction, Refusal, Registration
from gorel.attendance.sign_ups import settings_of
from gorel.attendance.words import OPEN, State
from gorel.forms import kept
from gorel.ground import clock
from gorel.ground.prepared import Prepared

_one = Prepared(
    lambda uid: Registration.objects.select_related("point__sign_up").select_for_update(of=("self",)).filter(uid=uid),
    uid=UUID,
)


class OneRegistration(msgspec.Struct):
    """Which registration. Shape: its uid."""

    registration: str


class Looked(msgspec.Struct):
    """What sign-up.dmn decides by, and whether the address must be confirmed before."""

    facts: dict[str, Any]
    must_prove: bool


@ability(
    "attendance.look",
    title={"sv": "Se efter vad som gäller för anmälan", "en": "See what holds for the sign-up"},
    about={
        "sv": "Läser om tillfället är publicerat, sista anmälningsdag, platser, hur många som är anmälda, och om "
        "adressen ska bekräftas först.",
        "en": "Reads whether the event is published, the last day to register, seats, how many are taken, and whether "
        "the address must be confirmed first.",
    },
    transactional=True,
)
def look(given: OneRegistration, context: Context) -> Looked:
    registration = load(given.registration)
    must_prove = settings_of(registration.point).wants_proof and registration.proved_at is None
    if must_prove:
        move(registration, State.UNPROVEN)
    found = facts.of(registration.point, mode=registration.mode, asked=registration.seats, without=registration)
    return Looked(found, must_prove)


@ability(
    "attendance.admit",
    title={"sv": "Ta emot anmälan", "en": "Admit the registration"},
    about={
        "sv": "Noterar personen som anmäld.",
        "en": "Notes the person as registered.",
    },
    transactional=True,
)
def admit(given: OneRegistration, context: Context) -> None:
    registration = load(given.registration)
    move(
        registration,
        State.REGISTERED,
        told=acts.told_of(registration.point),
        told_version=registration.point.version,
        offered_until=None,
    )
    summary.write(registration.point)


class Standing(OneRegistration):
    """What the rules answered."""

    standing: dict[str, Any]


@ability(
    "attendance.refuse",
    title={"sv": "Säga nej till anmälan", "en": "Refuse the registration"},
    about={
        "sv": "Noterar att någon fick nej, när och varför, och tar bort personens uppgifter.",
        "en": "Notes that somebody was refused, when and why, and removes the person's data.",
    },
    transactional=True,
)
def refuse(given: Standing, context: Context) -> None:
    registration = load(given.registration)
    Refusal.objects.create(point=registration.point, reason=given.standing["standing"])
    registration.delete()


@ability(
    "attendance.drop",
    title={"sv": "Ta bort en obekräftad anmälan", "en": "Remove an unconfirmed registration"},
    about={
        "sv": "Tar bort uppgifterna när ingen har bekräftat adressen.",
        "en": "Removes the data when nobody has confirmed the address.",
    },
    transactional=True,
)
def drop(given: OneRegistration, context: Context) -> None:
    for one in Registration.objects.filter(uid=given.registration, state=State.UNPROVEN):
        kept.forget([files.about(one)])
        one.delete()


class OneCorrection(OneRegistration):
    """Which correction. Shape: its uid."""

    correction: str


@ability(
    "attendance.correct",
    title={"sv": "Rätta anmälan", "en": "Correct the registration"},
    about={
        "sv": "Skriver in det som personen har rättat i sin anmälan.",
        "en": "Writes what the person has corrected in the registration.",
    },
    transactional=True,
)
def correct(given: OneCorrection, context: Context) -> None:
    registration = load(given.registration)
    correction = Correction.objects.get(uid=given.correction, registration=registration)
    registration.name, registration.organisation = correction.name, correction.organisation
    for field, value in needs.unpacked(correction.changes).items():
        setattr(registration, field, value)
    registration.corrected_at = clock.now()
    registration.save()
    kept.keep_only(registration.answers, files.about(registration))
    correction.delete()  # the same words need not stand twice


@ability(
    "attendance.withdraw",
    title={"sv": "Avanmäla", "en": "Withdraw the registration"},
    about={
        "sv": "Noterar personen som avanmäld. Platsen blir ledig och ingen länk skickas.",
        "en": "Notes the person as withdrawn. The seat is free again and no link is sent.",
    },
    transactional=True,
)
def withdraw(given: OneRegistration, context: Context) -> None:
    registration = load(given.registration)
    move(registration, State.WITHDRAWN, withdrawn_at=clock.now(), sequence=registration.sequence + 1)


@ability(
    "attendance.call_off",
    title={"sv": "Notera att tillfället är inställt", "en": "Note that the event is cancelled"},
    about={
        "sv": "Noterar anmälan som inställd, så att ingen länk skickas.",
        "en": "Notes the registration as cancelled by the organiser, so that no link is sent.",
    },
    transactional=True,
)
def call_off(given: OneRegistration, context: Context) -> None:
    registration = load(given.registration)
    move(registration, State.CALLED_OFF, sequence=registration.sequence + 1)


def load(uid: str) -> Registration:
    """Return the registration with its point, locked till the transaction ends."""
    found: Registration = _one.get(uid=UUID(uid))
    return found


def move(registration: Registration, state: State, **fields: Any) -> None:
    """Move an open registration to *state*, with what that brings; one that is over stays as it is."""
    if registration.state not in OPEN:
        return
    registration.state = state
    for name, value in fields.items():
        setattr(registration, name, value)
    registration.save(update_fields=["state", *fields])
