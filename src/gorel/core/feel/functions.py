"""Functions as values: user-defined, built in, or given by a model; and how they are called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from gorel.core.feel.types import Type


class Function:
    """A function that an expression may call, pass on and return.

    Shape: *code* is called with the run and one value per parameter, already converted to the parameters' types;
    arity is None when the number of arguments varies; *result* is what a result is converted to, `yields` what is
    known of its type.
    """

    __slots__ = ("arity", "code", "name", "parameters", "result", "types", "yields")

    def __init__(
        self,
        parameters: Sequence[str],
        code: Callable[..., Any],
        *,
        types: Sequence[Type | None] = (),
        result: Type | None = None,
        yields: Type | None = None,
        name: str = "",
    ) -> None:
        self.parameters = tuple(parameters)
        self.code = code
        self.types = tuple(types) or (None,) * len(self.parameters)
        self.result = result
        self.yields = yields or result
        self.name = name
        self.arity: int | None = len(self.parameters)

    def __repr__(self) -> str:
        return f"function({', '.join(self.parameters)})"
