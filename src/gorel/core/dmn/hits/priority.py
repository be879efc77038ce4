"""PRIORITY: of the matches, the one whose outputs stand first in the lists of output values answers."""

from __future__ import annotations

from typing import Any

from gorel.core.dmn.hits.output_order import in_output_order
from gorel.core.dmn.hits.rows import Rows
from gorel.core.dmn.run import Run, Scope


def answer_by_priority(hits: list[int], rows: Rows, scope: Scope, run: Run) -> Any:
    """Return the answer of highest priority; of equal ones, the first in the table."""
    return rows.shape(in_output_order(hits, rows, scope, run)[0])
