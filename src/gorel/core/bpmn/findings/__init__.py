"""The rules of `check`, one subject per file."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gorel.core.bpmn.findings import references, starts
from gorel.core.bpmn.model import Definitions
from gorel.core.problems import Problem

Rule = Callable[[Definitions], Iterable[Problem]]

RULES: tuple[Rule, ...] = (
    starts.no_process,
    starts.no_start,
    references.unknown_flow_ends,
    references.duplicate_ids,
    references.unknown_event_references,
)
