"""Short names for the few kinds of Python syntax that the compiler emits."""

from __future__ import annotations

import ast
from collections.abc import Sequence


def load(name: str) -> ast.Name:
    """A variable, read."""
    return ast.Name(name, ast.Load())


def const(value: bool | int | str | None) -> ast.Constant:
    """A literal."""
    return ast.Constant(value)


def call(function: str | ast.expr, *arguments: ast.expr) -> ast.Call:
    """A call by position."""
    return ast.Call(load(function) if isinstance(function, str) else function, list(arguments), [])


def assign(name: str, value: ast.expr) -> ast.Assign:
    """`name = value`."""
    return ast.Assign([ast.Name(name, ast.Store())], value)


def is_(left: ast.expr, right: ast.expr) -> ast.Compare:
    """`left is right`."""
    return ast.Compare(left, [ast.Is()], [right])


def is_not(left: ast.expr, right: ast.expr) -> ast.Compare:
    """`left is not right`."""
    return ast.Compare(left, [ast.IsNot()], [right])


def has_type(value: ast.expr, type_: str) -> ast.Compare:
    """`type(value) is type_`."""
    return is_(call("type", value), load(type_))


def contains(key: ast.expr, container: ast.expr) -> ast.Compare:
    """`key in container`."""
    return ast.Compare(key, [ast.In()], [container])


def item(container: ast.expr, key: ast.expr) -> ast.Subscript:
    """`container[key]`."""
    return ast.Subscript(container, key, ast.Load())


def attribute(value: ast.expr, name: str) -> ast.Attribute:
    """`value.name`, for our own objects only."""
    return ast.Attribute(value, name, ast.Load())


def all_of(tests: Sequence[ast.expr]) -> ast.expr:
    """`a and b and c`."""
    return tests[0] if len(tests) == 1 else ast.BoolOp(ast.And(), list(tests))


def if_(test: ast.expr, then: list[ast.stmt], otherwise: list[ast.stmt]) -> ast.If:
    """An if statement."""
    return ast.If(test, then or [ast.Pass()], otherwise)


def choose(test: ast.expr, then: ast.expr, otherwise: ast.expr) -> ast.IfExp:
    """`then if test else otherwise`."""
    return ast.IfExp(test, then, otherwise)


def loop(name: str, items: ast.expr, body: list[ast.stmt]) -> ast.For:
    """`for name in items: body`."""
    return ast.For(ast.Name(name, ast.Store()), items, body or [ast.Pass()], [])


def function(
    name: str, parameters: Sequence[str], body: list[ast.stmt], captured: Sequence[str] = ()
) -> ast.FunctionDef:
    """A function; *captured* outer variables are bound when it is made, not when it is called."""
    arguments = ast.arguments(
        posonlyargs=[],
        args=[ast.arg(parameter) for parameter in parameters],
        kwonlyargs=[ast.arg(outer) for outer in captured],
        kw_defaults=[load(outer) for outer in captured],
        defaults=[],
    )
    return ast.FunctionDef(name, arguments, body, [])
