"""Reads a BPMN 2.0 file into the neutral model, whichever of the two dialects it was drawn in."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from gorel.core.bpmn import camunda, zeebe
from gorel.core.bpmn.diagram import read_edges, read_shapes
from gorel.core.bpmn.model import (
    Annotation,
    Association,
    Definitions,
    Expression,
    Fault,
    Flow,
    Lane,
    Message,
    Node,
    Participant,
    Process,
    Signal,
)  # fmt: skip
from gorel.core.bpmn.names import (
    BPMN,
    BPMNDI,
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
from gorel.core.bpmn.read_elements import ElementReader
from gorel.core.bpmn.rest import prefixes_of
from gorel.core.bpmn.unread import find_unread
from gorel.core.problems import ModelError, Place, Problem
from gorel.core.xml import read_xml


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


class _Reader(ElementReader):
    """Collects the parts of one file."""

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
