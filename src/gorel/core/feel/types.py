"""FEEL's types, as a decision or an `instance of` names them.

A type says which values conform to it and which names a value of it has, so that names with spaces can be read
after a dot and in a filter.
Source: DMN 1.5 §10.3.2.9 (types, conformance, implicit conversions).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec


class Type(msgspec.Struct, frozen=True):
    """Base of all types."""


class Simple(Type, frozen=True):
    """A type by its name: number, string, boolean, date, time, Any, Null …"""

    name: str


class ListType(Type, frozen=True):
    element: Type


class RangeType(Type, frozen=True):
    element: Type


class ContextType(Type, frozen=True):
    """Entries that a context must have. A context may have more."""

    fields: Mapping[str, Type]


class FunctionType(Type, frozen=True):
    parameters: tuple[Type, ...]
    result: Type


class Unknown(Type, frozen=True):
    """A name that nothing in scope gives a meaning; no value is an instance of it."""

    name: str


class Constrained(Type, frozen=True):
    """A named type with allowed values. *allows* is asked only about values that conform to *base*."""

    name: str
    base: Type
    allows: Callable[[Any], bool] | None = None


ANY, NULL = Simple("Any"), Simple("Null")
NUMBER, STRING, BOOLEAN = Simple("number"), Simple("string"), Simple("boolean")
DATE, TIME, DATE_TIME = Simple("date"), Simple("time"), Simple("date and time")
DAYS_TIME = Simple("days and time duration")
YEARS_MONTHS = Simple("years and months duration")
LIST, CONTEXT, RANGE, FUNCTION = ListType(ANY), ContextType({}), RangeType(ANY), Simple("function")

NAMED: dict[str, Type] = {
    "Any": ANY,
    "any": ANY,
    "Null": NULL,
    "number": NUMBER,
    "string": STRING,
    "boolean": BOOLEAN,
    "date": DATE,
    "time": TIME,
    "date and time": DATE_TIME,
    "dateTime": DATE_TIME,
    "days and time duration": DAYS_TIME,
    "dayTimeDuration": DAYS_TIME,
    "years and months duration": YEARS_MONTHS,
    "yearMonthDuration": YEARS_MONTHS,
    "list": LIST,
    "context": CONTEXT,
    "range": RANGE,
    "function": FUNCTION,
}


def text_of(type_: Type) -> str:
    """Return the type as FEEL writes it."""
    if isinstance(type_, Simple | Unknown | Constrained):
        return type_.name
    if isinstance(type_, ListType):
        return "list" if type_ is LIST else f"list<{text_of(type_.element)}>"
    if isinstance(type_, RangeType):
        return "range" if type_ is RANGE else f"range<{text_of(type_.element)}>"
    if isinstance(type_, ContextType):
        if type_ is CONTEXT:
            return "context"
        return "context<" + ", ".join(f"{name}: {text_of(field)}" for name, field in type_.fields.items()) + ">"
    if isinstance(type_, FunctionType):
        return f"function<{', '.join(map(text_of, type_.parameters))}> -> {text_of(type_.result)}"
    return "Any"


def base_of(type_: Type | None) -> Type | None:
    """Return the type without its name and allowed values."""
    while isinstance(type_, Constrained):
        type_ = type_.base
    return type_


def fields_of(type_: Type | None) -> Mapping[str, Type]:
    """Return the names that a value of the type has after a dot; of a list, those of its elements."""
    type_ = base_of(type_)
    while isinstance(type_, ListType):
        type_ = base_of(type_.element)
    if isinstance(type_, ContextType):
        return type_.fields
    if isinstance(type_, Simple):
        return PROPERTIES.get(type_, {})
    return RANGE_PROPERTIES if isinstance(type_, RangeType) else {}


def element_of(type_: Type | None) -> Type | None:
    """Return the type of one item; a value that is no list is its own only item."""
    type_ = base_of(type_)
    return type_.element if isinstance(type_, ListType) else type_


_DATE_PARTS: dict[str, Type] = {"year": NUMBER, "month": NUMBER, "day": NUMBER, "weekday": NUMBER}
_TIME_PARTS: dict[str, Type] = {
    "hour": NUMBER,
    "minute": NUMBER,
    "second": NUMBER,
    "time offset": DAYS_TIME,
    "timezone": STRING,
}
PROPERTIES: dict[Simple, Mapping[str, Type]] = {
    DATE: _DATE_PARTS,
    TIME: _TIME_PARTS,
    DATE_TIME: {**_DATE_PARTS, **_TIME_PARTS},
    DAYS_TIME: dict.fromkeys(("days", "hours", "minutes", "seconds"), NUMBER),
    YEARS_MONTHS: dict.fromkeys(("years", "months"), NUMBER),
}
RANGE_PROPERTIES: dict[str, Type] = {"start": ANY, "end": ANY, "start included": BOOLEAN, "end included": BOOLEAN}
PROPERTY_NAMES = frozenset(name for parts in (*PROPERTIES.values(), RANGE_PROPERTIES) for name in parts)
