"""Allowed values of item definitions, as tests of a value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gorel.core.dmn import model as m
from gorel.core.dmn.boxed.literals import compile_tests, constant_value, parse_tests
from gorel.core.dmn.run import Run
from gorel.core.dmn.table.cells import Cell, analyse
from gorel.core.dmn.typing import Allows
from gorel.core.feel import types as t
from gorel.core.problems import ModelError, Place, Problem


class AllowedValues:
    """Asked whether a value is allowed. Shape: cell is what that comes to."""

    __slots__ = ("cell", "test", "text")

    def __init__(self, text: str, test: Callable[[Any], bool], cell: Cell) -> None:
        self.text = text
        self.test = test
        self.cell = cell

    def __call__(self, value: Any) -> bool:
        return self.test(value)


def make_allows(problems: list[Problem]) -> Allows:
    """Return the maker of tests; what does not compile is noted among *problems*, and then allows anything."""

    def allows(values: m.UnaryTests, base: t.Type, home: m.Definitions) -> Callable[[Any], bool] | None:
        if values.text == "-":
            return None
        names = {"?": base}
        place = Place(element=values.id or None, line=values.line, part="allowedValues")
        try:
            cell = analyse(parse_tests(values.text, names, {}), lambda node: constant_value(values.text, node))
            test = compile_tests(values.text, names, {}, place)
        except ModelError as error:
            for problem in error.problems:
                where = Place(element=place.element, part=place.part, line=place.line, position=problem.where.position)
                problems.append(Problem(problem.code, where, problem.values))
            return None
        return AllowedValues(values.text, lambda value: test(value, {}, Run({})) is True, cell)

    return allows
