"""RULE ORDER: the answers of all matches, in the order of the table."""

from __future__ import annotations

from typing import Any

from gorel.core.dmn.hits.rows import Rows
from gorel.core.dmn.run import Run, Scope


def answer_in_rule_order(hits: list[int], rows: Rows, scope: Scope, run: Run) -> Any:
    """Return the answers of all matches in a list."""
    return [rows.answer(hit, scope, run) for hit in hits]
