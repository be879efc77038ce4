"""The seam to `core.feel`: texts of a model parsed and compiled with the names and types of their place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from gorel.core import feel
from gorel.core.dmn.run import Evaluated, Run, Scope
from gorel.core.feel import nodes
from gorel.core.feel import types as t
from gorel.core.feel.run import QUIET
from gorel.core.problems import Place

Test = Callable[[Any, Scope, Run], bool | None]
"""Unary tests compiled: called with the input's value, the values in scope and the run."""
NamedTypes = Mapping[str, t.Type]
Dialect = Literal["feel", "camunda"]


class CompiledText(NamedTuple):
    """A FEEL expression compiled."""

    evaluated: Evaluated
    node: nodes.Node


def parse_text(text: str, names: NamedTypes, types: NamedTypes, dialect: Dialect = "feel") -> nodes.Node:
    """Return the tree of a FEEL expression. Errors: ModelError."""
    return feel.parse(text, names=names, types=types, dialect=dialect)


def parse_tests(text: str, names: NamedTypes, types: NamedTypes, dialect: Dialect = "feel") -> nodes.UnaryTests:
    """Return the tree of unary tests. Errors: ModelError."""
    return feel.parse_tests(text, names=names, types=types, input_type=names.get("?"), dialect=dialect)


def compile_text(
    text: str, names: NamedTypes, types: NamedTypes, place: Place, dialect: Dialect = "feel"
) -> CompiledText:
    """Return what evaluates a FEEL expression, and its tree. Errors: ModelError."""
    expression = feel.compile(text, names=names, types=types, dialect=dialect)
    function = expression.value

    def evaluated(scope: Scope, run: Run) -> Any:
        run.at = place
        return function(scope, run)

    return CompiledText(evaluated, expression.node)


def compile_tests(text: str, names: NamedTypes, types: NamedTypes, place: Place, dialect: Dialect = "feel") -> Test:
    """Return what tests a value. Errors: ModelError."""
    given = names.get("?")
    outcome = feel.compile_tests(text, names=names, types=types, input_type=given, dialect=dialect).outcome

    def test(value: Any, scope: Scope, run: Run) -> bool | None:
        run.at = place
        return outcome(scope, run, value)

    return test


def constant_of(node: nodes.Node | None) -> tuple[bool, Any]:
    """Return whether a tree is a plain constant, and its value."""
    if isinstance(node, nodes.Literal):
        return True, node.value
    if isinstance(node, nodes.Negation) and isinstance(node.operand, nodes.Literal):
        value = node.operand.value
        if isinstance(value, Decimal):
            return True, -value if value else value
    return False, None


def constant_value(text: str, node: nodes.Node) -> Any:
    """Return the value of an at-literal, or of a call of date, time or duration on texts; None for anything else."""
    if isinstance(node, nodes.Call) and not (
        isinstance(node.function, nodes.Name)
        and node.function.name in ("date", "duration")
        and len(node.arguments) == 1
        and isinstance(node.arguments[0], nodes.Literal)
    ):
        return None
    return feel.compile(text[node.start : node.end]).value({}, QUIET)


def evaluated_list(text: str, names: NamedTypes) -> list[Any]:
    """Return the values that a list of output values names, in order. Errors: ModelError."""
    tree = feel.parse_tests(text, names=names)
    found = (feel.compile(text[test.start : test.end]).value({}, QUIET) for test in tree.tests)
    return [value for value in found if value is not None]
