"""What the checks of a table look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gorel.core.dmn import model as m
from gorel.core.dmn.table.cells import Cell
from gorel.core.dmn.table.grid import FROM_KEY, Column, Grid
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

    def cells_of(self, box: Sequence[range]) -> list[str]:
        """Return the cells of a rule that accepts just this box of atoms."""
        return [_cell(column, atoms) for column, atoms in zip(self.grid.columns, box, strict=True)]

    def text(self, column: int, rule: int) -> str:
        return " ".join(self.model.rules[rule].inputs[column].text.split())


def _sample(column: Column, atom: int) -> str:
    """Return a value of the atom as FEEL writes it: `17`, `"EU"`, or `not("EU", "US")` for any other text."""
    index = column.index
    if column.kind == "string" and atom % 2 == 0 and index.only_names_values and 0 < len(index.keys) <= NAMED:
        return f"not({', '.join(map(write_literal, index.keys))})"
    return write_literal(column.sample(atom))


def _cell(column: Column, atoms: range) -> str:
    """Return the unary test that accepts just these atoms: `-`, `"EU"`, `< 18`, `[18..65)`."""
    keys, first, last = column.index.keys, atoms.start, atoms.stop - 1
    if len(atoms) == len(column.index.masks):
        return "-"
    if column.kind not in ("number", *FROM_KEY):
        return _sample(column, first)
    low = _bound(column, keys[(first - 1) // 2]) if first else ""
    high = _bound(column, keys[last // 2]) if last // 2 < len(keys) else ""
    if low and low == high:
        return low
    if not (low and high):
        return f"{'>' if low else '<'}{'=' if (first if low else last) % 2 else ''} {low or high}"
    return f"{'[' if first % 2 else '('}{low}..{high}{']' if last % 2 else ')'}"


def _bound(column: Column, key: Any) -> str:
    return write_literal(FROM_KEY[column.kind](key) if column.kind in FROM_KEY else key)
