"""Values at the edge of a model: Python's and JSON's to FEEL's, FEEL's to JSON, and what hit policies do with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from gorel.core import feel
from gorel.core.feel import to_json
from gorel.core.feel import types as t
from gorel.core.feel.compare import compare, equal, kind_of
from gorel.core.feel.numbers import CONTEXT
from gorel.core.feel.temporal import parse_date, parse_date_time, parse_duration, parse_time


def from_python(value: Any) -> Any:
    """Return *value* as FEEL holds it: numbers of 34 digits, Python's dates as FEEL's own, in lists and dicts too."""
    if isinstance(value, Decimal):
        return CONTEXT.plus(value) if value.is_finite() else None
    if isinstance(value, str):
        return value if type(value) is str else str(value)
    if isinstance(value, Mapping):
        return {str(key): from_python(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [from_python(item) for item in value]
    return feel.from_python(value)


def from_json(value: Any, type_: t.Type) -> Any:
    """Return a JSON value as FEEL holds it; texts become dates and durations where the type asks for them."""
    base = t.base_of(type_)
    if isinstance(value, str):
        return _parsed(value, base)
    if isinstance(value, list) and isinstance(base, t.ListType):
        return [from_json(item, base.element) for item in value]
    if isinstance(value, Mapping) and isinstance(base, t.ContextType):
        found = {str(key): from_json(item, base.fields.get(key, t.ANY)) for key, item in value.items()}
        # JSON leaves out what is not known; FEEL's contexts have all the entries of their type.
        return {**dict.fromkeys(base.fields), **found}
    if isinstance(base, t.ListType) and not isinstance(value, list):
        return from_json(value, base.element)
    return from_python(value)


def _parsed(text: str, base: t.Type | None) -> Any:
    if isinstance(base, t.ListType):
        return _parsed(text, t.base_of(base.element))
    found: Any = None
    if base == t.DATE:
        found = parse_date(text)
    elif base == t.TIME:
        found = parse_time(text)
    elif base == t.DATE_TIME:
        found = parse_date_time(text) or parse_date(text)
    elif base in (t.DAYS_TIME, t.YEARS_MONTHS):
        found = parse_duration(text)
    return text if found is None else found


def is_equal(left: Any, right: Any) -> bool:
    """Return whether FEEL calls the two equal."""
    return equal(left, right) is True


def total(values: Sequence[Any]) -> Decimal | None:
    """Return the sum of numbers, None when one is no number."""
    if any(kind_of(value) != "number" for value in values):
        return None
    result = Decimal(0)
    for value in values:
        result = CONTEXT.add(result, Decimal(value))
    return result


def least(values: Sequence[Any]) -> Any:
    """Return the least value, None when they cannot be compared."""
    return _extreme(values, "<")


def greatest(values: Sequence[Any]) -> Any:
    """Return the greatest value, None when they cannot be compared."""
    return _extreme(values, ">")


def _extreme(values: Sequence[Any], operator: str) -> Any:
    best = values[0]
    for value in values[1:]:
        better = compare(operator, value, best)
        if better is None:
            return None
        if better:
            best = value
    return best


__all__ = ["from_json", "from_python", "greatest", "is_equal", "least", "to_json", "total"]
