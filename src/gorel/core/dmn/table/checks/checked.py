"""What the checks of a table look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gorel.core.dmn import model as m
from gorel.core.dmn.table.cells import Cell
from gorel.core.dmn.table.grid import Column, Grid
from gorel.core.dmn.table.literals import write_literal
from gorel.core.problems import Place, Problem

UNKNOWN: Any = object()
"""Stands for an output that is no constant."""
NAMED = 6  # texts that an example lists before it shortens to one that differs from them all


@dataclass(frozen=True, slots=True)
class CheckedTable:
    """Shape: cells[column][rule]; outputs[rule][output], UNKNOWN where only an evaluation can tell.

    output_values[output] lists what is allowed, empty when anything is; output_kinds[output] is a simple type's name.
    """

    model: m.DecisionTable
    place: Place
    grid: Grid
    cells: tuple[tuple[Cell, ...], ...]
    outputs: tuple[tuple[Any, ...], ...]
    output_values: tuple[tuple[Any, ...], ...]
    output_kinds: tuple[str | None, ...]

    def at(self, rule: int) -> Place:
        """Return the place of a rule."""
        row = self.model.rules[rule]
        return Place(element=row.id or self.place.element, name=self.place.name, part=f"#{row.number}", line=row.line)

    def problem(self, code: str, row: int | None, severity: str, /, **values: Any) -> Problem:
        return Problem(code, self.place if row is None else self.at(row), values, severity)

    def number(self, rule: int) -> int:
        return self.model.rules[rule].number

    def example(self, atoms: Sequence[int]) -> str:
        """Return an input of those atoms: `Ålder = 17, Region = "EU"`."""
        return ", ".join(
            f"{column.title} = {_sample(column, atom)}" for column, atom in zip(self.grid.columns, atoms, strict=True)
        )

    def text(self, column: int, rule: int) -> str:
        return " ".join(self.model.rules[rule].inputs[column].text.split())


def _sample(column: Column, atom: int) -> str:
    """Return a value of the atom as FEEL writes it: `17`, `"EU"`, or `not("EU", "US")` for any other text."""
    index = column.index
    if column.kind == "string" and atom % 2 == 0 and index.only_names_values and 0 < len(index.keys) <= NAMED:
        return f"not({', '.join(map(write_literal, index.keys))})"
    return write_literal(column.sample(atom))
