"""The public face: a text compiled once, evaluated often."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeVar

import msgspec

from gorel.core.feel import limits, nodes
from gorel.core.feel.builtins import table
from gorel.core.feel.compiler import Compiled, compile_node
from gorel.core.feel.numbers import DecimalException
from gorel.core.feel.parser import Parser
from gorel.core.feel.problems import refuse
from gorel.core.feel.registry import Builtin
from gorel.core.feel.run import PROBE, LimitReached, Run, Warned
from gorel.core.feel.scope import Frame, Names, Scope
from gorel.core.feel.types import PROPERTY_NAMES, ContextType, Type, base_of, element_of
from gorel.core.problems import Problem

Dialect = Literal["feel", "camunda"]
_T = TypeVar("_T")


class Result(msgspec.Struct, frozen=True):
    """A value and what went wrong on the way to it. Shape: warnings in the order in which they happened."""

    value: Any
    warnings: tuple[Problem, ...] = ()


class Expression:
    """A compiled expression.

    Shape: `value(scope)` is the quick path: the bare value, warnings dropped; `value(scope, run)` collects them in
    the run, so that a model can evaluate many expressions in one. `evaluate` is the usual way.
    """

    __slots__ = ("is_quiet", "node", "text", "value")

    def __init__(self, text: str, node: nodes.Node, compiled: Compiled) -> None:
        self.text = text
        self.node = node
        self.value = compiled.function
        self.is_quiet = compiled.is_quiet

    def evaluate(self, scope: Mapping[str, Any], *, now: int | None = None, seed: int = 0, zone: str = "UTC") -> Result:
        """Return the value for the variables in *scope*.

        Units: now is whole microseconds since 1970 UTC; zone names the time zone of `now()` and `today()`.
        Errors: none; what fails is null, and a warning says why.
        """
        if self.is_quiet:
            try:
                return Result(self.value(scope, PROBE))
            except Warned:
                pass
        run = Run(now=now, seed=seed, zone=zone)
        value = self.value(scope, run)
        return Result(value, tuple(run.warnings))

    def __call__(self, scope: Mapping[str, Any]) -> Any:
        return self.value(scope)

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"


class Tests:
    """Compiled unary tests. Shape: `outcome(scope, run, value)` is True, False or None."""

    __slots__ = ("node", "outcome", "text")
    __test__ = False

    def __init__(self, text: str, node: nodes.UnaryTests, compiled: Compiled) -> None:
        self.text = text
        self.node = node
        self.outcome: Callable[..., bool | None] = compiled.function

    def matches(
        self, value: Any, scope: Mapping[str, Any] | None = None, *, now: int | None = None, zone: str = "UTC"
    ) -> bool:
        """Return whether *value* satisfies the tests; a test that is null is not satisfied."""
        return self.outcome(scope or {}, Run(now=now, zone=zone), value) is True

    def evaluate(
        self,
        value: Any,
        scope: Mapping[str, Any] | None = None,
        *,
        now: int | None = None,
        seed: int = 0,
        zone: str = "UTC",
    ) -> Result:
        """Return true, false or null, and the warnings."""
        run = Run(now=now, seed=seed, zone=zone)
        outcome = self.outcome(scope or {}, run, value)
        return Result(outcome, tuple(run.warnings))

    def __repr__(self) -> str:
        return f"Tests({self.text!r})"


def compile(
    text: str, *, names: Names = (), types: Mapping[str, Type] | None = None, dialect: Dialect = "feel"
) -> Expression:
    """Return the compiled expression.

    names: the names in scope, which may hold spaces and operators; as a mapping, each with its type or None.
    types: the types that `instance of` and function parameters may name.
    A name that is not known compiles, and gives its variable if the scope has one, else null and a warning.
    Errors: ModelError with feel.* problems, each with its position in *text*.
    """
    node = parse(text, names=names, types=types, dialect=dialect)
    return Expression(text, node, _shallow(lambda: _function(node, text, names, dialect)))


def compile_tests(
    text: str,
    *,
    names: Names = (),
    types: Mapping[str, Type] | None = None,
    input_type: Type | None = None,
    dialect: Dialect = "feel",
) -> Tests:
    """Return compiled unary tests, as a decision table's input entry holds them. Errors: as `compile`."""
    node = parse_tests(text, names=names, types=types, input_type=input_type, dialect=dialect)
    return Tests(text, node, _shallow(lambda: _function(node, text, names, dialect)))


def parse(
    text: str, *, names: Names = (), types: Mapping[str, Type] | None = None, dialect: Dialect = "feel"
) -> nodes.Node:
    """Return the tree of an expression. Errors: as `compile`."""
    return _shallow(_parser(text, names, types, None, dialect).expression_text)


def parse_tests(
    text: str,
    *,
    names: Names = (),
    types: Mapping[str, Type] | None = None,
    input_type: Type | None = None,
    dialect: Dialect = "feel",
) -> nodes.UnaryTests:
    """Return the tree of unary tests. Errors: as `compile`."""
    return _shallow(_parser(text, names, types, {"?": input_type}, dialect).unary_tests_text)


def _shallow(act: Callable[[], _T]) -> _T:
    """Return what *act* returns; nesting that the limits let pass, but Python's stack does not, is refused too."""
    try:
        return act()
    except RecursionError:
        raise refuse("feel.too-deep", 0, limit=limits.NESTING) from None


def _parser(
    text: str, names: Names, types: Mapping[str, Type] | None, given: dict[str, Type | None] | None, dialect: Dialect
) -> Parser:
    outer = _builtin_frame(dialect)
    declared = Frame(names)
    frames = [outer, declared, *([Frame(given)] if given else [])]
    return Parser(
        text,
        Scope(frames),
        types or {},
        member_names=lambda: _members(declared),
        allows_backticks=dialect == "camunda",
    )


def _members(declared: Frame) -> Frame:
    """Return the names that anything in scope may have after a dot."""
    found = Frame(PROPERTY_NAMES)
    for type_ in declared.types.values():
        _add_members(found, type_)
    return found


def _add_members(members: Frame, type_: Type | None, depth: int = 0) -> None:
    found = base_of(element_of(type_))
    if isinstance(found, ContextType) and depth < DEEPEST_TYPE:
        for name, field in found.fields.items():
            members.add(name)
            _add_members(members, field, depth + 1)


DEEPEST_TYPE = 8
_FRAMES: dict[str, Frame] = {}


def _builtin_frame(dialect: Dialect) -> Frame:
    if dialect not in _FRAMES:
        _FRAMES[dialect] = Frame(table(dialect))
    return _FRAMES[dialect]


def _function(node: nodes.Node, text: str, names: Names, dialect: Dialect) -> Compiled:
    builtins: Mapping[str, Builtin] = table(dialect)
    declared = frozenset(names)
    careful: list[Callable[..., Any]] = []

    def rescue(trouble: Exception, scope: Mapping[str, Any], run: Run, *given: Any) -> Any:
        """Answer for a function that gave up: more carefully after a decimal error, with null past a limit."""
        if isinstance(trouble, DecimalException):
            if not careful:
                careful.append(
                    compile_node(
                        node, text, builtins=builtins, declared=declared, is_careful=True, rescue=give_up
                    ).function
                )
            return careful[0](scope, run, *given)
        return give_up(trouble, scope, run)

    def give_up(trouble: Exception, scope: Mapping[str, Any], run: Run, *given: Any) -> None:
        if isinstance(trouble, LimitReached):
            run.warn(None, trouble.code, **trouble.values)
        elif isinstance(trouble, RecursionError):
            run.warn(None, "feel.too-many-calls", limit=limits.CALLS)
        else:
            run.warn(None, "feel.number-out-of-range", operator="", text=text)

    return compile_node(node, text, builtins=builtins, declared=declared, rescue=rescue)
