"""Text -> range, for `range("[1..3]")`: two literals of one kind, both given, in order.

Source: DMN 1.5 §10.3.4.1 (range), grammar rule 66 (range literals).
"""

from __future__ import annotations

from typing import Any

from gorel.core.feel import nodes
from gorel.core.feel.compare import kind_of, less
from gorel.core.feel.parser import Parser
from gorel.core.feel.problems import Failure
from gorel.core.feel.ranges import Range
from gorel.core.feel.registry import BUILTINS
from gorel.core.feel.run import QUIET
from gorel.core.feel.scope import Frame, Scope
from gorel.core.feel.temporal import parse_date, parse_date_time, parse_duration, parse_time
from gorel.core.problems import ModelError

_CONSTRUCTORS = frozenset({"date", "time", "date and time", "duration"})


def parse_range(text: str) -> Range | None:
    """Return the range that *text* writes, or None."""
    try:
        node = Parser(text, Scope([Frame(_CONSTRUCTORS)]), {}).expression_text()
    except (ModelError, RecursionError):
        return None
    if not isinstance(node, nodes.RangeLiteral):
        return None
    low, high = _literal(node.low), _literal(node.high)
    if low is None or high is None or kind_of(low) != kind_of(high) or less(high, low) is not False:
        return None
    return Range(node.start_included, low, high, node.end_included)


def _literal(node: nodes.Node) -> Any:
    """Return the value of a literal, or None for any other expression."""
    if isinstance(node, nodes.Literal) and not isinstance(node.value, bool):
        return node.value
    if isinstance(node, nodes.Negation) and isinstance(node.operand, nodes.Literal):
        value = node.operand.value
        return -value if value is not None and not isinstance(value, str | bool) else None
    if isinstance(node, nodes.AtLiteral):
        text = node.text
        return parse_date(text) or parse_date_time(text) or parse_time(text) or parse_duration(text)
    if isinstance(node, nodes.Call) and isinstance(node.function, nodes.Name):
        name, arguments = node.function.name, node.arguments
        if name in _CONSTRUCTORS and len(arguments) == 1 and isinstance(arguments[0], nodes.Literal):
            try:
                return BUILTINS[name].invoke(QUIET, [arguments[0].value])
            except Failure:
                return None
    return None
