"""One registration: admitted or refused, given the link, corrected, withdrawn, called off."""

from __future__ import annotations

from typing import Any

import msgspec

from gorel.ability import Context, ability
from gorel.attendance import facts, moments, summary
from gorel.attendance.models import Correction, Refusal, Registration
from gorel.attendance.words import ACTIVE, State
from gorel.ground import clock


class OneRegistration(msgspec.Struct):
    """Which registration. Shape: its uid."""

    registration: str


class Looked(msgspec.Struct):
    """What sign-up.dmn decides by."""

    facts: dict[str, Any]


@ability(
    "attendance.look",
    title={"sv": "Se efter vad som gäller för anmälan", "en": "See what holds for the sign-up"},
    about={
        "sv": "Läser om tillfället är publicerat, sista anmälningsdag, platser och hur många som är anmälda.",
        "en": "Reads whether the event is published, the last day to register, seats and how many are taken.",
    },
    transactional=True,
)
def look(given: OneRegistration, context: Context) -> Looked:
    registration = load(given.registration)
    found = facts.of(registration.point)
    if found["capacity"] is not None:
        found["taken"] -= registration.is_active  # the one that asks does not take a seat from itself
    return Looked(found)


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
    registration = _move(given.registration, State.REGISTERED)
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


class Times(msgspec.Struct):
    """When the joining link and the thank-you go out. Shape: Swedish time with offset; None where there is none."""

    link_at: str | None
    thanks_at: str | None


@ability(
    "attendance.look_ahead",
    title={"sv": "Läsa tiderna", "en": "Read the times"},
    about={
        "sv": "Läser när länken och tacket ska skickas, som tillfället står nu.",
        "en": "Reads when the link and the thank-you are to go out, as the event stands now.",
    },
    transactional=True,
)
def look_ahead(given: OneRegistration, context: Context) -> Times:
    point = load(given.registration).point
    return Times(link_at=moments.said(moments.link_at(point)), thanks_at=moments.said(moments.thanks_at(point)))


class Release(msgspec.Struct):
    """What holds now. Shape: release is "released", "missing" (no link yet) or "moved" (its time has not come)."""

    release: str


@ability(
    "attendance.release_link",
    title={"sv": "Släppa länken", "en": "Release the joining link"},
    about={
        "sv": "Ser på tillfället som det står nu. Finns länken och är tiden inne får den anmälda se den.",
        "en": "Looks at the event as it stands now. With a link there and its time come, the person may see it.",
    },
    transactional=True,
)
def release_link(given: OneRegistration, context: Context) -> Release:
    registration = load(given.registration)
    due = moments.link_at(registration.point)
    if due is None or due > clock.now():
        return Release("moved")
    if not registration.point.joining_link:
        return Release("missing")
    registration.link_released_at = registration.link_released_at or clock.now()
    registration.save(update_fields=["link_released_at"])
    return Release("released")


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


class OneCorrection(OneRegistration):
    """Which correction. Shape: its uid."""

    correction: str


@ability(
    "attendance.correct",
    title={"sv": "Rätta anmälan", "en": "Correct the registration"},
    about={
        "sv": "Skriver in det namn och den organisation som personen har rättat till.",
        "en": "Writes the name and organisation that the person has corrected.",
    },
    transactional=True,
)
def correct(given: OneCorrection, context: Context) -> None:
    registration = load(given.registration)
    correction = Correction.objects.get(uid=given.correction, registration=registration)
    registration.name, registration.organisation = correction.name, correction.organisation
    registration.corrected_at = clock.now()
    registration.save(update_fields=["name", "organisation", "corrected_at", "search_text"])
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
    registration = _move(given.registration, State.WITHDRAWN, withdrawn_at=clock.now())
    summary.write(registration.point)


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
    _move(given.registration, State.CALLED_OFF)


def load(uid: str) -> Registration:
    """Return the registration with its point, locked till the transaction ends."""
    return (
        Registration.objects.select_related("point__organiser", "point__week")
        .select_for_update(of=("self",))
        .get(uid=uid)
    )


def _move(uid: str, state: State, **fields: Any) -> Registration:
    registration = load(uid)
    if registration.state in ACTIVE:
        registration.state = state
        for name, value in fields.items():
            setattr(registration, name, value)
        registration.save(update_fields=["state", *fields])
    return registration
