"""Reads a BPMN 2.0 file into the neutral model, whichever of the two dialects it was drawn in."""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType
from typing import Any

import msgspec
from lxml import etree

from gorel.core.bpmn import camunda, zeebe
from gorel.core.bpmn.diagram import read_edges, read_shapes
from gorel.core.bpmn.model import (
    Annotation,
    Association,
    Definitions,
    EventDefinition,
    Expression,
    Fault,
    Flow,
    Lane,
    Loop,
    Message,
    Node,
    Participant,
    Process,
    Rest,
    Signal,
)  # fmt: skip
from gorel.core.bpmn.names import (
    BPMN,
    BPMNDI,
    CAMUNDA_ALIASES,
    NODES,
    SUBPROCESSES,
    ZEEBE,
    child,
    children,
    is_true,
    local,
    local_ref,
    namespace,
    raw,
    text,
)  # fmt: skip
from gorel.core.bpmn.rest import prefixes_of, rest_of
from gorel.core.bpmn.unread import find_unread
from gorel.core.problems import ModelError, Place, Problem
from gorel.core.xml import read_xml

EVENT_KINDS = {
    "messageEventDefinition": "message", "timerEventDefinition": "timer", "signalEventDefinition": "signal",
    "errorEventDefinition": "error", "escalationEventDefinition": "escalation",
    "conditionalEventDefinition": "conditional", "compensateEventDefinition": "compensation",
    "cancelEventDefinition": "cancel", "linkEventDefinition": "link", "terminateEventDefinition": "terminate",
}  # fmt: skip
REFERENCES = {"message": "messageRef", "signal": "signalRef", "error": "errorRef", "escalation": "escalationRef"}


def read(data: bytes) -> Definitions:
    """Return the model in *data*.

    Errors: ModelError as `read_xml`, or `bpmn.not-bpmn` when the root is no BPMN `definitions`. What is wrong inside
    a model that can be read is found by `check`, all at once.
    """
    root = read_xml(data)
    if root.tag != f"{{{BPMN}}}definitions":
        raise ModelError([Problem("bpmn.not-bpmn", Place(line=root.sourceline), {"tag": local(root)})])
    return _Reader(root).definitions()


class _Drawn:
    """What a process draws, as it is collected."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.flows: list[Flow] = []
        self.associations: list[Association] = []
        self.annotations: list[Annotation] = []


class _Reader:
    """Collects the parts of one file; gives ids to what has none, by its place in the document."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.dialect: ModuleType = camunda if is_camunda(root) else zeebe
        self.lines: dict[str, int] = {}
        self.unnamed = 0

    def definitions(self) -> Definitions:
        root = self.root
        processes = tuple(self.process(p) for p in children(root, "process"))
        collaborations = list(children(root, "collaboration"))
        return Definitions(
            id=root.get("id", ""),
            name=root.get("name", ""),
            dialect="camunda" if self.dialect is camunda else "zeebe",
            target_namespace=root.get("targetNamespace", ""),
            processes=processes,
            messages={m.get("id", ""): self.message(m) for m in children(root, "message")},
            signals={s.get("id", ""): self.signal(s) for s in children(root, "signal")},
            errors={e.get("id", ""): self.fault(e, "errorCode") for e in children(root, "error")},
            escalations={e.get("id", ""): self.fault(e, "escalationCode") for e in children(root, "escalation")},
            participants=tuple(Participant(id=i, name=n, process=p) for i, n, p in read_participants(collaborations)),
            shapes=read_shapes(root),
            edges=read_edges(root),
            collaborations=tuple(raw(c) for c in collaborations),
            diagrams=tuple(raw(d) for d in children(root, "BPMNDiagram", BPMNDI)),
            prefixes=prefixes_of(root, is_older=self.dialect is camunda),
            rest=self.rest(root),
            not_run=find_unread(root, is_older=self.dialect is camunda),
            lines=self.lines,
        )

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

    def message(self, element: etree._Element) -> Message:
        return Message(
            id=element.get("id", ""),
            name=self.expression(element.get("name")) or Expression(""),
            correlation_key=zeebe.read_subscription(element),
            rest=self.rest(element),
        )

    def signal(self, element: etree._Element) -> Signal:
        name = self.expression(element.get("name")) or Expression("")
        return Signal(id=element.get("id", ""), name=name, rest=self.rest(element))

    def fault(self, element: etree._Element, attribute: str) -> Fault:
        return Fault(
            id=element.get("id", ""),
            name=element.get("name", ""),
            code=self.expression(element.get(attribute)),
            message=camunda.get(element, "errorMessage") or "",
            rest=self.rest(element),
        )

    def process(self, element: etree._Element) -> Process:
        identity = self.identify(element)
        drawn = _Drawn()
        self.scope(element, "", drawn)
        extensions = child(element, "extensionElements")
        tag = child(extensions, "versionTag", ZEEBE)
        lane_sets = list(children(element, "laneSet"))
        for lane_set in lane_sets:
            for lane in lane_set.iter(f"{{{BPMN}}}lane"):
                self.lines[lane.get("id", "")] = lane.sourceline or 0
        lanes = tuple(Lane(id=i, name=name, nodes=nodes) for i, name, nodes in read_lanes(lane_sets))
        starters = camunda.get(element, "candidateStarterGroups") or ""
        properties = self.properties(extensions)
        return Process(
            id=identity,
            name=element.get("name", ""),
            documentation=text(child(element, "documentation")),
            executable=is_true(element.get("isExecutable"), otherwise=True),
            nodes=tuple(drawn.nodes),
            flows=tuple(drawn.flows),
            associations=tuple(drawn.associations),
            annotations=tuple(drawn.annotations),
            lanes=lanes,
            time_to_live=camunda.get(element, "historyTimeToLive") or properties.get("gorel.history.time-to-live", ""),
            version_tag=camunda.get(element, "versionTag") or ("" if tag is None else tag.get("value", "")),
            candidate_starters=tuple(part.strip() for part in starters.split(",") if part.strip()),
            listeners=self.dialect.read_listeners(extensions),
            properties=properties,
            lane_sets=tuple(raw(lane_set) for lane_set in lane_sets),
            rest=self.rest(element),
        )

    def scope(self, parent: etree._Element, scope: str, drawn: _Drawn) -> None:
        """Append what stands inside *parent*, a process or subprocess: what is nested first, then its own flows."""
        own = _Drawn()
        for element in parent:
            name = local(element)
            if namespace(element) != BPMN:
                continue
            if name in NODES:
                node = self.node(element, scope)
                drawn.nodes.append(node)
                if name in SUBPROCESSES:
                    self.scope(element, node.id, drawn)
            elif name == "sequenceFlow":
                own.flows.append(self.flow(element, scope))
            elif name == "association":
                source, target = local_ref(element.get("sourceRef")), local_ref(element.get("targetRef"))
                identity = self.identify(element)
                own.associations.append(
                    Association(id=identity, source=source, target=target, scope=scope, rest=self.rest(element))
                )
            elif name == "textAnnotation":
                words = text(child(element, "text"))
                identity = self.identify(element)
                own.annotations.append(Annotation(id=identity, text=words, scope=scope, rest=self.rest(element)))
        drawn.flows += own.flows
        drawn.associations += own.associations
        drawn.annotations += own.annotations

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
            parallel_multiple=is_true(element.get("parallelMultiple"), otherwise=False),
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


def read_participants(collaborations: Iterable[etree._Element]) -> list[tuple[str, str, str]]:
    """Return id, name and process of each participant."""
    return [
        (p.get("id", ""), p.get("name", ""), local_ref(p.get("processRef")))
        for collaboration in collaborations
        for p in children(collaboration, "participant")
    ]


def read_lanes(lane_sets: Iterable[etree._Element]) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return id, name and elements of each lane, those of lanes within lanes too."""
    return [
        (lane.get("id", ""), lane.get("name", ""), tuple(text(n) for n in children(lane, "flowNodeRef")))
        for lane_set in lane_sets
        for lane in lane_set.iter(f"{{{BPMN}}}lane")
    ]
