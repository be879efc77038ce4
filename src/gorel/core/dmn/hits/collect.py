"""COLLECT: the answers of all matches in a list, or their sum, count, least or greatest."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from gorel.core.dmn.hits.rows import Policy, Rows
from gorel.core.dmn.hits.rule_order import answer_in_rule_order
from gorel.core.dmn.model import Aggregator
from gorel.core.dmn.run import Run, Scope
from gorel.core.dmn.values import greatest, least, total


def answer_sum(hits: list[int], rows: Rows, scope: Scope, run: Run) -> Any:
    """Return the sum of the answers; null when one is no number."""
    return _aggregated(total, hits, rows, scope, run)


def answer_least(hits: list[int], rows: Rows, scope: Scope, run: Run) -> Any:
    """Return the least answer; null when they cannot be compared."""
    return _aggregated(least, hits, rows, scope, run)


def answer_greatest(hits: list[int], rows: Rows, scope: Scope, run: Run) -> Any:
    """Return the greatest answer; null when they cannot be compared."""
    return _aggregated(greatest, hits, rows, scope, run)


def answer_count(hits: list[int], rows: Rows, scope: Scope, run: Run) -> Any:
    """Return how many rules match."""
    return Decimal(len(hits))


def _aggregated(function: Any, hits: list[int], rows: Rows, scope: Scope, run: Run) -> Any:
    """Apply *function* to the answers: to each output by itself when the table has several."""
    found = [rows.outputs(hit, scope, run) for hit in hits]
    totals = tuple(function(list(column)) for column in zip(*found, strict=True))
    if any(value is None for value in totals):
        run.note("dmn.not-aggregated", rows.place, rules=rows.numbers(hits))
    return rows.shape(totals)


COLLECT: Mapping[Aggregator | None, Policy] = {
    None: answer_in_rule_order,
    Aggregator.SUM: answer_sum,
    Aggregator.COUNT: answer_count,
    Aggregator.MIN: answer_least,
    Aggregator.MAX: answer_greatest,
}
