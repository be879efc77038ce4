"""Finds all that is wrong or doubtful in a model, at once. One rule per function; RULES lists them in order."""

from __future__ import annotations

from gorel.core.bpmn.findings import RULES
from gorel.core.bpmn.model import Definitions
from gorel.core.problems import Place, Problem


def check(definitions: Definitions) -> list[Problem]:
    """Return every finding, errors first; deployment refuses a model with errors, warnings are doubts."""
    found = [problem for rule in RULES for problem in rule(definitions)]
    placed = [_with_line(problem, definitions) for problem in found]
    return sorted(placed, key=lambda problem: problem.severity != "error")


def _with_line(problem: Problem, definitions: Definitions) -> Problem:
    where = problem.where
    line = definitions.lines.get(where.element or "")
    if where.line is not None or line is None:
        return problem
    where = Place(where.element, where.name, where.part, line, where.column, where.position)
    return Problem(problem.code, where, problem.values, problem.severity)
