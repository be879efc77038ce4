"""After the event: when personal data leaves, and that it does. Numbers stay."""

from __future__ import annotations

import msgspec

from gorel.ability import Context, ability
from gorel.attendance import files, moments, needs, queries, timetable
from gorel.attendance.abilities.registration import OneRegistration
from gorel.attendance.abilities.stations import OnePoint, station
from gorel.attendance.models import Correction, Mailing, Registration, SignUp
from gorel.forms import kept
from gorel.ground import clock
from gorel.programme.models import Point
from gorel.robots.mail import forgetting


class Kept(msgspec.Struct):
    """When data leaves. Shape: Swedish time with offset."""

    forget_needs_at: str | None
    forget_people_at: str | None


@station(
    "attendance.look_after",
    title={"sv": "Läsa när uppgifter ska gallras", "en": "Read when data leaves"},
    about={
        "sv": "Läser stegens tider i bilden: mat och tillgänglighet först, sedan alla personuppgifter.",
        "en": "Reads the times of the picture's steps: food and accessibility first, then all personal data.",
    },
)
def look_after(point: Point, given: OnePoint) -> Kept:
    steps = timetable.steps(timetable.AFTERWARDS)
    anchor = moments.over_at(point) or point.there(point.cancelled_at or clock.now())
    needs, people = (steps[name].moment(anchor) for name in ("forget-needs", "forget-people"))
    return Kept(moments.said(needs), moments.said(people))


class Forgot(msgspec.Struct):
    """Of how many the data was removed, and whether more are left."""

    forgotten: int
    more: bool = False


@station(
    "attendance.forget_needs",
    title={"sv": "Gallra mat och tillgänglighet", "en": "Purge food and accessibility"},
    about={
        "sv": "Tar bort det som deltagarna skrivit om mat och om vad de behöver.",
        "en": "Removes what participants wrote about food and about what they need.",
    },
)
def forget_needs(point: Point, given: OnePoint) -> Forgot:
    return Forgot(forgotten=needs.forget(point.registrations.all()))


class Batch(OnePoint):
    """How many to forget in one go."""

    most: int = 200


@station(
    "attendance.forget_people",
    title={"sv": "Gallra personuppgifter", "en": "Purge personal data"},
    about={
        "sv": "Tar bort deltagarnas uppgifter och breven till dem. Antalen och det de tyckte sparas, utan namn.",
        "en": "Removes the participants' data and the letters to them. Numbers and opinions stay, without names.",
    },
)
def forget_people(point: Point, given: Batch) -> Forgot:
    sign_up, _ = SignUp.objects.get_or_create(point=point)
    if sign_up.forgotten_at is None:  # before the first one leaves
        sign_up.forgotten_at = clock.now()
        for name, number in queries.counts(point).items():
            setattr(sign_up, name, number)
        sign_up.save()
        Mailing.objects.filter(point=point).update(receivers=[])
    batch = list(point.registrations.order_by("pk")[: given.most + 1])
    erase(batch[: given.most])
    return Forgot(forgotten=min(len(batch), given.most), more=len(batch) > given.most)


@ability(
    "attendance.erase",
    title={"sv": "Radera en persons uppgifter", "en": "Erase a person's data"},
    about={
        "sv": "Tar bort anmälan och breven om den, när personen själv har bett om det.",
        "en": "Removes the registration and the letters about it, when the person has asked for it.",
    },
    transactional=True,
)
def erase_one(given: OneRegistration, context: Context) -> None:
    erase(list(Registration.objects.filter(uid=given.registration)))


def erase(registrations: list[Registration]) -> None:
    """Remove these registrations, and what the outbox says of the letters to them. Writes and deletes rows."""
    keys = [registration.pk for registration in registrations]
    forgetting.forget(about=[str(registration.uid) for registration in registrations])
    kept.forget(files.about(registration) for registration in registrations)
    Correction.objects.filter(registration__in=keys).delete()
    Registration.objects.filter(pk__in=keys).delete()
