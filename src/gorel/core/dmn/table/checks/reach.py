"""Rules that can never answer: nothing meets their cells, or rules that go before them take every input."""

from __future__ import annotations

from collections.abc import Iterator

from gorel.core.dmn.model import HitPolicy
from gorel.core.dmn.table.checks.checked import CheckedTable
from gorel.core.dmn.table.grid import TooLarge
from gorel.core.problems import Problem


def find_unreachable(table: CheckedTable) -> Iterator[Problem]:
    """Yield each rule that no input reaches."""
    grid = table.grid
    clear = grid.all_rules & ~grid.unclear
    grid.steps = 0  # one allowance for all rules together; past it no rule is called unreachable
    for rule in range(grid.rules):
        column = _column_that_never_matches(table, rule)
        if column is not None:
            yield table.problem(
                "dmn.never-matches", rule, "warning", rule=table.number(rule),
                column=grid.columns[column].title, test=table.text(column, rule),
            )  # fmt: skip
        elif table.model.hit_policy is HitPolicy.FIRST:
            before = clear & ((1 << rule) - 1)
            if before and _is_covered(table, rule, before):
                yield table.problem("dmn.never-reached", rule, "warning", rule=table.number(rule))


def _column_that_never_matches(table: CheckedTable, rule: int) -> int | None:
    """Return a column in which no allowed value meets the rule's cell."""
    for number, column in enumerate(table.grid.columns):
        cell = table.cells[number][rule]
        if cell.accepts_anything or cell.intervals is None:
            continue
        if cell.kind is None or (column.kind is not None and cell.kind != column.kind):
            continue  # `null`, or a wrong type, which is a finding of its own
        if not any(atom in region for region in column.regions[rule] for atom in column.domain):
            return number
    return None


def _is_covered(table: CheckedTable, rule: int, before: int) -> bool:
    if any(not cells[rule].is_simple for cells in table.cells):
        # The cell accepts some part of its column at most; covered only if the earlier rules take all of it.
        return not _leaves_any(table, before, None)
    return not _leaves_any(table, before, rule)


def _leaves_any(table: CheckedTable, before: int, within: int | None) -> bool:
    try:
        return next(iter(table.grid.uncovered(before, within)), None) is not None
    except TooLarge:
        return True
