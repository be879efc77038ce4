"""When timers are due: ISO 8601 dates, durations and cycles, cron, and FEEL's dates and durations.

Units: instants are whole microseconds since 1970-01-01 UTC. A local time without offset is Europe/Stockholm time.
Years, months, weeks and days of a duration move the calendar there (tomorrow at the same time, also over a change of
the clocks); hours, minutes and seconds are exact.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from gorel.core import cron

ZONE = ZoneInfo("Europe/Stockholm")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FOREVER = -1
END_OF_TIME = 253_402_300_800_000_000  # the year 10000; nothing is kept for longer

_DURATION = re.compile(
    r"(?P<sign>[+-])?P(?!$)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?!$)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:[.,]\d*)?)S)?)?"
)
_MOMENT = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?)?\s*"
    r"(Z|[+-]\d\d(?::?\d\d)?)?(?:[\[@]([^\]]+)\]?)?"
)


class Duration(NamedTuple):
    """A span. Shape: months and days move the calendar, micros is exact."""

    months: int
    days: int
    micros: int


class Firing(NamedTuple):
    """When a timer is due, and how many firings a cycle has left after that (FOREVER, or None for no cycle)."""

    due_at: int
    left: int | None


def first_firing(kind: str, text: str, now: int) -> Firing:
    """Return when a timer of *kind* that is set at *now* fires first.

    Errors: ValueError when *text* is no such value.
    """
    if kind == "date":
        return Firing(parse_moment(text), None)
    if kind == "duration":
        return Firing(add(now, parse_duration(text)), None)
    if not text.startswith("R"):
        return Firing(cron.next_after(text, now, ZONE), FOREVER)
    repeats, start, interval = parse_cycle(text)
    if repeats == 0:
        raise ValueError("R0 never fires")
    due_at = start if start is not None else add(now, interval)
    return Firing(due_at, FOREVER if repeats is None else repeats - 1)


def next_firing(text: str, due_at: int, left: int) -> Firing:
    """Return the firing of a cycle that follows the one due at *due_at*. Shape: left is > 0 or FOREVER."""
    remaining = FOREVER if left == FOREVER else left - 1
    if not text.startswith("R"):
        return Firing(cron.next_after(text, due_at, ZONE), remaining)
    _, _, interval = parse_cycle(text)
    return Firing(add(due_at, interval), remaining)


def parse_cycle(text: str) -> tuple[int | None, int | None, Duration]:
    """Return (repeats, start, interval) of `R3/PT1H`, `R/2020-01-01T00:00Z/P1D` …; repeats None is for ever."""
    head, _, rest = text.partition("/")
    if not re.fullmatch(r"R\d*", head):
        raise ValueError("expected R, R3 …")
    repeats = int(head[1:]) if head[1:] else None
    parts = rest.split("/")
    if len(parts) == 1:
        start, interval = None, parse_duration(parts[0])
    elif len(parts) == 2 and not parts[0].startswith("P"):
        start, interval = parse_moment(parts[0]), parse_duration(parts[1])
    else:
        raise ValueError("expected a start and an interval")
    if interval.months * 28 + interval.days <= 0 and interval.micros <= 0:
        raise ValueError("an interval must be longer than nothing")
    return repeats, start, interval


def parse_duration(text: str) -> Duration:
    """Return an ISO 8601 duration. Errors: ValueError."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError("no ISO 8601 duration")
    part = {name: value or "0" for name, value in match.groupdict().items()}
    sign = -1 if part["sign"] == "-" else 1
    seconds, _, fraction = part["seconds"].replace(",", ".").partition(".")
    micros = (int(part["hours"]) * 3600 + int(part["minutes"]) * 60 + int(seconds)) * 1_000_000
    micros += int((fraction + "000000")[:6])
    months = int(part["years"]) * 12 + int(part["months"])
    return Duration(sign * months, sign * (int(part["weeks"]) * 7 + int(part["days"])), sign * micros)


def parse_moment(text: str) -> int:
    """Return the instant of an ISO 8601 date and time; a date alone is its midnight. Errors: ValueError."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise ValueError("no ISO 8601 date and time")
    year, month, day, hour, minute, second, fraction, offset, zone = match.groups()
    local = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))  # noqa: DTZ001
    micros = int(((fraction or "") + "000000")[:6])
    if offset is None:
        if zone is None:
            info = ZONE
        else:
            try:
                info = ZoneInfo(zone)
            except Exception:
                raise ValueError("unknown time zone") from None
        return instant_of(local.replace(tzinfo=info)) + micros
    if offset == "Z":
        shift = timedelta()
    else:
        digits = offset[1:].replace(":", "").ljust(4, "0")
        shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:])) * (-1 if offset[0] == "-" else 1)
    return instant_of((local - shift).replace(tzinfo=UTC)) + micros


def add(now: int, duration: Duration) -> int:
    """Return *now* moved by *duration*: calendar first, then exact time."""
    if duration.months or duration.days:
        local = local_time(now)
        month = local.year * 12 + local.month - 1 + duration.months
        year, month = divmod(month, 12)
        month += 1
        day = min(local.day, _days_in(year, month))
        moved = local.replace(year=year, month=month, day=day, fold=0) + timedelta(days=duration.days)
        now = instant_of(moved)
    found = now + duration.micros
    if not -END_OF_TIME < found < END_OF_TIME:
        raise ValueError("beyond the year 9999")
    return found


def local_time(instant: int) -> datetime:
    return (EPOCH + timedelta(microseconds=instant)).astimezone(ZONE)


def instant_of(moment: datetime) -> int:
    """Return an aware datetime as an instant; a local time that the clocks skip is moved on."""
    span = moment.astimezone(UTC) - EPOCH
    return (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds


def _days_in(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day
