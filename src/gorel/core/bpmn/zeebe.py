"""The `zeebe:` dialect (Camunda 8 shape): what its extension elements say, as fields of a neutral node."""

from __future__ import annotations

from typing import Any

from lxml import etree

from gorel.core.bpmn.model import Assignment, Call, Expression, Job, Listener, Loop, Rule, Script, User
from gorel.core.bpmn.names import BPMN, ZEEBE, child, children, is_true, local, text
from gorel.core.bpmn.vocabulary import ZEEBE_ELEMENTS


def expression(value: str | None) -> Expression | None:
    """Return `=…` as FEEL, other text as itself, None for no text."""
    if value is None or value == "":
        return None
    if value.startswith("="):
        return Expression(value[1:].strip(), "feel")
    return Expression(value)


def standing(extensions: etree._Element | None, name: str) -> etree._Element | None:
    """Return the extension element of this name, where it has an effect."""
    owner = None if extensions is None else extensions.getparent()
    if owner is None or local(owner) not in ZEEBE_ELEMENTS[name][0]:
        return None
    return child(extensions, name, ZEEBE)


def read_node(node: etree._Element) -> dict[str, Any]:
    """Return the fields of `model.Node` that stand in *node*'s zeebe extension elements."""
    extensions = child(node, "extensionElements")
    fields: dict[str, Any] = {}
    kind = local(node)

    def find(name: str) -> etree._Element | None:
        return standing(extensions, name)

    job = read_job(extensions)
    if job is not None:
        fields["job"] = job
    mapping = find("ioMapping")
    if mapping is not None:
        fields["inputs"] = _assignments(mapping, "input")
        fields["outputs"] = _assignments(mapping, "output")
    if kind == "userTask":
        fields["user"] = _user(find, native=find("userTask") is not None)
    if kind == "startEvent" and find("formDefinition") is not None:
        fields["user"] = _user(find, native=False)
    decision = find("calledDecision")
    if decision is not None:
        fields["rule"] = Rule(
            decision=expression(decision.get("decisionId")) or Expression(""),
            result=decision.get("resultVariable", ""),
            binding=_binding(decision),
        )
    script = find("script")
    if script is not None:
        fields["script"] = Script(
            expression=expression(script.get("expression")) or Expression(""),
            result=script.get("resultVariable", ""),
            format="feel",
        )
    called = find("calledElement")
    if called is not None:
        fields["call"] = Call(
            process=expression(called.get("processId")) or Expression(""),
            binding=_binding(called),
            all_in=is_true(called.get("propagateAllParentVariables"), otherwise=True),
            all_out=is_true(called.get("propagateAllChildVariables"), otherwise=True),
            business_key=expression(called.get("businessId")),
        )
    loop = child(node, "multiInstanceLoopCharacteristics")
    if loop is not None:
        fields["loop"] = _loop(loop)
    ad_hoc = find("adHoc")
    if ad_hoc is not None:
        fields["active_elements"] = expression(ad_hoc.get("activeElementsCollection"))
        fields["output_collection"] = ad_hoc.get("outputCollection", "")
        fields["output_element"] = expression(ad_hoc.get("outputElement"))
    properties = read_properties(extensions)
    if properties:
        fields["properties"] = properties
    listeners = read_listeners(extensions)
    if listeners:
        fields["listeners"] = listeners
    return fields


def read_job(extensions: etree._Element | None) -> Job | None:
    definition = standing(extensions, "taskDefinition")
    if definition is None:
        return None
    headers = standing(extensions, "taskHeaders")
    priority = standing(extensions, "priorityDefinition")
    return Job(
        type=expression(definition.get("type")) or Expression(""),
        retries=expression(definition.get("retries")) or Expression("3"),
        headers={} if headers is None else {h.get("key", ""): h.get("value", "") for h in headers},
        priority=None if priority is None else expression(priority.get("priority")),
    )


def read_properties(extensions: etree._Element | None) -> dict[str, str]:
    properties = standing(extensions, "properties")
    if properties is None:
        return {}
    return {p.get("name", ""): p.get("value", "") for p in properties}


def read_listeners(extensions: etree._Element | None) -> tuple[Listener, ...]:
    found: list[Listener] = []
    for group, kind in (("executionListeners", "execution"), ("taskListeners", "task")):
        listeners = standing(extensions, group)
        for listener in () if listeners is None else listeners:
            found.append(
                Listener(
                    event=listener.get("eventType", "start"),
                    kind=kind,
                    job=Job(
                        type=expression(listener.get("type")) or Expression(""),
                        retries=expression(listener.get("retries")) or Expression("3"),
                    ),
                )
            )
    return tuple(found)


def read_subscription(message: etree._Element) -> Expression | None:
    """Return the correlation key of a message."""
    subscription = standing(child(message, "extensionElements"), "subscription")
    return None if subscription is None else expression(subscription.get("correlationKey"))


def _assignments(mapping: etree._Element, name: str) -> tuple[Assignment, ...]:
    return tuple(
        Assignment(m.get("target", ""), expression(m.get("source")) or Expression(""))
        for m in children(mapping, name, ZEEBE)
    )


def _binding(element: etree._Element) -> str:
    kind = element.get("bindingType", "latest")
    return f"tag:{element.get('versionTag', '')}" if kind == "versionTag" else kind


def _user(find: Any, *, native: bool) -> User:
    assignment, form, schedule, priority = (
        find("assignmentDefinition"), find("formDefinition"), find("taskSchedule"), find("priorityDefinition")
    )  # fmt: skip

    def attribute(element: etree._Element | None, *names: str) -> Expression | None:
        for name in names:
            if element is not None and element.get(name):
                return expression(element.get(name))
        return None

    return User(
        assignee=attribute(assignment, "assignee"),
        candidate_groups=attribute(assignment, "candidateGroups"),
        candidate_users=attribute(assignment, "candidateUsers"),
        due=attribute(schedule, "dueDate"),
        follow_up=attribute(schedule, "followUpDate"),
        priority=attribute(priority, "priority"),
        form=attribute(form, "formId", "externalReference", "formKey"),
        native=native,
    )


def _loop(loop: etree._Element) -> Loop:
    details = standing(child(loop, "extensionElements"), "loopCharacteristics")
    condition = text(child(loop, "completionCondition", BPMN))
    return Loop(
        kind="sequential" if is_true(loop.get("isSequential"), otherwise=False) else "parallel",
        cardinality=expression(text(child(loop, "loopCardinality", BPMN))),
        collection=None if details is None else expression(details.get("inputCollection")),
        element="" if details is None else details.get("inputElement", ""),
        output_collection="" if details is None else details.get("outputCollection", ""),
        output_element=None if details is None else expression(details.get("outputElement")),
        condition=expression(condition),
    )
