"""The properties that dates, times, durations and ranges have after a dot.

Source: DMN 1.5 §10.3.2.5.3 table 65, §10.3.2.7.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from gorel.core.feel.compare import kind_of
from gorel.core.feel.problems import Failure
from gorel.core.feel.temporal import Date, DateTime, DaysTime, Time, YearsMonths
from gorel.core.feel.temporal.calendar import DAY_SECONDS, SECOND, weekday


def property_of(value: Any, name: str) -> Any:
    """Return a property of a value that is no context. Errors: Failure feel.no-property."""
    kind = kind_of(value)
    read = PROPERTIES.get(kind, {}).get(name)
    if read is None:
        raise Failure("feel.no-property", name=name, kind=kind)
    found = read(value)
    return Decimal(found) if type(found) is int else found


def _offset(moment: Time | DateTime) -> DaysTime | None:
    offset = moment.utc_offset
    return None if offset is None else DaysTime(offset * SECOND)


def _part(unit: int, of: int) -> Callable[[DaysTime], int]:
    """A duration's parts all have its sign."""

    def read(duration: DaysTime) -> int:
        seconds = abs(duration.nanoseconds) // SECOND
        part = seconds // unit % of if of else seconds // unit
        return -part if duration.nanoseconds < 0 else part

    return read


def _seconds(duration: DaysTime) -> Decimal | int:
    nanoseconds = abs(duration.nanoseconds) % (60 * SECOND)
    signed = -nanoseconds if duration.nanoseconds < 0 else nanoseconds
    return signed // SECOND if signed % SECOND == 0 else Decimal(signed).scaleb(-9).normalize()


def _second(moment: Time | DateTime) -> Decimal | int:
    if not moment.nanosecond:
        return moment.second
    return (Decimal(moment.second) + Decimal(moment.nanosecond).scaleb(-9)).normalize()


def _months(unit: int) -> Callable[[YearsMonths], int]:
    def read(duration: YearsMonths) -> int:
        years, months = divmod(abs(duration.months), 12)
        part = years if unit == 12 else months
        return -part if duration.months < 0 else part

    return read


_DATE: dict[str, Callable[[Any], Any]] = {
    "year": lambda moment: moment.year,
    "month": lambda moment: moment.month,
    "day": lambda moment: moment.day,
    "weekday": lambda moment: weekday(Date(moment.year, moment.month, moment.day).number),
}
_TIME: dict[str, Callable[[Any], Any]] = {
    "hour": lambda moment: moment.hour,
    "minute": lambda moment: moment.minute,
    "second": _second,
    "time offset": _offset,
    "timezone": lambda moment: moment.zone,
}
PROPERTIES: dict[str, dict[str, Callable[[Any], Any]]] = {
    "date": _DATE,
    "time": _TIME,
    "date and time": {**_DATE, **_TIME},
    "days and time duration": {
        "days": _part(DAY_SECONDS, 0),
        "hours": _part(3600, 24),
        "minutes": _part(60, 60),
        "seconds": _seconds,
    },
    "years and months duration": {"years": _months(12), "months": _months(1)},
    "range": {
        "start": lambda range_: range_.start,
        "end": lambda range_: range_.end,
        "start included": lambda range_: range_.start_included,
        "end included": lambda range_: range_.end_included,
    },
}
