"""The waiting list: into it, on the way up, a seat offered, and the answer."""

from __future__ import annotations

from datetime import UTC, timedelta

import msgspec
from django.db import transaction

from gorel.ability import Context, ability
from gorel.attendance import moments, picture, seats, summary
from gorel.attendance.abilities.registration import OneRegistration, load, move
from gorel.attendance.models import Registration
from gorel.attendance.words import State
from gorel.ground import clock
from gorel.programme.models import Point

SEAT_HEARD_WITHIN = timedelta(days=1)  # a case that is just sending a letter hears of its seat after that


@ability(
    "attendance.queue",
    title={"sv": "Ställa i kön", "en": "Put on the waiting list"},
    about={
        "sv": "Noterar att personen väntar på en plats.",
        "en": "Notes that the person waits for a seat.",
    },
    transactional=True,
)
def queue(given: OneRegistration, context: Context) -> None:
    registration = load(given.registration)
    move(registration, State.WAITING)
    summary.write(registration.point)


class Waits(msgspec.Struct):
    """Till when the waiting list is of use. Shape: Swedish time with offset."""

    waits_until: str | None


@ability(
    "attendance.wait",
    title={"sv": "Läsa hur länge kön gäller", "en": "Read how long the waiting list holds"},
    about={
        "sv": "Kön gäller tills tillfället börjar.",
        "en": "The waiting list holds until the event begins.",
    },
    transactional=True,
)
def wait(given: OneRegistration, context: Context) -> Waits:
    return Waits(moments.said(moments.starts_at(load(given.registration).point)))


class ToOffer(OneRegistration):
    """Which registration, and for how many hours the offer stands."""

    open_hours: int


class Offered(msgspec.Struct):
    """Till when the seat is held. Shape: Swedish time with offset."""

    offered_until: str | None


@ability(
    "attendance.offer",
    title={"sv": "Erbjuda en plats", "en": "Offer a seat"},
    about={
        "sv": "Håller platsen för personen tills tiden går ut, dock längst tills tillfället börjar.",
        "en": "Holds the seat for the person until the time is out, at the longest until the event begins.",
    },
    transactional=True,
)
def offer(given: ToOffer, context: Context) -> Offered:
    registration = load(given.registration)
    until = clock.now() + timedelta(hours=given.open_hours)
    begins = moments.starts_at(registration.point)
    until = until if begins is None else min(until, begins.astimezone(UTC))
    move(registration, State.OFFERED, offered_until=until)
    return Offered(moments.said(registration.point.there(until)))


@ability(
    "attendance.decline",
    title={"sv": "Notera att personen tackat nej", "en": "Note that the person declined"},
    about={
        "sv": "Platsen blir ledig för nästa i kön.",
        "en": "The seat is free for the next on the list.",
    },
    transactional=True,
)
def decline(given: OneRegistration, context: Context) -> None:
    move(load(given.registration), State.DECLINED, withdrawn_at=clock.now())


@ability(
    "attendance.lapse",
    title={"sv": "Notera att tiden gick ut", "en": "Note that the time is out"},
    about={
        "sv": "Den som inte svarade, eller aldrig fick någon plats, lämnar kön.",
        "en": "Who did not answer, or never got a seat, leaves the list.",
    },
    transactional=True,
)
def lapse(given: OneRegistration, context: Context) -> None:
    move(load(given.registration), State.LAPSED)


class OfPoint(msgspec.Struct):
    """Which point. Shape: its uid."""

    point: str


class Promoted(msgspec.Struct):
    """How many were offered a seat."""

    promoted: int


@ability(
    "attendance.promote",
    title={"sv": "Erbjuda lediga platser till kön", "en": "Offer free seats to the waiting list"},
    about={
        "sv": "Ger lediga platser till dem som väntat längst, en grupp tillsammans eller inte alls.",
        "en": "Gives free seats to those who have waited longest, a group together or not at all.",
    },
)
def promote(given: OfPoint, context: Context) -> Promoted:
    """Not transactional, for the order of locks: the point's row comes first, before any case (`seats`)."""
    with transaction.atomic():
        point = seats.hold(Point(pk=Point.objects.values_list("pk", flat=True).get(uid=given.point)))
        begins = moments.starts_at(point)
        promoted = 0
        if point.is_published and (begins is None or begins > clock.now()):
            promoted = sum(_promote(point, mode) for mode in seats.modes(point))
        summary.write(point)
    return Promoted(promoted)


def _promote(point: Point, mode: str) -> int:
    count = 0
    while (found := seats.next_in_queue(point, mode)) is not None:
        picture.tell("registration.seat-free", found, time_to_live=SEAT_HEARD_WITHIN)
        # The seat is held from now on, also while the case is busy with a letter and hears of it later.
        Registration.objects.filter(pk=found.pk, state=State.WAITING).update(state=State.OFFERED)
        count += 1
    return count
