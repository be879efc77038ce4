"""Inputs that no rule matches, where the table has no default answer and its policy promises one answer."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from gorel.core.dmn.model import HitPolicy
from gorel.core.dmn.table.checks.checked import CheckedTable
from gorel.core.dmn.table.grid import TooLarge
from gorel.core.problems import Problem

MOST = 3
POLICIES = (HitPolicy.UNIQUE, HitPolicy.FIRST, HitPolicy.PRIORITY, HitPolicy.ANY)


def find_gaps(table: CheckedTable) -> Iterator[Problem]:
    """Yield up to three inputs that no rule matches. Shape: cells are those of a rule that would match it, and no
    input that another rule matches."""
    model = table.model
    if model.hit_policy not in POLICIES or any(output.default is not None for output in model.outputs):
        return
    if not table.grid.columns or not table.grid.rules:
        return
    table.grid.steps = 0
    try:
        for atoms in islice(table.grid.uncovered(table.grid.all_rules), MOST):
            cells = table.cells_of(table.grid.widest(atoms))
            yield table.problem("dmn.gap", None, "warning", example=table.example(atoms), cells=cells)
    except TooLarge:
        yield table.problem("dmn.too-large-to-check", None, "warning", rules=table.grid.rules)
