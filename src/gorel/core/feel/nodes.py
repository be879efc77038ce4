"""The tree of a FEEL expression: what it says, before anything is known about values.

Shape: `start` and `end` are offsets into the text; two nodes are the same expression when everything but the
offsets is equal (`same`). Nodes do not evaluate themselves.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from gorel.core.feel.types import Type


class Node(msgspec.Struct, frozen=True):
    """Base of all nodes."""

    start: int
    end: int


class Literal(Node, frozen=True):
    """null, true, false, a number or a string."""

    value: bool | Decimal | str | None


class AtLiteral(Node, frozen=True):
    """`@"…"`: a date, time, date and time, or duration."""

    text: str


class Name(Node, frozen=True):
    """A variable, a built-in function, or `?`, `item`, `partial`."""

    name: str


class Negation(Node, frozen=True):
    operand: Node


class Arithmetic(Node, frozen=True):
    """`operator` is one of + - * / **."""

    operator: str
    left: Node
    right: Node


class Comparison(Node, frozen=True):
    """`operator` is one of = != < <= > >=."""

    operator: str
    left: Node
    right: Node


class Junction(Node, frozen=True):
    """`operator` is `and` or `or`."""

    operator: str
    left: Node
    right: Node


class Between(Node, frozen=True):
    value: Node
    low: Node
    high: Node


class In(Node, frozen=True):
    """`value in test` or `value in (test, test, …)`."""

    value: Node
    tests: tuple[Node, ...]


class InstanceOf(Node, frozen=True):
    value: Node
    type: Type


class Path(Node, frozen=True):
    base: Node
    name: str


class Filter(Node, frozen=True):
    base: Node
    condition: Node


class Call(Node, frozen=True):
    function: Node
    arguments: tuple[Node, ...]


class NamedCall(Node, frozen=True):
    function: Node
    arguments: tuple[tuple[str, Node], ...]


class If(Node, frozen=True):
    condition: Node
    then: Node
    otherwise: Node


class Iterator(Node, frozen=True):
    """`name in source`, or `name in source..stop`."""

    name: str
    source: Node
    stop: Node | None


class For(Node, frozen=True):
    iterators: tuple[Iterator, ...]
    body: Node


class Quantified(Node, frozen=True):
    """`kind` is `some` or `every`."""

    kind: str
    iterators: tuple[Iterator, ...]
    condition: Node


class Parameter(Node, frozen=True):
    name: str
    type: Type | None


class FunctionLiteral(Node, frozen=True):
    parameters: tuple[Parameter, ...]
    body: Node
    is_external: bool
    yields: Type | None = None  # the body's type, as far as the parser knows it


class ListLiteral(Node, frozen=True):
    items: tuple[Node, ...]


class ContextLiteral(Node, frozen=True):
    entries: tuple[tuple[str, Node], ...]


class RangeLiteral(Node, frozen=True):
    """`[low..high]` with either end open."""

    start_included: bool
    low: Node
    high: Node
    end_included: bool


class Bound(Node, frozen=True):
    """`< 10` and its like: a range with one end, or in unary tests a comparison with the input."""

    operator: str
    endpoint: Node


class UnaryTests(Node, frozen=True):
    """The text of a decision table's input entry; no tests and not negated is `-`: everything matches."""

    tests: tuple[Node, ...]
    is_negated: bool


def children(node: Node) -> list[Node]:
    """Return the nodes inside *node*, in the order of the text."""
    found: list[Node] = []
    for field in node.__struct_fields__:
        value = getattr(node, field)
        if isinstance(value, Node):
            found.append(value)
        elif isinstance(value, tuple):
            for item in value:
                found += [part for part in (item if isinstance(item, tuple) else (item,)) if isinstance(part, Node)]
    return found


def same(left: object, right: object) -> bool:
    """Return whether two trees are the same expression, wherever they stand in their texts."""
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, Node):
        if type(left) is not type(right):
            return False
        fields = [field for field in left.__struct_fields__ if field not in ("start", "end", "yields")]
        return all(same(getattr(left, field), getattr(right, field)) for field in fields)
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return left == right
    return type(left) is type(right) and left == right
