"""Gateways that cannot decide, and conditions that nobody asks."""

from __future__ import annotations

from collections.abc import Iterator

from gorel.core.bpmn.findings.walk import at, doubt, error, executable, outgoing
from gorel.core.bpmn.model import Definitions
from gorel.core.problems import Problem

DECIDING = ("exclusiveGateway", "inclusiveGateway", "complexGateway")


def without_conditions(definitions: Definitions) -> Iterator[Problem]:
    """Where a gateway decides, every flow but the default needs a condition."""
    for process in executable(definitions):
        leaving = outgoing(process)
        for node in process.nodes:
            flows = leaving[node.id]
            if node.kind not in ("exclusiveGateway", "inclusiveGateway") or len(flows) < 2:
                continue
            bare = [flow for flow in flows if flow.condition is None and flow.id != node.default]
            if definitions.dialect == "camunda" and node.kind == "inclusiveGateway":
                continue  # in the older dialect such flows are simply taken
            if definitions.dialect == "camunda" and not node.default and len(bare) == 1:
                yield doubt("bpmn.assumed-default", at(bare[0]), gateway=node.name or node.id)
                continue
            for flow in bare:
                yield error("bpmn.flow-without-condition", at(flow), gateway=node.name or node.id)


def single_conditions(definitions: Definitions) -> Iterator[Problem]:
    """A condition on the only flow out of an exclusive gateway decides between going on and standing still."""
    for process in executable(definitions):
        leaving = outgoing(process)
        for node in process.nodes:
            flows = leaving[node.id]
            if node.kind == "exclusiveGateway" and len(flows) == 1 and flows[0].condition is not None:
                severity = "error" if definitions.dialect == "camunda" else "warning"
                yield Problem("bpmn.single-condition", at(flows[0]), {"gateway": node.name or node.id}, severity)


def without_default(definitions: Definitions) -> Iterator[Problem]:
    """Without a default flow a case stands still where no condition holds."""
    for process in executable(definitions):
        leaving = outgoing(process)
        for node in process.nodes:
            flows = leaving[node.id]
            asks = all(flow.condition is not None for flow in flows)
            if node.kind in DECIDING and len(flows) > 1 and not node.default and asks:
                yield doubt("bpmn.no-default-flow", at(node))


def conditions_not_asked(definitions: Definitions) -> Iterator[Problem]:
    """A parallel or event-based gateway, or a default flow, asks no condition."""
    for process in executable(definitions):
        leaving = outgoing(process)
        for node in process.nodes:
            for flow in leaving[node.id]:
                is_deaf = node.kind in ("parallelGateway", "eventBasedGateway") or flow.id == node.default
                if flow.condition is not None and is_deaf:
                    wrong = definitions.dialect == "camunda" and node.kind == "exclusiveGateway"
                    severity = "error" if wrong else "warning"
                    values = {"gateway": node.name or node.id}
                    yield Problem("bpmn.condition-not-asked", at(flow, "condition"), values, severity)


def event_gateways(definitions: Definitions) -> Iterator[Problem]:
    """Behind an event-based gateway stand at least two events or receive tasks, and nothing else."""
    for process in executable(definitions):
        leaving = outgoing(process)
        kinds = {node.id: node for node in process.nodes}
        for node in process.nodes:
            if node.kind != "eventBasedGateway":
                continue
            if not leaving[node.id]:
                yield error("bpmn.event-gateway-needs-events", at(node))
            elif len(leaving[node.id]) < 2:
                yield doubt("bpmn.event-gateway-needs-events", at(node))
            for flow in leaving[node.id]:
                target = kinds.get(flow.target)
                if target is not None and target.kind not in ("intermediateCatchEvent", "receiveTask"):
                    yield error("bpmn.event-gateway-target", at(flow), target=target.name or target.id)
