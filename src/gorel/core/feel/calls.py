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
    try:
        if isinstance(function, Builtin):
            return function.invoke(run, arguments)
        if not isinstance(function, Function):
            raise Failure("feel.not-a-function", kind=kind_of(function))
        if function.arity is not None and len(arguments) != function.arity:
            raise Failure("feel.wrong-arguments", expected=function.arity, found=len(arguments))
        return invoke(run, function, arguments)
    except (Failure, DecimalException) as trouble:
        return _null(run, site, function, trouble)


def call_named(run: Run, site: Site | None, function: Any, arguments: dict[str, Any]) -> Any:
    """Return the function's value for arguments by name."""
    try:
        if isinstance(function, Builtin):
            return function.invoke_named(run, arguments)
        if not isinstance(function, Function):
            raise Failure("feel.not-a-function", kind=kind_of(function))
        for name in arguments:
            if name not in function.parameters:
                raise Failure("feel.unknown-parameter", parameter=name)
        if len(arguments) != len(function.parameters):
            raise Failure("feel.wrong-arguments", expected=len(function.parameters), found=len(arguments))
        return invoke(run, function, [arguments[name] for name in function.parameters])
    except (Failure, DecimalException) as trouble:
        return _null(run, site, function, trouble)


def _null(run: Run, site: Site | None, function: Any, trouble: Exception) -> None:
    name = getattr(function, "name", "")
    if isinstance(trouble, Failure):
        run.warn(site, trouble.code, **{"name": name, **trouble.values})
    else:
        run.warn(site, "feel.number-out-of-range", operator=name)


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
