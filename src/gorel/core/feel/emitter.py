"""Emits Python for values, names, operators, `if`, paths and contexts: the parts every expression has."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import msgspec

from gorel.core.feel import nodes, pyast
from gorel.core.feel.problems import refuse
from gorel.core.feel.registry import Builtin
from gorel.core.feel.run import Site
from gorel.core.feel.temporal import parse_date, parse_date_time, parse_duration, parse_time
from gorel.core.feel.types import Unknown

UNSET: Any = object()
MOST_LOOPS = 15  # Python nests at most 20 blocks

_PYTHON_TYPE = {"number": "D", "string": "str"}
_OPERATORS: dict[str, ast.operator] = {
    "+": ast.Add(), "-": ast.Sub(), "*": ast.Mult(), "/": ast.Div(),
}  # fmt: skip
_METHODS = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}
_COMPARISONS: dict[str, ast.cmpop] = {
    "=": ast.Eq(), "!=": ast.NotEq(), "<": ast.Lt(), "<=": ast.LtE(), ">": ast.Gt(), ">=": ast.GtE(),
}  # fmt: skip


class Operand(msgspec.Struct, frozen=True):
    """A value in emitted code: a local or a constant, so that naming it twice costs nothing.

    Shape: kind is "number", "string" or "context" when the value surely is one, "truth" for true, false or null; hint
    is the kind it is if it is not null; value is UNSET unless known now.
    """

    expr: ast.expr
    kind: str | None = None
    value: Any = UNSET
    hint: str | None = None

    @property
    def is_constant(self) -> bool:
        """Whether the value is known now."""
        return self.value is not UNSET


class ItemFrame(msgspec.Struct, frozen=True):
    """Names inside a filter: the item's entries come before everything outside."""

    item: Operand


class Literal(msgspec.Struct):
    """A function literal being emitted: which outer locals it uses."""

    level: int
    captured: list[str]


class Emitter:
    """Holds the state of one compilation.

    Shape: `body` is the block being written; `frames` are the FEEL scopes inside the text, innermost last; `levels`
    says in which nested Python function a local was made.
    """

    emitters: dict[type[nodes.Node], Callable[[Any, Any], Operand]] = {}

    def __init__(
        self, source: str, builtins: Mapping[str, Builtin], declared: frozenset[str], *, is_careful: bool
    ) -> None:
        self.source = source
        self.builtins = builtins
        self.declared = declared
        self.is_careful = is_careful
        self.body: list[ast.stmt] = []
        self.constants: dict[str, Any] = {}
        self.frames: list[dict[str, Operand] | ItemFrame] = []
        self.levels: dict[str, int] = {}
        self.literals: list[Literal] = []
        self.level = 0
        self.blocks = 0  # how deep in if and for; root names fetched at depth 0 serve the whole text
        self.loops = 0
        self.counts = False
        self.uses_context = False
        self.is_light = False  # so little arithmetic that a context of its own costs more than methods
        self._numbers: dict[str, str] = {}
        self._roots: dict[str, Operand] = {}
        self._count = 0

    # -- small things

    def emit(self, node: nodes.Node) -> Operand:
        """Write the statements that compute *node*; return where its value is."""
        return self.emitters[type(node)](self, node)

    def settled(self, node: nodes.Node) -> Operand:
        """Emit *node* to a local even if it is a constant, so that Python finds nothing odd in testing it."""
        operand = self.emit(node)
        return (
            self.store(operand.expr, operand.kind, operand.hint) if isinstance(operand.expr, ast.Constant) else operand
        )

    def fresh(self, letter: str = "t") -> str:
        """Return a new local's name."""
        self._count += 1
        name = f"{letter}{self._count}"
        self.levels[name] = self.level
        return name

    def store(self, value: ast.expr, kind: str | None = None, hint: str | None = None) -> Operand:
        """Keep a value in a new local."""
        name = self.fresh()
        self.body.append(pyast.assign(name, value))
        return Operand(pyast.load(name), kind, hint=hint)

    def hoist(self, value: Any, letter: str = "k") -> ast.expr:
        """Return the name of a constant object in the function's globals."""
        if isinstance(value, Decimal):
            key = str(value)
            if key in self._numbers:
                return pyast.load(self._numbers[key])
            self._numbers[key] = f"{letter}_{len(self.constants)}"
        name = f"{letter}_{len(self.constants)}"
        self.constants[name] = value
        return pyast.load(name)

    def constant(self, value: Any) -> Operand:
        """Return a constant operand."""
        if value is None or isinstance(value, bool):
            return Operand(pyast.const(value), "truth", value)
        if isinstance(value, str):
            return Operand(pyast.const(value), "string", value)
        return Operand(self.hoist(value), "number" if isinstance(value, Decimal) else None, value)

    def site(self, node: nodes.Node) -> ast.expr:
        """Return the constant that tells warnings where they are."""
        return self.hoist(Site(self.source, node), "s")

    def slow(self, function: str, node: nodes.Node, *arguments: ast.expr) -> ast.expr:
        """Return a call into `runtime`."""
        return pyast.call(function, pyast.load("run"), self.site(node), *arguments)

    def block(self, write: Callable[[], None]) -> list[ast.stmt]:
        """Return the statements that *write* emits, as a block of their own."""
        outer, self.body = self.body, []
        self.blocks += 1
        try:
            write()
            return self.body
        finally:
            self.body = outer
            self.blocks -= 1

    def within(self, frame: dict[str, Operand] | ItemFrame, node: nodes.Node) -> Operand:
        """Emit *node* with the names of *frame* in scope."""
        self.frames.append(frame)
        try:
            return self.settled(node)
        finally:
            self.frames.pop()

    def use(self, operand: Operand) -> Operand:
        """Note that function literals being emitted use an outer local."""
        if isinstance(operand.expr, ast.Name):
            name = operand.expr.id
            level = self.levels.get(name)
            for literal in self.literals:
                if level is not None and level < literal.level and name not in literal.captured:
                    literal.captured.append(name)
        return operand

    # -- literals and names

    def literal(self, node: nodes.Literal) -> Operand:
        return self.constant(node.value)

    def at_literal(self, node: nodes.AtLiteral) -> Operand:
        text = node.text
        value = parse_date(text) or parse_date_time(text) or parse_time(text) or parse_duration(text)
        if value is None:
            return self.store(self.slow("bad_literal", node, pyast.const(text)))
        return self.constant(value)

    def name(self, node: nodes.Name) -> Operand:
        return self.resolve(node.name, node, len(self.frames) - 1)

    def is_local(self, name: str) -> bool:
        """Return whether the text itself or its declared scope gives the name a meaning."""
        return name in self.declared or any(isinstance(frame, dict) and name in frame for frame in self.frames)

    def resolve(self, name: str, node: nodes.Node, depth: int) -> Operand:
        """Return the value of a name, looking from the frame at *depth* outwards."""
        for at in range(depth, -1, -1):
            frame = self.frames[at]
            if isinstance(frame, dict):
                if name in frame:
                    return self.use(frame[name])
            else:
                return self._entry_or(frame, name, node, at - 1)
        return self._root(name, node)

    def _entry_or(self, frame: ItemFrame, name: str, node: nodes.Node, outer: int) -> Operand:
        item = self.use(frame.item)
        key = pyast.const(name)
        has = pyast.all_of([pyast.has_type(item.expr, "dict"), pyast.contains(key, item.expr)])
        if name == "item":
            return self.store(pyast.choose(has, pyast.item(item.expr, key), item.expr))
        result = self.fresh()
        then: list[ast.stmt] = [pyast.assign(result, pyast.item(item.expr, key))]

        def write() -> None:
            found = self.resolve(name, node, outer)
            self.body.append(pyast.assign(result, found.expr))

        self.body.append(pyast.if_(has, then, self.block(write)))
        return Operand(pyast.load(result))

    def _root(self, name: str, node: nodes.Node) -> Operand:
        if name in self._roots:
            return self.use(self._roots[name])
        key = pyast.const(name)
        builtin = self.builtins.get(name)
        otherwise = self.hoist(builtin, "f") if builtin else self.slow("missing", node, key)
        value = pyast.choose(pyast.contains(key, pyast.load("scope")), pyast.item(pyast.load("scope"), key), otherwise)
        operand = self.store(value)
        if self.blocks == 0 and self.level == 0:
            self._roots[name] = operand
        return operand

    # -- operators

    def negation(self, node: nodes.Negation) -> Operand:
        operand = self.emit(node.operand)
        if isinstance(operand.value, Decimal):
            return self.constant(-operand.value if operand.value else operand.value)
        return self.store(self.slow("negate", node, operand.expr))

    def arithmetic(self, node: nodes.Arithmetic) -> Operand:
        spine: list[nodes.Arithmetic] = []
        first: nodes.Node = node
        while isinstance(first, nodes.Arithmetic):
            spine.append(first)
            first = first.left
        left = self.emit(first)
        for step in reversed(spine):
            left = self._binary(step, left, self.emit(step.right))
        return left

    def _binary(self, node: nodes.Arithmetic, left: Operand, right: Operand) -> Operand:
        slow = self.slow("arith", node, pyast.const(node.operator), left.expr, right.expr)
        operator = _OPERATORS.get(node.operator)
        kinds = {left.kind, right.kind}
        hints = kinds | {left.hint, right.hint}
        if operator is None or self.is_careful or (kinds & {"truth", "context"}):
            return self.store(slow)
        fast: ast.expr = ast.BinOp(left.expr, operator, right.expr)
        if "string" in hints:
            # In loops strings could double with every round; the slow path counts their characters.
            if node.operator != "+" or "number" in kinds or self.loops or self.level:
                return self.store(slow)
            return self._checked(fast, slow, "string", left, right, hint="string")
        if self.is_light or self.literals:
            # A function may be called when the text that made it is long done, in any decimal context.
            fast = pyast.call(f"context_{_METHODS[node.operator]}", left.expr, right.expr)
        else:
            self.uses_context = True
        extra = []
        if node.operator == "/":
            if right.is_constant and not right.value:
                return self.store(slow)
            extra = [] if right.is_constant else [right.expr]
        return self._checked(fast, slow, "number", left, right, extra=extra, hint="number")

    def _checked(
        self,
        fast: ast.expr,
        slow: ast.expr,
        kind: str,
        *operands: Operand,
        result: str | None = None,
        extra: list[ast.expr] | None = None,
        hint: str | None = None,
    ) -> Operand:
        """Emit *fast* when all operands are of the kind, else *slow*."""
        tests: list[ast.expr] = []
        for operand in operands:
            if operand.kind != kind:
                tests.append(pyast.has_type(operand.expr, _PYTHON_TYPE[kind]))
        tests += extra or []
        if not tests:
            return self.store(fast, result or kind)
        return self.store(pyast.choose(pyast.all_of(tests), fast, slow), result, hint)

    def comparison(self, node: nodes.Comparison) -> Operand:
        return self.compare(node, node.operator, self.emit(node.left), self.emit(node.right))

    def compare(self, node: nodes.Node, operator: str, left: Operand, right: Operand) -> Operand:
        """Emit a comparison of two operands."""
        slow = self.slow("comparison", node, pyast.const(operator), left.expr, right.expr)
        kinds = {left.kind, right.kind}
        if kinds & {"truth", "context"} or {"number", "string"} <= kinds:
            return self.store(slow, "truth")
        kind = "string" if "string" in kinds | {left.hint, right.hint} else "number"
        fast = ast.Compare(left.expr, [_COMPARISONS[operator]], [right.expr])
        return self._checked(fast, slow, kind, left, right, result="truth")

    def between(self, node: nodes.Between) -> Operand:
        value, low, high = self.emit(node.value), self.emit(node.low), self.emit(node.high)
        fast = ast.Compare(low.expr, [ast.LtE(), ast.LtE()], [value.expr, high.expr])
        above = self.slow("comparison", node, pyast.const(">="), value.expr, low.expr)
        below = self.slow("comparison", node, pyast.const("<="), value.expr, high.expr)
        slow = self.slow("both", node, above, below)
        kinds = {value.kind, low.kind, high.kind}
        if kinds & {"truth", "context"} or {"number", "string"} <= kinds:
            return self.store(slow, "truth")
        return self._checked(fast, slow, "string" if "string" in kinds else "number", value, low, high, result="truth")

    def junction(self, node: nodes.Junction) -> Operand:
        spine: list[nodes.Junction] = []
        first: nodes.Node = node
        while isinstance(first, nodes.Junction) and first.operator == node.operator:
            spine.append(first)
            first = first.left
        left = self.emit(first)
        result = self.fresh()
        self.body.append(pyast.assign(result, left.expr))
        found = pyast.load(result)
        decided = pyast.const(node.operator == "or")
        kind = left.kind

        def write(step: nodes.Junction) -> Callable[[], None]:
            def block() -> None:
                right = self.settled(step.right)
                joined = self.slow("both" if node.operator == "and" else "either", step, found, right.expr)
                if kind == "truth" and right.kind == "truth":
                    # One side is not decided: the other decides, or the answer is null.
                    neutral = pyast.const(node.operator == "and")
                    null_or = pyast.choose(pyast.is_(right.expr, decided), decided, pyast.const(None))
                    joined = pyast.choose(pyast.is_(found, neutral), right.expr, null_or)
                self.body.append(pyast.assign(result, joined))

            return block

        for step in reversed(spine):
            self.body.append(pyast.if_(pyast.is_not(found, decided), self.block(write(step)), []))
            kind = "truth"
        return Operand(found, "truth")

    # -- if, paths, contexts, lists, ranges

    def conditional(self, node: nodes.If) -> Operand:
        condition = self.settled(node.condition)
        result = self.fresh()
        kinds: list[str | None] = []

        def write(branch: nodes.Node) -> Callable[[], None]:
            def block() -> None:
                value = self.emit(branch)
                kinds.append(value.kind)
                self.body.append(pyast.assign(result, value.expr))

            return block

        then = self.block(write(node.then))
        otherwise = self.block(write(node.otherwise))
        if condition.kind != "truth":
            odd = ast.Expr(self.slow("not_boolean", node.condition, condition.expr))
            self.body.append(pyast.if_(pyast.is_not(pyast.call("type", condition.expr), pyast.load("bool")), [odd], []))
        self.body.append(pyast.if_(pyast.is_(condition.expr, pyast.const(True)), then, otherwise))
        return Operand(pyast.load(result), kinds[0] if kinds[0] == kinds[1] else None)

    def path(self, node: nodes.Path) -> Operand:
        if isinstance(node.base, nodes.ContextLiteral):
            entries = self.entries(node.base)
            if entries is not None and node.name in entries:
                return entries[node.name]
        base = self.settled(node.base)
        key = pyast.const(node.name)
        has = pyast.all_of([pyast.has_type(base.expr, "dict"), pyast.contains(key, base.expr)])
        slow = self.slow("path", node, base.expr, key)
        return self.store(pyast.choose(has, pyast.item(base.expr, key), slow))

    def context(self, node: nodes.ContextLiteral) -> Operand:
        frame = self.entries(node)
        if frame is None:
            return self.store(self.slow("duplicate_key", node, pyast.const(_repeated_key(node) or "")))
        names: list[ast.expr | None] = [pyast.const(key) for key in frame]
        return self.store(ast.Dict(names, [operand.expr for operand in frame.values()]), "context")

    def entries(self, node: nodes.ContextLiteral) -> dict[str, Operand] | None:
        """Emit the entries of a context, each seeing those before it; None when a key stands twice."""
        frame: dict[str, Operand] = {}
        if _repeated_key(node) is not None:
            return None
        self.frames.append(frame)
        for key, value in node.entries:
            if isinstance(value, nodes.FunctionLiteral):
                frame[key] = self.function_literal(value, own_name=key)
            else:
                frame[key] = self.emit(value)
        self.frames.pop()
        return frame

    def list_literal(self, node: nodes.ListLiteral) -> Operand:
        items = [self.emit(item).expr for item in node.items]
        return self.store(ast.List(items, ast.Load()))

    def range_literal(self, node: nodes.RangeLiteral) -> Operand:
        low, high = self.emit(node.low), self.emit(node.high)
        return self.store(
            self.slow(
                "make_range",
                node,
                pyast.const(node.start_included),
                low.expr,
                high.expr,
                pyast.const(node.end_included),
            )
        )

    def bound(self, node: nodes.Bound) -> Operand:
        endpoint = self.emit(node.endpoint)
        return self.store(self.slow("bound", node, pyast.const(node.operator), endpoint.expr))

    def instance_of(self, node: nodes.InstanceOf) -> Operand:
        value = self.emit(node.value)
        if isinstance(node.type, Unknown):
            return self.store(self.slow("unknown_type", node, pyast.const(node.type.name)), "truth")
        return self.store(pyast.call("instance", value.expr, self.hoist(node.type)), "truth")

    def enter_loop(self, node: nodes.Node) -> None:
        """Count nested loops, which Python limits."""
        self.loops += 1
        self.counts = True
        if self.loops > MOST_LOOPS:
            raise refuse("feel.too-many-loops", node.start, limit=MOST_LOOPS)

    def function_literal(self, node: nodes.FunctionLiteral, own_name: str | None = None) -> Operand:
        raise NotImplementedError


def _repeated_key(node: nodes.ContextLiteral) -> str | None:
    keys = [key for key, _ in node.entries]
    return next((key for key in keys if keys.count(key) > 1), None) if len(set(keys)) < len(keys) else None


Emitter.emitters.update(
    {
        nodes.Literal: Emitter.literal,
        nodes.AtLiteral: Emitter.at_literal,
        nodes.Name: Emitter.name,
        nodes.Negation: Emitter.negation,
        nodes.Arithmetic: Emitter.arithmetic,
        nodes.Comparison: Emitter.comparison,
        nodes.Between: Emitter.between,
        nodes.Junction: Emitter.junction,
        nodes.If: Emitter.conditional,
        nodes.Path: Emitter.path,
        nodes.ContextLiteral: Emitter.context,
        nodes.ListLiteral: Emitter.list_literal,
        nodes.RangeLiteral: Emitter.range_literal,
        nodes.Bound: Emitter.bound,
        nodes.InstanceOf: Emitter.instance_of,
    }
)
