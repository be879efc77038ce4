"""Calling a function value with arguments, by position or by name.

A function that cannot be called as asked gives null and a warning: the standard has no other error. An argument that
does not fit its parameter's type means that the call is not made.
"""

from __future__ import annotations

from typing import Any

from gorel.core.feel import limits
from gorel.core.feel.compare import kind_of
from gorel.core.feel.conform import MISFIT, coerce
from gorel.core.feel.functions import Function
from gorel.core.feel.numbers import DecimalException
from gorel.core.feel.problems import Failure
from gorel.core.feel.registry import Builtin
from gorel.core.feel.run import LimitReached, Run, Site
from gorel.core.feel.types import text_of


def call(run: Run, site: Site | None, function: Any, arguments: list[Any]) -> Any:
    """Return the function's value for arguments by position."""
    if isinstance(function, Builtin):
        return _guarded(run, site, function, lambda: function.invoke(run, arguments))
    if not isinstance(function, Function):
        run.warn(site, "feel.not-a-function", kind=kind_of(function))
        return None
    if function.arity is not None and len(arguments) != function.arity:
        run.warn(site, "feel.wrong-arguments", name=function.name, expected=function.arity, found=len(arguments))
        return None
    return _guarded(run, site, function, lambda: invoke(run, function, arguments))


def call_named(run: Run, site: Site | None, function: Any, arguments: dict[str, Any]) -> Any:
    """Return the function's value for arguments by name."""
    if isinstance(function, Builtin):
        return _guarded(run, site, function, lambda: function.invoke_named(run, arguments))
    if not isinstance(function, Function):
        run.warn(site, "feel.not-a-function", kind=kind_of(function))
        return None
    if not arguments.keys() <= set(function.parameters):
        unknown = next(name for name in arguments if name not in function.parameters)
        run.warn(site, "feel.unknown-parameter", name=function.name, parameter=unknown)
        return None
    if len(arguments) != len(function.parameters):
        expected = len(function.parameters)
        run.warn(site, "feel.wrong-arguments", name=function.name, expected=expected, found=len(arguments))
        return None
    return _guarded(
        run, site, function, lambda: invoke(run, function, [arguments[name] for name in function.parameters])
    )


def invoke(run: Run, function: Function, arguments: list[Any]) -> Any:
    """Return the function's value; arguments are as many as its parameters.

    Errors: Failure feel.argument-type, feel.result-type; LimitReached feel.too-many-calls.
    """
    if isinstance(function, Builtin):
        return function.invoke(run, arguments)
    converted = []
    for name, type_, argument in zip(function.parameters, function.types, arguments, strict=False):
        value = coerce(argument, type_)
        if value is MISFIT:
            raise Failure(
                "feel.argument-type",
                name=function.name,
                parameter=name,
                expected=text_of(type_) if type_ else "Any",
                found=kind_of(argument),
            )
        converted.append(value)
    run.calls += 1
    run.charge(limits.CALL_STEPS)
    if run.calls > limits.CALLS:
        raise LimitReached("feel.too-many-calls", limit=limits.CALLS)
    try:
        result = coerce(function.code(run, *converted), function.result)
    finally:
        run.calls -= 1
    if result is MISFIT:
        raise Failure("feel.result-type", name=function.name)
    return result


def _guarded(run: Run, site: Site | None, function: Function, act: Any) -> Any:
    try:
        return act()
    except Failure as failure:
        run.warn(site, failure.code, **{"name": function.name, **failure.values})
    except DecimalException:
        run.warn(site, "feel.number-out-of-range", operator=function.name)
    return None
