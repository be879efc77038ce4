"""FEEL's own ways to say that something is wrong: a text that does not parse, and a value that became null."""

from __future__ import annotations

from typing import Any

from gorel.core.problems import ModelError, Place, Problem


def refuse(code: str, position: int, **values: Any) -> ModelError:
    """Return the error for a text that cannot be compiled."""
    return ModelError([Problem(code, Place(position=position), values)])


class Failure(Exception):
    """Raised inside a built-in function or an operator: the result is null, and this is why."""

    def __init__(self, code: str, **values: Any) -> None:
        self.code = code
        self.values = values
        super().__init__(code)
