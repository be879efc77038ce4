"""Takes a part out of its process, with ids that are free in a draft: ready to be put into the draft's picture.

What a part leans on comes with it: messages, signals, errors, rules, forms, and what its process marks as personal. A
whole process comes as one part drawn around its steps, which begins when a token reaches it and not by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from lxml import etree

from gorel.core import bpmn
from gorel.core.bpmn.diagram import read_edges, read_shapes
from gorel.core.bpmn.model import Definitions, EventDefinition, Expression, Flow, Node, Process, Shape
from gorel.core.bpmn.names import BPMNDI, DC, local_ref, raw
from gorel.core.bpmn.rest import SAFE
from gorel.desk.steps import ENGLISH
from gorel.desk.workshop import files as sets
from gorel.desk.workshop.library import copies, shelf
from gorel.desk.workshop.library.parts import Part, stretch
from gorel.desk.workshop.outline.drawing import shift, text
from gorel.desk.workshop.outline.reading import PUBLIC
from gorel.ground import slugs

AROUND = 45.0  # between a whole process and what is drawn around it
PERSONAL = "gorel.personal"
ROOTS = {"message": "messages", "signal": "signals", "error": "errors", "escalation": "escalations"}


@dataclass(frozen=True)
class Cut:
    """A part, taken out.

    Shape: model holds one process with the part alone, its drawing from (0, 0) on; a way leads in at first and on from
    last, which are "" for a part that begins by itself; files come along; personal are names of variables.
    """

    model: Definitions
    part: Part
    first: str
    last: str
    files: sets.Files
    personal: tuple[str, ...]

    @property
    def process(self) -> Process:
        return self.model.processes[0]

    @property
    def size(self) -> Shape:
        shapes = [self.model.shapes[node.id] for node in self.process.nodes]
        return Shape(0, 0, max(one.x + one.width for one in shapes), max(one.y + one.height for one in shapes))

    def written(self) -> bytes:
        """Return the part as a file of its own."""
        return bpmn.write(self.model)


def cut(
    model: shelf.Model,
    first: str,
    last: str,
    *,
    into: Definitions,
    files: Mapping[str, bytes],
    used: Iterable[str] = (),
) -> Cut:
    """Return the steps from *first* to *last* of a process, or all of it for "", for a draft.

    Shape: *into* is the draft's picture, *files* the draft; used are ids of forms and decisions in use outside it.
    Errors: NotAPart.
    """
    part = stretch(model.process, first, last)
    inside = set(part.nodes)
    nodes = [node for node in model.process.nodes if node.id in inside]
    flows = [one for one in model.process.flows if {one.source, one.target} <= inside and one.source != part.last]
    outside = next((node.scope for node in nodes if node.id == part.first), "")
    drawn = _drawn(model.drawn, {*inside, *(flow.id for flow in flows)})
    if not part.first:
        nodes, flows = _in_one(model.process, nodes, flows)
        _draw_around(drawn, nodes[0].id)
    forms = {node.user.form.text for node in nodes if node.user and node.user.form}
    rules = {node.rule.decision.text for node in nodes if node.rule}
    brought = copies.bring(model.beside(), forms | rules, files=files, used=used)
    ids = _ids([*nodes, *flows], _taken(into))
    roots, refs = _roots(model.drawn, nodes, into, {*_taken(into), *ids.values()})
    fresh = _Fresh(ids, refs, brought.ids, outside)
    process = Process(id="part", nodes=tuple(map(fresh.node, nodes)), flows=tuple(map(fresh.flow, flows)))
    _rename(drawn, ids)
    _to_origin(drawn)
    cut_out = Definitions(
        id="part-definitions", target_namespace=model.drawn.target_namespace, processes=(process,),
        diagrams=tuple(raw(child) for child in drawn), shapes=read_shapes(drawn), edges=read_edges(drawn), **roots,
    )  # fmt: skip
    by_itself = part.kind == "event"
    first, last = ("", "") if by_itself else (ids[part.first or nodes[0].id], ids[part.last or nodes[0].id])
    personal = tuple(model.process.properties.get(PERSONAL, "").replace(",", " ").split())
    return Cut(cut_out, part, first, last, brought.files, personal)


@dataclass(frozen=True)
class _Fresh:
    """Gives elements their new ids. Shape: outside is the scope that the part is taken out of."""

    ids: Mapping[str, str]
    refs: Mapping[tuple[str, str], str]
    files: Mapping[str, str]
    outside: str

    def node(self, node: Node) -> Node:
        new: dict[str, Any] = {
            "id": self.ids[node.id], "scope": self._scope(node.scope), "default": self.ids.get(node.default, ""),
            "attached_to": self.ids.get(node.attached_to, ""), "events": tuple(map(self._event, node.events)),
            "message": self.refs.get(("message", node.message), ""),
        }  # fmt: skip
        if node.user and node.user.form:
            new["user"] = msgspec.structs.replace(node.user, form=self._file(node.user.form))
        if node.rule:
            new["rule"] = msgspec.structs.replace(node.rule, decision=self._file(node.rule.decision))
        return msgspec.structs.replace(node, **new)

    def flow(self, flow: Flow) -> Flow:
        return msgspec.structs.replace(
            flow, id=self.ids[flow.id], source=self.ids[flow.source], target=self.ids[flow.target],
            scope=self._scope(flow.scope),
        )  # fmt: skip

    def _scope(self, scope: str) -> str:
        return "" if scope == self.outside else self.ids[scope]

    def _event(self, event: EventDefinition) -> EventDefinition:
        return msgspec.structs.replace(
            event, id=self.ids.get(event.id, ""), ref=self.refs.get((event.kind, event.ref), event.ref),
            activity=self.ids.get(event.activity, ""),
        )  # fmt: skip

    def _file(self, named: Expression) -> Expression:
        return msgspec.structs.replace(named, text=self.files.get(named.text, named.text))


def _in_one(process: Process, nodes: list[Node], flows: list[Flow]) -> tuple[list[Node], list[Flow]]:
    """Return a whole process as one part: what began it by itself, or asked for its data, is left behind."""
    english = {ENGLISH: process.properties[ENGLISH]} if ENGLISH in process.properties else {}
    around = Node(
        id=process.id, kind="subProcess", name=process.name, documentation=process.documentation, properties=english
    )
    inner = []
    for node in nodes:
        if node.kind == "startEvent" and not node.scope:
            kept = {key: value for key, value in node.properties.items() if key != PUBLIC}
            node = Node(id=node.id, kind=node.kind, name=node.name, properties=kept, outputs=node.outputs)
        inner.append(msgspec.structs.replace(node, scope=node.scope or process.id))
    return [around, *inner], [msgspec.structs.replace(flow, scope=flow.scope or process.id) for flow in flows]


# ---- ids


def _taken(model: Definitions) -> set[str]:
    return {
        *(node.id for process in model.processes for node in process.nodes),
        *(flow.id for process in model.processes for flow in process.flows),
        *(event.id for process in model.processes for node in process.nodes for event in node.events),
        *(process.id for process in model.processes), model.id, *model.lines, *model.shapes, *model.edges,
        *(one for kind in ROOTS.values() for one in getattr(model, kind)),
    }  # fmt: skip


def _ids(elements: Iterable[Node | Flow], taken: set[str]) -> dict[str, str]:
    """Return an id that nothing else has for each element and each of its events."""
    ids: dict[str, str] = {}
    for element in elements:
        own = [element.id, *(event.id for event in element.events if event.id)] if isinstance(element, Node) else None
        for one in own or [element.id]:
            ids[one] = slugs.free(one, {*taken, *ids.values()})
    return ids


def _roots(
    model: Definitions, nodes: list[Node], into: Definitions, taken: set[str]
) -> tuple[dict[str, Any], dict[tuple[str, str], str]]:
    """Return the messages, signals and errors that *nodes* name, and their ids in the draft, which may have them."""
    named = {(event.kind, event.ref) for node in nodes for event in node.events if event.ref}
    named |= {("message", node.message) for node in nodes if node.message}
    roots: dict[str, dict[str, Any]] = {}
    refs: dict[tuple[str, str], str] = {}
    for kind, ref in sorted(named):
        own = getattr(model, ROOTS[kind], {}).get(ref) if kind in ROOTS else None
        if own is None:
            continue
        there = getattr(into, ROOTS[kind]).values()
        same = next((one.id for one in there if msgspec.structs.replace(own, id=one.id) == one), "")
        new = same or slugs.free(ref, {*taken, *refs.values()})
        refs[kind, ref] = new
        roots.setdefault(ROOTS[kind], {})[new] = msgspec.structs.replace(own, id=new)
    return roots, refs


# ---- the drawing


def _drawn(model: Definitions, wanted: set[str]) -> etree._Element:
    """Return the shapes and edges of *wanted* as a drawing of their own."""
    root = etree.Element("drawings")
    diagram = etree.SubElement(root, f"{{{BPMNDI}}}BPMNDiagram", id="Diagram")
    plane = etree.SubElement(diagram, f"{{{BPMNDI}}}BPMNPlane", id="Plane", bpmnElement="part")
    for xml in model.diagrams:
        for drawn in etree.fromstring(xml, SAFE).iter(f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge"):
            if local_ref(drawn.get("bpmnElement")) in wanted:
                plane.append(drawn)
    return root


def _draw_around(root: etree._Element, element: str) -> None:
    shapes = read_shapes(root).values()
    left, top = min(one.x for one in shapes) - AROUND, min(one.y for one in shapes) - 1.5 * AROUND
    width = max(one.x + one.width for one in shapes) + AROUND - left
    height = max(one.y + one.height for one in shapes) + 1.5 * AROUND - top
    plane = next(root.iter(f"{{{BPMNDI}}}BPMNPlane"))
    shape = etree.Element(f"{{{BPMNDI}}}BPMNShape", id=f"{element}_di", bpmnElement=element, isExpanded="true")
    numbers = {"x": left, "y": top, "width": width, "height": height}
    etree.SubElement(shape, f"{{{DC}}}Bounds", **{name: text(value) for name, value in numbers.items()})
    plane.insert(0, shape)


def _rename(root: etree._Element, ids: Mapping[str, str]) -> None:
    for drawn in root.iter(f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge"):
        element = ids[local_ref(drawn.get("bpmnElement"))]
        drawn.set("bpmnElement", element)
        drawn.set("id", f"{element}_di")
        for label in drawn.iter(f"{{{BPMNDI}}}BPMNLabel"):
            label.attrib.pop("id", None)


def _to_origin(root: etree._Element) -> None:
    shapes = read_shapes(root).values()
    shift(root, -min(one.x for one in shapes), -min(one.y for one in shapes))
