"""Reads where the symbols and flows are drawn (BPMN DI)."""

from __future__ import annotations

from math import isfinite

from lxml import etree

from gorel.core.bpmn.model import Shape
from gorel.core.bpmn.names import BPMNDI, DC, DI, child, children, local_ref


def read_shapes(root: etree._Element) -> dict[str, Shape]:
    """Return the bounds of every drawn element; a number that is none leaves its element out."""
    found = ((local_ref(one.get("bpmnElement")), read_shape(one)) for one in root.iter(f"{{{BPMNDI}}}BPMNShape"))
    return {identity: shape for identity, shape in found if shape is not None}


def read_edges(root: etree._Element) -> dict[str, tuple[tuple[float, float], ...]]:
    """Return the waypoints of every drawn flow."""
    found = ((local_ref(one.get("bpmnElement")), read_way(one)) for one in root.iter(f"{{{BPMNDI}}}BPMNEdge"))
    return {identity: way for identity, way in found if way}


def read_shape(drawing: etree._Element) -> Shape | None:
    """Return the bounds of a symbol or label; None when it has none, or a number of them is none."""
    bounds = child(drawing, "Bounds", DC)
    if bounds is None:
        return None
    try:
        numbers = [float(bounds.get(name, "")) for name in ("x", "y", "width", "height")]
    except ValueError:
        return None
    return Shape(*numbers) if all(map(isfinite, numbers)) else None


def read_way(drawing: etree._Element) -> tuple[tuple[float, float], ...]:
    """Return the waypoints of a line; none when a number of them is none."""
    try:
        way = tuple((float(p.get("x", "")), float(p.get("y", ""))) for p in children(drawing, "waypoint", DI))
    except ValueError:
        return ()
    return way if all(isfinite(x) and isfinite(y) for x, y in way) else ()
