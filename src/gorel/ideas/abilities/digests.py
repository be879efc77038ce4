"""The digest: when the next one is due, and whether there is anything to tell."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import msgspec

from gorel.ability import Context, ability
from gorel.ground import clock
from gorel.ideas.digests import news
from gorel.ideas.models import Digest
from gorel.ideas.words import Every

HOUR = time(8, 0)
MONDAY, SATURDAY = 0, 5


class OneDigest(msgspec.Struct):
    """Whose. Shape: the digest's uid."""

    digest: str


class Next(msgspec.Struct):
    """When the next one is due. Shape: ISO 8601 with offset; is_wanted is False when nobody wants it any more."""

    next_at: str
    is_wanted: bool


@ability(
    "ideas.next_digest",
    title={"sv": "Räkna ut nästa sammandrag", "en": "Find the next digest"},
    about={
        "sv": "Läser hur ofta personen vill ha sammandrag: varje vardag eller varje måndag klockan 8.",
        "en": "Reads how often the person wants a digest: every weekday, or every Monday, at 8.",
    },
    transactional=True,
)
def next_digest(given: OneDigest, context: Context) -> Next:
    digest = Digest.objects.filter(uid=given.digest).select_related("person").first()
    now = clock.now().astimezone(clock.ZONE)
    moment = datetime.combine(now.date(), HOUR, clock.ZONE)
    daily = digest is not None and digest.every == Every.DAY
    while moment <= now or not (moment.weekday() < SATURDAY if daily else moment.weekday() == MONDAY):
        moment = datetime.combine(moment.date() + timedelta(days=1), HOUR, clock.ZONE)
    wanted = digest is not None and digest.every != Every.NEVER and digest.person.is_active
    return Next(next_at=moment.isoformat(), is_wanted=wanted)


class Gathered(msgspec.Struct):
    """Whether there is anything to tell."""

    has_news: bool


@ability(
    "ideas.gather_digest",
    title={"sv": "Samla det som har hänt", "en": "Gather what has happened"},
    about={
        "sv": "Ser efter om något har hänt med det som personen följer sedan förra sammandraget.",
        "en": "Looks whether anything has happened to what the person follows since the last digest.",
    },
    transactional=True,
)
def gather_digest(given: OneDigest, context: Context) -> Gathered:
    digest = Digest.objects.select_for_update().filter(uid=given.digest).first()
    if digest is None:
        return Gathered(has_news=False)
    if digest.telling_until is not None:
        digest.told_until = digest.telling_until
    digest.telling_until = clock.now()
    digest.save(update_fields=["told_until", "telling_until"])
    return Gathered(has_news=bool(news(digest)))
