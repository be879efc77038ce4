"""An ad-hoc subprocess that collects answers: one for each piece of work that was opened in it."""

from __future__ import annotations

from collections.abc import Iterator

from gorel.core.bpmn.findings.walk import at, error, executable
from gorel.core.bpmn.model import Definitions
from gorel.core.problems import Problem

ONE_WAY = ("exclusiveGateway", "eventBasedGateway")


def one_answer_each(definitions: Definitions) -> Iterator[Problem]:
    """What was opened stays one token until it ends: nothing directly inside splits, joins or begins beside it."""
    for process in executable(definitions):
        boxes = {node.id for node in process.nodes if node.output_collection}
        ways: dict[str, int] = {}
        for flow in process.flows:
            ways[flow.source] = ways.get(flow.source, 0) + 1
        for node in process.nodes:
            if node.scope not in boxes or node.kind in ONE_WAY:
                continue
            begins = node.triggered_by_event or (node.kind == "boundaryEvent" and not node.interrupting)
            if begins or node.kind.endswith("Gateway") or ways.get(node.id, 0) > 1:
                yield error("bpmn.answer-splits", at(node))
