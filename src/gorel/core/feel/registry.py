"""How a built-in function is declared, found and called.

`@builtin("substring", "string: string, start position: number, length?: number")` declares one overload: parameters
as the standard names them, `?` after a name that may be left out, `...` after one that takes the rest (`...2` when
that must be two at least; without a name it cannot be given by name), and the kinds of value that it takes, with `|`
between them. Kinds are those of `compare.kind_of`, and `any`. A first pass looks for an overload whose kinds are the
arguments' own; a second converts a list of one to its item and an item to a list.
Source: DMN 1.5 §10.3.4, §10.3.2.13.4 (named parameters).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from gorel.core.feel.compare import kind_of
from gorel.core.feel.functions import Function
from gorel.core.feel.problems import Failure

_Code = TypeVar("_Code", bound=Callable[..., Any])

BUILTINS: dict[str, Builtin] = {}
CAMUNDA: dict[str, Builtin] = {}

READING = frozenset({"uuid", "random number", "now", "today"})
ORDERED = "number|string|date|time|date and time|days and time duration|years and months duration"


class Parameter(msgspec.Struct, frozen=True):
    """One parameter of an overload. Shape: kinds is None for any."""

    name: str
    kinds: frozenset[str] | None
    is_optional: bool
    least_rest: int  # how many values a parameter that takes the rest must get; 0 when it takes one value


class Overload(msgspec.Struct, frozen=True):
    """One way to call a built-in; code takes the run, then the values."""

    parameters: tuple[Parameter, ...]
    code: Callable[..., Any]


class Builtin(Function):
    """A built-in function with its overloads."""

    __slots__ = ("overloads", "quick")

    def __init__(self, name: str) -> None:
        super().__init__((), self._code, name=name)
        self.overloads: list[Overload] = []
        # By number of arguments: a function of the run and the values that answers the common case at once, or
        # NotImplemented when it is not the common case.
        self.quick: dict[int, Callable[..., Any]] = {}
        self.arity = None

    @property
    def needs_run(self) -> bool:
        """Whether a call can call functions, or reads the time or the seed, so that it needs a run of its own."""
        return self.name in READING or any(
            "function" in (parameter.kinds or ()) for overload in self.overloads for parameter in overload.parameters
        )

    def _code(self, run: Any, *arguments: Any) -> Any:
        return self.invoke(run, list(arguments))

    def invoke(self, run: Any, arguments: list[Any]) -> Any:
        """Return the value for arguments by position. Errors: Failure."""
        for convert in (_exact, _converted):
            for overload in self.overloads:
                values = _by_position(overload.parameters, arguments, convert)
                if values is not None:
                    return overload.code(run, *values)
        raise self._refusal(arguments)

    def invoke_named(self, run: Any, arguments: dict[str, Any]) -> Any:
        """Return the value for arguments by name. Errors: Failure."""
        known = False
        for convert in (_exact, _converted):
            for overload in self.overloads:
                names = {parameter.name for parameter in overload.parameters}
                required = {parameter.name for parameter in overload.parameters if not parameter.is_optional}
                if not arguments.keys() <= names or not required <= arguments.keys():
                    continue
                known = True
                values = _by_name(overload.parameters, arguments, convert)
                if values is not None:
                    return overload.code(run, *values)
        if not known:
            raise Failure("feel.unknown-parameters", name=self.name, given=", ".join(arguments))
        raise self._refusal(list(arguments.values()))

    def _refusal(self, arguments: list[Any]) -> Failure:
        kinds = ", ".join(map(kind_of, arguments))
        if any(argument is None for argument in arguments):
            return Failure("feel.null-argument", name=self.name, found=kinds)
        return Failure("feel.no-overload", name=self.name, found=kinds)


class Skip:
    """A value that does not fit; also what an optional parameter's function default stands for."""


_MISFIT = Skip()


def builtin(name: str, signature: str = "", *, table: dict[str, Builtin] | None = None) -> Callable[[_Code], _Code]:
    """Declare one overload of the built-in *name*."""
    home = BUILTINS if table is None else table
    parameters = tuple(_parameter(part.strip()) for part in signature.split(",") if part.strip())

    def declare(code: _Code) -> _Code:
        home.setdefault(name, Builtin(name)).overloads.append(Overload(parameters, code))
        return code

    return declare


def quick(name: str, count: int) -> Callable[[_Code], _Code]:
    """Declare the quick way to call the built-in *name* with *count* arguments."""

    def declare(code: _Code) -> _Code:
        BUILTINS[name].quick[count] = code
        return code

    return declare


def _parameter(text: str) -> Parameter:
    name, _, kinds = text.partition(":")
    name, kinds = name.strip(), kinds.strip()
    is_optional, least = name.endswith("?"), (2 if name.endswith("...2") else 1) if "..." in name else 0
    bare = name.rstrip("?.2").strip() if least or is_optional else name
    found = None if kinds in ("", "any") else frozenset(kind.strip() for kind in kinds.split("|"))
    return Parameter(bare, found, is_optional, least)


def _by_position(
    parameters: tuple[Parameter, ...], arguments: list[Any], convert: Callable[[Parameter, Any], Any]
) -> list[Any] | None:
    if parameters and parameters[-1].least_rest:
        fixed = len(parameters) - 1
        if len(arguments) - fixed < parameters[-1].least_rest:
            return None
        rest = [convert(parameters[-1], argument) for argument in arguments[fixed:]]
        values = [convert(*pair) for pair in zip(parameters, arguments[:fixed], strict=False)]
        return None if any(item is _MISFIT for item in (*values, *rest)) else [*values, rest]
    if len(arguments) > len(parameters):
        return None
    if len(arguments) < len(parameters) and not parameters[len(arguments)].is_optional:
        return None
    values = []
    for parameter, argument in zip(parameters, arguments, strict=False):
        value = convert(parameter, argument)
        if value is _MISFIT:
            return None
        values.append(value)
    return values


def _by_name(
    parameters: tuple[Parameter, ...], arguments: dict[str, Any], convert: Callable[[Parameter, Any], Any]
) -> list[Any] | None:
    values: list[Any] = []
    for parameter in parameters:
        if parameter.name in arguments:
            argument = arguments[parameter.name]
            if parameter.least_rest:
                argument = argument if isinstance(argument, list) else [argument]
                rest = [convert(parameter, item) for item in argument]
                if any(item is _MISFIT for item in rest):
                    return None
                values.append(rest)
                continue
            value = convert(parameter, argument)
            if value is _MISFIT:
                return None
            values.append(value)
        else:
            values.append(None)
    return values


def _exact(parameter: Parameter, value: Any) -> Any:
    return value if parameter.kinds is None or kind_of(value) in parameter.kinds else _MISFIT


def _converted(parameter: Parameter, value: Any) -> Any:
    kinds = parameter.kinds
    if kinds is None or kind_of(value) in kinds:
        return value
    if "list" in kinds and value is not None and not isinstance(value, list):
        return [value]
    if isinstance(value, list) and len(value) == 1 and kind_of(value[0]) in kinds:
        return value[0]
    return _MISFIT
