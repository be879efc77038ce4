"""UNIQUE: rules may not overlap. Several matches are a fault of the table, and she does not guess."""

from __future__ import annotations

from typing import Any

from gorel.core.dmn.hits.rows import Rows
from gorel.core.dmn.run import Run, Scope


def answer_unique(hits: list[int], rows: Rows, scope: Scope, run: Run) -> Any:
    """Return the answer of the one match; null and a problem when several match."""
    if len(hits) == 1:
        return rows.answer(hits[0], scope, run)
    run.note("dmn.several-rules", rows.place, rules=rows.numbers(hits))
    return None
