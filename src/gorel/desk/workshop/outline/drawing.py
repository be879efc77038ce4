"""Keeps the drawing of a picture in step with changes that were made without it.

What was drawn stays as it was drawn: a new symbol gets room between its neighbours, and what stands to the right of it
moves over. A picture that was never drawn is laid out whole.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from lxml import etree

from gorel.core.bpmn import layout
from gorel.core.bpmn.diagram import read_edges, read_shapes
from gorel.core.bpmn.model import Definitions, Flow, Node, Process, Shape
from gorel.core.bpmn.names import BPMNDI, DC, DI, GATEWAYS, SUBPROCESSES, local_ref, raw
from gorel.core.bpmn.rest import SAFE

GAP = 60.0
ROW = 40.0
Point = tuple[float, float]


def size_of(kind: str) -> tuple[float, float]:
    """Return how large a symbol of *kind* is drawn."""
    return layout.SIZES.get(kind, (100.0, 80.0))


class Drawing:
    """The shapes and edges of one file, while it is being changed."""

    def __init__(self, definitions: Definitions, process: Process) -> None:
        self.root = etree.Element("drawings")
        for xml in definitions.diagrams:
            self.root.append(etree.fromstring(xml, SAFE))
        shapes = read_shapes(self.root)
        if any(node.id not in shapes for node in process.nodes):
            self._draw_anew(definitions, process)

    def _draw_anew(self, definitions: Definitions, process: Process) -> None:
        for child in list(self.root):
            self.root.remove(child)
        diagram = etree.SubElement(self.root, f"{{{BPMNDI}}}BPMNDiagram", id="Diagram")
        around = definitions.collaborations
        about = etree.fromstring(around[0], SAFE).get("id", process.id) if around else process.id
        etree.SubElement(diagram, f"{{{BPMNDI}}}BPMNPlane", id="Plane", bpmnElement=about)
        placed = layout.place(process)
        if around:
            for participant in definitions.participants:
                if participant.process == process.id:
                    right = max(shape.x + shape.width for shape in placed.values()) + 40
                    low = max(shape.y + shape.height for shape in placed.values()) + 40
                    self._add(participant.id, Shape(-40, -20, right + 40, low + 20))
        for identity, shape in placed.items():
            self._add(identity, shape)
        for flow in process.flows:
            self.route(flow, process)

    # ---- asking

    def shape(self, element: str) -> Shape:
        return read_shapes(self.root).get(element) or Shape(0, 0, *size_of("task"))

    def low(self, left: float, right: float, scope: str = "") -> float:
        """Return how far down something stands between two x; within *scope*, when it is drawn around them."""
        around = read_shapes(self.root)
        inside = around.get(scope) if scope else None
        found = [
            shape.y + shape.height
            for element, shape in around.items()
            if shape.x < right
            and shape.x + shape.width > left
            and element != scope
            and not _holds(shape, around.values())
            and (inside is None or _is_in(shape, inside))
        ]
        return max(found, default=inside.y if inside else 0.0)

    # ---- changing

    def make_room(self, x: float, width: float, *, but: Iterable[str] = ()) -> None:
        """Move what stands at *x* or to the right of it over by *width*, *but* some; what is drawn around *x* grows."""
        staying = {
            bounds for element in but for drawn in self._drawn(element) for bounds in drawn.iter(f"{{{DC}}}Bounds")
        }
        for bounds in self.root.iter(f"{{{DC}}}Bounds"):
            if bounds in staying:
                continue
            left, wide = float(bounds.get("x", "0")), float(bounds.get("width", "0"))
            if left >= x:
                bounds.set("x", _text(left + width))
            elif left + wide > x and wide > 200:
                bounds.set("width", _text(wide + width))
        for point in self.root.iter(f"{{{DI}}}waypoint"):
            if float(point.get("x", "0")) >= x:
                point.set("x", _text(float(point.get("x", "0")) + width))

    def reach_down(self, to: float) -> None:
        """Let pools, lanes and parts that are drawn around everything reach down to *to*."""
        shapes = read_shapes(self.root)
        for drawn in self.root.iter(f"{{{BPMNDI}}}BPMNShape"):
            element = local_ref(drawn.get("bpmnElement"))
            shape = shapes.get(element)
            bounds = drawn.find(f"{{{DC}}}Bounds")
            if shape is None or bounds is None or not _holds(shape, shapes.values()):
                continue
            low = max(
                (other.y + other.height for other in shapes.values() if other.x >= shape.x and other.y >= shape.y),
                default=0.0,
            )
            if min(low, to) + 20 > shape.y + shape.height:
                bounds.set("height", _text(min(low, to) + 20 - shape.y))

    def put(self, node: Node, x: float, middle: float) -> None:
        """Draw a symbol with its left side at *x* and its middle at *middle*."""
        width, height = size_of(node.kind)
        drawn = self._add(node.id, Shape(x, middle - height / 2, width, height))
        if node.kind in GATEWAYS:  # its name stands above: ways leave it to the right and downwards
            label = etree.SubElement(drawn, f"{{{BPMNDI}}}BPMNLabel")
            at = Shape(x - 20, middle - height / 2 - 20, width + 40, 14)
            numbers = {name: _text(getattr(at, name)) for name in ("x", "y", "width", "height")}
            etree.SubElement(label, f"{{{DC}}}Bounds", **numbers)

    def resize(self, element: str, kind: str) -> None:
        """Draw a symbol at the size of *kind*, where its middle was."""
        width, height = size_of(kind)
        for drawn in self._drawn(element):
            bounds = drawn.find(f"{{{DC}}}Bounds")
            if bounds is not None and kind not in SUBPROCESSES:
                was = self.shape(element)
                bounds.set("x", _text(was.x + (was.width - width) / 2))
                bounds.set("y", _text(was.y + (was.height - height) / 2))
                bounds.set("width", _text(width))
                bounds.set("height", _text(height))

    def remove(self, elements: Iterable[str]) -> None:
        gone = set(elements)
        for element in gone:
            for drawn in self._drawn(element):
                drawn.getparent().remove(drawn)

    def route(self, flow: Flow, process: Process) -> None:
        """Draw a flow anew, with right angles."""
        self.remove([flow.id])
        kinds = {node.id: node.kind for node in process.nodes}
        points = _way(self.shape(flow.source), self.shape(flow.target), kinds.get(flow.source, ""))
        edge = etree.SubElement(self._plane(), f"{{{BPMNDI}}}BPMNEdge", id=f"{flow.id}_di", bpmnElement=flow.id)
        for x, y in points:
            etree.SubElement(edge, f"{{{DI}}}waypoint", x=_text(x), y=_text(y))

    def route_all(self, process: Process, elements: Iterable[str]) -> None:
        """Draw anew all flows to and from *elements*."""
        moved = set(elements)
        for flow in process.flows:
            if moved & {flow.source, flow.target}:
                self.route(flow, process)

    def onto(self, definitions: Definitions) -> Definitions:
        """Return the model with this drawing."""
        # Namespaces that a drawing brings along stay with it: `raw` writes each element whole.
        diagrams = tuple(raw(child) for child in self.root)
        return msgspec.structs.replace(
            definitions, diagrams=diagrams, shapes=read_shapes(self.root), edges=read_edges(self.root)
        )

    def _plane(self) -> etree._Element:
        return next(self.root.iter(f"{{{BPMNDI}}}BPMNPlane"))

    def _drawn(self, element: str) -> list[etree._Element]:
        tags = (f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge")
        return [drawn for drawn in self.root.iter(*tags) if local_ref(drawn.get("bpmnElement")) == element]

    def _add(self, element: str, shape: Shape) -> etree._Element:
        drawn = etree.SubElement(
            self._plane(), f"{{{BPMNDI}}}BPMNShape", id=f"{element}_di", bpmnElement=element
        )  # fmt: skip
        numbers = {name: _text(getattr(shape, name)) for name in ("x", "y", "width", "height")}
        etree.SubElement(drawn, f"{{{DC}}}Bounds", **numbers)
        return drawn


def _way(source: Shape, target: Shape, kind: str) -> tuple[Point, ...]:
    """Return a way with right angles; a choice is left at its bottom or top where its target stands off its row."""
    x1, y1 = source.x + source.width, source.y + source.height / 2
    x2, y2 = target.x, target.y + target.height / 2
    middle = source.x + source.width / 2
    if x2 < x1:
        low = max(source.y + source.height, target.y + target.height) + 20
        under = target.x + target.width / 2
        return (middle, source.y + source.height), (middle, low), (under, low), (under, target.y + target.height)
    if abs(y1 - y2) < 1:
        return (x1, y1), (x2, y2)
    if kind in GATEWAYS:
        return (middle, source.y + source.height if y2 > y1 else source.y), (middle, y2), (x2, y2)
    if kind == "boundaryEvent":
        return (middle, source.y + source.height), (middle, y2), (x2, y2)
    turn = max((x1 + x2) / 2, x2 - 30)
    return (x1, y1), (turn, y1), (turn, y2), (x2, y2)


def _holds(shape: Shape, others: Iterable[Shape]) -> bool:
    """Return whether something is drawn inside *shape*: a pool, a lane, an open part."""
    return shape.width > 110 and any(other != shape and _is_in(other, shape) for other in others)


def _is_in(one: Shape, other: Shape) -> bool:
    return (
        one.x >= other.x
        and one.y >= other.y
        and one.x + one.width <= other.x + other.width
        and one.y + one.height <= other.y + other.height
    )


def _text(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
