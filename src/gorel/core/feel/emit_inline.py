"""Emits a few built-in functions in place: those that are one Python operation on arguments of the right types.

Each returns the test under which its operation is the function's meaning, and the operation; when the test fails the
function itself is called.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from decimal import Decimal

from gorel.core.feel import pyast
from gorel.core.feel.emitter import Operand

Inline = tuple[list[ast.expr], ast.expr]


def _method(name: str) -> Callable[[list[Operand]], Inline]:
    def inline(arguments: list[Operand]) -> Inline:
        text = arguments[0].expr
        return [pyast.has_type(text, "str")], pyast.call(pyast.attribute(text, name))

    return inline


def _method_of_two(name: str) -> Callable[[list[Operand]], Inline]:
    def inline(arguments: list[Operand]) -> Inline:
        text, other = arguments[0].expr, arguments[1].expr
        tests: list[ast.expr] = [pyast.has_type(text, "str"), pyast.has_type(other, "str")]
        return tests, pyast.call(pyast.attribute(text, name), other)

    return inline


def _contains(arguments: list[Operand]) -> Inline:
    text, part = arguments[0].expr, arguments[1].expr
    return [pyast.has_type(text, "str"), pyast.has_type(part, "str")], pyast.contains(part, text)


def _count(arguments: list[Operand]) -> Inline:
    items = arguments[0].expr
    return [pyast.has_type(items, "list")], pyast.call("D", pyast.call("len", items))


def _not(arguments: list[Operand]) -> Inline:
    value = arguments[0].expr
    return [pyast.has_type(value, "bool")], ast.UnaryOp(ast.Not(), value)


def _substring(arguments: list[Operand]) -> Inline | None:
    """With a constant start from the left, and a constant length if any."""
    start = arguments[1].value
    length = arguments[2].value if len(arguments) == 3 else Decimal(1)
    if not (isinstance(start, Decimal) and isinstance(length, Decimal) and 1 <= start < 10**6 and 1 <= length < 10**6):
        return None
    text, first = arguments[0].expr, int(start) - 1
    stop = pyast.const(first + int(length)) if len(arguments) == 3 else None
    long_enough = ast.Compare(pyast.call("len", text), [ast.Gt()], [pyast.const(first)])
    piece = ast.Subscript(text, ast.Slice(pyast.const(first), stop), ast.Load())
    return [pyast.has_type(text, "str"), long_enough], piece


# By name and number of arguments: the kind of the result, and what to emit.
INLINE: dict[tuple[str, int], tuple[str, Callable[[list[Operand]], Inline | None]]] = {
    ("upper case", 1): ("string", _method("upper")),
    ("lower case", 1): ("string", _method("lower")),
    ("starts with", 2): ("truth", _method_of_two("startswith")),
    ("ends with", 2): ("truth", _method_of_two("endswith")),
    ("contains", 2): ("truth", _contains),
    ("count", 1): ("number", _count),
    ("not", 1): ("truth", _not),
    ("substring", 2): ("string", _substring),
    ("substring", 3): ("string", _substring),
}
