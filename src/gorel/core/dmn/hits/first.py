"""FIRST: the first match in the order of the table answers."""

from __future__ import annotations

from typing import Any

from gorel.core.dmn.hits.rows import Rows
from gorel.core.dmn.run import Run, Scope


def answer_first(hits: list[int], rows: Rows, scope: Scope, run: Run) -> Any:
    """Return the answer of the first match."""
    return rows.answer(hits[0], scope, run)
