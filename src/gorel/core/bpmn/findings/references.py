"""What an element names must exist, and every id only once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gorel.core.bpmn.model import Definitions, Process
from gorel.core.problems import Place, Problem

THROWING = ("intermediateThrowEvent", "endEvent")


def unknown_flow_ends(definitions: Definitions) -> Iterator[Problem]:
    """A sequence flow goes from an element to an element; a boundary event and a default name what is there."""
    for process in definitions.processes:
        ids = {node.id for node in process.nodes}
        flows = {flow.id: flow for flow in process.flows}
        for flow in process.flows:
            for reference in (flow.source, flow.target):
                if reference not in ids:
                    yield _unknown(flow.id, flow.name, reference)
        for node in process.nodes:
            if node.attached_to and node.attached_to not in ids:
                yield _unknown(node.id, node.name, node.attached_to)
            if node.default and (node.default not in flows or flows[node.default].source != node.id):
                yield _unknown(node.id, node.name, node.default)


def duplicate_ids(definitions: Definitions) -> Iterator[Problem]:
    """Cases remember where they are by id."""
    for process in definitions.processes:
        for identity, times in Counter(_ids(process)).items():
            if times > 1:
                yield Problem("bpmn.duplicate-id", Place(identity), {"times": times})


def unknown_event_references(definitions: Definitions) -> Iterator[Problem]:
    """Messages, signals, errors and escalations stand beside the process, and are named by id."""
    declared = {
        "message": definitions.messages, "signal": definitions.signals,
        "error": definitions.errors, "escalation": definitions.escalations,
    }  # fmt: skip
    for process in definitions.processes:
        for node in process.nodes:
            for event in node.events:
                known = declared.get(event.kind)
                if known is None or event.ref in known:
                    continue
                if event.ref:
                    yield _unknown(node.id, node.name, event.ref)
                # A message that is thrown may be a robot's work instead; one that is waited for needs its name.
                elif event.kind in ("message", "signal") and not (node.kind in THROWING and (event.job or node.job)):
                    yield Problem("bpmn.event-without-name", Place(node.id, node.name or None), {"kind": event.kind})


def _ids(process: Process) -> Iterator[str]:
    yield process.id
    yield from (node.id for node in process.nodes)
    yield from (flow.id for flow in process.flows)


def _unknown(element: str, name: str, reference: str) -> Problem:
    return Problem("bpmn.unknown-reference", Place(element, name or None), {"reference": reference})
