"""The answering side of a compiled table: its rows' outputs, default outputs and output values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from gorel.core.dmn.run import Evaluated, Run, Scope
from gorel.core.problems import Place


class Rows:
    """Shape: names[i] names output i; a table with one output answers the bare value, else a context.

    gathers: the hit policy collects what it finds, so that finding nothing is an answer, not trouble.
    """

    __slots__ = ("_cells", "_default", "gathers", "ids", "names", "place", "priorities")

    def __init__(
        self,
        *,
        names: Sequence[str],
        cells: Sequence[Sequence[Evaluated]],
        default: Sequence[Evaluated] | None,
        priorities: Sequence[tuple[Any, ...]],
        ids: Sequence[tuple[int, str]],
        place: Place,
        gathers: bool = False,
    ) -> None:
        self.names = tuple(names)
        self.priorities = tuple(priorities)
        self.ids = tuple(ids)
        self.place = place
        self.gathers = gathers
        self._cells = tuple(tuple(row) for row in cells)
        self._default = default

    def outputs(self, rule: int, scope: Scope, run: Run) -> tuple[Any, ...]:
        """Return the outputs of one rule, one per output clause."""
        return tuple(cell(scope, run) for cell in self._cells[rule])

    def answer(self, rule: int, scope: Scope, run: Run) -> Any:
        """Return what one rule answers."""
        return self.shape(self.outputs(rule, scope, run))

    def shape(self, outputs: Sequence[Any]) -> Any:
        """Return outputs as the table answers them."""
        if len(outputs) == 1:
            return outputs[0]
        return dict(zip(self.names, outputs, strict=True)) if outputs else None

    def otherwise(self, scope: Scope, run: Run) -> Any:
        """Return the default outputs; null and a warning when there are none."""
        if self._default is None:
            run.note("dmn.no-rule", self.place, severity="warning" if self.gathers else "error")
            return None
        return self.shape([cell(scope, run) for cell in self._default])

    @property
    def has_default(self) -> bool:
        return self._default is not None

    def numbers(self, hits: Sequence[int]) -> str:
        """Return the row numbers that people see, as text."""
        return ", ".join(str(self.ids[hit][0]) for hit in hits)


Policy = Callable[[list[int], Rows, Scope, Run], Any]
