"""OUTPUT ORDER: the answers of all matches, in the order of the lists of output values."""

from __future__ import annotations

from typing import Any

from gorel.core.dmn.hits.rows import Rows
from gorel.core.dmn.run import Run, Scope
from gorel.core.dmn.values import is_equal


def answer_in_output_order(hits: list[int], rows: Rows, scope: Scope, run: Run) -> Any:
    """Return the answers of all matches, highest priority first."""
    return [rows.shape(outputs) for outputs in in_output_order(hits, rows, scope, run)]


def in_output_order(hits: list[int], rows: Rows, scope: Scope, run: Run) -> list[tuple[Any, ...]]:
    """Return the outputs of the matches, sorted by the first output's list, then the second's, and so on."""
    found = [rows.outputs(hit, scope, run) for hit in hits]
    return sorted(found, key=lambda outputs: tuple(map(_rank, outputs, rows.priorities)))


def _rank(output: Any, priorities: tuple[Any, ...]) -> int:
    """Return the place of *output* in the list; what the list does not name comes last."""
    for place, value in enumerate(priorities):
        if is_equal(output, value):
            return place
    return len(priorities)
