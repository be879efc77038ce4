"""Or-queries: of the filters in each, any may fit; the query around them fits as well.

A filter is asked alone, as if it were the whole question, so that it means in an or-query what it means outside one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q, QuerySet
from msgspec import Struct, structs

from gorel.api.engine_rest.shapes import Listed
from gorel.api.errors import BadRequest

# What says how others compare, and asks for nothing alone.
HOW = ("variable_names_ignore_case", "variable_values_ignore_case", "include_assigned_tasks")
_ORDER = tuple(Listed.__struct_fields__)


Filtered = Callable[[QuerySet[Any], Any], QuerySet[Any]]


def narrowed(rows: QuerySet[Any], queries: Iterable[Any] | None, filtered: Filtered) -> QuerySet[Any]:
    """Return those of *rows* that fit each of *queries* by any of its filters; *filtered* asks rows for a single one.

    Errors: BadRequest for an order or a page within an or-query, or one without a filter.
    """
    for one in queries or ():
        if any(getattr(one, name) is not None for name in _ORDER):
            raise BadRequest("sorting, firstResult and maxResults stand outside orQueries")
        may = Q(pk=None)
        for alone in _single(one):
            may |= Q(pk__in=filtered(rows, alone).order_by().values("pk"))
        rows = rows.filter(may)
    return rows


def _single(query: Any) -> list[Any]:
    """Return the filters of *query*, each alone; every variable's condition is one of its own."""
    kind = type(query)
    # A flag that is false asks for nothing.
    how = {name: getattr(query, name) for name in HOW if getattr(query, name, None) is not None}
    found: list[Any] = []
    for name, value in structs.asdict(query).items():
        if value is None or value is False or name in HOW:
            continue
        several = value if isinstance(value, list) and value and isinstance(value[0], Struct) else None
        found += [kind(**{name: [one]}, **how) for one in several] if several else [kind(**{name: value}, **how)]
    if not found:
        raise BadRequest("An orQuery has at least one filter")
    return found
