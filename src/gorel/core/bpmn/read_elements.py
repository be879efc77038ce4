"""Reads the symbols of a picture: nodes with their events and loops, and the flows between them."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import msgspec
from lxml import etree

from gorel.core.bpmn import camunda, zeebe
from gorel.core.bpmn.model import EventDefinition, Expression, Flow, Loop, Node, Rest
from gorel.core.bpmn.names import (
    BPMN,
    CAMUNDA_ALIASES,
    ZEEBE,
    child,
    is_true,
    local,
    local_ref,
    namespace,
    text,
)  # fmt: skip
from gorel.core.bpmn.rest import rest_of

EVENT_KINDS = {
    "messageEventDefinition": "message", "timerEventDefinition": "timer", "signalEventDefinition": "signal",
    "errorEventDefinition": "error", "escalationEventDefinition": "escalation",
    "conditionalEventDefinition": "conditional", "compensateEventDefinition": "compensation",
    "cancelEventDefinition": "cancel", "linkEventDefinition": "link", "terminateEventDefinition": "terminate",
}  # fmt: skip
REFERENCES = {"message": "messageRef", "signal": "signalRef", "error": "errorRef", "escalation": "escalationRef"}


class ElementReader:
    """Reads symbols; gives ids to what has none, by its place in the document."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.dialect: ModuleType = camunda if is_camunda(root) else zeebe
        self.lines: dict[str, int] = {}
        self.unnamed = 0

    def expression(self, value: str | None) -> Expression | None:
        result: Expression | None = self.dialect.expression(value)
        return result

    def identify(self, element: etree._Element) -> str:
        identity: str | None = element.get("id")
        if not identity:
            self.unnamed += 1
            identity = f"{local(element)}_{self.unnamed}"
        self.lines[identity] = element.sourceline or 0
        return identity

    def properties(self, extensions: etree._Element | None) -> dict[str, str]:
        found = zeebe.read_properties(extensions)
        for group in camunda.find_all(extensions, "properties"):
            found |= {p.get("name", ""): p.get("value", "") for p in group}
        return found

    def rest(self, element: etree._Element) -> Rest:
        return rest_of(element, self.dialect)

    def flow(self, element: etree._Element, scope: str) -> Flow:
        condition = child(element, "conditionExpression")
        holds = self.expression(text(condition))
        language = "" if condition is None else (condition.get("language") or "").lower()
        if condition is not None and language.isidentifier() and language not in ("feel", "juel"):
            source = text(condition) or camunda.get(condition, "resource") or ""
            holds = Expression(source, language) if "${" not in source else holds
        return Flow(
            id=self.identify(element),
            source=local_ref(element.get("sourceRef")),
            target=local_ref(element.get("targetRef")),
            name=element.get("name", ""),
            scope=scope,
            condition=holds,
            listeners=self.dialect.read_listeners(child(element, "extensionElements")),
            properties=self.properties(child(element, "extensionElements")),
            rest=self.rest(element),
        )

    def node(self, element: etree._Element, scope: str) -> Node:
        kind = local(element)
        identity = self.identify(element)
        fields: dict[str, Any] = self.dialect.read_node(element)
        if "loop" in fields and (several := child(element, "multiInstanceLoopCharacteristics")) is not None:
            fields["loop"] = msgspec.structs.replace(fields["loop"], rest=self.rest(several))
        interrupting = element.get("cancelActivity") if kind == "boundaryEvent" else element.get("isInterrupting")
        condition = child(element, "completionCondition" if kind == "adHocSubProcess" else "activationCondition")
        if "loop" not in fields and (standard := child(element, "standardLoopCharacteristics")) is not None:
            fields["loop"] = Loop(
                kind="standard",
                condition=self.expression(text(child(standard, "loopCondition"))),
                test_before=is_true(standard.get("testBefore"), otherwise=False),
                maximum=self.expression(standard.get("loopMaximum")),
                rest=self.rest(standard),
            )
        events = tuple(self.event(e) for e in element if local(e) in EVENT_KINDS and namespace(e) == BPMN)
        if self.dialect is camunda and kind in ("serviceTask", "sendTask", "businessRuleTask"):
            events += camunda.read_faults(element)
        return Node(
            id=identity,
            kind=kind,
            name=element.get("name", ""),
            documentation=text(child(element, "documentation")),
            scope=scope,
            events=events,
            parallel_multiple=is_true(element.get("parallelMultiple"), otherwise=False)
            or element.get("eventGatewayType") == "Parallel",
            attached_to=local_ref(element.get("attachedToRef")),
            interrupting=is_true(interrupting, otherwise=True),
            default=element.get("default", ""),
            triggered_by_event=is_true(element.get("triggeredByEvent"), otherwise=False),
            is_for_compensation=is_true(element.get("isForCompensation"), otherwise=False),
            instantiate=is_true(element.get("instantiate"), otherwise=False),
            message=local_ref(element.get("messageRef")),
            condition=self.expression(text(condition)),
            ordering=element.get("ordering", ""),
            cancel_remaining=is_true(element.get("cancelRemainingInstances"), otherwise=True),
            rest=self.rest(element),
            **fields,
        )

    def event(self, element: etree._Element) -> EventDefinition:
        kind = EVENT_KINDS[local(element)]
        timer, value = "", None
        for tag, timer_kind in camunda.TIMERS.items():
            part = child(element, tag)
            if part is not None:
                timer, value = timer_kind, self.expression(text(part))
        if kind == "conditional":
            value = self.expression(text(child(element, "condition")))
        events = camunda.get(element, "variableEvents") or ""
        variable = camunda.get(element, "variableName") or ""
        only = child(child(element, "extensionElements"), "conditionalFilter", ZEEBE)
        if only is not None:
            variable, events = only.get("variableNames", ""), only.get("variableEvents", "")
        return EventDefinition(
            kind=kind,
            id=element.get("id", ""),
            ref=local_ref(element.get(REFERENCES[kind]) if kind in REFERENCES else None),
            name=element.get("name", ""),
            timer=timer,
            value=value,
            activity=local_ref(element.get("activityRef")),
            waits=is_true(element.get("waitForCompletion"), otherwise=True),
            variable=variable,
            variable_events=tuple(part.strip() for part in events.split(",") if part.strip()),
            code_variable=camunda.get(element, "errorCodeVariable")
            or camunda.get(element, "escalationCodeVariable")
            or "",
            message_variable=camunda.get(element, "errorMessageVariable") or "",
            everything=kind == "terminate" and is_true(camunda.get(element, "terminateAll"), otherwise=False),
            job=camunda.read_job(element) if self.dialect is camunda else None,
            expression=camunda.expression(camunda.get(element, "expression")) if self.dialect is camunda else None,
            rest=self.rest(element),
            **(camunda.read_payload(element) if kind == "signal" else {}),
        )


def is_camunda(root: etree._Element) -> bool:
    """Return whether the file speaks the camunda dialect: it uses it, or does not use zeebe but has JUEL in it."""
    platform = next((v for k, v in root.attrib.items() if k.endswith("}executionPlatform")), "")
    if platform:
        return "cloud" not in platform.lower()
    uses_camunda = False
    for element in root.iter(etree.Element):
        if namespace(element) == ZEEBE:
            return False
        if namespace(element) in CAMUNDA_ALIASES:
            uses_camunda = True
        uses_camunda = uses_camunda or any(
            key.startswith("{") and key[1:].partition("}")[0] in CAMUNDA_ALIASES for key in element.attrib
        )
        if element.text and "${" in element.text:
            uses_camunda = True
    return uses_camunda or ZEEBE not in root.nsmap.values()
