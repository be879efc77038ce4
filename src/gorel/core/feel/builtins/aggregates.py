"""Functions that make one value of a list: count, min, sum, mean, all, any, median, stddev, mode …

Source: DMN 1.5 §10.3.4.4. Each takes one list, or its items as arguments.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from functools import cmp_to_key
from typing import Any

from gorel.core.feel.arithmetic import apply, decimal
from gorel.core.feel.compare import kind_of, less
from gorel.core.feel.numbers import CONTEXT
from gorel.core.feel.problems import Failure
from gorel.core.feel.registry import builtin, quick
from gorel.core.feel.run import Run


def numbers(name: str, items: list[Any]) -> list[Decimal]:
    """Return the items as decimals. Errors: Failure feel.item-type when one is no number."""
    for item in items:
        if kind_of(item) != "number":
            raise Failure("feel.item-type", name=name, expected="number", found=kind_of(item))
    return [decimal(item) for item in items]


@builtin("count", "list: list")
@builtin("count", "...2: any")
def count(run: Run, items: list[Any]) -> Decimal:
    return Decimal(len(items))


@builtin("min", "list: list")
@builtin("min", "...2: any")
def minimum(run: Run, items: list[Any]) -> Any:
    return _extreme("min", items, is_max=False)


@builtin("max", "list: list")
@builtin("max", "...2: any")
def maximum(run: Run, items: list[Any]) -> Any:
    return _extreme("max", items, is_max=True)


def _extreme(name: str, items: list[Any], *, is_max: bool) -> Any:
    if not items:
        return None
    best = items[0]
    if less(best, best) is None:
        raise Failure("feel.item-type", name=name, expected="number", found=kind_of(best))
    for item in items[1:]:
        smaller = less(item, best)
        if smaller is None:
            raise Failure("feel.item-type", name=name, expected=kind_of(best), found=kind_of(item))
        if (less(best, item) if is_max else smaller) is True:
            best = item
    return best


@builtin("sum", "list: list")
@builtin("sum", "...2: any")
def total(run: Run, items: list[Any]) -> Any:
    if not items:
        return None
    found = items[0]
    if kind_of(found) not in ("number", "days and time duration", "years and months duration"):
        raise Failure("feel.item-type", name="sum", expected="number", found=kind_of(found))
    if kind_of(found) == "number":
        with localcontext(CONTEXT):
            return sum(numbers("sum", items), Decimal(0))
    for item in items[1:]:
        found = apply("+", found, item)
    return found


@quick("sum", 1)
def quick_sum(items: Any) -> Any:
    """Compiled code calls this in FEEL's decimal context."""
    if type(items) is list and items and set(map(type, items)) == {Decimal}:
        return sum(items[1:], items[0])
    return NotImplemented


@builtin("mean", "list: list")
@builtin("mean", "...2: any")
def mean(run: Run, items: list[Any]) -> Any:
    if not items:
        return None
    return apply("/", total(run, items), Decimal(len(items)))


@builtin("product", "list: list")
@builtin("product", "...2: any")
def product(run: Run, items: list[Any]) -> Decimal | None:
    if not items:
        return None
    found = Decimal(1)
    with localcontext(CONTEXT):
        for number in numbers("product", items):
            found *= number
    return found


@builtin("median", "list: list")
@builtin("median", "...2: any")
def median(run: Run, items: list[Any]) -> Decimal | None:
    ordered = sorted(numbers("median", items))
    if not ordered:
        return None
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    with localcontext(CONTEXT):
        return (ordered[middle - 1] + ordered[middle]) / 2


@builtin("stddev", "list: list")
@builtin("stddev", "...2: any")
def standard_deviation(run: Run, items: list[Any]) -> Decimal | None:
    """The deviation of a sample, which one value does not have."""
    values = numbers("stddev", items)
    if len(values) < 2:
        return None
    with localcontext(CONTEXT):
        average = sum(values, Decimal(0)) / len(values)
        return (sum(((value - average) ** 2 for value in values), Decimal(0)) / (len(values) - 1)).sqrt()


@builtin("mode", "list: list")
@builtin("mode", "...2: any")
def mode(run: Run, items: list[Any]) -> list[Decimal]:
    """The values that occur most often, in ascending order."""
    counts: dict[Decimal, int] = {}
    for number in numbers("mode", items):
        counts[number] = counts.get(number, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(number for number, times in counts.items() if times == most)


@builtin("all", "list: list")
@builtin("all", "...2: any")
def all_(run: Run, items: list[Any]) -> bool | None:
    return _together(items, decided=False)


@builtin("any", "list: list")
@builtin("any", "...2: any")
def any_(run: Run, items: list[Any]) -> bool | None:
    return _together(items, decided=True)


def _together(items: list[Any], *, decided: bool) -> bool | None:
    if any(item is decided for item in items):
        return decided
    return not decided if all(isinstance(item, bool) for item in items) else None


def ascending(one: Any, other: Any) -> int:
    """Compare two values for Python's sort. Errors: Failure feel.item-type when they have no order."""
    first = less(one, other)
    if first is None:
        raise Failure("feel.item-type", name="sort", expected=kind_of(one), found=kind_of(other))
    return -1 if first else int(bool(less(other, one)))


in_order = cmp_to_key(ascending)
