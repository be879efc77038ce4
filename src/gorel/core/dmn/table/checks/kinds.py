"""Cells that compare with a value of another type than their column holds; they never match."""

from __future__ import annotations

from collections.abc import Iterator

from gorel.core.dmn.table.checks.checked import CheckedTable
from gorel.core.problems import Problem


def find_wrong_types(table: CheckedTable) -> Iterator[Problem]:
    """Yield each cell of the wrong type."""
    for number, column in enumerate(table.grid.columns):
        if column.kind is None:
            continue
        for rule, cell in enumerate(table.cells[number]):
            if cell.kind is not None and cell.kind != column.kind:
                yield table.problem(
                    "dmn.wrong-type", rule, "error", rule=table.number(rule), column=column.title,
                    test=table.text(number, rule), expected=column.kind, found=cell.kind,
                )  # fmt: skip
