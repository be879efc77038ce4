"""From the text of an input entry to what it accepts: intervals where its tree is simple enough, a test otherwise.

Intervals speak of values of one kind only, as `? = "EU"` and `? < 10` do. What a cell says about null, or about a
value of another kind, is left to FEEL itself (`compile` asks it), so that the index never decides more than it knows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gorel.core.dmn.table.intervals import Interval, complement, point, union
from gorel.core.feel import nodes
from gorel.core.feel.temporal import Date, DaysTime, YearsMonths

Constant = Callable[[nodes.Node], Any]
"""Returns the value of a constant that FEEL writes as a call or an at-literal; None when it is none."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Shape: intervals is None when only FEEL can tell; kind is None when the cell accepts anything, or only null."""

    kind: str | None = None
    intervals: tuple[Interval, ...] | None = None
    accepts_anything: bool = False

    @property
    def is_simple(self) -> bool:
        return self.accepts_anything or self.intervals is not None


ANYTHING = Cell(accepts_anything=True)
ONLY_FEEL_KNOWS = Cell()
NULL_ONLY = Cell(intervals=())


def analyse(tests: nodes.UnaryTests, constant: Constant) -> Cell:
    """Return what *tests* accept."""
    if not tests.tests and not tests.is_negated:
        return ANYTHING
    found: list[Interval] = []
    kinds: set[str] = set()
    for test in tests.tests:
        part = _test(test, constant)
        if part is None:
            return ONLY_FEEL_KNOWS
        kind, intervals = part
        found.extend(intervals)
        kinds.add(kind)
    if tests.is_negated:
        if len(kinds) != 1 or "null" in kinds:
            return ONLY_FEEL_KNOWS
        return Cell(kinds.pop(), _negated(found))
    kinds.discard("null")
    if not kinds:
        return NULL_ONLY
    if len(kinds) > 1:
        return ONLY_FEEL_KNOWS
    return Cell(kinds.pop(), union(found))


def _negated(intervals: list[Interval]) -> tuple[Interval, ...]:
    return complement(intervals)


def _test(node: nodes.Node, constant: Constant) -> tuple[str, list[Interval]] | None:
    """Return the kind and the intervals of one test; None when it is not simple."""
    if isinstance(node, nodes.Bound):
        return _compared(node.operator, node.endpoint, constant)
    if isinstance(node, nodes.Comparison) and node.left == nodes.Name(node.left.start, node.left.end, "?"):
        return _compared(node.operator, node.right, constant)
    if isinstance(node, nodes.RangeLiteral):
        low, high = _constant(node.low, constant), _constant(node.high, constant)
        if low is None or high is None or low[0] != high[0] or low[0] == "boolean" or low[1] > high[1]:
            return None  # FEEL says null, not false, of a range that runs backwards
        return low[0], [Interval(low[1], node.start_included, high[1], node.end_included)]
    if isinstance(node, nodes.Literal) and node.value is None:
        return "null", []
    value = _constant(node, constant)
    return None if value is None else (value[0], [point(value[1])])


def _compared(operator: str, node: nodes.Node, constant: Constant) -> tuple[str, list[Interval]] | None:
    found = _constant(node, constant)
    if found is None:
        return None
    kind, value = found
    if operator == "=":
        return kind, [point(value)]
    if operator == "!=":
        return kind, list(complement([point(value)]))
    if kind == "boolean":
        return None
    if operator == "<":
        return kind, [Interval(None, False, value, False)]
    if operator == "<=":
        return kind, [Interval(None, False, value, True)]
    if operator == ">":
        return kind, [Interval(value, False, None, False)]
    if operator == ">=":
        return kind, [Interval(value, True, None, False)]
    return None


def _constant(node: nodes.Node, constant: Constant) -> tuple[str, Any] | None:
    """Return the kind and key of a node that writes a constant of an ordered kind; None when it does not."""
    if isinstance(node, nodes.Literal):
        return keyed(node.value)
    if isinstance(node, nodes.Negation):
        found = _constant(node.operand, constant)
        return ("number", -found[1]) if found is not None and found[0] == "number" else None
    if isinstance(node, nodes.AtLiteral | nodes.Call):
        return keyed(constant(node))
    return None


def keyed(value: Any) -> tuple[str, Any] | None:
    """Return the kind of an ordered value and the key that orders it; None for any other value."""
    found = KEYS.get(type(value))
    return None if found is None else (found[0], found[1](value))


# Type -> (kind, key): values of one kind are totally ordered by their key, and equal exactly when FEEL says so.
KEYS: dict[type, tuple[str, Callable[[Any], Any]]] = {
    Decimal: ("number", lambda value: value),
    int: ("number", lambda value: value),
    str: ("string", lambda value: value),
    bool: ("boolean", lambda value: value),
    Date: ("date", lambda value: value.number),
    DaysTime: ("days and time duration", lambda value: value.nanoseconds),
    YearsMonths: ("years and months duration", lambda value: value.months),
}
