"""Decides a made-up week beforehand: who arranges what, who signs up for what and when, who changes their mind.

Pure: the same sizes and seed give the same plan, on every machine. Moments are Swedish time.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from gorel.ground.clock import ZONE
from gorel.site.demo.generated import words

WEEK = date(2025, 10, 6)
BEGINNING = datetime(2025, 6, 2, 8, tzinfo=ZONE)
SIGN_UPS_FROM = datetime(2025, 9, 1, 8, tzinfo=ZONE)
COUNTED_AT = datetime(2025, 10, 17, 12, tzinfo=ZONE)  # everybody is thanked, nothing is purged
END = datetime(2026, 12, 1, 12, tzinfo=ZONE)  # the last purge is over
PUBLISHED, SENT_BACK, INCOMPLETE, DECLINED = "published", "sent back", "incomplete", "declined"
MOVED, CANCELLED = "moved", "cancelled"


@dataclass(frozen=True)
class Size:
    """How large a week is to be made."""

    points: int = 1000
    registrations: int = 20_000
    seed: int = 2025


@dataclass(frozen=True)
class Host:
    """An organisation that arranges points."""

    slug: str
    name: str
    kind: str


@dataclass(frozen=True)
class PlannedPoint:
    """A point as its organiser writes it, and what becomes of it."""

    slug: str
    host: Host
    title: str
    abstract: str
    starts_at: datetime
    minutes: int
    format: str
    place: str
    themes: tuple[int, ...]
    series: str
    people: tuple[tuple[str, str], ...]
    capacity: int | None
    digital_capacity: int | None
    has_waiting_list: bool
    guests_most: int
    asks_needs: bool
    reminders: tuple[str, ...]
    is_recorded: bool
    takes_sign_up: bool
    last_day: date
    fate: str
    review_at: datetime
    later: str
    later_at: datetime

    @property
    def is_held(self) -> bool:
        return self.fate != DECLINED and self.later != CANCELLED


@dataclass(frozen=True)
class Try:
    """Somebody who signs up, and what they do then."""

    at: datetime
    point: PlannedPoint
    name: str
    email: str
    organisation: str
    mode: str
    guests: tuple[str, ...]
    food: str
    access: str
    is_protected: bool
    language: str
    withdraws_at: datetime | None
    corrects_at: datetime | None


@dataclass(frozen=True)
class Plan:
    """All of it."""

    size: Size
    hosts: tuple[Host, ...]
    points: tuple[PlannedPoint, ...]
    tries: tuple[Try, ...]


@lru_cache(maxsize=2)
def of(size: Size) -> Plan:
    """Return the plan of a week of this size."""
    chance = random.Random(size.seed)  # noqa: S311 - a story, not a secret
    hosts = tuple(_hosts())[: max(4, min(41, size.points // 5))]
    points = tuple(_point(number, hosts, chance) for number in range(size.points))
    return Plan(size, hosts, points, tuple(_tries(size, points, chance)))


def plain(text: str) -> str:
    """Return *text* as it stands in an address: small letters of the English alphabet, joined by points."""
    letters = unicodedata.normalize("NFKD", text.lower())
    return ".".join("".join(one for one in word if one.isascii() and one.isalnum()) for word in letters.split())


def _hosts() -> Iterator[Host]:
    named = [(f"{place} kommun", "municipality") for place in words.MUNICIPALITIES]
    for index in range(max(len(named), len(words.OTHERS))):
        for name, kind in (*words.OTHERS[index : index + 1], *named[index : index + 1]):
            yield Host(plain(name).replace(".", "-"), name, kind)


def _point(number: int, hosts: tuple[Host, ...], chance: random.Random) -> PlannedPoint:
    host = chance.choice(hosts)
    day = WEEK + timedelta(days=number % 5)
    starts = datetime.combine(day, time(8), ZONE) + timedelta(minutes=15 * chance.randrange(34))
    form = chance.choice(("digital", "digital", "digital", "physical", "both"))
    review = datetime.combine(date(2025, 6, 9), time(9), ZONE) + timedelta(
        days=chance.randrange(60), minutes=chance.randrange(420)
    )
    changes = datetime.combine(date(2025, 9, 15), time(9), ZONE) + timedelta(
        days=chance.randrange(18), minutes=chance.randrange(420)
    )
    is_small = chance.random() < 0.5
    fate = chance.choices((PUBLISHED, SENT_BACK, INCOMPLETE, DECLINED), (90, 4, 4, 2))[0]
    return PlannedPoint(
        slug=f"punkt-{number + 1}", host=host,
        title=chance.choice(words.TITLES).format(chance.choice(words.SUBJECTS)),
        abstract="\n\n".join(chance.sample(words.SENTENCES, chance.randint(2, 5))),
        starts_at=starts, minutes=chance.choice((30, 45, 60, 60, 90)), format=form,
        place="" if form == "digital" else chance.choice(words.ROOMS).format(chance.randint(1, 9)),
        themes=tuple(sorted(chance.sample(range(len(words.THEMES)), chance.randint(1, 3)))),
        series=chance.choice(("", "", "", "Frukostseminarier", "Sveriges innovationsmotorer")),
        people=tuple((_name(chance), chance.choice(words.TITLES_OF_PEOPLE)) for _ in range(chance.randint(0, 3))),
        capacity=chance.choice((8, 12, 15, 20)) if is_small else chance.choice((None, 100, 200)),
        digital_capacity=None if form != "both" else chance.choice((10, None)),
        has_waiting_list=chance.random() < 0.85, guests_most=chance.choice((0, 0, 0, 2, 4)),
        asks_needs=form != "digital" and chance.random() < 0.6,
        reminders=tuple(name for name in ("remind-day", "remind-hour") if chance.random() < 0.2),
        is_recorded=form != "physical" and chance.random() < 0.4, takes_sign_up=chance.random() < 0.9,
        last_day=day - timedelta(days=chance.choice((0, 1, 1, 2, 3))), fate=fate, review_at=review,
        later=chance.choices(("", MOVED, CANCELLED), (94, 4, 2))[0] if fate != DECLINED else "", later_at=changes,
    )  # fmt: skip


def _tries(size: Size, points: tuple[PlannedPoint, ...], chance: random.Random) -> Iterator[Try]:
    """Yield everybody's tries by their moments: people like some points more, and come back for others."""
    open_ones = [point for point in points if point.takes_sign_up and point.fate != DECLINED]
    likes = [chance.paretovariate(1.3) if chance.random() < 0.9 else 12.0 for _ in open_ones]
    people = [_person(chance, number) for number in range(max(20, size.registrations // 2))]
    taken: set[tuple[str, str]] = set()
    found: list[Try] = []
    while len(found) < size.registrations:
        point = chance.choices(open_ones, likes)[0]
        name, email, organisation = chance.choice(people)
        if (point.slug, email) in taken and chance.random() > 0.02:
            continue  # the few who forget that they have signed up already stay in
        taken.add((point.slug, email))
        found.append(_try(point, name, email, organisation, chance))
    return iter(sorted(found, key=lambda one: (one.at, one.email, one.point.slug)))


def _try(point: PlannedPoint, name: str, email: str, organisation: str, chance: random.Random) -> Try:
    closes = datetime.combine(point.last_day, time(23, 30), ZONE)
    late = chance.random() < 0.01
    span = (closes - SIGN_UPS_FROM).total_seconds()
    at = SIGN_UPS_FROM + timedelta(seconds=int(span * chance.random() ** 0.6))
    if late:
        at = closes + timedelta(hours=2)
    begins = point.starts_at - timedelta(hours=3)
    until = (begins - at).total_seconds()
    withdraws = at + timedelta(seconds=int(until * chance.random())) if chance.random() < 0.1 and until > 3600 else None
    corrects = at + timedelta(minutes=20) if chance.random() < 0.03 else None
    return Try(
        at=at, point=point, name=name, email=email, organisation=organisation,
        mode=chance.choice(("on-site", "digital")) if point.format == "both" else "",
        guests=tuple(_name(chance) for _ in range(chance.randint(0, point.guests_most))),
        food=chance.choice(words.FOOD) if point.asks_needs and chance.random() < 0.2 else "",
        access=chance.choice(words.NEEDS) if point.asks_needs and chance.random() < 0.05 else "",
        is_protected=chance.random() < 0.005, language="en" if chance.random() < 0.05 else "sv",
        withdraws_at=withdraws, corrects_at=corrects,
    )  # fmt: skip


def _person(chance: random.Random, number: int) -> tuple[str, str, str]:
    name, place = _name(chance), chance.choice(words.MUNICIPALITIES)
    return name, f"{plain(name)}.{number}@{plain(place)}.example", f"{place} kommun"


def _name(chance: random.Random) -> str:
    return f"{chance.choice(words.FIRST_NAMES)} {chance.choice(words.LAST_NAMES)}"
