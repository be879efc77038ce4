"""Work that does not say what is to be done."""

from __future__ import annotations

from collections.abc import Iterator

from gorel.core.bpmn.findings.walk import at, doubt, error, executable
from gorel.core.bpmn.model import Definitions, Node
from gorel.core.problems import Problem


def says_nothing(definitions: Definitions) -> Iterator[Problem]:
    """Each kind of work names what does it: a job type, a decision, an expression, a process, a message."""
    for process in executable(definitions):
        for node in process.nodes:
            yield from _of_node(node)


def _of_node(node: Node) -> Iterator[Problem]:
    if node.job is not None:
        if not node.job.type.text:
            yield error("bpmn.job-without-type", at(node))
        cycle = node.job.retry_cycle
        if cycle is not None and cycle.language == "text":
            yield doubt("bpmn.retry-cycle", at(node, "retries"), text=cycle.text)
    else:
        yield from _without_job(node)
    if node.loop is not None and node.loop.kind != "standard" and not (node.loop.collection or node.loop.cardinality):
        yield error("bpmn.loop-without-count", at(node))
    if node.loop is not None and node.loop.output_collection and node.loop.output_element is None:
        yield error("bpmn.output-without-element", at(node))
    if any(not one.target for one in (*node.inputs, *node.outputs)):
        yield error("bpmn.mapping-without-target", at(node))
    for name, text in _constant_numbers(node):
        if not text.strip().isdigit():
            yield error("bpmn.not-a-number", at(node, name), value=text)


def _without_job(node: Node) -> Iterator[Problem]:
    if node.kind == "serviceTask" and node.expression is None:
        yield error("bpmn.job-without-type", at(node))
    if node.kind == "sendTask" and node.expression is None and not node.message:
        yield error("bpmn.job-without-type", at(node))
    if node.kind == "businessRuleTask" and node.expression is None:
        if node.rule is None or not node.rule.decision.text:
            yield error("bpmn.no-decision", at(node))
        elif not node.rule.result:
            yield doubt("bpmn.decision-without-result", at(node))
    if node.kind == "scriptTask" and (node.script is None or not node.script.expression.text):
        yield error("bpmn.no-script", at(node))
    if node.kind == "callActivity" and (node.call is None or not node.call.process.text):
        yield error("bpmn.no-called-process", at(node))
    if node.kind == "receiveTask" and not node.message:
        yield doubt("bpmn.receive-without-message", at(node))
    if node.kind == "complexGateway" and node.condition is None:
        yield doubt("bpmn.complex-without-condition", at(node))


def _constant_numbers(node: Node) -> Iterator[tuple[str, str]]:
    retries = None if node.job is None else node.job.retries
    cardinality = None if node.loop is None else node.loop.cardinality
    priority = None if node.user is None else node.user.priority
    for name, value in (("retries", retries), ("cardinality", cardinality), ("priority", priority)):
        if value is not None and value.language == "text":
            yield name, value.text
