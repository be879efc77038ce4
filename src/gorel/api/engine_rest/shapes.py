"""Shapes that several families of this door share."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.db.models import QuerySet

from gorel.api.errors import BadRequest
from gorel.api.route import Body, Route, Shape

LONGEST_LIST = 10_000


class Count(Shape, kw_only=True):
    """How many there are."""

    count: int


class Link(Shape, kw_only=True):
    """Where a thing is found."""

    method: str
    href: str
    rel: str


class Sorting(Body, kw_only=True):
    """How a query by POST is sorted."""

    sort_by: str
    sort_order: str = "asc"
    parameters: dict[str, Any] | None = None


class Listed(Body, kw_only=True):
    """Base of queries. Shape: at most `LONGEST_LIST` rows are told at once, from first_result on."""

    first_result: int | None = None
    max_results: int | None = None
    sort_by: str | None = None
    sort_order: str | None = None
    sorting: list[Sorting] | None = None


class Paged(Body, kw_only=True):
    """The part of a query by POST that stands in the address."""

    first_result: int | None = None
    max_results: int | None = None


def rows(found: QuerySet[Any], asked: Listed, sorts: Mapping[str, str], paged: Paged | None = None) -> list[Any]:
    """Return the asked-for page of *found*, sorted. Errors: BadRequest for a name that cannot be sorted by."""
    names = [("-" if is_down else "") + sorts[name] for name, is_down in orders(asked, sorts)]
    return list(page(found.order_by(*names, "pk"), asked, paged))


def orders(asked: Listed, sorts: Collection[str]) -> list[tuple[str, bool]]:
    """Return by what is sorted, and whether downwards. Errors: BadRequest for a name that cannot be sorted by."""
    found = [(one.sort_by, one.sort_order) for one in asked.sorting or []]
    if asked.sort_by:
        found.append((asked.sort_by, asked.sort_order or "asc"))
    for name, order in found:
        if name not in sorts or order not in ("asc", "desc"):
            raise BadRequest(f"Cannot sort by {name} {order}. There are {', '.join(sorted(sorts))}; asc, desc")
    return [(name, order == "desc") for name, order in found]


def in_order(found: list[Any], asked: Listed, sorts: Mapping[str, str]) -> list[Any]:
    """Sort what was found as asked, by the fields that *sorts* names. Errors: BadRequest for another."""
    for name, is_down in reversed(orders(asked, sorts)):
        field = sorts[name]
        if field:
            found.sort(key=lambda one, field=field: rank(getattr(one, field)), reverse=is_down)  # type: ignore[misc]
    return found


def rank(value: Any) -> tuple[bool, Any]:
    """Return what sorts *value* among others of its kind; null comes last."""
    return (value is None, value if isinstance(value, int) else str(value or ""))


def page(found: Any, asked: Listed | Paged, paged: Paged | None = None) -> Any:
    """Return the asked-for part of a list or a query."""
    first = (paged and paged.first_result) or asked.first_result or 0
    limit = asked.max_results if paged is None or paged.max_results is None else paged.max_results
    limit = LONGEST_LIST if limit is None else limit
    if first < 0 or limit < 0:
        raise BadRequest("firstResult and maxResults are 0 or more")
    return found[first : first + min(limit, LONGEST_LIST)] if first < 2**62 else found[:0]


def like(text: str, column: str) -> dict[str, str]:
    """Return the condition for a pattern with % at its ends."""
    inner = text.strip("%")
    if "%" in inner:
        raise BadRequest(f"{text!r}: a % stands at the beginning or the end")
    if text.startswith("%") and text.endswith("%"):
        return {f"{column}__contains": inner}
    if text.startswith("%"):
        return {f"{column}__endswith": inner}
    return {f"{column}__startswith": inner} if text.endswith("%") else {column: inner}


def four(
    path: str, listing: Callable[..., Any], count: Callable[..., Any], asked: Any, by_post: Any, answer: Any, what: str
) -> list[Route]:
    """Return the routes of a list and its count, by GET and by POST."""
    return [
        Route("GET", path, listing, "read", f"List {what}", query=asked, answer=list[answer]),
        Route("POST", path, listing, "read", f"List {what} by POST", body=by_post, query=Paged, answer=list[answer]),
        Route("GET", path + "/count", count, "read", f"Count {what}", query=asked, answer=Count),
        Route("POST", path + "/count", count, "read", f"Count {what} by POST", body=by_post, answer=Count),
    ]
