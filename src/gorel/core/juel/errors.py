"""What can go wrong in a JUEL expression.

JuelError   it cannot be evaluated here: unknown name or method, a value of the wrong kind, too many steps
"""

from __future__ import annotations

from gorel.core.problems import Problem


class JuelError(Exception):
    """Carries a problem; a text that does not parse is a ModelError instead."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.code, dict(problem.values))


def error(code: str, **values: object) -> JuelError:
    return JuelError(Problem(code, values=values))
