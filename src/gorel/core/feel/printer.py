"""Tree -> text, with the brackets that the grammar needs and no more.

Parsing the text again, with the same names in scope, gives the same tree. A name that is not plain words is written
as it is: it must be in scope; in Camunda's dialect it stands in backticks.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from gorel.core.feel import nodes
from gorel.core.feel.grammar import BINARY, COMPARE, INSTANCE, KEYWORDS, POSTFIX, UNARY
from gorel.core.feel.scanner import escape, is_plain_name
from gorel.core.feel.types import text_of

OPEN = 0  # `if`, `for`, `function` and their like reach as far to the right as they can
PRIMARY = POSTFIX + 1
RESERVED = KEYWORDS | {"true", "false", "null", "function", "external", "of"}


def write(node: nodes.Node, *, backticks: bool = False) -> str:
    """Return the text of a tree."""
    return _Printer(backticks).write(node, OPEN)


class _Printer:
    def __init__(self, backticks: bool) -> None:
        self.backticks = backticks

    def write(self, node: nodes.Node, lowest: int) -> str:
        """Return the text of *node*, in brackets when it binds more loosely than *lowest*."""
        level, text = PRINTERS[type(node)](self, node)
        return f"({text})" if level < lowest else text

    def all(self, found: tuple[nodes.Node, ...]) -> str:
        return ", ".join(self.write(node, OPEN) for node in found)

    def name(self, name: str) -> str:
        return f"`{name}`" if self.backticks and not _is_plain(name) else name

    def literal(self, node: nodes.Literal) -> tuple[int, str]:
        value = node.value
        if value is None or isinstance(value, bool):
            return PRIMARY, "null" if value is None else str(value).lower()
        return PRIMARY, str(value) if isinstance(value, Decimal) else escape(value)

    def at_literal(self, node: nodes.AtLiteral) -> tuple[int, str]:
        return PRIMARY, "@" + escape(node.text)

    def name_node(self, node: nodes.Name) -> tuple[int, str]:
        return PRIMARY, self.name(node.name)

    def negation(self, node: nodes.Negation) -> tuple[int, str]:
        return UNARY, "-" + self.write(node.operand, UNARY)

    def binary(self, node: nodes.Arithmetic | nodes.Comparison) -> tuple[int, str]:
        level = BINARY[node.operator]
        return level, f"{self.write(node.left, level)} {node.operator} {self.write(node.right, level + 1)}"

    def junction(self, node: nodes.Junction) -> tuple[int, str]:
        level = 1 if node.operator == "or" else 2
        return level, f"{self.write(node.left, level)} {node.operator} {self.write(node.right, level + 1)}"

    def between(self, node: nodes.Between) -> tuple[int, str]:
        value, low, high = (self.write(part, COMPARE + 1) for part in (node.value, node.low, node.high))
        return COMPARE, f"{value} between {low} and {high}"

    def in_(self, node: nodes.In) -> tuple[int, str]:
        return COMPARE, f"{self.write(node.value, COMPARE)} in ({self.all(node.tests)})"

    def instance_of(self, node: nodes.InstanceOf) -> tuple[int, str]:
        type_ = text_of(node.type)
        # `x instance of list < y` could be read as a list of something.
        level = OPEN if type_ in ("list", "range", "context", "function") else INSTANCE
        return level, f"{self.write(node.value, INSTANCE)} instance of {type_}"

    def path(self, node: nodes.Path) -> tuple[int, str]:
        return POSTFIX, f"{self.write(node.base, POSTFIX)}.{self.name(node.name)}"

    def filter_(self, node: nodes.Filter) -> tuple[int, str]:
        # `x[= 1]` in a range could be read as its end.
        lowest = PRIMARY if isinstance(node.condition, nodes.Bound) else OPEN
        return POSTFIX, f"{self.write(node.base, POSTFIX)}[{self.write(node.condition, lowest)}]"

    def call(self, node: nodes.Call) -> tuple[int, str]:
        return POSTFIX, f"{self.write(node.function, POSTFIX)}({self.all(node.arguments)})"

    def call_named(self, node: nodes.NamedCall) -> tuple[int, str]:
        arguments = ", ".join(f"{name}: {self.write(value, OPEN)}" for name, value in node.arguments)
        return POSTFIX, f"{self.write(node.function, POSTFIX)}({arguments})"

    def if_(self, node: nodes.If) -> tuple[int, str]:
        condition, then, otherwise = (self.write(part, OPEN) for part in (node.condition, node.then, node.otherwise))
        return OPEN, f"if {condition} then {then} else {otherwise}"

    def iterators(self, found: tuple[nodes.Iterator, ...]) -> str:
        return ", ".join(self.iterator(iterator) for iterator in found)

    def iterator(self, node: nodes.Iterator) -> str:
        text = f"{node.name} in {self.write(node.source, COMPARE + 1)}"
        return text if node.stop is None else f"{text}..{self.write(node.stop, COMPARE + 1)}"

    def for_(self, node: nodes.For) -> tuple[int, str]:
        return OPEN, f"for {self.iterators(node.iterators)} return {self.write(node.body, OPEN)}"

    def quantified(self, node: nodes.Quantified) -> tuple[int, str]:
        condition = self.write(node.condition, OPEN)
        return OPEN, f"{node.kind} {self.iterators(node.iterators)} satisfies {condition}"

    def function(self, node: nodes.FunctionLiteral) -> tuple[int, str]:
        parameters = ", ".join(
            parameter.name if parameter.type is None else f"{parameter.name}: {text_of(parameter.type)}"
            for parameter in node.parameters
        )
        external = "external " if node.is_external else ""
        return OPEN, f"function({parameters}) {external}{self.write(node.body, OPEN)}"

    def list_(self, node: nodes.ListLiteral) -> tuple[int, str]:
        return PRIMARY, f"[{self.all(node.items)}]"

    def context(self, node: nodes.ContextLiteral) -> tuple[int, str]:
        entries = [f"{_key(key)}: {self.write(value, OPEN)}" for key, value in node.entries]
        return PRIMARY, "{" + ", ".join(entries) + "}"

    def range_(self, node: nodes.RangeLiteral) -> tuple[int, str]:
        start, end = "[" if node.start_included else "(", "]" if node.end_included else ")"
        return PRIMARY, f"{start}{self.write(node.low, COMPARE + 1)}..{self.write(node.high, COMPARE + 1)}{end}"

    def bound(self, node: nodes.Bound) -> tuple[int, str]:
        return OPEN, f"{node.operator} {self.write(node.endpoint, COMPARE + 1)}"

    def unary_tests(self, node: nodes.UnaryTests) -> tuple[int, str]:
        if not node.tests:
            return OPEN, "-"
        if node.is_negated:
            return OPEN, f"not({self.all(node.tests)})"
        # A call of `not` alone would read as negated tests.
        first = node.tests[0]
        if len(node.tests) == 1 and isinstance(first, nodes.Call) and self.write(first, OPEN).startswith("not("):
            return OPEN, f"({self.write(first, OPEN)})"
        return OPEN, self.all(node.tests)


def _is_plain(name: str) -> bool:
    return is_plain_name(name) and not RESERVED & set(name.split())


def _key(key: str) -> str:
    return key if _is_plain(key) else escape(key)


PRINTERS: dict[type[nodes.Node], Callable[[Any, Any], tuple[int, str]]] = {
    nodes.Literal: _Printer.literal,
    nodes.AtLiteral: _Printer.at_literal,
    nodes.Name: _Printer.name_node,
    nodes.Negation: _Printer.negation,
    nodes.Arithmetic: _Printer.binary,
    nodes.Comparison: _Printer.binary,
    nodes.Junction: _Printer.junction,
    nodes.Between: _Printer.between,
    nodes.In: _Printer.in_,
    nodes.InstanceOf: _Printer.instance_of,
    nodes.Path: _Printer.path,
    nodes.Filter: _Printer.filter_,
    nodes.Call: _Printer.call,
    nodes.NamedCall: _Printer.call_named,
    nodes.If: _Printer.if_,
    nodes.For: _Printer.for_,
    nodes.Quantified: _Printer.quantified,
    nodes.FunctionLiteral: _Printer.function,
    nodes.ListLiteral: _Printer.list_,
    nodes.ContextLiteral: _Printer.context,
    nodes.RangeLiteral: _Printer.range_,
    nodes.Bound: _Printer.bound,
    nodes.UnaryTests: _Printer.unary_tests,
}
