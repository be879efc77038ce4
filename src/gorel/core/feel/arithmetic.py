"""The arithmetic operators over every pair of types that has a meaning; every other pair gives null.

Each table leads from the kinds of the two operands to a function of them. This is the slow path: compiled code adds
two decimals by itself.
Source: DMN 1.5 §10.3.2.13 tables 54–58; conversions of date to date and time as XQuery: midnight UTC.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, DecimalException
from typing import Any

from gorel.core.feel import limits
from gorel.core.feel.compare import kind_of
from gorel.core.feel.numbers import CONTEXT, ZERO
from gorel.core.feel.problems import Failure
from gorel.core.feel.temporal import Date, DateTime, DaysTime, Time, YearsMonths
from gorel.core.feel.temporal.calendar import DAY_SECONDS, LARGEST_YEAR, SECOND, add_months, date_of
from gorel.core.feel.temporal.moments import from_local_nanoseconds, in_zone

NUMBER, STRING, DATE, TIME, DATE_TIME = "number", "string", "date", "time", "date and time"
DAYS, MONTHS = "days and time duration", "years and months duration"
_DAY = DAY_SECONDS * SECOND
LARGEST_DURATION = 10**28  # nanoseconds: ten times all of FEEL's years
LARGEST_MONTHS = 10**12


def apply(operator: str, left: Any, right: Any) -> Any:
    """Return `left operator right`.

    Errors: Failure feel.null-operand, feel.no-operation, feel.number-out-of-range, feel.division-by-zero, …
    """
    operation = _BY_TYPES[operator].get((type(left), type(right)))
    if operation is None:
        kinds = kind_of(left), kind_of(right)
        code = "feel.null-operand" if "null" in kinds else "feel.no-operation"
        raise Failure(code, operator=operator, left=kinds[0], right=kinds[1])
    try:
        return operation(left, right)
    except DecimalException:
        raise Failure("feel.number-out-of-range", operator=operator) from None


def negate(value: Any) -> Any:
    """Return `-value`."""
    match kind_of(value):
        case "number":
            return -decimal(value) if value else ZERO
        case "days and time duration":
            return DaysTime(-value.nanoseconds)
        case "years and months duration":
            return YearsMonths(-value.months)
        case "null":
            raise Failure("feel.null-operand", operator="-", left="null", right="null")
        case kind:
            raise Failure("feel.no-operation", operator="-", left=kind, right=kind)


def decimal(value: Any) -> Decimal:
    """Return the number as a decimal of 34 digits."""
    return value if type(value) is Decimal else CONTEXT.create_decimal(value)


def days_time(nanoseconds: int) -> DaysTime:
    """Return the duration, unless it is longer than any that FEEL's years can give."""
    if abs(nanoseconds) > LARGEST_DURATION:
        raise Failure("feel.duration-out-of-range")
    return DaysTime(nanoseconds)


def years_months(months: int) -> YearsMonths:
    """Return the duration, unless it is longer than any that FEEL's years can give."""
    if abs(months) > LARGEST_MONTHS:
        raise Failure("feel.duration-out-of-range")
    return YearsMonths(months)


def midnight(day: Date) -> DateTime:
    """Return the date as a date and time: midnight UTC."""
    return DateTime(day.year, day.month, day.day, 0, 0, 0, 0, 0)


def _add_numbers(left: Any, right: Any) -> Decimal:
    return CONTEXT.add(decimal(left), decimal(right))


def _add_strings(left: str, right: str) -> str:
    if len(left) + len(right) > limits.CHARACTERS:
        raise Failure("feel.string-too-long", limit=limits.CHARACTERS)
    return left + right


def _later(moment: DateTime, duration: DaysTime) -> DateTime:
    """In a zone by instants, so that a day is 24 hours also when the clocks change."""
    if moment.zone is not None:
        found = in_zone(moment.nanoseconds + duration.nanoseconds, moment.zone)
    else:
        nanoseconds = moment.local_seconds * SECOND + moment.nanosecond + duration.nanoseconds
        found = from_local_nanoseconds(nanoseconds, moment.offset, None)
    if found is None:
        raise Failure("feel.date-out-of-range")
    return found


def _months_later(moment: DateTime | Date, duration: YearsMonths) -> DateTime | Date:
    year, month, day = add_months(moment.year, moment.month, moment.day, duration.months)
    if abs(year) > LARGEST_YEAR:
        raise Failure("feel.date-out-of-range")
    if isinstance(moment, Date):
        return Date(year, month, day)
    return DateTime(
        year, month, day, moment.hour, moment.minute, moment.second, moment.nanosecond, moment.offset, moment.zone
    )


def _day_later(day: Date, duration: DaysTime) -> Date:
    year, month, day_ = date_of(day.number + duration.nanoseconds // _DAY)
    if abs(year) > LARGEST_YEAR:
        raise Failure("feel.date-out-of-range")
    return Date(year, month, day_)


def _time_later(time: Time, duration: DaysTime) -> Time:
    clock = (time.hour * 3600 + time.minute * 60 + time.second) * SECOND + time.nanosecond
    seconds, nanosecond = divmod((clock + duration.nanoseconds) % _DAY, SECOND)
    return Time(seconds // 3600, seconds // 60 % 60, seconds % 60, nanosecond, time.offset, time.zone)


def _between(left: DateTime | Time, right: DateTime | Time) -> DaysTime:
    if left.is_local != right.is_local:
        raise Failure("feel.local-and-zoned")
    return days_time(left.nanoseconds - right.nanoseconds)


def _scale_days(duration: DaysTime, factor: Any) -> DaysTime:
    return days_time(_truncated(Decimal(duration.nanoseconds), decimal(factor)))


def _scale_months(duration: YearsMonths, factor: Any) -> YearsMonths:
    return years_months(_truncated(Decimal(duration.months), decimal(factor)))


def _truncated(amount: Decimal, factor: Decimal) -> int:
    product = CONTEXT.multiply(amount, factor)
    if product.adjusted() > 40:
        raise Failure("feel.duration-out-of-range")
    return int(product)


def _divide(left: Any, right: Any) -> Decimal:
    divisor = decimal(right)
    if not divisor:
        raise Failure("feel.division-by-zero")
    return CONTEXT.divide(decimal(left), divisor)


def _divide_days(duration: DaysTime, divisor: Any) -> DaysTime:
    return days_time(_bounded(_divide(Decimal(duration.nanoseconds), divisor)))


def _divide_months(duration: YearsMonths, divisor: Any) -> YearsMonths:
    return years_months(_bounded(_divide(Decimal(duration.months), divisor)))


def _bounded(quotient: Decimal) -> int:
    if quotient.adjusted() > 40:
        raise Failure("feel.duration-out-of-range")
    return int(quotient)


def _power(left: Any, right: Any) -> Decimal:
    base, exponent = decimal(left), decimal(right)
    if not base and not exponent:
        return Decimal(1)
    if not base and exponent < 0:
        raise Failure("feel.division-by-zero")
    if base < 0 and exponent != exponent.to_integral_value():
        raise Failure("feel.number-out-of-range", operator="**")
    return CONTEXT.power(base, exponent)


def _swapped(operation: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda left, right: operation(right, left)


_Table = dict[tuple[str, str], Callable[[Any, Any], Any]]

_ADD: _Table = {
    (NUMBER, NUMBER): _add_numbers,
    (STRING, STRING): _add_strings,
    (DATE_TIME, DAYS): _later,
    (DATE_TIME, MONTHS): _months_later,
    (DATE, DAYS): _day_later,
    (DATE, MONTHS): _months_later,
    (TIME, DAYS): _time_later,
    (DAYS, DAYS): lambda left, right: days_time(left.nanoseconds + right.nanoseconds),
    (MONTHS, MONTHS): lambda left, right: years_months(left.months + right.months),
}
for _left, _right in ((DATE_TIME, DAYS), (DATE_TIME, MONTHS), (DATE, DAYS), (DATE, MONTHS), (TIME, DAYS)):
    _ADD[_right, _left] = _swapped(_ADD[_left, _right])

_SUBTRACT: _Table = {
    (NUMBER, NUMBER): lambda left, right: CONTEXT.subtract(decimal(left), decimal(right)),
    (DATE_TIME, DATE_TIME): _between,
    (DATE_TIME, DATE): lambda left, right: _between(left, midnight(right)),
    (DATE, DATE_TIME): lambda left, right: _between(midnight(left), right),
    (DATE, DATE): lambda left, right: days_time((left.number - right.number) * _DAY),
    (TIME, TIME): _between,
    (DATE_TIME, DAYS): lambda left, right: _later(left, DaysTime(-right.nanoseconds)),
    (DATE_TIME, MONTHS): lambda left, right: _months_later(left, YearsMonths(-right.months)),
    (DATE, DAYS): lambda left, right: _day_later(left, DaysTime(-right.nanoseconds)),
    (DATE, MONTHS): lambda left, right: _months_later(left, YearsMonths(-right.months)),
    (TIME, DAYS): lambda left, right: _time_later(left, DaysTime(-right.nanoseconds)),
    (DAYS, DAYS): lambda left, right: days_time(left.nanoseconds - right.nanoseconds),
    (MONTHS, MONTHS): lambda left, right: years_months(left.months - right.months),
}
_MULTIPLY: _Table = {
    (NUMBER, NUMBER): lambda left, right: CONTEXT.multiply(decimal(left), decimal(right)),
    (DAYS, NUMBER): _scale_days,
    (NUMBER, DAYS): _swapped(_scale_days),
    (MONTHS, NUMBER): _scale_months,
    (NUMBER, MONTHS): _swapped(_scale_months),
}
_DIVIDE: _Table = {
    (NUMBER, NUMBER): _divide,
    (DAYS, NUMBER): _divide_days,
    (MONTHS, NUMBER): _divide_months,
    (DAYS, DAYS): lambda left, right: _divide(Decimal(left.nanoseconds), Decimal(right.nanoseconds)),
    (MONTHS, MONTHS): lambda left, right: _divide(Decimal(left.months), Decimal(right.months)),
}
_POWER: _Table = {(NUMBER, NUMBER): _power}
_TYPES: dict[str, tuple[type, ...]] = {
    NUMBER: (Decimal, int), STRING: (str,), DATE: (Date,), TIME: (Time,), DATE_TIME: (DateTime,),
    DAYS: (DaysTime,), MONTHS: (YearsMonths,),
}  # fmt: skip
_BY_TYPES: dict[str, dict[tuple[type, type], Callable[[Any, Any], Any]]] = {
    operator: {
        (one, other): operation
        for (left, right), operation in table.items()
        for one in _TYPES[left]
        for other in _TYPES[right]
    }
    for operator, table in (("+", _ADD), ("-", _SUBTRACT), ("*", _MULTIPLY), ("/", _DIVIDE), ("**", _POWER))
}
