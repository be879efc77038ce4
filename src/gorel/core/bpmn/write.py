"""Writes a model as a BPMN 2.0 file, in the dialect it was read in. `read(write(m))` is *m*, but for its lines.

What no field holds – data objects, groups, colours, labels, what other tools add – was kept as it stood and is put
back. Lanes, participants and drawings are written as they stood as long as they say what the model says.
"""

from __future__ import annotations

from types import ModuleType

from lxml import etree

from gorel.core.bpmn import write_camunda, write_zeebe
from gorel.core.bpmn.camunda import TIMERS
from gorel.core.bpmn.diagram import read_edges, read_shapes
from gorel.core.bpmn.model import Definitions, EventDefinition, Expression, Fault, Flow, Node, Process
from gorel.core.bpmn.names import BPMN, BPMNDI, CAMUNDA, DC, DI, PREFIXES, XSI
from gorel.core.bpmn.read import read_lanes, read_participants
from gorel.core.bpmn.read_elements import EVENT_KINDS, REFERENCES
from gorel.core.bpmn.rest import SAFE, put_back

TAGS = {kind: tag for tag, kind in EVENT_KINDS.items()}
TIMER_TAGS = {kind: tag for tag, kind in TIMERS.items()}


def write(definitions: Definitions) -> bytes:
    """Return the file. Equal models give equal bytes."""
    return _Writer(definitions).file()


class _Writer:
    def __init__(self, definitions: Definitions) -> None:
        self.model = definitions
        self.dialect: ModuleType = write_camunda if definitions.dialect == "camunda" else write_zeebe

    def file(self) -> bytes:
        model = self.model
        unused = "zeebe" if self.dialect is write_camunda else "camunda"
        root = etree.Element(
            f"{{{BPMN}}}definitions",
            nsmap={
                **{prefix: space for prefix, space in model.prefixes.items() if PREFIXES.get(space, prefix) == prefix},
                **{prefix: space for space, prefix in PREFIXES.items() if prefix != unused},
            },
        )
        _set(root, id=model.id, name=model.name, targetNamespace=model.target_namespace)
        kept = [etree.fromstring(xml, SAFE) for xml in model.collaborations]
        if read_participants(kept) == [(p.id, p.name, p.process) for p in model.participants]:
            for collaboration in kept:
                root.append(collaboration)
        elif model.participants:
            collaboration = _add(root, "collaboration", id="Collaboration")
            for participant in model.participants:
                _add(
                    collaboration, "participant", id=participant.id, name=participant.name,
                    processRef=participant.process,
                )  # fmt: skip
        for process in model.processes:
            self.process(root, process)
        for message in model.messages.values():
            element = _add(root, "message", id=message.id, name=text_of(message.name))
            write_zeebe.subscription(element, message)
            put_back(element, message.rest)
        for signal in model.signals.values():
            put_back(_add(root, "signal", id=signal.id, name=text_of(signal.name)), signal.rest)
        for fault in model.errors.values():
            self.fault(root, "error", fault)
        for fault in model.escalations.values():
            self.fault(root, "escalation", fault)
        put_back(root, model.rest)
        self.diagram(root)
        etree.indent(root)
        data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
        return data

    def fault(self, root: etree._Element, tag: str, fault: Fault) -> None:
        element = _add(root, tag, id=fault.id, name=fault.name)
        if fault.code is not None:
            element.set(f"{tag}Code", text_of(fault.code))
        if fault.message:
            element.set(f"{{{CAMUNDA}}}errorMessage", fault.message)
        put_back(element, fault.rest)

    def process(self, root: etree._Element, process: Process) -> None:
        element = _add(root, "process", id=process.id, name=process.name)
        element.set("isExecutable", "true" if process.executable else "false")
        _text(element, "documentation", process.documentation)
        self.dialect.process(element, process)
        kept = [etree.fromstring(xml, SAFE) for xml in process.lane_sets]
        if read_lanes(kept) == [(lane.id, lane.name, lane.nodes) for lane in process.lanes]:
            for lane_set in kept:
                element.append(lane_set)
        elif process.lanes:
            lanes = _add(element, "laneSet")
            for lane in process.lanes:
                drawn = _add(lanes, "lane", id=lane.id, name=lane.name)
                for node in lane.nodes:
                    _text(drawn, "flowNodeRef", node)
        scopes = {"": element}
        for symbol in process.nodes:
            scopes[symbol.id] = self.node(scopes[symbol.scope], symbol)
        for flow in process.flows:
            self.flow(scopes[flow.scope], flow)
        for association in process.associations:
            drawn = _add(
                scopes[association.scope], "association", id=association.id, sourceRef=association.source,
                targetRef=association.target,
            )  # fmt: skip
            put_back(drawn, association.rest)
        for annotation in process.annotations:
            drawn = _add(scopes[annotation.scope], "textAnnotation", id=annotation.id)
            _text(drawn, "text", annotation.text)
            put_back(drawn, annotation.rest)
        put_back(element, process.rest)

    def node(self, parent: etree._Element, node: Node) -> etree._Element:
        element = _add(parent, node.kind, id=node.id, name=node.name, default=node.default, messageRef=node.message)
        _set(element, attachedToRef=node.attached_to, ordering=node.ordering)
        if not node.interrupting:
            element.set("cancelActivity" if node.kind == "boundaryEvent" else "isInterrupting", "false")
        for name, value in (
            ("parallelMultiple", node.parallel_multiple and node.kind != "eventBasedGateway"),
            ("triggeredByEvent", node.triggered_by_event),
            ("isForCompensation", node.is_for_compensation), ("instantiate", node.instantiate),
        ):  # fmt: skip
            if value:
                element.set(name, "true")
        if node.kind == "eventBasedGateway" and node.parallel_multiple:
            element.set("eventGatewayType", "Parallel")
        if not node.cancel_remaining:
            element.set("cancelRemainingInstances", "false")
        _text(element, "documentation", node.documentation)
        self.dialect.node(element, node)
        for event in node.events:
            if event.when is None:
                self.event(element, event)
        if node.loop is not None and node.loop.kind == "standard":
            loop = _add(element, "standardLoopCharacteristics")
            if node.loop.test_before:
                loop.set("testBefore", "true")
            if node.loop.maximum is not None:
                loop.set("loopMaximum", text_of(node.loop.maximum))
            self.formal(loop, "loopCondition", node.loop.condition)
            put_back(loop, node.loop.rest)
        elif node.loop is not None:
            put_back(self.dialect.loop(element, node.loop), node.loop.rest)
        tag = "completionCondition" if node.kind == "adHocSubProcess" else "activationCondition"
        self.formal(element, tag, node.condition)
        put_back(element, node.rest)
        return element

    def event(self, parent: etree._Element, event: EventDefinition) -> None:
        element = _add(parent, TAGS[event.kind], id=event.id, name=event.name, activityRef=event.activity)
        if event.ref:
            element.set(REFERENCES[event.kind], event.ref)
        if not event.waits:
            element.set("waitForCompletion", "false")
        if event.kind == "timer" and event.timer:
            self.formal(element, TIMER_TAGS[event.timer], event.value)
        elif event.kind == "conditional":
            self.formal(element, "condition", event.value)
        self.dialect.event(element, event)
        put_back(element, event.rest)

    def flow(self, parent: etree._Element, flow: Flow) -> None:
        element = _add(
            parent, "sequenceFlow", id=flow.id, name=flow.name, sourceRef=flow.source, targetRef=flow.target
        )  # fmt: skip
        self.dialect.flow(element, flow)
        self.formal(element, "conditionExpression", flow.condition)
        put_back(element, flow.rest)

    def formal(self, parent: etree._Element, tag: str, expression: Expression | None) -> None:
        if expression is not None:
            element = _text(parent, tag, text_of(expression))
            if element is not None:
                element.set(f"{{{XSI}}}type", "bpmn:tFormalExpression")
            if element is not None and expression.language not in ("text", "feel", "juel"):
                element.set("language", expression.language)

    def diagram(self, root: etree._Element) -> None:
        kept = [etree.fromstring(xml, SAFE) for xml in self.model.diagrams]
        around = etree.Element("drawings")
        around.extend(kept)
        if (read_shapes(around), read_edges(around)) == (self.model.shapes, self.model.edges):
            for drawing in kept:
                root.append(drawing)
            return
        drawing = etree.SubElement(root, f"{{{BPMNDI}}}BPMNDiagram", id="Diagram")
        first = self.model.processes[0].id if self.model.processes else ""
        plane = etree.SubElement(drawing, f"{{{BPMNDI}}}BPMNPlane", id="Plane", bpmnElement=first)
        for identity, shape in self.model.shapes.items():
            drawn = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNShape", id=f"{identity}_di", bpmnElement=identity)
            bounds = etree.SubElement(drawn, f"{{{DC}}}Bounds")
            _set(bounds, x=_number(shape.x), y=_number(shape.y))
            _set(bounds, width=_number(shape.width), height=_number(shape.height))
        for identity, points in self.model.edges.items():
            drawn = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNEdge", id=f"{identity}_di", bpmnElement=identity)
            for x, y in points:
                _set(etree.SubElement(drawn, f"{{{DI}}}waypoint"), x=_number(x), y=_number(y))


def text_of(expression: Expression) -> str:
    """Return an expression as a file says it."""
    return f"={expression.text}" if expression.language == "feel" else expression.text


def _add(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{BPMN}}}{tag}")
    _set(element, **attributes)
    return element


def _set(element: etree._Element, **attributes: str) -> None:
    for name, value in attributes.items():
        if value:
            element.set(name, value)


def _text(parent: etree._Element, tag: str, text: str) -> etree._Element | None:
    if not text:
        return None
    element = etree.SubElement(parent, f"{{{BPMN}}}{tag}")
    element.text = text
    return element


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
