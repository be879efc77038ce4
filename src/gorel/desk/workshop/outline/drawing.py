"""Keeps the drawing of a picture in step with changes that were made without it.

What was drawn stays as it was drawn: a new symbol gets room between its neighbours, and what stands to the right of it
moves over. A picture that was never drawn is laid out whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import pairwise

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
        self._move("x", "width", x, width, around=200, staying=staying)

    def make_room_down(self, y: float, height: float) -> None:
        """Move what stands at *y* or below it down by *height*; what is drawn around *y* grows."""
        self._move("y", "height", y, height, around=100)

    def _move(
        self, side: str, size: str, start: float, by: float, *, around: float, staying: Collection[object] = ()
    ) -> None:
        """Move all from *start* on; of what begins before it, what is larger than *around* holds others, and grows."""
        for bounds in self.root.iter(f"{{{DC}}}Bounds"):
            if bounds in staying:
                continue
            at, long = float(bounds.get(side, "0")), float(bounds.get(size, "0"))
            if at >= start:
                bounds.set(side, text(at + by))
            elif at + long > start and long > around:
                bounds.set(size, text(long + by))
        for point in self.root.iter(f"{{{DI}}}waypoint"):
            if float(point.get(side, "0")) >= start:
                point.set(side, text(float(point.get(side, "0")) + by))

    def is_taken(self, area: Shape, element: str) -> bool:
        """Return whether something is drawn in an area, but for what is drawn around *element*."""
        at = self.shape(element)
        shapes = read_shapes(self.root).values()
        return any(_meet(one, area) and not _is_in(at, one) for one in shapes) or any(
            _meet(Shape(min(x1, x2), min(y1, y2), abs(x1 - x2), abs(y1 - y2)), area)
            for points in read_edges(self.root).values()
            for (x1, y1), (x2, y2) in pairwise(points)
        )

    def reach_down(self, to: float, element: str) -> None:
        """Let pools, lanes and parts that are drawn around *element* reach down to *to*."""
        at, shapes = self.shape(element), read_shapes(self.root)
        for drawn in self.root.iter(f"{{{BPMNDI}}}BPMNShape"):
            shape = shapes.get(local_ref(drawn.get("bpmnElement")))
            bounds = drawn.find(f"{{{DC}}}Bounds")
            if shape is None or bounds is None or shape == at or not _is_in(at, shape):
                continue
            if to + 20 > shape.y + shape.height:
                bounds.set("height", text(to + 20 - shape.y))

    def put(self, node: Node, x: float, middle: float) -> None:
        """Draw a symbol with its left side at *x* and its middle at *middle*."""
        width, height = size_of(node.kind)
        drawn = self._add(node.id, Shape(x, middle - height / 2, width, height))
        if node.kind in GATEWAYS:  # its name stands above: ways leave it to the right and downwards
            label = etree.SubElement(drawn, f"{{{BPMNDI}}}BPMNLabel")
            at = Shape(x - 20, middle - height / 2 - 20, width + 40, 14)
            numbers = {name: text(getattr(at, name)) for name in ("x", "y", "width", "height")}
            etree.SubElement(label, f"{{{DC}}}Bounds", **numbers)

    def resize(self, element: str, kind: str) -> None:
        """Draw a symbol at the size of *kind*, where its middle was."""
        width, height = size_of(kind)
        for drawn in self._drawn(element):
            bounds = drawn.find(f"{{{DC}}}Bounds")
            if bounds is not None and kind not in SUBPROCESSES:
                was = self.shape(element)
                bounds.set("x", text(was.x + (was.width - width) / 2))
                bounds.set("y", text(was.y + (was.height - height) / 2))
                bounds.set("width", text(width))
                bounds.set("height", text(height))

    def remove(self, elements: Iterable[str]) -> None:
        gone = set(elements)
        for element in gone:
            for drawn in self._drawn(element):
                drawn.getparent().remove(drawn)

    def route(self, flow: Flow, process: Process) -> None:
        """Draw a flow anew, with right angles."""
        self.remove([flow.id])
        kinds = {node.id: node.kind for node in process.nodes}
        source, target = self.shape(flow.source), self.shape(flow.target)
        shapes = read_shapes(self.root)
        others = [shapes[node.id] for node in layout.beside(process, flow) if node.id in shapes]
        points = layout.clear_of(_way(source, target, kinds.get(flow.source, "")), source, target, others)
        edge = etree.SubElement(self._plane(), f"{{{BPMNDI}}}BPMNEdge", id=f"{flow.id}_di", bpmnElement=flow.id)
        for x, y in points:
            etree.SubElement(edge, f"{{{DI}}}waypoint", x=text(x), y=text(y))

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

    def take_in(self, drawings: Iterable[str], x: float, y: float) -> None:
        """Draw what another picture drew from (0, 0) on, from (x, y) on."""
        for xml in drawings:
            root = etree.fromstring(xml, SAFE)
            shift(root, x, y)
            for drawn in list(root.iter(f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge")):
                self._plane().append(drawn)

    def around(self, element: str) -> Shape | None:
        """Return the smallest pool, lane or part that is drawn around an element; None where nothing is."""
        at, shapes = self.shape(element), read_shapes(self.root)
        found = [one for other, one in shapes.items() if other != element and one != at and _is_in(at, one)]
        return min(found, key=lambda one: one.width * one.height, default=None)

    def _plane(self) -> etree._Element:
        return next(self.root.iter(f"{{{BPMNDI}}}BPMNPlane"))

    def _drawn(self, element: str) -> list[etree._Element]:
        tags = (f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge")
        return [drawn for drawn in self.root.iter(*tags) if local_ref(drawn.get("bpmnElement")) == element]

    def _add(self, element: str, shape: Shape) -> etree._Element:
        drawn = etree.SubElement(
            self._plane(), f"{{{BPMNDI}}}BPMNShape", id=f"{element}_di", bpmnElement=element
        )  # fmt: skip
        numbers = {name: text(getattr(shape, name)) for name in ("x", "y", "width", "height")}
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


def _meet(one: Shape, other: Shape) -> bool:
    return (
        one.x <= other.x + other.width
        and other.x <= one.x + one.width
        and one.y <= other.y + other.height
        and other.y <= one.y + one.height
    )


def _is_in(one: Shape, other: Shape) -> bool:
    return (
        one.x >= other.x
        and one.y >= other.y
        and one.x + one.width <= other.x + other.width
        and one.y + one.height <= other.y + other.height
    )


def shift(root: etree._Element, dx: float, dy: float) -> None:
    """Move all that a drawing holds."""
    for place in root.iter(f"{{{DC}}}Bounds", f"{{{DI}}}waypoint"):
        place.set("x", text(float(place.get("x", "0")) + dx))
        place.set("y", text(float(place.get("y", "0")) + dy))


def text(value: float) -> str:
    """Return a number as a drawing says it."""
    return str(int(value)) if value == int(value) else repr(value)
