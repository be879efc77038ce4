"""ANY: rules may overlap when they answer the same."""

from __future__ import annotations

from typing import Any

from gorel.core.dmn.hits.rows import Rows
from gorel.core.dmn.run import Run, Scope
from gorel.core.dmn.values import is_equal


def answer_any(hits: list[int], rows: Rows, scope: Scope, run: Run) -> Any:
    """Return what all matches answer; null and a problem when they differ."""
    answers = [rows.answer(hit, scope, run) for hit in hits]
    if all(is_equal(answer, answers[0]) for answer in answers[1:]):
        return answers[0]
    run.note("dmn.rules-differ", rows.place, rules=rows.numbers(hits))
    return None
