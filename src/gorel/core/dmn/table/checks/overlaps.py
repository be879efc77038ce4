"""Rules that match the same input where the hit policy wants one answer: UNIQUE always, ANY when the answers differ."""

from __future__ import annotations

from collections.abc import Iterator

from gorel.core.dmn.model import HitPolicy
from gorel.core.dmn.table.checks.checked import UNKNOWN, CheckedTable
from gorel.core.problems import Problem

MOST = 50


def find_overlaps(table: CheckedTable) -> Iterator[Problem]:
    """Yield each pair of rules that meet and must not."""
    policy = table.model.hit_policy
    if policy not in (HitPolicy.UNIQUE, HitPolicy.ANY):
        return
    found = 0
    for rule in range(table.grid.rules):
        if table.grid.unclear >> rule & 1:
            continue
        for other, atoms in table.grid.meeting(rule):
            if policy is HitPolicy.ANY and not _differ(table, rule, other):
                continue
            code = "dmn.overlap" if policy is HitPolicy.UNIQUE else "dmn.overlap-differs"
            yield table.problem(
                code, other, "error", rule=table.number(rule), other=table.number(other), example=table.example(atoms)
            )
            found += 1
            if found == MOST:
                return


def _differ(table: CheckedTable, rule: int, other: int) -> bool:
    pairs = zip(table.outputs[rule], table.outputs[other], strict=True)
    return any(left is not UNKNOWN and right is not UNKNOWN and left != right for left, right in pairs)
