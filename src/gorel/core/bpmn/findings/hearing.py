"""Events that say too little to be heard, or that hear the same twice."""

from __future__ import annotations

from collections.abc import Iterator

from gorel.core.bpmn.findings.walk import at, error, executable, incoming, outgoing
from gorel.core.bpmn.model import Definitions, EventDefinition, Node, Process
from gorel.core.problems import Problem

THROWING = ("intermediateThrowEvent", "endEvent")


def throws_nothing(definitions: Definitions) -> Iterator[Problem]:
    """An error or escalation that is thrown has a code; only who catches may leave it out."""
    for process in executable(definitions):
        for node in process.nodes:
            for event in node.events if node.kind in THROWING else ():
                declared = definitions.errors if event.kind == "error" else definitions.escalations
                fault = declared.get(event.ref)
                is_told = event.ref and fault is None  # an unknown reference is another fault
                if event.kind in ("error", "escalation") and not is_told and (fault is None or fault.code is None):
                    yield error("bpmn.throw-without-code", at(node), kind=event.kind)


def without_condition(definitions: Definitions) -> Iterator[Problem]:
    """A conditional event has a condition."""
    for process in executable(definitions):
        for node in process.nodes:
            for event in node.events:
                if event.kind == "conditional" and (event.value is None or not event.value.text):
                    yield error("bpmn.condition-missing", at(node))


def without_name(definitions: Definitions) -> Iterator[Problem]:
    """A message or signal that an event names has a name itself."""
    for process in executable(definitions):
        for node in process.nodes:
            for kind, ref in _names(node):
                declared = definitions.messages if kind == "message" else definitions.signals
                if ref in declared and not declared[ref].name.text:
                    yield error("bpmn.event-without-name", at(node), kind=kind)


def _names(node: Node) -> Iterator[tuple[str, str]]:
    if node.message:
        yield "message", node.message
    for event in node.events:
        if event.kind in ("message", "signal"):
            yield event.kind, event.ref


def heard_twice(definitions: Definitions) -> Iterator[Problem]:
    """What comes once happens once: at the starts of a process, on one activity, in one scope, behind one gateway."""
    for process in executable(definitions):
        for group in _hearers(process):
            seen: dict[tuple[str, str], Node] = {}
            for node in group:
                for event in node.events:
                    if event.kind not in ("message", "signal"):
                        continue
                    key = (event.kind, _name(definitions, event))
                    other = seen.setdefault(key, node)
                    if key[1] and other is not node:
                        values = {"kind": event.kind, "name": key[1], "other": other.name or other.id}
                        yield Problem("bpmn.heard-twice", at(node), values)


def _hearers(process: Process) -> Iterator[list[Node]]:
    around = {node.id: node for node in process.nodes}
    groups: dict[str, list[Node]] = {}
    leaving = outgoing(process)
    for node in process.nodes:
        if node.kind == "startEvent" and not node.scope:
            groups.setdefault("starts", []).append(node)
        elif node.kind == "startEvent" and node.scope in around and around[node.scope].triggered_by_event:
            groups.setdefault(f"in {around[node.scope].scope}", []).append(node)
        elif node.kind == "boundaryEvent":
            groups.setdefault(f"on {node.attached_to}", []).append(node)
        elif node.kind == "eventBasedGateway":
            groups[f"behind {node.id}"] = [around[f.target] for f in leaving[node.id] if f.target in around]
    yield from groups.values()


def _name(definitions: Definitions, event: EventDefinition) -> str:
    declared = definitions.messages if event.kind == "message" else definitions.signals
    one = declared.get(event.ref)
    return "" if one is None or one.name.language != "text" else one.name.text


def event_subprocess_flows(definitions: Definitions) -> Iterator[Problem]:
    """An event subprocess begins by its event alone: no flow leads to it or from it, and no event sits on it."""
    for process in executable(definitions):
        coming, leaving = incoming(process), outgoing(process)
        for node in process.nodes:
            if node.triggered_by_event and (coming[node.id] or leaving[node.id]):
                yield error("bpmn.event-subprocess-flow", at(node))


def behind_gateways(definitions: Definitions) -> Iterator[Problem]:
    """What waits behind an event-based gateway is come to from there alone."""
    for process in executable(definitions):
        coming = incoming(process)
        gateways = {node.id for node in process.nodes if node.kind == "eventBasedGateway"}
        for node in process.nodes:
            sources = {flow.source for flow in coming[node.id]}
            if sources & gateways and len(coming[node.id]) > 1:
                yield error("bpmn.event-gateway-shares", at(node))
