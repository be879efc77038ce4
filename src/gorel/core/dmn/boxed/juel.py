"""Texts whose file says that they are JUEL, as Camunda 7 and Operaton models may: expressions, and cells of tables.

A text may stand with or without `${…}` around it. In a cell the input's value goes by the name `cellInput`, and the
cell matches when its expression is true; one that is no condition is compared with the input, as in FEEL.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from gorel.core import juel
from gorel.core.dmn.boxed.literals import Test
from gorel.core.dmn.run import Evaluated, Run, Scope
from gorel.core.dmn.values import from_python, to_json
from gorel.core.problems import Place

LANGUAGES = ("juel", "http://www.jcp.org/en/jsr/detail?id=245")
CELL_INPUT = "cellInput"


def is_juel(language: str | None) -> bool:
    """Return whether a language's name means JUEL."""
    return (language or "").strip().lower() in LANGUAGES


def compile_juel(text: str, place: Place) -> Evaluated:
    """Return what evaluates a JUEL expression; trouble is null and a warning. Errors: ModelError."""
    text = text.strip()
    expression = juel.compile(text if "${" in text or "#{" in text else f"${{{text}}}")

    def evaluated(scope: Scope, run: Run) -> Any:
        def look_up(name: str) -> Any:
            if name == "now()":
                return run.now
            return _outward(scope[name])

        try:
            return from_python(expression.evaluate(look_up))
        except juel.JuelError as trouble:
            run.note(trouble.problem.code, place, "warning", **trouble.problem.values)
            return None

    return evaluated


def compile_juel_test(text: str, place: Place) -> Test:
    """Return what tests a cell's input. Errors: ModelError."""
    evaluated = compile_juel(text, place)

    def test(value: Any, scope: Scope, run: Run) -> bool | None:
        found = evaluated({**scope, CELL_INPUT: value}, run)
        if isinstance(found, bool) and not (isinstance(value, bool) and text.strip() in ("true", "false")):
            return found
        return None if found is None or type(found) is not type(value) else bool(found == value)

    return test


def _outward(value: Any) -> Any:
    """Return a FEEL value as JUEL computes with it: whole numbers as int."""
    if isinstance(value, Decimal) and value == value.to_integral_value() and value.adjusted() < 19:
        return int(value)
    return to_json(value)
