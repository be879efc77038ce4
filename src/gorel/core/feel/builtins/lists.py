"""Functions of lists that give lists, positions and membership. Source: DMN 1.5 §10.3.4.4, §10.3.4.8 (sort)."""

from __future__ import annotations

from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from gorel.core.feel import limits
from gorel.core.feel.builtins.aggregates import ascending, in_order
from gorel.core.feel.calls import invoke
from gorel.core.feel.compare import equal, kind_of
from gorel.core.feel.functions import Function
from gorel.core.feel.problems import Failure
from gorel.core.feel.registry import builtin
from gorel.core.feel.run import LimitReached, Run


def position(run: Run, items: list[Any], at: Any, *, beyond: int = 0) -> int:
    """Return the index of a position counted from 1, or from -1 at the end. Errors: Failure feel.no-item."""
    whole = int(at) if abs(at) < 10**9 else 0
    if whole == 0 or whole > len(items) + beyond or whole < -len(items):
        raise Failure("feel.no-item", position=str(at), length=len(items))
    return whole - 1 if whole > 0 else len(items) + whole


def asked(run: Run, function: Function, *arguments: Any) -> Any:
    """Return what a function argument answers."""
    if function.arity is not None and function.arity != len(arguments):
        raise Failure("feel.wrong-arguments", expected=len(arguments), found=function.arity)
    return invoke(run, function, list(arguments))


def _make(run: Run, items: list[Any]) -> list[Any]:
    if len(items) > limits.ITEMS:
        raise LimitReached("feel.list-too-long", limit=limits.ITEMS)
    run.charge(len(items))
    return items


@builtin("list contains", "list: list, element: any")
def list_contains(run: Run, items: list[Any], element: Any) -> bool:
    run.charge(len(items))
    return any(equal(item, element) is True for item in items)


@builtin("sublist", "list: list, start position: number")
@builtin("sublist", "list: list, start position: number, length: number")
def sublist(run: Run, items: list[Any], start: Any, length: Any = None) -> list[Any]:
    first = position(run, items, start)
    if length is None:
        return _make(run, items[first:])
    whole = int(length)
    if whole < 0 or first + whole > len(items):
        raise Failure("feel.no-item", position=str(start), length=len(items))
    return _make(run, items[first : first + whole])


@builtin("append", "list: list, item...: any")
def append(run: Run, items: list[Any], added: list[Any]) -> list[Any]:
    return _make(run, [*items, *added])


@builtin("concatenate", "list...: list")
def concatenate(run: Run, lists: list[list[Any]]) -> list[Any]:
    if sum(map(len, lists)) > limits.ITEMS:
        raise LimitReached("feel.list-too-long", limit=limits.ITEMS)
    return _make(run, [item for one in lists for item in one])


@builtin("insert before", "list: list, position: number, newItem: any")
def insert_before(run: Run, items: list[Any], at: Any, item: Any) -> list[Any]:
    index = position(run, items, at)
    return _make(run, [*items[:index], item, *items[index:]])


@builtin("remove", "list: list, position: number")
def remove(run: Run, items: list[Any], at: Any) -> list[Any]:
    index = position(run, items, at)
    return _make(run, [*items[:index], *items[index + 1 :]])


@builtin("list replace", "list: list, position: number, newItem: any")
def list_replace(run: Run, items: list[Any], at: Any, item: Any) -> list[Any]:
    index = position(run, items, at)
    return _make(run, [*items[:index], item, *items[index + 1 :]])


@builtin("list replace", "list: list, match: function, newItem: any")
def list_replace_matching(run: Run, items: list[Any], match: Function, item: Any) -> list[Any]:
    replaced = []
    for old in items:
        answer = asked(run, match, old, item)
        if not isinstance(answer, bool):
            raise Failure("feel.condition-not-boolean", found=kind_of(answer))
        replaced.append(item if answer else old)
    return _make(run, replaced)


@builtin("reverse", "list: list")
def reverse(run: Run, items: list[Any]) -> list[Any]:
    return _make(run, items[::-1])


@builtin("index of", "list: list, match: any")
def index_of(run: Run, items: list[Any], match: Any) -> list[Decimal]:
    run.charge(len(items))
    return [Decimal(at) for at, item in enumerate(items, 1) if equal(item, match) is True]


@builtin("distinct values", "list: list")
def distinct_values(run: Run, items: list[Any]) -> list[Any]:
    """The first of every set of equal items."""
    return _distinct(run, items)


@builtin("union", "list...: list")
def union(run: Run, lists: list[list[Any]]) -> list[Any]:
    return _distinct(run, concatenate(run, lists))


def _distinct(run: Run, items: list[Any]) -> list[Any]:
    found: list[Any] = []
    plain: set[Any] = set()
    for item in items:
        if type(item) in (str, Decimal):
            if item in plain:
                continue
            plain.add(item)
        else:
            run.charge(len(found))
            if any(equal(item, other) is True for other in found):
                continue
        found.append(item)
    run.charge(len(items))
    return found


def duplicates(run: Run, items: list[Any]) -> list[Any]:
    """Return the items that occur more than once, each once."""
    run.charge(len(items) ** 2)
    several = [item for item in items if sum(equal(item, other) is True for other in items) > 1]
    return _distinct(run, several)


@builtin("flatten", "list: list")
def flatten(run: Run, items: list[Any]) -> list[Any]:
    flat: list[Any] = []
    pending = [iter(items)]
    while pending:
        run.charge(1)
        for item in pending[-1]:
            if isinstance(item, list):
                pending.append(iter(item))
                break
            flat.append(item)
        else:
            pending.pop()
    return _make(run, flat)


@builtin("sort", "list: list")
def sort(run: Run, items: list[Any]) -> list[Any]:
    run.charge(len(items) * max(1, len(items).bit_length()))
    return sorted(items, key=in_order)


@builtin("sort", "list: list, precedes: function")
def sort_by(run: Run, items: list[Any], precedes: Function) -> list[Any]:
    """The function says whether its first argument comes before its second."""

    def order(one: Any, other: Any) -> int:
        if asked(run, precedes, one, other) is True:
            return -1
        return int(asked(run, precedes, other, one) is True)

    return sorted(items, key=cmp_to_key(order))


__all__ = ["ascending", "asked", "position"]
