"""Text -> dates, times and durations; anything that is not exactly one gives None.

Source: DMN 1.5 §10.3.2.3.3–7 and XML Schema part 2 for the lexical forms; years have 4 to 9 digits, no leading zero
beyond four, no plus; 24:00:00 is the next midnight; an offset or a zone, never both; offsets reach 18 hours.
"""

from __future__ import annotations

import re

from gorel.core.feel.temporal.calendar import SECOND, is_date
from gorel.core.feel.temporal.durations import DaysTime, YearsMonths
from gorel.core.feel.temporal.moments import Date, DateTime, Time, from_local_nanoseconds
from gorel.core.feel.temporal.zones import zone

LARGEST_OFFSET = 18 * 3600

_DATE = r"(?P<year>-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
_TIME = (
    r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]+))?"
    r"(?:(?P<utc>[zZ])|(?P<sign>[+-])(?P<oh>[0-9]{2}):(?P<om>[0-9]{2})(?::(?P<os>[0-9]{2}))?|@(?P<zone>[^@]+))?"
)
_DATE_TEXT = re.compile(_DATE)
_TIME_TEXT = re.compile(_TIME)
_DATE_TIME_TEXT = re.compile(_DATE + "T" + _TIME)
_DAYS_TIME_TEXT = re.compile(
    r"(?P<sign>-?)P(?:(?P<days>[0-9]{1,18})D)?"
    r"(?:T(?=[0-9.])(?:(?P<hours>[0-9]{1,18})H)?(?:(?P<minutes>[0-9]{1,18})M)?"
    r"(?:(?P<seconds>[0-9]{1,18})(?:\.(?P<fraction>[0-9]*))?S)?)?"
)
_YEARS_MONTHS_TEXT = re.compile(r"(?P<sign>-?)P(?:(?P<years>[0-9]{1,18})Y)?(?:(?P<months>[0-9]{1,18})M)?")


def parse_date(text: str) -> Date | None:
    """Return the date that *text* writes."""
    match = _DATE_TEXT.fullmatch(text)
    return _date(match) if match else None


def parse_time(text: str) -> Time | None:
    """Return the time of day that *text* writes."""
    match = _TIME_TEXT.fullmatch(text)
    found = _time(match) if match else None
    return found[0] if found else None


def parse_date_time(text: str) -> DateTime | None:
    """Return the date and time that *text* writes; a date alone is its midnight."""
    match = _DATE_TIME_TEXT.fullmatch(text)
    if match is None:
        day = parse_date(text)
        return DateTime(day.year, day.month, day.day, 0, 0, 0) if day else None
    day, found = _date(match), _time(match)
    if day is None or found is None:
        return None
    time, is_next_day = found
    return join(day, time, days=int(is_next_day))


def join(day: Date, time: Time, *, days: int = 0) -> DateTime | None:
    """Return the date and time at *time* on *day*, some *days* later."""
    if days:
        nanoseconds = (day.number + days) * 86_400 * SECOND
        return from_local_nanoseconds(nanoseconds, time.offset, time.zone)
    return DateTime(
        day.year, day.month, day.day, time.hour, time.minute, time.second, time.nanosecond, time.offset, time.zone
    )


def parse_duration(text: str) -> DaysTime | YearsMonths | None:
    """Return the duration of either kind that *text* writes."""
    match = _DAYS_TIME_TEXT.fullmatch(text)
    if match and not text.endswith("P"):
        part = match.groupdict()
        seconds = int(part["days"] or 0) * 86_400 + int(part["hours"] or 0) * 3600 + int(part["minutes"] or 0) * 60
        total = (seconds + int(part["seconds"] or 0)) * SECOND + _nanoseconds(part["fraction"])
        return DaysTime(-total if part["sign"] else total)
    match = _YEARS_MONTHS_TEXT.fullmatch(text)
    if match and not text.endswith("P"):
        months = int(match["years"] or 0) * 12 + int(match["months"] or 0)
        return YearsMonths(-months if match["sign"] else months)
    return None


def _date(match: re.Match[str]) -> Date | None:
    year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
    return Date(year, month, day) if is_date(year, month, day) else None


def _time(match: re.Match[str]) -> tuple[Time, bool] | None:
    """Return the time and whether it is midnight at the end of the day (24:00:00)."""
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"])
    nanosecond = _nanoseconds(match["fraction"])
    is_next_day = (hour, minute, second, nanosecond) == (24, 0, 0, 0)
    if is_next_day:
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        return None
    offset: int | None = 0 if match["utc"] else None
    if match["sign"]:
        if int(match["om"]) > 59 or int(match["os"] or 0) > 59:
            return None
        offset = int(match["oh"]) * 3600 + int(match["om"]) * 60 + int(match["os"] or 0)
        if offset > LARGEST_OFFSET:
            return None
        offset = -offset if match["sign"] == "-" else offset
    name = match["zone"]
    if name is not None and zone(name) is None:
        return None
    return Time(hour, minute, second, nanosecond, offset, name), is_next_day


def _nanoseconds(fraction: str | None) -> int:
    return int((fraction or "0").ljust(9, "0")[:9])
