"""What compiled code calls when the fast path does not apply: other types, null, errors, and everything that warns.

Every function takes the run and the site first. None of them raises but LimitReached.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gorel.core.feel import arithmetic, conform, limits
from gorel.core.feel.calls import call
from gorel.core.feel.compare import compare, contains, equal, kind_of, less
from gorel.core.feel.numbers import integer
from gorel.core.feel.problems import Failure
from gorel.core.feel.properties import property_of
from gorel.core.feel.ranges import Range, from_bound
from gorel.core.feel.run import LimitReached, Run, Site
from gorel.core.feel.temporal import Date
from gorel.core.feel.temporal.calendar import date_of
from gorel.core.feel.types import Type


def arith(run: Run, site: Site, operator: str, left: Any, right: Any) -> Any:
    """Return `left operator right`."""
    try:
        return arithmetic.apply(operator, left, right)
    except Failure as failure:
        values = dict(failure.values)
        if failure.code == "feel.null-operand":
            node = site.node
            part = getattr(node, "left", None) if left is None else getattr(node, "right", None)
            values["part"] = site.text(part)
        run.warn(site, failure.code, **values)
        return None


def negate(run: Run, site: Site, value: Any) -> Any:
    """Return `-value`."""
    try:
        return arithmetic.negate(value)
    except Failure as failure:
        run.warn(site, failure.code, part=site.text(), **failure.values)
        return None


def comparison(run: Run, site: Site, operator: str, left: Any, right: Any) -> bool | None:
    """Return `left operator right`."""
    found = compare(operator, left, right)
    if found is None:
        run.warn(site, "feel.not-comparable", operator=operator, left=kind_of(left), right=kind_of(right))
    return found


def both(run: Run, site: Site, left: Any, right: Any) -> bool | None:
    """Return `left and right`; anything that is not a boolean counts as null."""
    if left is False or right is False:
        return False
    if left is True and right is True:
        return True
    _warn_not_boolean(run, site, left, right)
    return None


def either(run: Run, site: Site, left: Any, right: Any) -> bool | None:
    """Return `left or right`; anything that is not a boolean counts as null."""
    if left is True or right is True:
        return True
    if left is False and right is False:
        return False
    _warn_not_boolean(run, site, left, right)
    return None


def _warn_not_boolean(run: Run, site: Site, left: Any, right: Any) -> None:
    for value in (left, right):
        if value is not None and not isinstance(value, bool):
            run.warn(site, "feel.not-boolean", found=kind_of(value))


def not_boolean(run: Run, site: Site, value: Any) -> None:
    """Warn that a condition is neither true nor false."""
    run.warn(site, "feel.condition-not-boolean", found=kind_of(value))


def missing(run: Run, site: Site, name: str) -> None:
    """Warn that nothing in scope has the name."""
    run.warn(site, "feel.unknown-name", name=name)


def path(run: Run, site: Site, base: Any, name: str) -> Any:
    """Return `base.name`: an entry, a property, or of a list the same of each item."""
    if isinstance(base, dict):
        if name in base:
            return base[name]
        run.warn(
            site,
            "feel.no-entry",
            name=name,
            text=site.text(getattr(site.node, "base", None)),
            entries=", ".join(list(base)[:10]),
        )
        return None
    if isinstance(base, list):
        run.charge(len(base))
        return [path(run, site, item, name) for item in base]
    if base is None:
        run.warn(site, "feel.null-base", name=name, part=site.text(getattr(site.node, "base", None)))
        return None
    try:
        return property_of(base, name)
    except Failure as failure:
        run.warn(site, failure.code, **failure.values)
        return None


def domain(run: Run, site: Site, value: Any) -> list[Any] | None:
    """Return what `for` and its like go over: a list, the members of a range, or a value as the only one."""
    if isinstance(value, list):
        return value
    if value is None:
        run.warn(site, "feel.null-domain")
        return None
    if isinstance(value, Range):
        ends = integer(value.start), integer(value.end)
        if ends[0] is not None and ends[1] is not None:
            first, last = ends[0] + (not value.start_included), ends[1] - (not value.end_included)
            return _numbers(run, first, last) if first <= last else []
        if isinstance(value.start, Date) and isinstance(value.end, Date):
            first = value.start.number + (not value.start_included)
            last = value.end.number - (not value.end_included)
            return _days(run, first, last) if first <= last else []
        run.warn(site, "feel.range-not-iterable", found=kind_of(value.start if value.start is not None else value.end))
        return None
    return [value]


def steps(run: Run, site: Site, start: Any, stop: Any) -> list[Any] | None:
    """Return the members of `start..stop`, downwards when stop is the smaller one."""
    first, last = integer(start), integer(stop)
    if first is not None and last is not None:
        return _numbers(run, first, last)
    if type(start) is Date and type(stop) is Date:
        return _days(run, start.number, stop.number)
    run.warn(site, "feel.range-not-iterable", found=kind_of(stop if start is None else start))
    return None


def _numbers(run: Run, first: int, last: int) -> list[Any]:
    _allow_items(run, abs(last - first) + 1)
    step = 1 if first <= last else -1
    return list(map(arithmetic.decimal, range(first, last + step, step)))


def _days(run: Run, first: int, last: int) -> list[Any]:
    _allow_items(run, abs(last - first) + 1)
    step = 1 if first <= last else -1
    return [Date(*date_of(number)) for number in range(first, last + step, step)]


def _allow_items(run: Run, count: int) -> None:
    if count > limits.ITEMS:
        raise LimitReached("feel.list-too-long", limit=limits.ITEMS)
    run.charge(count)


def as_list(value: Any) -> list[Any]:
    """Return what a filter goes over: null is an empty list, a value is the only item."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def index(run: Run, site: Site, base: Any, position: Any) -> Any:
    """Return the item at a position counted from 1, or from -1 at the end."""
    items = as_list(base)
    at = integer(position)
    if at is None or at == 0 or abs(at) > len(items):
        run.warn(site, "feel.no-item", position=str(position), length=len(items))
        return None
    return items[at - 1 if at > 0 else at]


def filtered(run: Run, site: Site, base: Any, condition: Callable[[Any], Any]) -> Any:
    """Return the items whose condition is true, or the item at a position when the condition is a number."""
    items = as_list(base)
    run.charge(len(items) + 1)
    if not items:
        position = condition(None)
        return index(run, site, items, position) if kind_of(position) == "number" else []
    found = []
    for count, item in enumerate(items):
        value = condition(item)
        if value is True:
            found.append(item)
        elif value is not False and value is not None:
            if count == 0 and kind_of(value) == "number":
                return index(run, site, items, value)
            run.warn(site, "feel.condition-not-boolean", found=kind_of(value))
            return None
    return found


def inside(run: Run, site: Site, value: Any, test: Any) -> bool | None:
    """Return `value in test` for one evaluated test."""
    found = _inside(value, test)
    if found is None:
        run.warn(site, "feel.not-comparable", operator="in", left=kind_of(value), right=kind_of(test))
    return found


def _inside(value: Any, test: Any) -> bool | None:
    if isinstance(test, Range):
        if isinstance(value, Range):
            same = equal(value, test)
            return same if same else None
        return contains(test, value)
    if isinstance(test, list):
        if isinstance(value, list) and equal(value, test) is True:
            return True
        return any(_inside(value, item) is True for item in test)
    return equal(value, test)


def unary(run: Run, site: Site, value: Any, test: Any) -> bool | None:
    """Return whether the input satisfies a test that does not name it."""
    if isinstance(test, bool) and not isinstance(value, bool):
        return test
    if test is None:
        return value is None
    return inside(run, site, value, test)


def make_range(run: Run, site: Site, start_included: bool, start: Any, end: Any, end_included: bool) -> Range | None:
    """Return the range, or None when its ends have different kinds, no order, or are the wrong way round."""
    if start is not None and end is not None:
        backwards = less(end, start)
        if backwards is None:
            run.warn(site, "feel.range-ends", start=kind_of(start), end=kind_of(end))
            return None
        if backwards:
            run.warn(site, "feel.range-backwards")
            return None
    return Range(start_included, start, end, end_included)


def bound(run: Run, site: Site, operator: str, endpoint: Any) -> Range:
    """Return the range with one end."""
    return from_bound(operator, endpoint)


def instance(value: Any, type_: Type) -> bool:
    """Return `value instance of type`."""
    return conform.instance_of(value, type_)


def unknown_type(run: Run, site: Site, name: str) -> None:
    """Warn that no type has the name."""
    run.warn(site, "feel.unknown-type", name=name)


def duplicate_key(run: Run, site: Site, name: str) -> None:
    """Warn that a context names an entry twice."""
    run.warn(site, "feel.duplicate-key", name=name)


def bad_literal(run: Run, site: Site, value: str) -> None:
    """Warn that an `@` literal is no date, time or duration."""
    run.warn(site, "feel.bad-literal", value=value)


NAMESPACE: dict[str, Any] = {
    function.__name__: function
    for function in (
        arith, negate, comparison, both, either, not_boolean, missing, path, domain, steps, as_list, index, filtered,
        inside, unary, make_range, bound, instance, unknown_type, duplicate_key, bad_literal, call,
    )
}  # fmt: skip
