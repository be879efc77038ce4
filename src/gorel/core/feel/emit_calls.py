"""Emits function calls and function literals."""

from __future__ import annotations

import ast
from typing import Any

from gorel.core.feel import nodes, pyast
from gorel.core.feel.emit_inline import INLINE
from gorel.core.feel.emitter import UNSET, Emitter, Literal, Operand
from gorel.core.feel.external import external_function
from gorel.core.feel.functions import Function
from gorel.core.feel.problems import Failure
from gorel.core.feel.registry import BUILTINS, Builtin
from gorel.core.feel.run import QUIET

# Built-ins whose value for constant arguments is computed once, when the text is compiled.
COMPUTING = frozenset({"sum"})  # quick ways that compute in the current decimal context
FOLDED = frozenset({"date", "time", "date and time", "duration", "number"})


class CallEmitter(Emitter):
    """Calls by position and by name, and functions written in the text."""

    def call(self, node: nodes.Call) -> Operand:
        builtin = self._builtin(node.function)
        if builtin is not None and builtin.name == "is defined" and len(node.arguments) == 1:
            return self._is_defined(node.arguments[0])
        if builtin is None:
            function = self.emit(node.function)
        arguments = [self.emit(argument) for argument in node.arguments]
        values = [argument.expr for argument in arguments]
        if builtin is None:
            self.counts = True
            return self.store(self.slow("call", node, function.expr, ast.List(values, ast.Load())))
        if builtin.needs_run:
            self.counts = True
        folded = self._folded(builtin, arguments)
        if folded is not None:
            return folded
        general = self.slow("call", node, self.hoist(builtin, "f"), ast.List(values, ast.Load()))
        return self._inline(builtin, arguments, general) or self._quick(builtin, values, general)

    def _inline(self, builtin: Builtin, arguments: list[Operand], general: ast.expr) -> Operand | None:
        kind, write = INLINE.get((builtin.name, len(arguments)), ("", None))
        # Dialects may add meanings to a name; only the standard's own functions are written in place.
        if write is None or builtin is not BUILTINS.get(builtin.name):
            return None
        settled = [
            self.store(argument.expr, argument.kind, argument.hint)
            if isinstance(argument.expr, ast.Constant) and not at
            else argument
            for at, argument in enumerate(arguments)
        ]
        written = write([self._with_value(new, old) for new, old in zip(settled, arguments, strict=True)])
        if written is None:
            return None
        tests, operation = written
        is_truth = kind == "truth"
        return self.store(
            pyast.choose(pyast.all_of(tests), operation, general),
            "truth" if is_truth else None,
            None if is_truth else kind,
        )

    @staticmethod
    def _with_value(operand: Operand, original: Operand) -> Operand:
        return Operand(operand.expr, operand.kind, original.value, operand.hint)

    def _quick(self, builtin: Builtin, values: list[ast.expr], general: ast.expr) -> Operand:
        quick = builtin.quick.get(len(values))
        computes = builtin.name in COMPUTING
        if quick is None or (computes and (self.is_careful or self.literals)):
            return self.store(general)
        self.uses_context = self.uses_context or computes
        result = self.fresh()
        self.body.append(pyast.assign(result, pyast.call(self.hoist(quick, "q"), *values)))
        found = pyast.load(result)
        self.body.append(pyast.if_(pyast.is_(found, pyast.load("NotImplemented")), [pyast.assign(result, general)], []))
        return Operand(found)

    def call_named(self, node: nodes.NamedCall) -> Operand:
        builtin = self._builtin(node.function)
        function = Operand(self.hoist(builtin, "f")) if builtin is not None else self.emit(node.function)
        arguments = {name: self.emit(argument).expr for name, argument in node.arguments}
        keys: list[ast.expr | None] = [pyast.const(name) for name in arguments]
        self.counts = True
        return self.store(self.slow("call_named", node, function.expr, ast.Dict(keys, list(arguments.values()))))

    def _builtin(self, function: nodes.Node) -> Builtin | None:
        """Return the built-in function that is surely meant."""
        if isinstance(function, nodes.Name) and not self.is_local(function.name):
            return self.builtins.get(function.name)
        return None

    def _folded(self, builtin: Builtin, arguments: list[Operand]) -> Operand | None:
        if builtin.name not in FOLDED or any(argument.value is UNSET for argument in arguments):
            return None
        try:
            value: Any = builtin.invoke(QUIET, [argument.value for argument in arguments])
        except (Failure, ArithmeticError):
            return None
        return None if value is None else self.constant(value)

    def _is_defined(self, node: nodes.Node) -> Operand:
        """`is defined` asks whether a name or an entry is there, without warning when it is not."""
        if isinstance(node, nodes.Name) and not self.is_local(node.name) and node.name not in self.builtins:
            return self.store(pyast.contains(pyast.const(node.name), pyast.load("scope")), "truth")
        if isinstance(node, nodes.Path):
            base_defined = self._is_defined(node.base)
            result = self.fresh()
            self.body.append(pyast.assign(result, pyast.const(False)))

            def write() -> None:
                base = self.settled(node.base)
                has = pyast.contains(pyast.const(node.name), base.expr)
                test = pyast.all_of([pyast.has_type(base.expr, "dict"), has])
                self.body.append(pyast.assign(result, test))

            self.body.append(pyast.if_(base_defined.expr, self.block(write), []))
            return Operand(pyast.load(result), "truth")
        self.emit(node)
        return Operand(pyast.const(True), "truth")

    def function_literal(self, node: nodes.FunctionLiteral, own_name: str | None = None) -> Operand:
        """Emit a function; outer locals are bound when it is made, so that a loop's functions differ.

        A function that is a context's entry may call itself by the entry's name: it finds itself in a cell.
        """
        if node.is_external:
            return self.store(pyast.call(self.hoist(_external), self.emit(node.body).expr, self.hoist(node)))
        name, cell = self.fresh("fn"), self.fresh("cell")
        self.level += 1
        literal = Literal(self.level, [])
        self.literals.append(literal)
        frame: dict[str, Operand] = {}
        for parameter in node.parameters:
            frame[parameter.name] = Operand(pyast.load(self.fresh("a")))
        parameters = [operand.expr.id for operand in frame.values() if isinstance(operand.expr, ast.Name)]
        loops, self.loops = self.loops, 0
        outer, self.body = self.body, []
        frames: list[dict[str, Operand]] = []
        if own_name is not None:
            itself = self.fresh("own")
            literal.captured.append(cell)
            self.body.append(pyast.assign(itself, pyast.item(pyast.load(cell), pyast.const(0))))
            frames.append({own_name: Operand(pyast.load(itself))})
        self.frames += [*frames, frame]
        result = self.emit(node.body)
        del self.frames[len(self.frames) - len(frames) - 1 :]
        body = [*self.body, ast.Return(result.expr)]
        self.body, self.loops = outer, loops
        self.literals.pop()
        self.level -= 1
        if own_name is not None:
            self.body.append(pyast.assign(cell, ast.List([pyast.const(None)], ast.Load())))
        for captured in literal.captured:
            self.use(Operand(pyast.load(captured)))
        self.body.append(pyast.function(name, ["run", *parameters], body, literal.captured))
        made = self.store(
            pyast.call(self.hoist(_make), pyast.load(name), self.hoist(node), pyast.const(own_name or ""))
        )
        if own_name is not None:
            self.body.append(ast.Assign([ast.Subscript(pyast.load(cell), pyast.const(0), ast.Store())], made.expr))
        return made


def _external(described: Any, node: nodes.FunctionLiteral) -> Function:
    what = described.get("java") if isinstance(described, dict) else None
    return external_function(what, [p.name for p in node.parameters], [p.type for p in node.parameters])


def _make(code: Any, node: nodes.FunctionLiteral, name: str) -> Function:
    parameters = [parameter.name for parameter in node.parameters]
    return Function(
        parameters, code, types=[parameter.type for parameter in node.parameters], yields=node.yields, name=name
    )


Emitter.emitters.update(
    {
        nodes.Call: CallEmitter.call,
        nodes.NamedCall: CallEmitter.call_named,
        nodes.FunctionLiteral: CallEmitter.function_literal,
    }
)
