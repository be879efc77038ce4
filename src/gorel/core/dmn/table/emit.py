"""Writes a table as one Python function, as a syntax tree of names of ours alone.

Two functions come from a table. `table(scope, run)` is the whole of it. `quick(given)` is the short cut that
`Model.evaluate` takes when every input expression is just an input of the model and every output a constant: the answer
then hangs on nothing but the set of matching rules, so it is worked out once for each set. Everything unusual (an input
that is missing or of another type) is left to the whole.
"""

from __future__ import annotations

import ast
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from gorel.core.dmn import model as m
from gorel.core.dmn.hits import SINGLE
from gorel.core.dmn.run import Evaluated
from gorel.core.dmn.table.column import CompiledColumn
from gorel.core.dmn.table.grid import bits
from gorel.core.dmn.table.table import Table
from gorel.core.feel import pyast
from gorel.core.feel.pyast import assign, call, const, has_type, if_, is_not, load
from gorel.core.feel.temporal import Date, DaysTime, YearsMonths

Answer = Callable[[Mapping[str, Any]], Any]

# Kind -> the Python types of its values, by their names in the emitted function.
TYPES: Mapping[str, tuple[str, ...]] = {
    "number": ("Decimal", "int"),
    "string": ("str",),
    "boolean": ("bool",),
    "date": ("Date",),
    "days and time duration": ("DaysTime",),
    "years and months duration": ("YearsMonths",),
}
# Kind -> the attribute that orders its values, where they do not order themselves.
ORDER_BY = {"date": "number", "days and time duration": "nanoseconds", "years and months duration": "months"}
GLOBALS: Mapping[str, Any] = {
    "__builtins__": {}, "type": type, "KeyError": KeyError, "bisect_left": bisect_left, "bisect_right": bisect_right,
    "bits": bits, "list": list, "Decimal": Decimal, "int": int, "str": str, "bool": bool, "Date": Date,
    "DaysTime": DaysTime, "YearsMonths": YearsMonths,
}  # fmt: skip


def emit_table(table: Table) -> Evaluated:
    """Return the function of the table."""
    code = _Code()
    scope, run = load("scope"), load("run")
    whole = code.hoist(table.evaluate)
    rows = code.hoist(table.rows)
    policy = code.hoist(table.policy)
    traced = is_not(pyast.attribute(run, "trace"), const(None))
    code.body.append(if_(traced, [ast.Return(call(whole, scope, run))], []))
    values: list[ast.expr] = []
    for column in table.columns:
        value = code.local("v", call(code.hoist(column.evaluated), scope, run))
        values.append(value)
        if column.allowed is not None:
            allowed = call(code.hoist(column.is_allowed), value, scope, run)
            code.body.append(if_(ast.UnaryOp(ast.Not(), allowed), [ast.Return(const(None))], []))
    masks = []
    for column, value in zip(table.columns, values, strict=True):
        mask = code.name("m")
        slow: list[ast.stmt] = [assign(mask, call(code.hoist(column.other), value, scope, run))]
        code.body.append(if_(code.has_kind(column, value), [assign(mask, code.look_up(column, value))], slow))
        masks.append(load(mask))
    hits = code.local("h", _conjunction(masks, table))
    if table.unclear:
        refined = call(code.hoist(table.refined), hits, ast.Tuple(values, ast.Load()), scope, run)
        hits = code.local("h", refined)
    nothing = ast.Return(call(pyast.attribute(rows, "otherwise"), scope, run))
    code.body.append(if_(ast.UnaryOp(ast.Not(), hits), [nothing], []))
    if table.model.hit_policy in SINGLE:
        one = ast.Return(call(pyast.attribute(rows, "answer"), _lowest(hits), scope, run))
        if table.model.hit_policy is m.HitPolicy.FIRST:
            code.body.append(one)
            return code.function("table", ("scope", "run"))
        code.body.append(if_(ast.UnaryOp(ast.Not(), _all_but_lowest(hits)), [one], []))
    every = call("list", call("bits", hits))
    code.body.append(ast.Return(call(policy, every, rows, scope, run)))
    return code.function("table", ("scope", "run"))


def emit_quick(
    table: Table, inputs: Sequence[str], known: dict[int, Any], learn: Callable[[int], Any], slow: Answer
) -> Answer:
    """Return the short cut from the caller's inputs to the answer.

    Shape: inputs[i] is the input that column i asks; known holds answers by the set of matching rules, and learn is
    asked for one that is not there; slow is the whole way, for inputs that are missing or of another type.
    """
    code = _Code()
    given = load("given")
    leave: list[ast.stmt] = [ast.Return(call(code.hoist(slow), given))]
    read = {name: code.name("v") for name in dict.fromkeys(inputs)}
    reading: list[ast.stmt] = [assign(local, pyast.item(given, const(name))) for name, local in read.items()]
    code.body.append(_unless_missing(reading, leave))
    masks: list[ast.expr] = []
    for column, name in zip(table.columns, inputs, strict=True):
        value = load(read[name])
        code.body.append(if_(ast.UnaryOp(ast.Not(), code.has_kind(column, value)), leave, []))
        masks.append(code.look_up(column, value))
    hits = code.local("h", _conjunction(masks, table))
    found = ast.Return(pyast.item(code.hoist(known), hits))
    code.body.append(_unless_missing([found], [ast.Return(call(code.hoist(learn), hits))]))
    return code.function("quick", ("given",))


def _unless_missing(body: list[ast.stmt], otherwise: list[ast.stmt]) -> ast.stmt:
    """`try: body; except KeyError: otherwise`, which costs nothing until a key is missing."""
    return ast.Try(body, [ast.ExceptHandler(load("KeyError"), None, otherwise)], [], [])


def _conjunction(masks: Sequence[ast.expr], table: Table) -> ast.expr:
    if not masks:
        return const(table.all_rules)
    found = masks[0]
    for mask in masks[1:]:
        found = ast.BinOp(found, ast.BitAnd(), mask)
    return found


def _lowest(hits: ast.expr) -> ast.expr:
    """The number of the lowest bit: `(h & -h).bit_length() - 1`."""
    lowest = ast.BinOp(hits, ast.BitAnd(), ast.UnaryOp(ast.USub(), hits))
    return ast.BinOp(call(pyast.attribute(lowest, "bit_length")), ast.Sub(), const(1))


def _all_but_lowest(hits: ast.expr) -> ast.expr:
    """The other bits: `h & (h - 1)`."""
    return ast.BinOp(hits, ast.BitAnd(), ast.BinOp(hits, ast.Sub(), const(1)))


class _Code:
    """A function being written: its statements and the objects that it names."""

    def __init__(self) -> None:
        self.body: list[ast.stmt] = []
        self.constants: dict[str, Any] = {}
        self.count = 0

    def name(self, letter: str) -> str:
        self.count += 1
        return f"{letter}{self.count}"

    def local(self, letter: str, value: ast.expr) -> ast.expr:
        """Keep a value in a new local; return the local."""
        name = self.name(letter)
        self.body.append(assign(name, value))
        return load(name)

    def hoist(self, value: Any, name: str = "") -> ast.expr:
        """Return the name of an object among the function's globals."""
        name = name or self.name("k")
        self.constants[name] = value
        return load(name)

    def has_kind(self, column: CompiledColumn, value: ast.expr) -> ast.expr:
        """Return the test that a value is of the kind that the column's index holds."""
        tests: list[ast.expr] = [has_type(value, name) for name in TYPES.get(column.kind or "", ())]
        return ast.BoolOp(ast.Or(), tests) if len(tests) > 1 else tests[0] if tests else const(False)

    def look_up(self, column: CompiledColumn, value: ast.expr) -> ast.expr:
        """Return the expression that finds the rules for a value of the column's kind."""
        index = column.index
        if column.kind in ORDER_BY:
            value = pyast.attribute(value, ORDER_BY[column.kind])
        if not index.keys:
            return self.hoist(index.masks[0])
        if index.only_names_values and column.kind in ("string", "boolean"):
            named = dict(zip(index.keys, index.masks[1::2], strict=True))
            return call(pyast.attribute(self.hoist(named), "get"), value, self.hoist(index.masks[0]))
        keys = self.hoist(index.keys)
        right = call("bisect_right", keys, value)
        left = call("bisect_left", keys, value)
        if index.closed_below:
            return pyast.item(self.hoist(index.masks[::2]), right)
        if index.closed_above:
            return pyast.item(self.hoist(index.masks[::2]), left)
        return pyast.item(self.hoist(index.masks), ast.BinOp(left, ast.Add(), right))

    def function(self, name: str, parameters: Sequence[str]) -> Callable[..., Any]:
        """Return the finished function."""
        module = ast.fix_missing_locations(ast.Module([pyast.function(name, parameters, self.body)], []))
        namespace = {**GLOBALS, **self.constants}
        exec(compile(module, "<table>", "exec"), namespace)  # noqa: S102 - a tree that we built, no user's text
        made: Callable[..., Any] = namespace[name]
        return made
