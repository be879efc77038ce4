"""FEEL values <-> what the rest of the program holds: JSON values, and Python's own dates and numbers."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from gorel.core.feel.functions import Function
from gorel.core.feel.numbers import number
from gorel.core.feel.ranges import Range
from gorel.core.feel.string_form import string_of
from gorel.core.feel.temporal import Date, DateTime, DaysTime, Time

LONGEST_INT = 40  # digits
DEEPEST_JSON = 200


def to_json(value: Any, *, _depth: int = 0) -> Any:
    """Return a FEEL value as JSON: numbers without decimals as int, temporals and ranges as text, functions as None.

    Shape: what is nested deeper than any JSON reader takes is None.
    """
    if value is None or isinstance(value, bool | str | int):
        return value
    if isinstance(value, Decimal):
        if value == value.to_integral_value() and value.adjusted() < LONGEST_INT:
            return int(value)
        return value
    if isinstance(value, list | dict) and _depth > DEEPEST_JSON:
        return None
    if isinstance(value, list):
        return [to_json(item, _depth=_depth + 1) for item in value]
    if isinstance(value, dict):
        return {key: to_json(item, _depth=_depth + 1) for key, item in value.items()}
    if isinstance(value, Function):
        return None
    return string_of(value)


def from_python(value: Any) -> Any:
    """Return a Python value as FEEL's: datetime, date, time and timedelta as FEEL's own types, float as a number."""
    if value is None or isinstance(value, bool | str | Decimal | Function | Range):
        return value
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, datetime.datetime):
        return DateTime(
            value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond * 1000,
            *_place(value),
        )  # fmt: skip
    if isinstance(value, datetime.date):
        return Date(value.year, value.month, value.day)
    if isinstance(value, datetime.time):
        return Time(value.hour, value.minute, value.second, value.microsecond * 1000, *_place(value))
    if isinstance(value, datetime.timedelta):
        return DaysTime(((value.days * 86_400 + value.seconds) * 1_000_000 + value.microseconds) * 1000)
    if isinstance(value, dict):
        return {str(key): from_python(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [from_python(item) for item in value]
    return value


def _place(value: datetime.datetime | datetime.time) -> tuple[int | None, str | None]:
    name = getattr(value.tzinfo, "key", None)
    if name is not None:
        return None, str(name)
    offset = value.utcoffset()
    return (None if offset is None else offset.days * 86_400 + offset.seconds), None
