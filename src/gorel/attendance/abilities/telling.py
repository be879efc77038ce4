"""What is told to everybody who is registered for a point, a number at a time: it has changed, or is called off."""

from __future__ import annotations

import msgspec

from gorel.attendance import picture, queries, summary
from gorel.attendance.abilities.seminar import end, reopened
from gorel.attendance.abilities.stations import OnePoint, station
from gorel.attendance.models import Registration, SignUp
from gorel.attendance.words import OPEN, State
from gorel.ground import clock
from gorel.programme.models import Point

EVERYBODY = 1_000_000


class Batch(OnePoint):
    """How many registrations to tell in one go, so that nobody who clicks waits behind a long mailing.

    Shape: an earlier picture asks once, and for all.
    """

    most: int = EVERYBODY


class PassedOn(msgspec.Struct):
    """How many heard, and whether more are left. Shape: what only an earlier picture asks here is unset for a newer."""

    told: int
    more: bool
    reopened: bool | msgspec.UnsetType = msgspec.UNSET
    closes_at: str | msgspec.UnsetType | None = msgspec.UNSET


@station(
    "attendance.pass_on",
    title={"sv": "Säga till anmälningarna", "en": "Tell the registrations"},
    about={
        "sv": "Säger till ett antal anmälningar i taget att tillfället har ändrats, så att allt går ut vid rätt tid.",
        "en": "Tells a number of registrations at a time that the event has changed, so that letters go out in time.",
    },
)
def pass_on(point: Point, given: Batch) -> PassedOn:
    unaware = queries.open_(point).filter(told_version__lt=point.version).order_by("pk")
    batch = list(unaware[: given.most + 1])
    told = _tell(batch[: given.most], "registration.changed", point.version)
    if given.most == EVERYBODY:
        again = reopened(point)
        return PassedOn(told=told, more=False, reopened=again.reopened, closes_at=again.closes_at)
    return PassedOn(told=told, more=len(batch) > given.most)


class CalledOff(msgspec.Struct):
    """How many heard, and whether more are left."""

    told: int
    more: bool


@station(
    "attendance.call_off_all",
    title={"sv": "Ställa in för alla anmälda", "en": "Call off for everybody registered"},
    about={
        "sv": "Säger till ett antal anmälningar i taget att tillfället är inställt.",
        "en": "Tells a number of registrations at a time that the event is cancelled.",
    },
)
def call_off_all(point: Point, given: Batch) -> CalledOff:
    SignUp.objects.filter(point=point, closed_at=None).update(closed_at=clock.now())
    summary.write(point)
    batch = list(queries.open_(point).order_by("pk")[: given.most + 1])
    told = 0
    for registration in batch[: given.most]:
        if picture.tell("registration.called-off", registration):
            told += 1
        else:  # its case is over: nothing more would come anyhow
            Registration.objects.filter(pk=registration.pk, state__in=OPEN).update(state=State.CALLED_OFF)
    if len(batch) <= given.most:
        end(point)
    return CalledOff(told=told, more=len(batch) > given.most)


def _tell(registrations: list[Registration], message: str, version: int) -> int:
    heard = sum(picture.tell(message, registration) for registration in registrations)
    Registration.objects.filter(pk__in=[one.pk for one in registrations]).update(told_version=version)
    return heard
