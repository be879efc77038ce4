"""Reads where the symbols and flows are drawn (BPMN DI)."""

from __future__ import annotations

from lxml import etree

from gorel.core.bpmn.model import Shape
from gorel.core.bpmn.names import BPMNDI, DC, DI, child, children, local_ref


def read_shapes(root: etree._Element) -> dict[str, Shape]:
    """Return the bounds of every drawn element; a number that is none leaves its element out."""
    shapes: dict[str, Shape] = {}
    for shape in root.iter(f"{{{BPMNDI}}}BPMNShape"):
        bounds = child(shape, "Bounds", DC)
        if bounds is None:
            continue
        try:
            x, y, width, height = (float(bounds.get(name, "")) for name in ("x", "y", "width", "height"))
        except ValueError:
            continue
        shapes[local_ref(shape.get("bpmnElement"))] = Shape(x, y, width, height)
    return shapes


def read_edges(root: etree._Element) -> dict[str, tuple[tuple[float, float], ...]]:
    """Return the waypoints of every drawn flow."""
    edges: dict[str, tuple[tuple[float, float], ...]] = {}
    for edge in root.iter(f"{{{BPMNDI}}}BPMNEdge"):
        try:
            points = tuple((float(p.get("x", "")), float(p.get("y", ""))) for p in children(edge, "waypoint", DI))
        except ValueError:
            continue
        if points:
            edges[local_ref(edge.get("bpmnElement"))] = points
    return edges
