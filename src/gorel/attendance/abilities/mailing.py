"""A letter to many: so many receivers at a time, each with a case of its own that sends it."""

from __future__ import annotations

import msgspec

from gorel.ability import Context, ability
from gorel.attendance import moments
from gorel.attendance.abilities.stations import OnePoint, station
from gorel.attendance.mailings import RECORDING, order, receivers_after
from gorel.attendance.models import Mailing
from gorel.cases import runtime
from gorel.ground import clock
from gorel.programme.models import Point


class ToMail(OnePoint):
    """Which point, and what is sent about it."""

    kind: str


@station(
    "attendance.start_mailing",
    title={"sv": "Beställa ett utskick", "en": "Order a mailing"},
    about={
        "sv": "Beställer ett brev till alla som var anmälda. En inspelning som kommer före tacket går ut med det.",
        "en": "Orders a letter to everybody registered. A recording that comes before the thank-you goes out with it.",
    },
)
def start_mailing(point: Point, given: ToMail) -> None:
    thanks_at = moments.thanks_at(point)
    if given.kind == RECORDING and thanks_at is not None and thanks_at > clock.now():
        return  # it goes out with the thank-you
    order(point=point, kind=given.kind, by="görel")


class OneMailing(msgspec.Struct):
    """Which mailing, and how many receivers to serve in one go."""

    mailing: str
    most: int = 100


class Served(msgspec.Struct):
    """How many got it now, and whether more are left."""

    told: int
    more: bool


@ability(
    "attendance.next_receivers",
    title={"sv": "Skicka till nästa mottagare", "en": "Send to the next receivers"},
    about={
        "sv": "Tar ett antal mottagare i taget och lämnar ett brev till var och en.",
        "en": "Takes a number of receivers at a time and leaves a letter for each.",
    },
    transactional=True,
)
def next_receivers(given: OneMailing, context: Context) -> Served:
    mailing = Mailing.objects.select_related("point__organiser").select_for_update(of=("self",)).get(uid=given.mailing)
    batch = receivers_after(mailing, given.most)
    for place, about in batch:
        runtime.start(
            "letter",
            variables={"kind": mailing.kind, "about": about},
            business_key=about,
            organisation=mailing.point.organiser,
            by="görel",
        )
        mailing.after = place
    mailing.told += len(batch)
    more = len(batch) == given.most
    if not more:
        mailing.ended_at = clock.now()
    mailing.save(update_fields=["after", "told", "ended_at"])
    return Served(told=len(batch), more=more)
