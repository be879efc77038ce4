"""Functions that make values of one type from another. Source: DMN 1.5 §10.3.4.1."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from gorel.core.feel import limits
from gorel.core.feel.arithmetic import decimal, midnight
from gorel.core.feel.numbers import integer, parse_number
from gorel.core.feel.problems import Failure
from gorel.core.feel.registry import builtin, quick
from gorel.core.feel.run import LimitReached, Run
from gorel.core.feel.string_form import string_of
from gorel.core.feel.temporal import (
    Date,
    DateTime,
    DaysTime,
    Time,
    YearsMonths,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
)
from gorel.core.feel.temporal.calendar import SECOND, is_date
from gorel.core.feel.temporal.texts import LARGEST_OFFSET, join
from gorel.core.feel.temporal.zones import zone


def _bad(value: str) -> Failure:
    return Failure("feel.bad-literal", value=value)


@builtin("date", "from: string")
def date_from_text(run: Run, text: str) -> Date:
    found = parse_date(text)
    if found is None:
        raise _bad(text)
    return found


@builtin("date", "from: date|date and time")
def date_from_moment(run: Run, moment: Date | DateTime) -> Date:
    return moment if isinstance(moment, Date) else moment.date


@builtin("date", "year: number, month: number, day: number")
def date_from_parts(run: Run, year: Any, month: Any, day: Any) -> Date:
    parts = integer(year), integer(month), integer(day)
    if parts[0] is None or parts[1] is None or parts[2] is None or not is_date(parts[0], parts[1], parts[2]):
        raise _bad(f"{year}-{month}-{day}")
    return Date(parts[0], parts[1], parts[2])


@builtin("time", "from: string")
def time_from_text(run: Run, text: str) -> Time:
    found = parse_time(text)
    if found is None:
        raise _bad(text)
    return found


@builtin("time", "from: time|date and time|date")
def time_from_moment(run: Run, moment: Time | DateTime | Date) -> Time:
    """A date is midnight UTC."""
    if isinstance(moment, Date):
        moment = midnight(moment)
    return moment if isinstance(moment, Time) else moment.time


@builtin("time", "hour: number, minute: number, second: number")
@builtin("time", "hour: number, minute: number, second: number, offset: days and time duration|null")
def time_from_parts(run: Run, hour: Any, minute: Any, second: Any, offset: DaysTime | None = None) -> Time:
    parts = integer(hour), integer(minute)
    nanoseconds = int(decimal(second).scaleb(9)) if abs(second) < 100 else -1
    if parts[0] is None or parts[1] is None:
        raise _bad(f"{hour}:{minute}:{second}")
    if not (0 <= parts[0] < 24 and 0 <= parts[1] < 60 and 0 <= nanoseconds < 60 * SECOND):
        raise _bad(f"{hour}:{minute}:{second}")
    east: int | None = None
    if offset is not None:
        east = abs(offset.nanoseconds) // SECOND * (-1 if offset.nanoseconds < 0 else 1)
        if abs(east) > LARGEST_OFFSET:
            raise _bad(str(offset))
    return Time(parts[0], parts[1], nanoseconds // SECOND, nanoseconds % SECOND, east)


@builtin("date and time", "from: string")
def date_time_from_text(run: Run, text: str) -> DateTime:
    found = parse_date_time(text)
    if found is None:
        raise _bad(text)
    return found


@builtin("date and time", "date: date|date and time, time: time")
def date_time_from_parts(run: Run, date: Date | DateTime, time: Time) -> DateTime | None:
    return join(date if isinstance(date, Date) else date.date, time)


@builtin("date and time", "year: number, month: number, day: number, hour: number, minute: number, second: number")
@builtin(
    "date and time",
    "year: number, month: number, day: number, hour: number, minute: number, second: number, "
    "offset: days and time duration|null",
)
def date_time_from_numbers(
    run: Run, year: Any, month: Any, day: Any, hour: Any, minute: Any, second: Any, offset: DaysTime | None = None
) -> DateTime | None:
    return join(date_from_parts(run, year, month, day), time_from_parts(run, hour, minute, second, offset))


@builtin(
    "date and time",
    "year: number, month: number, day: number, hour: number, minute: number, second: number, timezone: string",
)
def date_time_in_zone(
    run: Run, year: Any, month: Any, day: Any, hour: Any, minute: Any, second: Any, timezone: str
) -> DateTime | None:
    if zone(timezone) is None:
        raise Failure("feel.unknown-zone", zone=timezone)
    time = time_from_parts(run, hour, minute, second)
    there = Time(time.hour, time.minute, time.second, time.nanosecond, None, timezone)
    return join(date_from_parts(run, year, month, day), there)


@builtin("date and time", "from: date and time")
def date_time_itself(run: Run, moment: DateTime) -> DateTime:
    return moment


@builtin("duration", "from: string")
def duration_from_text(run: Run, text: str) -> DaysTime | YearsMonths:
    found = parse_duration(text)
    if found is None:
        raise _bad(text)
    return found


@builtin("duration", "from: days and time duration|years and months duration")
def duration_itself(run: Run, duration: DaysTime | YearsMonths) -> DaysTime | YearsMonths:
    return duration


@builtin("years and months duration", "from: date|date and time, to: date|date and time")
def years_and_months_between(run: Run, start: Date | DateTime, stop: Date | DateTime) -> YearsMonths:
    """Whole months between two days, towards zero."""
    months = (stop.year - start.year) * 12 + stop.month - start.month
    if months > 0 and stop.day < start.day:
        months -= 1
    elif months < 0 and stop.day > start.day:
        months += 1
    return YearsMonths(months)


@builtin("number", "from: string")
def number_from_text(run: Run, text: str) -> Decimal:
    found = parse_number(text.strip())
    if found is None:
        raise _bad(text)
    return found


@builtin("number", "from: number")
def number_itself(run: Run, number: Any) -> Any:
    return number


@builtin("number", "from: string, grouping separator: string|null, decimal separator: string|null")
def number_from_grouped(run: Run, text: str, grouping: str | None, point: str | None) -> Decimal:
    if grouping not in (None, " ", ",", ".") or point not in (None, ",", ".") or (grouping and grouping == point):
        raise Failure("feel.separators")
    plain = text.replace(grouping, "") if grouping else text
    if point == ",":
        if "." in plain:
            raise _bad(text)
        plain = plain.replace(",", ".")
    return number_from_text(run, plain)


@builtin("string", "from: any")
def string(run: Run, value: Any) -> str | None:
    if value is None:
        return None
    text = string_of(value)
    if len(text) > limits.CHARACTERS:
        raise LimitReached("feel.string-too-long", limit=limits.CHARACTERS)
    run.charge(len(text) // 100)
    return text


@quick("string", 1)
def quick_string(value: Any) -> Any:
    return value if type(value) is str else NotImplemented


@quick("date", 1)
def quick_date(text: Any) -> Any:
    found = parse_date(text) if type(text) is str else None
    return NotImplemented if found is None else found


@quick("duration", 1)
def quick_duration(text: Any) -> Any:
    found = parse_duration(text) if type(text) is str else None
    return NotImplemented if found is None else found
