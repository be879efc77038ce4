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
from gorel.core.feel.builtins.registry import Builtin
from gorel.core.feel.calls import call_named
from gorel.core.feel.emit_calls import CallEmitter
from gorel.core.feel.emit_loops import LoopEmitter
from gorel.core.feel.emit_tests import TestEmitter
from gorel.core.feel.emitter import Emitter, Operand
from gorel.core.feel.numbers import CONTEXT, DecimalException
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
    if compiler.uses_arithmetic:
        statements.insert(0, _enter(parameters))
    if compiler.counts:
        fresh = pyast.assign("run", pyast.call("Run"))
        statements.insert(0, pyast.if_(pyast.is_(pyast.load("run"), pyast.load("QUIET")), [fresh], []))
    function = pyast.function("evaluate", parameters, statements)
    function.args.defaults = [pyast.load("QUIET")] * (1 if len(parameters) == 2 else 0)
    module = ast.fix_missing_locations(ast.Module([function], []))
    namespace: dict[str, Any] = {
        "__builtins__": {},
        "type": type, "len": len, "list": list, "D": Decimal, "str": str, "bool": bool, "dict": dict,
        "NotImplemented": NotImplemented, "QUIET": QUIET, "Run": Run, "getcontext": getcontext, "CONTEXT": CONTEXT,
        "TROUBLE": TROUBLE, "rescue": rescue, "within_context": within_context, "call_named": call_named,
        **NAMESPACE, **compiler.constants,
    }  # fmt: skip
    exec(compile(module, "<feel>", "exec"), namespace)  # noqa: S102 - a tree that we built, no user's text
    return Compiled(namespace["evaluate"], is_quiet=not compiler.counts)


TROUBLE = (DecimalException, LimitReached, RecursionError)


def _enter(parameters: list[str]) -> ast.stmt:
    """Call again with FEEL's decimal context when the caller's is another."""
    foreign = pyast.is_not(pyast.call("getcontext"), pyast.load("CONTEXT"))
    again = pyast.call("within_context", pyast.load("evaluate"), *map(pyast.load, parameters))
    return pyast.if_(foreign, [ast.Return(again)], [])


def within_context(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function with FEEL's decimal context, and put the caller's back."""
    before = getcontext()
    setcontext(CONTEXT)
    try:
        return function(*arguments)
    finally:
        setcontext(before)
