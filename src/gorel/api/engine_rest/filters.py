"""Filtering cases by their variables, as this door writes it: `amount_gt_100,town_eq_Borås`, or a list of structs.

A case's variables stand in its state; for the cases that every other filter leaves, they are looked at one by one.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from gorel.api.errors import BadRequest
from gorel.api.route import Body
from gorel.cases import queries
from gorel.cases.models import Case

MOST = 10_000  # cases that are looked at for one question


class Comparison(Body, kw_only=True):
    """What a variable must be."""

    name: str
    operator: str = "eq"
    value: Any = None
    type: str | None = None


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def both(left: Any, right: Any) -> bool:
        left_number, right_number = _number(left), _number(right)
        if left_number is not None and right_number is not None:
            return compare(left_number, right_number)
        return isinstance(left, str) and isinstance(right, str) and compare(left, right)

    return both


def _like(left: Any, right: Any) -> bool:
    if not isinstance(left, str) or not isinstance(right, str):
        return False
    at = 0
    parts = right.split("%")
    if not left.startswith(parts[0]) or not left.endswith(parts[-1]):
        return False
    for part in parts:
        found = left.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True


def _equal(left: Any, right: Any) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return bool(left == right)


OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": _equal,
    "neq": lambda left, right: not _equal(left, right),
    "gt": _ordered(operator.gt),
    "gteq": _ordered(operator.ge),
    "lt": _ordered(operator.lt),
    "lteq": _ordered(operator.le),
    "like": _like,
    "notLike": lambda left, right: not _like(left, right),
}


def parse_all(text: str) -> list[Comparison]:
    """Return the comparisons in an address. Errors: BadRequest."""
    return [_parse(part) for part in text.split(",") if part]


def _parse(text: str) -> Comparison:
    for word in sorted(OPERATORS, key=len, reverse=True):
        name, found, value = text.partition(f"_{word}_")
        if found:
            return Comparison(name=name, operator=word, value=value_of(value))
    raise BadRequest(f"{text[:80]!r} is no comparison. Write name_OPERATOR_value with one of {', '.join(OPERATORS)}")


def value_of(text: str) -> Any:
    """Return what an address says without its type."""
    if text in ("true", "false"):
        return text == "true"
    try:
        return int(text) if text.lstrip("-").isdigit() else Decimal(text)
    except (ArithmeticError, ValueError):
        return text


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return Decimal(value)


def fits(
    values: dict[str, Any], wanted: Iterable[Comparison], *, ignore_case: bool = False, names_ignore_case: bool = False
) -> bool:
    """Return whether variables are as wanted; what is not there fits nothing but "neq". Errors: BadRequest."""
    for one in wanted:
        compare = OPERATORS.get(one.operator)
        if compare is None:
            raise BadRequest(f"There is no operator {one.operator[:40]!r}. There are {', '.join(OPERATORS)}")
        name = one.name
        if names_ignore_case and name not in values:
            name = next((known for known in values if known.casefold() == name.casefold()), name)
        if name not in values:
            return False
        left, right = values[name], one.value
        if isinstance(left, str) and not isinstance(right, str | bool | None):
            right = str(right)  # an address does not say whether 12 is a text
        if ignore_case and isinstance(left, str) and isinstance(right, str):
            left, right = left.casefold(), right.casefold()
        if not compare(left, right):
            return False
    return True


def holding(cases: QuerySet[Case], wanted: list[Comparison], **how: bool) -> list[int]:
    """Return the ids of those cases whose variables are as wanted; *how* is as in `fits`.

    Errors: BadRequest for too many to look at.
    """
    found = list(cases.order_by("-pk").values_list("pk", flat=True)[: MOST + 1])
    if len(found) > MOST:
        raise BadRequest(
            f"More than {MOST} process instances would have to be looked at. Narrow the question, by a key say"
        )
    states: dict[int, Any] = {}
    for first in range(0, len(found), 500):
        states.update(queries.states(found[first : first + 500]))
    return [
        case for case in found
        if case in states and fits(states[case].instances[0].variables or {}, wanted, **how)
    ]  # fmt: skip
