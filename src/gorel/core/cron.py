"""Cron: five fields (minute hour day month weekday) and Quartz's six or seven (seconds first, year last).

In five fields weekday 0 and 7 are Sunday; Quartz counts 1 = Sunday. Quartz's `?`, `L`, `nW` and `d#n` are understood.
Six fields that leave neither day open with `?` are no Quartz; there 0 and 7 are Sunday too.
Source: crontab(5); Quartz's CronExpression and Spring's as their users know them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MONTH_NAMES = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"
MONTHS = {name: number for number, name in enumerate(MONTH_NAMES.split(), 1)}
DAYS = {name: number for number, name in enumerate("SUN MON TUE WED THU FRI SAT".split())}  # noqa: SIM905
MACROS = {
    "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
}  # fmt: skip
HORIZON_DAYS = 366 * 30  # a cron that matches no day of thirty years is taken to match none

DayRule = Callable[[date], bool]


class Cron:
    """A parsed cron text."""

    __slots__ = ("both_days", "hours", "minutes", "month_day", "months", "seconds", "week_day", "years")

    def __init__(self, text: str) -> None:
        fields = MACROS.get(text.strip().lower(), text).upper().split()
        quartz = len(fields) in (6, 7)
        if len(fields) == 5:
            fields = ["0", *fields]
        if len(fields) not in (6, 7):
            raise ValueError("cron has five, six or seven fields")
        self.seconds = _numbers(fields[0], 0, 59)
        self.minutes = _numbers(fields[1], 0, 59)
        self.hours = _numbers(fields[2], 0, 23)
        self.months = frozenset(_numbers(fields[4], 1, 12, MONTHS))
        self.years = frozenset(_numbers(fields[6], 1970, 2199)) if len(fields) == 7 and fields[6] != "*" else None
        self.month_day = None if fields[3] in "*?" else _month_day(fields[3])
        from_one = quartz and (len(fields) == 7 or "?" in (fields[3], fields[5]))
        self.week_day = None if fields[5] in "*?" else _week_day(fields[5], quartz=from_one)
        self.both_days = quartz  # crontab: either day field is enough; Quartz: both must fit

    def fits(self, day: date) -> bool:
        if day.month not in self.months or (self.years is not None and day.year not in self.years):
            return False
        rules = [rule for rule in (self.month_day, self.week_day) if rule is not None]
        if not rules:
            return True
        return all(rule(day) for rule in rules) if self.both_days else any(rule(day) for rule in rules)


def next_after(text: str, instant: int, zone: ZoneInfo) -> int:
    """Return the first instant strictly after *instant* that fits.

    Errors: ValueError when *text* is no cron, or never comes again.
    """
    cron = _parse(text)
    start = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=instant)).astimezone(zone)
    day = start.date()
    for _ in range(HORIZON_DAYS):
        if cron.years is not None and day.year not in cron.years:
            later = [year for year in cron.years if year > day.year]
            if not later:
                break
            day = date(min(later), 1, 1)
        if cron.fits(day):
            for hour in cron.hours:
                if day == start.date() and hour < start.hour:
                    continue
                for minute in cron.minutes:
                    for second in cron.seconds:
                        local = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone)
                        span = local.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
                        found = (span.days * 86_400 + span.seconds) * 1_000_000
                        if found > instant:
                            return found
        day += timedelta(days=1)
    raise ValueError("this cron never comes")


@lru_cache(maxsize=256)
def _parse(text: str) -> Cron:
    return Cron(text)


def _numbers(field: str, low: int, high: int, names: dict[str, int] | None = None) -> tuple[int, ...]:
    found: set[int] = set()
    for part in field.split(","):
        span, slash, step_text = part.partition("/")
        step = int(step_text) if slash else 1
        if step < 1:
            raise ValueError("a step must be at least 1")
        if span in ("*", "?"):
            first, last = low, high
        elif "-" in span:
            one, _, other = span.partition("-")
            first, last = _number(one, names), _number(other, names)
        else:
            first = _number(span, names)
            last = high if slash else first
        if not (low <= first <= high and low <= last <= high):
            raise ValueError(f"{part} is not within {low}-{high}")
        span_values = range(first, last + 1) if first <= last else [*range(first, high + 1), *range(low, last + 1)]
        found.update(list(span_values)[::step])
    return tuple(sorted(found))


def _number(text: str, names: dict[str, int] | None) -> int:
    if names and text in names:
        return names[text]
    if not text.isdigit():
        raise ValueError(f"{text!r} is no number")
    return int(text)


def _last_day(day: date) -> int:
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def _month_day(field: str) -> DayRule:
    if field == "L":
        return lambda day: day.day == _last_day(day)
    if field == "LW":
        return lambda day: day.day == _nearest_weekday(day, _last_day(day))
    if field.startswith("L-"):
        before = _number(field[2:], None)
        return lambda day: day.day == _last_day(day) - before
    if field.endswith("W"):
        wanted = _number(field[:-1], None)
        return lambda day: day.day == _nearest_weekday(day, min(wanted, _last_day(day)))
    days = frozenset(_numbers(field, 1, 31))
    return lambda day: day.day in days


def _nearest_weekday(day: date, wanted: int) -> int:
    weekday = date(day.year, day.month, wanted).weekday()
    if weekday == 5:
        return wanted - 1 if wanted > 1 else wanted + 2
    if weekday == 6:
        return wanted + 1 if wanted < _last_day(day) else wanted - 2
    return wanted


def _week_day(field: str, *, quartz: bool) -> DayRule:
    """Weekdays count from Sunday = 0 inside."""
    names = {name: number + 1 for name, number in DAYS.items()} if quartz else DAYS
    shift = 1 if quartz else 0

    def sunday_based(day: date) -> int:
        return (day.weekday() + 1) % 7

    if "#" in field:
        name, _, nth = field.partition("#")
        wanted, number = (_number(name, names) - shift) % 7, int(nth)
        return lambda day: sunday_based(day) == wanted and (day.day - 1) // 7 + 1 == number
    if field == "L":
        return lambda day: sunday_based(day) == 6
    if field.endswith("L"):
        wanted = (_number(field[:-1], names) - shift) % 7
        return lambda day: sunday_based(day) == wanted and day.day + 7 > _last_day(day)
    low, high = (1, 7) if quartz else (0, 7)
    days = frozenset((number - shift) % 7 for number in _numbers(field, low, high, names))
    return lambda day: sunday_based(day) in days
