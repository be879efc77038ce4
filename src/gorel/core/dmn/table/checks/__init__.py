"""A table finds its own faults before use: one file per fault. Each fault comes with an input that shows it.

A cell that only FEEL can tell (it names other inputs, or calls functions) is taken to accept anything where that hides
a fault, and nothing where it would invent one: no finding is ever false, but some faults stay hidden behind such cells.
"""

from __future__ import annotations

from collections.abc import Iterator

from gorel.core.dmn.table.checks.checked import CheckedTable
from gorel.core.dmn.table.checks.duplicates import find_duplicates
from gorel.core.dmn.table.checks.gaps import find_gaps
from gorel.core.dmn.table.checks.kinds import find_wrong_types
from gorel.core.dmn.table.checks.outputs import find_wrong_outputs
from gorel.core.dmn.table.checks.overlaps import find_overlaps
from gorel.core.dmn.table.checks.reach import find_unreachable
from gorel.core.problems import Problem

CHECKS = (find_wrong_types, find_wrong_outputs, find_duplicates, find_overlaps, find_unreachable, find_gaps)


def check_table(table: CheckedTable) -> Iterator[Problem]:
    """Yield everything that is wrong or doubtful about the table's rules."""
    for check in CHECKS:
        yield from check(table)


__all__ = ["CHECKS", "CheckedTable", "check_table"]
