"""What is known of a node's type before any value is: enough to know the names after a dot and inside a filter."""

from __future__ import annotations

from collections.abc import Callable

from gorel.core.feel import nodes
from gorel.core.feel.types import (
    DATE,
    DATE_TIME,
    DAYS_TIME,
    NUMBER,
    STRING,
    TIME,
    YEARS_MONTHS,
    FunctionType,
    ListType,
    Type,
    base_of,
    fields_of,
)

CALL_RESULTS: dict[str, Type] = {
    "date": DATE,
    "time": TIME,
    "date and time": DATE_TIME,
    "today": DATE,
    "now": DATE_TIME,
    "years and months duration": YEARS_MONTHS,
}
KEEPS_TYPE = frozenset(
    {"append", "concatenate", "reverse", "sublist", "remove", "union", "distinct values", "sort", "insert before"}
)


def arithmetic_type(left: Type | None, right: Type | None) -> Type | None:
    """Return the type of a sum or its like."""
    kinds = base_of(left), base_of(right)
    if kinds in ((NUMBER, NUMBER), (STRING, STRING)):
        return kinds[0]
    if kinds[0] in (DATE, TIME, DATE_TIME) and kinds[1] in (DAYS_TIME, YEARS_MONTHS):
        return kinds[0]
    return None


def call_type(node: nodes.Node, function: Type | None, type_of: Callable[[nodes.Node], Type | None]) -> Type | None:
    """Return the type of what a call gives."""
    known = base_of(function)
    if isinstance(known, FunctionType):
        return known.result
    if isinstance(node, nodes.Call) and isinstance(node.function, nodes.Name):
        name = node.function.name
        if name in KEEPS_TYPE and node.arguments:
            return type_of(node.arguments[0])
        return CALL_RESULTS.get(name)
    return None


def path_type(base: Type | None, name: str) -> Type | None:
    """Return the type of `base.name`; over a list it is a list."""
    field = fields_of(base).get(name)
    return ListType(field) if field is not None and isinstance(base_of(base), ListType) else field
