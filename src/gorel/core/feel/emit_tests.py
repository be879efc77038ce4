"""Emits `in` and unary tests: a value against comparisons, ranges, lists and values."""

from __future__ import annotations

import ast
from collections.abc import Callable
from decimal import Decimal

from gorel.core.feel import nodes, pyast
from gorel.core.feel.emit_loops import names
from gorel.core.feel.emitter import Emitter, Operand


class TestEmitter(Emitter):
    """The kinds of node that test a value."""

    __test__ = False

    def in_(self, node: nodes.In) -> Operand:
        value = self.settled(node.value)
        return self._any(node.tests, value, is_unary=False)

    def emit_unary_tests(self, node: nodes.UnaryTests, value: Operand) -> Operand:
        """Emit the tests of a table's cell against its input."""
        if not node.tests:
            return Operand(pyast.const(True), "truth")
        found = self._any(node.tests, value, is_unary=True)
        if not node.is_negated:
            return found
        opposite = pyast.choose(pyast.is_(found.expr, pyast.const(False)), pyast.const(True), pyast.const(None))
        return self.store(pyast.choose(pyast.is_(found.expr, pyast.const(True)), pyast.const(False), opposite), "truth")

    def _any(self, tests: tuple[nodes.Node, ...], value: Operand, *, is_unary: bool) -> Operand:
        first, *rest = tests
        found = self._test(first, value, is_unary=is_unary)
        if not rest:
            return found
        result = self.fresh()
        self.body.append(pyast.assign(result, found.expr))
        current = pyast.load(result)

        def write(test: nodes.Node) -> Callable[[], None]:
            def block() -> None:
                other = self._test(test, value, is_unary=is_unary)
                null = pyast.choose(pyast.is_(current, pyast.const(None)), pyast.const(None), other.expr)
                either = pyast.choose(pyast.is_(other.expr, pyast.const(True)), pyast.const(True), null)
                self.body.append(pyast.assign(result, either))

            return block

        for test in rest:
            self.body.append(pyast.if_(pyast.is_not(current, pyast.const(True)), self.block(write(test)), []))
        return Operand(current, "truth")

    def _test(self, node: nodes.Node, value: Operand, *, is_unary: bool) -> Operand:
        self.frames.append({"?": value})
        try:
            if isinstance(node, nodes.Bound):
                return self.compare(node, node.operator, value, self.emit(node.endpoint))
            if isinstance(node, nodes.RangeLiteral):
                return self._in_range(node, value)
            if isinstance(node, nodes.Literal) and isinstance(node.value, str | Decimal):
                return self.compare(node, "=", value, self.emit(node))
            if isinstance(node, nodes.Literal) and isinstance(node.value, bool):
                # `true` alone asks whether the input is true; only an expression's outcome can be the answer itself.
                return self.store(self.slow("inside", node, value.expr, pyast.const(node.value)), "truth")
            found = self.settled(node)
        finally:
            self.frames.pop()
        if names(node, "?"):
            if found.kind == "truth":
                return found
            plain = pyast.has_type(found.expr, "bool")
            return self.store(
                pyast.choose(plain, found.expr, self.slow("inside", node, value.expr, found.expr)), "truth"
            )
        return self.store(self.slow("unary" if is_unary else "inside", node, value.expr, found.expr), "truth")

    def _in_range(self, node: nodes.RangeLiteral, value: Operand) -> Operand:
        low, high = self.emit(node.low), self.emit(node.high)
        flags = pyast.const(node.start_included), pyast.const(node.end_included)
        made = self.slow("make_range", node, flags[0], low.expr, high.expr, flags[1])
        slow = self.slow("inside", node, value.expr, made)
        for kind, type_ in (("number", Decimal), ("string", str)):
            ends = low.value, high.value
            if isinstance(ends[0], type_) and isinstance(ends[1], type_) and list(ends) == sorted(ends):
                fast = ast.Compare(
                    low.expr,
                    [ast.LtE() if node.start_included else ast.Lt(), ast.LtE() if node.end_included else ast.Lt()],
                    [value.expr, high.expr],
                )
                return self._checked(fast, slow, kind, value, result="truth")
        return self.store(slow, "truth")


Emitter.emitters[nodes.In] = TestEmitter.in_
