"""What can go wrong in the engine.

    EngineError
      IllegalEvent   the caller's event does not fit the case: raised, and nothing has changed

Trouble inside a case is no error of the caller: it is an incident in the state. `Trouble` carries it there.
"""

from __future__ import annotations

from gorel.core.problems import Problem


class EngineError(Exception):
    """Base of what the engine raises."""


class IllegalEvent(EngineError):
    """The event does not fit the state; the state is as before. `problems` say why, `problem` is the first."""

    def __init__(self, problem: Problem, *more: Problem) -> None:
        self.problem = problem
        self.problems = (problem, *more)
        super().__init__(problem.code, dict(problem.values))


class Trouble(Exception):
    """Raised inside a step, never out of it: the case must stand still here until a person has looked."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.code, dict(problem.values))
