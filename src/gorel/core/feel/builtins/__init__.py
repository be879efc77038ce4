"""The built-in functions, one family in each file."""

from __future__ import annotations

from functools import lru_cache

from gorel.core.feel.builtins import (
    aggregates,
    booleans,
    camunda,
    contexts,
    conversion,
    dates,
    lists,
    numeric,
    patterns,
    ranges,
    strings,
)
from gorel.core.feel.registry import BUILTINS, CAMUNDA, Builtin

FAMILIES = (aggregates, booleans, camunda, contexts, conversion, dates, lists, numeric, patterns, ranges, strings)


@lru_cache
def table(dialect: str) -> dict[str, Builtin]:
    """Return the functions of a dialect by name; Camunda's own come before the standard's."""
    if dialect == "feel":
        return BUILTINS
    merged = dict(BUILTINS)
    for name, extra in CAMUNDA.items():
        if name in BUILTINS:
            both = Builtin(name)
            both.overloads = [*extra.overloads, *BUILTINS[name].overloads]
            both.quick = {} if extra.overloads else BUILTINS[name].quick
            merged[name] = both
        else:
            merged[name] = extra
    return merged
