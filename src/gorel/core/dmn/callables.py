"""Knowledge models and decision services as functions that expressions call and pass on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gorel.core.dmn import model as m
from gorel.core.dmn.boxed.compiler import fitted
from gorel.core.dmn.graph import Key
from gorel.core.dmn.run import Run
from gorel.core.feel import types as t
from gorel.core.feel.functions import Function

if TYPE_CHECKING:
    from gorel.core.dmn.program import Program


def make_function(program: Program, key: Key) -> Function:
    """Return the element as a function value."""
    if isinstance(program.graph.elements[key], m.DecisionService):
        return _service(program, key)
    return _knowledge(program, key)


def _knowledge(program: Program, key: Key) -> Function:
    element = program.graph.elements[key]
    assert isinstance(element, m.BusinessKnowledgeModel)
    logic = element.logic or m.FunctionDefinition()
    type_ = program.static_type(key)

    def code(run: Run, *arguments: Any) -> Any:
        compiled = program.compiled(key)
        before = run.at
        function = compiled.body(program.scope(compiled, run), run)
        try:
            return function.code(run, *arguments) if isinstance(function, Function) else None
        finally:
            run.at = before

    return Function(
        [parameter.name for parameter in logic.parameters],
        code,
        types=[_declared(own) for own in type_.parameters] if isinstance(type_, t.FunctionType) else (),
        result=_declared(type_.result) if isinstance(type_, t.FunctionType) else None,
        name=element.name,
    )


def _service(program: Program, key: Key) -> Function:
    parameters = program.service_parameters(key)

    def code(run: Run, *arguments: Any) -> Any:
        return serve(program, key, dict(zip(parameters, arguments, strict=True)), run)

    return Function(
        [program.graph.elements[parameter].name for parameter in parameters],
        code,
        types=[_declared(program.static_type(parameter)) for parameter in parameters],
        name=program.graph.elements[key].name,
    )


def serve(program: Program, key: Key, arguments: Mapping[Key, Any], run: Run) -> Any:
    """Return what a decision service answers: its output, or a context of its outputs.

    It has a memory of its own, filled with its arguments, so that nothing outside changes what it comes to.
    """
    element = program.graph.elements[key]
    assert isinstance(element, m.DecisionService)
    outputs = program.resolved(element.outputs, key)
    outer, run.values = run.values, dict(arguments)
    try:
        answers = {program.graph.elements[output].name: program.value(output, run) for output in outputs}
    finally:
        run.values = outer
    answer = next(iter(answers.values())) if len(answers) == 1 else answers
    type_ = program.types.resolve(element.type_ref, program.graph.home[key])
    base = t.base_of(type_)
    return fitted(answer, base.result if isinstance(base, t.FunctionType) else type_, program.place(key), run)


def _declared(type_: t.Type) -> t.Type | None:
    """Return a type that says something, else None: what is not declared may be anything."""
    return None if type_ == t.ANY else type_
