"""Tree -> one Python function, through Python's own syntax tree.

Every FEEL value gets a Python local; constants are hoisted into the function's globals. Where the operands' Python
types show the common case (two decimals, a dict that has the key) the work is done in place; everything else – other
types, null, errors, warnings – is a call into `runtime`. No text of the user becomes source: names and strings are
constants, locals are numbered.

A statement that signals a decimal error (overflow) ends the fast function; the same tree compiled `careful`, with all
arithmetic in `runtime`, then answers. That is sound because expressions have no side effects.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from decimal import Decimal, getcontext, setcontext
from typing import Any

import msgspec

from gorel.core.feel import nodes, pyast
from gorel.core.feel.calls import call_named
from gorel.core.feel.emit_calls import CallEmitter
from gorel.core.feel.emit_loops import LoopEmitter
from gorel.core.feel.emit_tests import TestEmitter
from gorel.core.feel.emitter import Emitter, Operand
from gorel.core.feel.numbers import CONTEXT, DecimalException
from gorel.core.feel.registry import Builtin
from gorel.core.feel.run import QUIET, LimitReached, Run
from gorel.core.feel.runtime import NAMESPACE


class Compiled(msgspec.Struct, frozen=True):
    """A Python function and the name by which it stands in its namespace."""

    function: Callable[..., Any]
    is_quiet: bool  # neither loops nor calls, so that one shared run serves every evaluation


class Compiler(CallEmitter, LoopEmitter, TestEmitter, Emitter):
    """Emits every kind of node; the methods stand with their kind."""


def compile_node(
    node: nodes.Node,
    source: str,
    *,
    builtins: Mapping[str, Builtin],
    declared: frozenset[str],
    is_careful: bool = False,
    rescue: Callable[..., Any],
) -> Compiled:
    """Return the function of *node*: (scope, run) -> value, or of unary tests: (scope, run, input) -> bool | None."""
    compiler = Compiler(source, builtins, declared, is_careful=is_careful)
    compiler.is_light = _is_light(node)
    parameters = ["scope", "run"]
    if isinstance(node, nodes.UnaryTests):
        parameters.append("given")
        result = compiler.emit_unary_tests(node, Operand(pyast.load("given")))
    else:
        result = compiler.emit(node)
    body: list[ast.stmt] = [*compiler.body, ast.Return(result.expr)]
    guarded = ast.Try(
        body,
        [
            ast.ExceptHandler(
                pyast.load("TROUBLE"),
                "trouble",
                [ast.Return(pyast.call("rescue", pyast.load("trouble"), *map(pyast.load, parameters)))],
            )
        ],
        [],
        [],
    )
    statements: list[ast.stmt] = [guarded]
    if compiler.uses_context:
        statements = _in_context(statements)
    if compiler.counts:
        fresh = pyast.assign("run", pyast.call("Run"))
        statements.insert(0, pyast.if_(pyast.is_(pyast.load("run"), pyast.load("QUIET")), [fresh], []))
    function = pyast.function("evaluate", parameters, statements)
    function.args.defaults = [pyast.load("QUIET")] * (1 if len(parameters) == 2 else 0)
    module = ast.Module([function], [])
    _place(function)
    namespace: dict[str, Any] = {
        "__builtins__": {},
        "type": type, "len": len, "list": list, "D": Decimal, "str": str, "bool": bool, "dict": dict,
        "NotImplemented": NotImplemented, "QUIET": QUIET, "Run": Run, "getcontext": getcontext, "CONTEXT": CONTEXT,
        "context_add": CONTEXT.add, "context_subtract": CONTEXT.subtract,
        "context_multiply": CONTEXT.multiply, "context_divide": CONTEXT.divide,
        "TROUBLE": TROUBLE, "rescue": rescue, "setcontext": setcontext, "call_named": call_named,
        **NAMESPACE, **compiler.constants,
    }  # fmt: skip
    exec(compile(module, "<feel>", "exec"), namespace)  # noqa: S102 - a tree that we built, no user's text
    return Compiled(namespace["evaluate"], is_quiet=not compiler.counts)


TROUBLE = (DecimalException, LimitReached, RecursionError)


def _is_light(node: nodes.Node) -> bool:
    """Return whether so little is computed that methods of the context cost less than setting it."""
    operations, pending = 0, [node]
    while pending:
        found = pending.pop()
        if isinstance(found, nodes.For | nodes.Quantified | nodes.Filter | nodes.FunctionLiteral):
            return False
        operations += isinstance(found, nodes.Arithmetic)
        pending += nodes.children(found)
    return operations <= LIGHT


LIGHT = 2


def _in_context(body: list[ast.stmt]) -> list[ast.stmt]:
    """Run *body* with FEEL's decimal context, and put the caller's back."""
    before, ours = pyast.load("before"), pyast.load("CONTEXT")
    return [
        pyast.assign("before", pyast.call("getcontext")),
        pyast.if_(pyast.is_not(before, ours), [ast.Expr(pyast.call("setcontext", ours))], []),
        ast.Try(
            body,
            [],
            [],
            [pyast.if_(pyast.is_not(before, ours), [ast.Expr(pyast.call("setcontext", before))], [])],
        ),
    ]


def _place(root: ast.AST) -> None:
    """Give every node the line that Python's compiler asks for."""
    pending: list[object] = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, list):
            pending += node
        elif isinstance(node, ast.AST) and getattr(node, "lineno", 0) == 0:
            if node._attributes:
                node.lineno, node.col_offset = 1, 0  # type: ignore[attr-defined]
            pending += [getattr(node, field, None) for field in node._fields]
