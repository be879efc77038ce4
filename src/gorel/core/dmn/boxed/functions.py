"""Boxed function and invocation."""

from __future__ import annotations

from typing import Any

from gorel.core.dmn import model as m
from gorel.core.dmn.boxed.compiler import Compiler, Names, compiles, fitted
from gorel.core.dmn.run import Evaluated, Run, Scope
from gorel.core.feel.calls import call, call_named
from gorel.core.feel.external import external_function
from gorel.core.feel.functions import Function


@compiles(m.FunctionDefinition)
def compile_function(compiler: Compiler, node: m.FunctionDefinition, names: Names) -> Evaluated:
    """A function that keeps the values in scope where it was made."""
    parameters = [parameter.name for parameter in node.parameters]
    types = [compiler.type_of(parameter.type_ref) for parameter in node.parameters]
    for number, name in enumerate(parameters):
        if name in parameters[:number]:
            compiler.note("feel.duplicate-parameter", node.parameters[number], name=name)
    if node.kind.upper() != "FEEL":
        return compile_external(compiler, node, names)
    body = compiler.expression(node.body, {**names, **dict(zip(parameters, types, strict=True))})

    def function(scope: Scope, run: Run) -> Function:
        def code(run: Run, *arguments: Any) -> Any:
            return body({**scope, **dict(zip(parameters, arguments, strict=True))}, run)

        return Function(parameters, code, types=types, name=compiler.place.name or "")

    return function


def compile_external(compiler: Compiler, node: m.FunctionDefinition, names: Names) -> Evaluated:
    """A function of kind Java, by the table in `core.feel.external`."""
    parameters = [parameter.name for parameter in node.parameters]
    types = [compiler.type_of(parameter.type_ref) for parameter in node.parameters]
    described = compiler.expression(node.body, names)

    def function(scope: Scope, run: Run) -> Function:
        return external_function(described(scope, run), parameters, types, compiler.place.name or "")

    return function


@compiles(m.Invocation)
def compile_invocation(compiler: Compiler, node: m.Invocation, names: Names) -> Evaluated:
    """A call with named arguments."""
    function = compiler.expression(node.function, names)
    bindings = []
    for binding in node.bindings:
        part = compiler.inside(binding.parameter.name)
        type_ = compiler.type_of(binding.parameter.type_ref)
        bindings.append((binding.parameter.name, part.expression(binding.value, names), type_, part.at(binding)))

    def invoke(scope: Scope, run: Run) -> Any:
        callee = function(scope, run)
        arguments: dict[str, Any] = {}
        for name, value, type_, place in bindings:
            given = value(scope, run)
            arguments[name] = fitted(given, type_, place, run)
            if given is not None and arguments[name] is None:
                return None  # an argument that does not fit means that the call is not made
        run.at = compiler.place
        if not arguments:
            return call(run, None, callee, [])
        return call_named(run, None, callee, arguments)

    return invoke
