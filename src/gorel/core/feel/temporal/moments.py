"""Date, time, and date and time.

A moment keeps what was written: its own fields and its offset in seconds or its zone's name. What is compared is an
instant computed from them. A date is midnight UTC where an instant is asked for.
Source: DMN 1.5 §10.3.2.3.3–5.
"""

from __future__ import annotations

import msgspec

from gorel.core.feel.temporal import calendar
from gorel.core.feel.temporal.calendar import DAY_SECONDS, SECOND
from gorel.core.feel.temporal.durations import fraction_text
from gorel.core.feel.temporal.zones import local_at, offset_at, standard_offset


class Date(msgspec.Struct, frozen=True):
    """A day of the calendar."""

    year: int
    month: int
    day: int

    @property
    def number(self) -> int:
        """The days since 1970-01-01."""
        return calendar.day_number(self.year, self.month, self.day)

    def __str__(self) -> str:
        sign = "-" if self.year < 0 else ""
        return f"{sign}{abs(self.year):04}-{self.month:02}-{self.day:02}"


class Time(msgspec.Struct, frozen=True):
    """A time of day. Shape: at most one of offset (seconds east of UTC) and zone; with neither it is local."""

    hour: int
    minute: int
    second: int
    nanosecond: int = 0
    offset: int | None = None
    zone: str | None = None

    @property
    def is_local(self) -> bool:
        """Whether it names neither offset nor zone."""
        return self.offset is None and self.zone is None

    @property
    def utc_offset(self) -> int | None:
        """The seconds east of UTC; of a zone, those outside summer time."""
        return standard_offset(self.zone) if self.zone is not None else self.offset

    @property
    def nanoseconds(self) -> int:
        """The nanoseconds since midnight UTC, or since local midnight when it is local."""
        seconds = self.hour * 3600 + self.minute * 60 + self.second
        return (seconds - (self.utc_offset or 0)) * SECOND + self.nanosecond

    def __str__(self) -> str:
        clock = f"{self.hour:02}:{self.minute:02}:{self.second:02}{fraction_text(self.nanosecond)}"
        return clock + place_text(self.offset, self.zone)


class DateTime(msgspec.Struct, frozen=True):
    """A day and a time of day. Shape: as Date and Time."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    nanosecond: int = 0
    offset: int | None = None
    zone: str | None = None

    @property
    def is_local(self) -> bool:
        """Whether it names neither offset nor zone."""
        return self.offset is None and self.zone is None

    @property
    def date(self) -> Date:
        """Its day."""
        return Date(self.year, self.month, self.day)

    @property
    def time(self) -> Time:
        """Its time of day."""
        return Time(self.hour, self.minute, self.second, self.nanosecond, self.offset, self.zone)

    @property
    def local_seconds(self) -> int:
        """The seconds since 1970-01-01T00:00 on its own clock."""
        number = calendar.day_number(self.year, self.month, self.day)
        return number * DAY_SECONDS + self.hour * 3600 + self.minute * 60 + self.second

    @property
    def utc_offset(self) -> int | None:
        """The seconds east of UTC, None when it is local."""
        return offset_at(self.zone, self.local_seconds) if self.zone is not None else self.offset

    @property
    def nanoseconds(self) -> int:
        """The nanoseconds since 1970-01-01T00:00Z, or since local 1970-01-01T00:00 when it is local."""
        return (self.local_seconds - (self.utc_offset or 0)) * SECOND + self.nanosecond

    def __str__(self) -> str:
        sign = "-" if self.year < 0 else ""
        day = f"{sign}{abs(self.year):04}-{self.month:02}-{self.day:02}"
        clock = f"T{self.hour:02}:{self.minute:02}:{self.second:02}{fraction_text(self.nanosecond)}"
        return day + clock + place_text(self.offset, self.zone)


def place_text(offset: int | None, zone: str | None) -> str:
    """Return `Z`, `+02:00`, `-02:45:55`, `@Europe/Stockholm`, or nothing for a local time."""
    if zone is not None:
        return f"@{zone}"
    if offset is None:
        return ""
    if offset == 0:
        return "Z"
    minutes, seconds = divmod(abs(offset), 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{'-' if offset < 0 else '+'}{hours:02}:{minutes:02}"
    return f"{text}:{seconds:02}" if seconds else text


def from_local_nanoseconds(nanoseconds: int, offset: int | None, zone: str | None) -> DateTime | None:
    """Return the date and time that lies so far from local 1970-01-01T00:00; None beyond FEEL's years."""
    seconds, nanosecond = divmod(nanoseconds, SECOND)
    number, second = divmod(seconds, DAY_SECONDS)
    year, month, day = calendar.date_of(number)
    if abs(year) > calendar.LARGEST_YEAR:
        return None
    hour, second = divmod(second, 3600)
    return DateTime(year, month, day, hour, second // 60, second % 60, nanosecond, offset, zone)


def in_zone(nanoseconds: int, zone: str) -> DateTime | None:
    """Return the instant so far from 1970-01-01T00:00Z on the zone's clock; None beyond FEEL's years.

    In the hour that the clocks pass twice, the second time is written with its offset: the zone's name cannot say it.
    """
    offset = local_at(zone, nanoseconds // SECOND)
    local = nanoseconds + offset * SECOND
    if offset_at(zone, local // SECOND) != offset:
        return from_local_nanoseconds(local, offset, None)
    return from_local_nanoseconds(local, None, zone)
