"""Writes the extension elements of the `zeebe:` dialect."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from gorel.core.bpmn.model import Assignment, EventDefinition, Expression, Flow, Listener, Loop, Message, Node, Process
from gorel.core.bpmn.names import BPMN, ZEEBE


class Extensions:
    """The `extensionElements` of one element, made when the first is added."""

    def __init__(self, owner: etree._Element, space: str) -> None:
        self.owner = owner
        self.space = space
        self.element: etree._Element | None = None

    def add(self, tag: str, **attributes: str | None) -> etree._Element:
        found = etree.SubElement(self.make(), f"{{{self.space}}}{tag}")
        put(found, **attributes)
        return found

    def make(self) -> etree._Element:
        if self.element is None:
            self.element = etree.SubElement(self.owner, f"{{{BPMN}}}extensionElements")
        return self.element


def put(element: etree._Element, **attributes: str | None) -> None:
    for name, value in attributes.items():
        if value:
            element.set(name, value)


def say(expression: Expression | None) -> str | None:
    if expression is None:
        return None
    return f"={expression.text}" if expression.language == "feel" else expression.text


def process(element: etree._Element, model: Process) -> None:
    extensions = Extensions(element, ZEEBE)
    if model.version_tag:
        extensions.add("versionTag", value=model.version_tag)
    _properties(extensions, model.properties)
    _listeners(extensions, model.listeners)


def node(element: etree._Element, model: Node) -> None:
    extensions = Extensions(element, ZEEBE)
    if model.job is not None:
        job = model.job
        extensions.add(
            "taskDefinition", type=say(job.type), retries=None if job.retries.text == "3" else say(job.retries)
        )
        if job.headers:
            headers = extensions.add("taskHeaders")
            for key, value in job.headers.items():
                put(etree.SubElement(headers, f"{{{ZEEBE}}}header"), key=key, value=value)
        if job.priority is not None:
            extensions.add("priorityDefinition", priority=say(job.priority))
    if model.inputs or model.outputs:
        mapping = extensions.add("ioMapping")
        _assign(mapping, "input", model.inputs)
        _assign(mapping, "output", model.outputs)
    if model.user is not None:
        _user(extensions, model)
    if model.rule is not None:
        rule = extensions.add("calledDecision", decisionId=say(model.rule.decision), resultVariable=model.rule.result)
        _bind(rule, model.rule.binding)
    if model.script is not None:
        extensions.add("script", expression=say(model.script.expression), resultVariable=model.script.result)
    if model.call is not None:
        call = extensions.add(
            "calledElement", processId=say(model.call.process), businessId=say(model.call.business_key)
        )
        call.set("propagateAllParentVariables", "true" if model.call.all_in else "false")
        call.set("propagateAllChildVariables", "true" if model.call.all_out else "false")
        _bind(call, model.call.binding)
    if model.active_elements is not None or model.output_collection or model.output_element is not None:
        extensions.add(
            "adHoc", activeElementsCollection=say(model.active_elements), outputCollection=model.output_collection,
            outputElement=say(model.output_element),
        )  # fmt: skip
    _properties(extensions, model.properties)
    _listeners(extensions, model.listeners)


def loop(element: etree._Element, model: Loop) -> etree._Element:
    drawn = etree.SubElement(element, f"{{{BPMN}}}multiInstanceLoopCharacteristics")
    if model.kind == "sequential":
        drawn.set("isSequential", "true")
    if model.collection is not None or model.output_collection:
        Extensions(drawn, ZEEBE).add(
            "loopCharacteristics", inputCollection=say(model.collection), inputElement=model.element,
            outputCollection=model.output_collection, outputElement=say(model.output_element),
        )  # fmt: skip
    for tag, value in (("loopCardinality", model.cardinality), ("completionCondition", model.condition)):
        if value is not None:
            etree.SubElement(drawn, f"{{{BPMN}}}{tag}").text = say(value)
    return drawn


def event(element: etree._Element, model: EventDefinition) -> None:
    if model.variable or model.variable_events:
        events = ", ".join(model.variable_events)
        Extensions(element, ZEEBE).add("conditionalFilter", variableNames=model.variable, variableEvents=events)


def flow(element: etree._Element, model: Flow) -> None:
    extensions = Extensions(element, ZEEBE)
    _properties(extensions, model.properties)
    _listeners(extensions, model.listeners)


def subscription(element: etree._Element, model: Message) -> None:
    if model.correlation_key is not None:
        Extensions(element, ZEEBE).add("subscription", correlationKey=say(model.correlation_key))


def _assign(mapping: etree._Element, tag: str, assignments: tuple[Assignment, ...]) -> None:
    for assignment in assignments:
        put(etree.SubElement(mapping, f"{{{ZEEBE}}}{tag}"), source=say(assignment.source), target=assignment.target)


def _user(extensions: Extensions, model: Node) -> None:
    user = model.user
    assert user is not None
    if user.native:
        extensions.add("userTask")
    if user.form is not None:
        extensions.add("formDefinition", formId=say(user.form))
    if user.assignee or user.candidate_groups or user.candidate_users:
        extensions.add(
            "assignmentDefinition", assignee=say(user.assignee), candidateGroups=say(user.candidate_groups),
            candidateUsers=say(user.candidate_users),
        )  # fmt: skip
    if user.due or user.follow_up:
        extensions.add("taskSchedule", dueDate=say(user.due), followUpDate=say(user.follow_up))
    if user.priority is not None and model.job is None:
        extensions.add("priorityDefinition", priority=say(user.priority))


def _bind(element: etree._Element, binding: str) -> None:
    if binding.startswith("tag:"):
        put(element, bindingType="versionTag", versionTag=binding[4:])
    elif binding != "latest":
        element.set("bindingType", binding)


def _properties(extensions: Extensions, properties: Mapping[str, str]) -> None:
    if properties:
        group = extensions.add("properties")
        for name, value in properties.items():
            put(etree.SubElement(group, f"{{{ZEEBE}}}property"), name=name, value=value)


def _listeners(extensions: Extensions, listeners: tuple[Listener, ...]) -> None:
    for kind, group, tag in (
        ("execution", "executionListeners", "executionListener"), ("task", "taskListeners", "taskListener"),
    ):  # fmt: skip
        chosen = [listener for listener in listeners if listener.kind == kind and listener.job is not None]
        if not chosen:
            continue
        around = extensions.add(group)
        for listener in chosen:
            assert listener.job is not None
            retries = None if listener.job.retries.text == "3" else say(listener.job.retries)
            drawn = etree.SubElement(around, f"{{{ZEEBE}}}{tag}")
            put(drawn, eventType=listener.event, type=say(listener.job.type), retries=retries)
