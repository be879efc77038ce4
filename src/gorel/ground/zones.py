"""Zones of time: which clocks a moment is said on, what a zone is called, and its rules for calendars.

A moment carries its zone. One whose `tzinfo` is a zone with a name (`ZoneInfo`) is said on that zone's clocks wherever
it is shown (`ground.times`); any other, such as those that come out of the database, on the house's. So what has a
place of its own – a week abroad, its points – hands out its moments there, and nothing that says them needs to know.
A zone is kept by its name in the IANA data base; "" is the house's.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from gorel.ground.clock import ZONE

_PARTS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
_SWEDISH = {
    "Athens": "Aten", "Azores": "Azorerna", "Belgrade": "Belgrad", "Brussels": "Bryssel", "Bucharest": "Bukarest",
    "Canary": "Kanarieöarna", "Copenhagen": "Köpenhamn", "Faroe": "Färöarna", "Helsinki": "Helsingfors",
    "Kyiv": "Kyjiv", "Lisbon": "Lissabon", "Luxembourg": "Luxemburg", "Mariehamn": "Mariehamn", "Moscow": "Moskva",
    "Prague": "Prag", "Rome": "Rom", "Vienna": "Wien", "Warsaw": "Warszawa", "Zurich": "Zürich",
}  # fmt: skip
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SINCE, _UNTIL = 1996, 2037  # the years whose changes a calendar is told; the last rule holds for ever after


def named(key: str) -> ZoneInfo:
    """Return the zone of that name; the house's for "". Errors: ZoneInfoNotFoundError."""
    return ZoneInfo(key) if key and key != ZONE.key else ZONE


def key(zone: ZoneInfo) -> str:
    """Return how a row keeps the zone: its name, "" for the house's."""
    return "" if zone.key == ZONE.key else zone.key


@cache
def known() -> tuple[str, ...]:
    """Return the names of all zones that are places, in the order of the alphabet. Reads the machine's files once."""
    return tuple(sorted(name for name in available_timezones() if name.partition("/")[0] in _PARTS))


def is_known(name: str) -> bool:
    """Say whether there is such a zone."""
    try:
        return name in known() and ZoneInfo(name) is not None
    except (ZoneInfoNotFoundError, ValueError):
        return False


def of(moment: datetime) -> ZoneInfo:
    """Return the zone on whose clocks *moment* is said: its own when it has a name, else the house's."""
    return moment.tzinfo if isinstance(moment.tzinfo, ZoneInfo) and moment.tzinfo.key != "UTC" else ZONE


def local(wall: datetime, zone: ZoneInfo) -> datetime | None:
    """Return what *zone*'s clocks show as *wall* (naive); None for an hour that summer time skips.

    Shape: of an hour that comes twice, the first.
    """
    there = wall.replace(tzinfo=zone)
    return there if there.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall else None


def place(zone: ZoneInfo, language: str) -> str:
    """Return the place that gives the zone its name, "Helsingfors" or "Helsinki"."""
    name = zone.key.rpartition("/")[2].replace("_", " ")
    return _SWEDISH.get(name, name) if language == "sv" else name


def offered(language: str) -> list[tuple[str, str | list[tuple[str, str]]]]:
    """Return the zones for a form, by part of the world, those of Europe first; the house's, as "", before them all."""
    groups: dict[str, list[tuple[str, str]]] = {"Europe": []}
    for name in known():
        if name != ZONE.key:
            said = name.partition("/")[2].replace("_", " ").replace("/", ", ")
            where = place(named(name), language) if name.count("/") == 1 else said
            groups.setdefault(name.partition("/")[0], []).append((name, where))
    return [("", title(ZONE, language).capitalize()), *groups.items()]


def title(zone: ZoneInfo, language: str) -> str:
    """Return "tid i Helsingfors" or "Helsinki time"; "svensk tid" for the house's."""
    if zone.key == "Europe/Stockholm":
        return "svensk tid" if language == "sv" else "Swedish time"
    return f"tid i {place(zone, language)}" if language == "sv" else f"{place(zone, language)} time"


def offset(moment: datetime, zone: ZoneInfo) -> str:
    """Return how far *zone* is from UTC at that moment: "UTC+3", "UTC−1", "UTC+5:30"."""
    minutes = round((moment.astimezone(zone).utcoffset() or timedelta()).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}"


class _Change(NamedTuple):
    """That clocks are set. Shape: wall is what they showed, naive; nths is on which of the month's weekdays."""

    wall: datetime
    before: timedelta
    after: timedelta
    name: str
    is_summer: bool
    nths: frozenset[int]

    @property
    def kind(self) -> tuple[object, ...]:
        """Return what is the same each year while a rule holds."""
        return (self.wall.month, self.wall.weekday(), self.wall.time(), self.before, self.after, self.name)


class Observance(NamedTuple):
    """A part of a VTIMEZONE (RFC 5545, 3.6.5). Shape: starts is naive; rule is "" for what happened once."""

    is_summer: bool
    starts: datetime
    rule: str
    before: timedelta
    after: timedelta
    name: str


@cache
def observances(zone: ZoneInfo) -> tuple[Observance, ...]:
    """Return the zone's changes of clocks as rules: a rule is what calendar programs read best, and it is short."""
    runs: list[list[_Change]] = []
    for change in _changes(zone):
        run = next((one for one in runs if _follows(one, change)), None)
        if run is None:
            runs.append([change])
        else:
            run.append(change)
    if not runs:
        first = datetime(_SINCE, 1, 1, tzinfo=zone)
        fixed = first.utcoffset() or timedelta()
        return (Observance(False, first.replace(tzinfo=None), "", fixed, fixed, first.tzname() or ""),)
    return tuple(_observance(run) for run in runs)


def _observance(run: list[_Change]) -> Observance:
    first, last = run[0], run[-1]
    rule = ""
    if len(run) > 1:
        nth = min(frozenset.intersection(*(one.nths for one in run)))  # the last one of a month, where it is that
        rule = f"FREQ=YEARLY;BYMONTH={first.wall.month};BYDAY={nth}{_WEEKDAYS[first.wall.weekday()]}"
        if last.wall.year < _UNTIL:
            rule += f";UNTIL={last.wall - last.before:%Y%m%dT%H%M%SZ}"
    return Observance(first.is_summer, first.wall, rule, first.before, first.after, first.name)


def _follows(run: list[_Change], change: _Change) -> bool:
    """Say whether *change* is next year's of the same rule."""
    last = run[-1]
    shared = frozenset.intersection(change.nths, *(one.nths for one in run))
    return change.wall.year == last.wall.year + 1 and change.kind == last.kind and bool(shared)


def _changes(zone: ZoneInfo) -> Iterator[_Change]:
    week = timedelta(days=7)
    at, end = datetime(_SINCE, 1, 1, tzinfo=UTC), datetime(_UNTIL + 1, 1, 1, tzinfo=UTC)
    while at < end:
        low, high = at, at + week
        at = high
        if _clock(low, zone) == _clock(high, zone):
            continue
        while high - low > timedelta(minutes=1):
            middle = low + ((high - low) / 2 // timedelta(minutes=1)) * timedelta(minutes=1)
            low, high = (middle, high) if _clock(middle, zone) == _clock(low, zone) else (low, middle)
        before, after = low.astimezone(zone).utcoffset(), high.astimezone(zone)
        wall = high.replace(tzinfo=None) + (before or timedelta())
        following = (wall + week).month != wall.month
        nths = frozenset({(wall.day - 1) // 7 + 1} | ({-1} if following else set()))
        yield _Change(
            wall, before or timedelta(), after.utcoffset() or timedelta(), after.tzname() or "", bool(after.dst()), nths
        )


def _clock(moment: datetime, zone: ZoneInfo) -> tuple[timedelta | None, str | None]:
    there = moment.astimezone(zone)
    return there.utcoffset(), there.tzname()
