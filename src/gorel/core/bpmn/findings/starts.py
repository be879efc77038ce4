"""Where a process and its subprocesses begin."""

from __future__ import annotations

from collections.abc import Iterator

from gorel.core.bpmn.model import Definitions
from gorel.core.problems import Place, Problem


def no_process(definitions: Definitions) -> Iterator[Problem]:
    """A file without an executable process can be drawn, not run."""
    if not any(process.executable for process in definitions.processes):
        yield Problem("bpmn.no-executable-process", Place(definitions.id or None))


def no_start(definitions: Definitions) -> Iterator[Problem]:
    """Every executable process needs a start event, or something else that can begin a case."""
    for process in definitions.processes:
        if not process.executable:
            continue
        starts = [
            node for node in process.nodes
            if not node.scope and (node.kind == "startEvent" or node.instantiate)
        ]  # fmt: skip
        if not starts:
            yield Problem("bpmn.no-start", Place(process.id, process.name or None))
