"""Searching: filters, order and pages over what is told, the same for every kind of thing.

A filter's fields are those of the thing itself, each a value or a comparison such as `{"$in": […]}`. What narrows
most (an instance, a process, a state) is asked of the database; the rest is looked at here, for the newest `MOST`.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

import msgspec
from django.db.models import QuerySet

from gorel.api.errors import BadRequest
from gorel.api.route import Body, Shape
from gorel.api.v2 import keys
from gorel.cases.values import to_json

MOST = 10_000


class Order(Body, kw_only=True):
    """One field to sort by."""

    field: str
    order: str = "ASC"


class Page(Body, kw_only=True):
    """Which part is wanted: so many from a place, or after or before a cursor."""

    from_: int | None = msgspec.field(default=None, name="from")
    limit: int | None = None
    after: str | None = None
    before: str | None = None


class Search(Body, kw_only=True):
    """What is asked for."""

    filter: dict[str, Any] | None = None
    sort: list[Order] | None = None
    page: Page | None = None


class Told(Shape, kw_only=True):
    """Which part is told."""

    total_items: int
    has_more_total_items: bool
    start_cursor: str | None
    end_cursor: str | None


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def both(left: Any, right: Any) -> bool:
        same = (
            isinstance(left, str) == isinstance(right, str)
            and isinstance(left, int | str)
            and isinstance(right, int | str)
        )
        return same and compare(left, right)

    return both


def _like(left: Any, right: Any) -> bool:
    if not isinstance(left, str) or not isinstance(right, str):
        return False
    return _matches(left, right)


def _matches(text: str, pattern: str) -> bool:
    """Match * and ?, as this door writes them, without going back more than once."""
    at = place = 0
    star, mark = -1, 0
    while at < len(text):
        if place < len(pattern) and (pattern[place] == "?" or (pattern[place] == text[at] and pattern[place] != "*")):
            at, place = at + 1, place + 1
        elif place < len(pattern) and pattern[place] == "*":
            star, mark, place = place, at, place + 1
        elif star >= 0:
            place, mark = star + 1, mark + 1
            at = mark
        else:
            return False
    return all(letter == "*" for letter in pattern[place:])


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "$eq": lambda left, right: left == right,
    "$neq": lambda left, right: left != right,
    "$exists": lambda left, right: (left is not None) == bool(right),
    "$in": lambda left, right: isinstance(right, list) and left in right,
    "$notIn": lambda left, right: isinstance(right, list) and left not in right,
    "$like": _like,
    "$gt": _ordered(lambda left, right: left > right),
    "$gte": _ordered(lambda left, right: left >= right),
    "$lt": _ordered(lambda left, right: left < right),
    "$lte": _ordered(lambda left, right: left <= right),
}


def exact(asked: Search, name: str) -> Any:
    """Return the one value that a field must have, or None when the filter does not say one."""
    value = (asked.filter or {}).get(name)
    if isinstance(value, dict):
        value = value.get("$eq")
    return value if isinstance(value, str | int) else None


def narrowed(rows: QuerySet[Any], asked: Search, columns: dict[str, str]) -> QuerySet[Any]:
    """Return *rows* with the exact values among the filters asked of the database."""
    for name, column in columns.items():
        value = exact(asked, name)
        if value is not None:
            rows = rows.filter(**{column: value})
    return rows


def answer(
    shape: Any, kind: Any, found: Iterable[Any], asked: Search, extra: dict[str, Callable[[Any], Any]] | None = None
) -> Any:
    """Return a *shape* with the asked-for page of those of *found* that fit.

    Shape: *kind* is the struct that tells one; *extra* are filters beyond its own fields. Errors: BadRequest.
    """
    names = dict(zip(kind.__struct_encode_fields__, kind.__struct_fields__, strict=True))
    fits = _tests(names, extra or {}, asked.filter or {})
    items = [one for one in found if fits(one)]
    for order in reversed(asked.sort or []):
        if order.field not in names or order.order.upper() not in ("ASC", "DESC"):
            raise BadRequest(
                f"Cannot sort by {order.field[:60]} {order.order[:10]}. There are {', '.join(sorted(names))}; ASC, DESC"
            )
        field = attrgetter(names[order.field])
        items.sort(key=lambda one: _rank(field(one)), reverse=order.order.upper() == "DESC")
    first, limit = _place(asked.page or Page(), len(items))
    some = items[first : first + limit]
    page = Told(
        total_items=len(items), has_more_total_items=len(items) >= MOST,
        start_cursor=_as_cursor(first) if some else None, end_cursor=_as_cursor(first + len(some)) if some else None,
    )  # fmt: skip
    return shape(items=some, page=page)


def _tests(
    names: dict[str, str], extra: dict[str, Callable[[Any], Any]], wanted: dict[str, Any]
) -> Callable[[Any], bool]:
    """Return whether all filters fit, and one group of those below `$or`."""
    tests = [_test(names, extra, name, value) for name, value in wanted.items() if name != "$or"]
    groups = wanted.get("$or")
    if groups is None:
        return lambda one: all(test(one) for test in tests)
    if not isinstance(groups, list) or not all(isinstance(group, dict) and "$or" not in group for group in groups):
        raise BadRequest("$or is a list of filters, none of them with an $or of its own")
    several = [_tests(names, extra, group) for group in groups]
    return lambda one: all(test(one) for test in tests) and any(fits(one) for fits in several)


def _test(
    names: dict[str, str], extra: dict[str, Callable[[Any], Any]], name: str, wanted: Any
) -> Callable[[Any], bool]:
    if name in extra:
        read = extra[name]
    elif name in names:

        def read(one: Any, field: str = names[name]) -> Any:
            return getattr(one, field)
    else:
        raise BadRequest(f"The filter {name[:60]} is not offered. There are {', '.join(sorted({*names, *extra}))}")
    fits = test_of(name, wanted)
    return lambda one: fits(read(one))


def test_of(name: str, wanted: Any) -> Callable[[Any], bool]:
    """Return whether the value of a field is as wanted: a value, or comparisons. Errors: BadRequest."""
    comparisons = wanted if isinstance(wanted, dict) else {"$eq": wanted}
    unknown = [word for word in comparisons if word not in COMPARISONS]
    if unknown:
        raise BadRequest(f"There is no comparison {unknown[0][:40]!r}. There are {', '.join(COMPARISONS)}")
    if name.endswith("Date") or name.endswith("Time"):
        comparisons = {word: _as_told(name, value) for word, value in comparisons.items()}
    return lambda told: all(COMPARISONS[word](told, value) for word, value in comparisons.items())


def hold(variables: Mapping[str, Any], wanted: Any) -> bool:
    """Return whether variables are all as wanted. Shape: a list of name and value, which is JSON text.

    Errors: BadRequest.
    """
    if not isinstance(wanted, list) or not all(
        isinstance(one, dict) and {"name", "value"} == set(one) for one in wanted
    ):
        raise BadRequest('variables is a list of {"name", "value"}; a value is JSON text')
    return all(
        one["name"] in variables and test_of("value", one["value"])(to_json(variables[one["name"]])) for one in wanted
    )


def _as_told(name: str, value: Any) -> Any:
    """Return moments as this door tells them, so that they compare whatever their offset. Errors: BadRequest."""
    if isinstance(value, list):
        return [_as_told(name, one) for one in value]
    return keys.moment(keys.to_moment(value, name)) if isinstance(value, str) else value


def _rank(value: Any) -> tuple[bool, Any]:
    return (value is None, value if isinstance(value, int) else str(value or ""))


def _place(page: Page, total: int) -> tuple[int, int]:
    limit = 100 if page.limit is None else page.limit
    if not 0 <= limit <= MOST:
        raise BadRequest(f"page.limit is from 0 to {MOST}")
    if (page.after is not None) + (page.before is not None) + (page.from_ is not None) > 1:
        raise BadRequest("page takes one of from, after and before")
    if page.after is not None:
        return _cursor(page.after), limit
    if page.before is not None:
        end = _cursor(page.before)
        return max(0, end - limit), min(limit, end)
    first = page.from_ or 0
    if not 0 <= first < 2**31:
        raise BadRequest("page.from is 0 or more")
    return first, limit


def _as_cursor(place: int) -> str:
    """Others' clients want base64."""
    return base64.b64encode(str(place).encode()).decode()


def _cursor(text: str) -> int:
    try:
        place = base64.b64decode(text, validate=True).decode("ascii")
        if place.isdigit() and len(place) < 10:
            return int(place)
    except ValueError:
        pass
    raise BadRequest(f"{text[:40]!r} is no cursor; give the endCursor or startCursor of a page")


def result(name: str, kind: Any) -> Any:
    """Return the struct of a page of *kind*."""
    return msgspec.defstruct(name, [("items", Sequence[kind]), ("page", Told)], bases=(Shape,), kw_only=True)
