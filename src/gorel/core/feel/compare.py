"""Equality and order, as the operators and every built-in function see them.

Values of different kinds are neither equal nor unequal: the answer is None. Null equals null and nothing else.
Times are equal to the second, as the standard's tests have it; their order looks at the fraction too.
Source: DMN 1.5 §10.3.2.13, tables 52 and 53.
"""

from __future__ import annotations

import operator as operator_
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from gorel.core.feel.functions import Function
from gorel.core.feel.ranges import Range
from gorel.core.feel.temporal import Date, DateTime, DaysTime, Time, YearsMonths
from gorel.core.feel.temporal.calendar import SECOND

# Pairs of Python types whose own comparison is FEEL's.
_DIRECT = frozenset({(Decimal, Decimal), (int, int), (int, Decimal), (Decimal, int), (str, str)})
_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator_.eq, "!=": operator_.ne, "<": operator_.lt, "<=": operator_.le, ">": operator_.gt, ">=": operator_.ge,
}  # fmt: skip

_KINDS: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    int: "number",
    Decimal: "number",
    str: "string",
    list: "list",
    dict: "context",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    DaysTime: "days and time duration",
    YearsMonths: "years and months duration",
    Range: "range",
    Function: "function",
}


def kind_of(value: Any) -> str:
    """Return the FEEL type of a value by its name."""
    known = _KINDS.get(type(value))
    if known is not None:
        return known
    for type_, name in _KINDS.items():
        if isinstance(value, type_):
            return name
    return "function" if callable(value) else type(value).__name__


def equal(left: Any, right: Any) -> bool | None:
    """Return whether two values are equal, None when they cannot be compared."""
    if left is None or right is None:
        return left is right
    if type(left) is type(right) and type(left) in (str, Decimal, bool, Date):
        return bool(left == right)
    kind = kind_of(left)
    if kind != kind_of(right):
        return None
    match kind:
        case "list":
            return len(left) == len(right) and all(
                equal(one, other) is True for one, other in zip(left, right, strict=True)
            )
        case "context":
            return left.keys() == right.keys() and all(equal(left[key], right[key]) is True for key in left)
        case "time" | "date and time":
            if left.is_local != right.is_local:
                return None
            return bool(left.nanoseconds // SECOND == right.nanoseconds // SECOND)
        case "range":
            return (
                left.form == right.form
                and left.start_included == right.start_included
                and left.end_included == right.end_included
                and equal(left.start, right.start) is True
                and equal(left.end, right.end) is True
            )
        case "function":
            return left is right
        case _:
            return bool(left == right)


def less(left: Any, right: Any) -> bool | None:
    """Return whether *left* comes before *right*, None when the two have no order."""
    type_ = type(left)
    if type_ is type(right) and (type_ is Decimal or type_ is str):
        return bool(left < right)
    if type_ is Date is type(right):
        return (left.year, left.month, left.day) < (right.year, right.month, right.day)
    kind = kind_of(left)
    if kind != kind_of(right):
        return None
    match kind:
        case "number" | "string":
            return bool(left < right)
        case "time" | "date and time":
            return None if left.is_local != right.is_local else bool(left.nanoseconds < right.nanoseconds)
        case "days and time duration":
            return bool(left.nanoseconds < right.nanoseconds)
        case "years and months duration":
            return bool(left.months < right.months)
        case _:
            return None


def compare(operator: str, left: Any, right: Any) -> bool | None:
    """Return `left operator right`."""
    types = type(left), type(right)
    if types in _DIRECT:
        return bool(_OPERATORS[operator](left, right))
    if operator == "=":
        return equal(left, right)
    if operator == "!=":
        same = equal(left, right)
        return None if same is None else not same
    if operator in (">", ">="):
        left, right = right, left
    before = less(left, right)
    return before if before is None or before or len(operator) == 1 else equal(left, right)


def contains(range_: Range, value: Any) -> bool | None:
    """Return whether *value* lies in the range, None when it cannot be compared with an end or both ends are null."""
    if range_.form in ("=", "!="):
        return compare(range_.form, value, range_.start)
    if range_.form == "..":
        if range_.start is None or range_.end is None:
            return None
    elif value is None:
        return None
    after = True if range_.start is None else compare(">=" if range_.start_included else ">", value, range_.start)
    before = True if range_.end is None else compare("<=" if range_.end_included else "<", value, range_.end)
    if after is False or before is False:
        return False
    return True if after and before else None


def identical(left: Any, right: Any) -> bool:
    """Return whether two values are the same element of the same type, zone and fraction included."""
    if kind_of(left) != kind_of(right):
        return False
    if isinstance(left, list):
        return len(left) == len(right) and all(map(identical, left, right))
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(identical(left[key], right[key]) for key in left)
    return bool(left == right)
