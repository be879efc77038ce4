"""What a participant may ask of us by law: to see all that is kept about them, and to have it erased.

The way in is a letter to the address that it is about, so nobody learns anything of somebody else. Its link holds no
name and no address, and is good for a day.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core import signing
from django.db import transaction

from gorel.attendance import moments, picture, timetable
from gorel.attendance.abilities.afterwards import erase
from gorel.attendance.consent import VERSIONS
from gorel.attendance.models import Registration
from gorel.attendance.wishes import normal_address
from gorel.cases import runtime
from gorel.forms import kept
from gorel.forms.schema import FILES
from gorel.programme import texts
from gorel.programme.models import Point
from gorel.robots.mail.outbox import Mail

LETTER = "your_data"
GOOD_SECONDS = 24 * 60 * 60
_SALT = "gorel.attendance.privacy"


@transaction.atomic
def ask(address: str) -> None:
    """Send the letter with the link, if anything is kept about *address*; say nothing either way."""
    newest = of_address(address).order_by("-pk").first()
    if newest is None:
        return
    about = str(newest.uid)
    runtime.start(
        "letter",
        variables={"kind": LETTER, "about": about},
        business_key=about,
        organisation=newest.point.organiser,
        by="participant",
    )


def link_of(registration: Registration) -> str:
    """Return the last part of the address of the page, for this person for a day."""
    return signing.dumps(registration.pk, salt=_SALT)


def address_of(link: str) -> str | None:
    """Return whose page it is; None for a link that is too old, forged, or of somebody who was erased."""
    try:
        key = signing.loads(link, salt=_SALT, max_age=GOOD_SECONDS)
    except signing.BadSignature:
        return None
    return Registration.objects.filter(pk=key).values_list("email", flat=True).first()


def of_address(address: str) -> Any:
    """Return the registrations of an address."""
    found = Registration.objects.filter(email=normal_address(address))
    return found.select_related("point__organiser", "point__week", "point__sign_up")


def extract(address: str) -> dict[str, Any]:
    """Return all that is kept about *address*, as data that another program can read."""
    registrations = list(of_address(address).order_by("pk"))
    letters = Mail.objects.filter(about__in=[str(one.uid) for one in registrations]).order_by("pk")
    return {
        "address": address,
        "registrations": [_said(one) for one in registrations],
        "letters": [
            {"kind": mail.kind, "subject": mail.subject, "sent_at": mail.sent_at, "state": mail.state}
            for mail in letters
        ],
    }


def erase_person(address: str) -> int:
    """Erase all that is kept about *address*: an open registration by its picture, which also frees the seat; others
    at once. Returns how many registrations there were.
    """
    found = list(of_address(address))
    with transaction.atomic():
        for registration in found:
            picture.tell("registration.erased", registration)
        erase([one for one in found if Registration.objects.filter(pk=one.pk).exists()])
    return len(found)


def _answer(question: dict[str, Any], value: Any) -> Any:
    if question.get("type") != FILES:
        return value
    return [{"name": file.name, "type": file.type, "bytes": file.size} for file in kept.found(value)]


def _erased_at(point: Point) -> datetime | None:
    """Return when the people of *point* are forgotten, as the picture of what comes afterwards has it."""
    return moments.moment(timetable.steps(timetable.AFTERWARDS).get("forget-people"), point)


def _said(one: Registration) -> dict[str, Any]:
    consent = VERSIONS[one.consent_version]
    return {
        "event": texts.said(one.point, "title", one.language),
        "organiser": one.point.organiser.name,
        "name": one.name,
        "email": one.email,
        "organisation": one.organisation,
        "state": one.state,
        "registered_at": one.registered_at,
        "withdrawn_at": one.withdrawn_at,
        "erased_at": _erased_at(one.point),
        "takes_part": one.mode,
        "guests": one.guests,
        "answers": {
            question["label"]: _answer(question, one.answers.get(question["key"]))
            for question in (one.point.sign_up.questions if hasattr(one.point, "sign_up") else [])
        },
        "food": one.food,
        "needs": one.access,
        "registered_by": one.booked_by,
        "attended": one.has_attended,
        "consent": {"version": one.consent_version, "given_at": one.consented_at, "text": consent.text[one.language]},
        "purpose": {
            "sv": "Hålla i tillfället: bekräfta, skicka länk, påminnelser och ändringar, tacka efteråt.",
            "en": "To run the event: confirm, send link, reminders and changes, say thank you.",
        }[one.language],
    }
