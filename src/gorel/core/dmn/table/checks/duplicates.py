"""Rules that ask for the same in every column: the later one is a copy, or contradicts the earlier."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gorel.core.dmn.table.checks.checked import CheckedTable
from gorel.core.problems import Problem


def find_duplicates(table: CheckedTable) -> Iterator[Problem]:
    """Yield each rule that repeats an earlier one."""
    first: dict[tuple[Any, ...], int] = {}
    for rule in range(table.grid.rules):
        key = tuple(
            (cells[rule].accepts_anything, cells[rule].intervals) if cells[rule].is_simple else table.text(column, rule)
            for column, cells in enumerate(table.cells)
        )
        earlier = first.setdefault(key, rule)
        if earlier != rule:
            code = "dmn.duplicate-rule" if _answers(table, rule) == _answers(table, earlier) else "dmn.contradiction"
            yield table.problem(code, rule, "warning", rule=table.number(rule), earlier=table.number(earlier))


def _answers(table: CheckedTable, rule: int) -> list[str]:
    return [" ".join((output.text or "").split()) for output in table.model.rules[rule].outputs]
