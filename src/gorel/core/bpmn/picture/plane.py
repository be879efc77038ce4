"""Reads what a file draws (BPMN DI): which symbols and lines, where, and with labels of their own where they have any.

A process that was never drawn is laid out by `layout`. What stands inside a folded subprocess is not drawn with it;
where the file draws that inside on a plane of its own, that plane is a second drawing below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from gorel.core.bpmn.diagram import read_shape, read_way
from gorel.core.bpmn.layout import lay_out
from gorel.core.bpmn.model import Definitions, Shape
from gorel.core.bpmn.names import BPMN, BPMNDI, SUBPROCESSES, child, is_true, local, local_ref, namespace
from gorel.core.bpmn.read import read
from gorel.core.bpmn.write import write

COLOUR = re.compile("#[0-9a-fA-F]{3,8}|[a-zA-Z]{3,20}")
BIO, COLOURS = "http://bpmn.io/schema/bpmn/biocolor/1.0", "http://www.omg.org/spec/BPMN/non-normative/color/1.0"
FOLDED = 140.0  # a subprocess up to this wide is folded where the file does not say it
GAP = 60.0  # between the planes
NOWHERE = Shape(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A symbol at its place, or a line along its points. Shape: label is the room of its name, where told."""

    id: str
    kind: str
    element: etree._Element
    drawing: etree._Element | None = None
    at: Shape = NOWHERE
    way: tuple[tuple[float, float], ...] = ()
    label: Shape | None = None
    is_folded: bool = False

    @property
    def paint(self) -> tuple[str, str]:
        """Return the colours of ground and line that the file gives it, "" where it gives none."""
        if self.drawing is None:
            return "", ""
        ground = self.drawing.get(f"{{{COLOURS}}}background-color") or self.drawing.get(f"{{{BIO}}}fill", "")
        edge = self.drawing.get(f"{{{COLOURS}}}border-color") or self.drawing.get(f"{{{BIO}}}stroke", "")
        return (ground if COLOUR.fullmatch(ground) else ""), (edge if COLOUR.fullmatch(edge) else "")

    def moved(self, x: float, y: float) -> Drawn:
        return replace(
            self,
            at=_moved(self.at, x, y),
            way=tuple((px + x, py + y) for px, py in self.way),
            label=_moved(self.label, x, y) if self.label else None,
        )


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is drawn. Shape: titles are the names of the planes below the first, each with its place."""

    drawn: tuple[Drawn, ...]
    elements: dict[str, etree._Element]
    titles: tuple[tuple[str, float, float], ...] = ()


def read_sheet(root: etree._Element) -> Sheet:
    """Return what the file draws, every plane below the one before."""
    elements = _elements(root)
    planes = [
        (elements.get(local_ref(plane.get("bpmnElement"))), tuple(_plane(plane, elements)))
        for plane in root.iter(f"{{{BPMNDI}}}BPMNPlane")
    ]
    planes = [(about, drawn) for about, drawn in planes if drawn]
    if not planes:
        model = read(etree.tostring(root))
        elements = _elements(etree.fromstring(write(model)))  # where nothing is without an id
        planes = [(None, tuple(_laid_out(model, elements)))]
    first, *others = planes
    drawn, titles = list(first[1]), []
    for about, more in others:
        left, low = min(_lefts(drawn), default=0), max(_lows(drawn), default=0) + GAP
        x, y = left - min(_lefts(more), default=0), low + GAP / 2 - min(_tops(more), default=0)
        titles.append(("" if about is None else about.get("name", ""), left, low))
        drawn += [one.moved(x, y) for one in more]
    return Sheet(tuple(drawn), elements, tuple(titles))


def _elements(root: etree._Element) -> dict[str, etree._Element]:
    elements: dict[str, etree._Element] = {}
    for element in root.iter(f"{{{BPMN}}}*"):
        elements.setdefault(element.get("id", ""), element)
    return elements


def _plane(plane: etree._Element, elements: dict[str, etree._Element]) -> Iterator[Drawn]:
    own = local_ref(plane.get("bpmnElement"))
    pairs = [
        (drawing, element)
        for drawing in plane
        if namespace(drawing) == BPMNDI and (element := elements.get(local_ref(drawing.get("bpmnElement")))) is not None
    ]
    folded = {
        element.get("id", "")
        for drawing, element in pairs
        if local(element) in SUBPROCESSES and (at := read_shape(drawing)) and _is_folded(drawing, at)
    }
    for drawing, element in pairs:
        if folded and not folded.isdisjoint(_around(element, own)):
            continue
        label = child(drawing, "BPMNLabel", BPMNDI)
        room = read_shape(label) if label is not None else None
        identity, kind = element.get("id", ""), local(element)
        if local(drawing) == "BPMNShape" and (at := read_shape(drawing)) is not None:
            yield Drawn(identity, kind, element, drawing, at=at, label=room, is_folded=identity in folded)
        elif local(drawing) == "BPMNEdge" and len(way := read_way(drawing)) > 1:
            yield Drawn(identity, kind, element, drawing, way=way, label=room)


def _is_folded(drawing: etree._Element, at: Shape) -> bool:
    return not is_true(drawing.get("isExpanded"), otherwise=at.width > FOLDED)


def _around(element: etree._Element, until: str) -> Iterator[str]:
    for parent in element.iterancestors():
        if parent.get("id") == until:
            return
        yield parent.get("id", "")


def _laid_out(model: Definitions, elements: dict[str, etree._Element]) -> Iterator[Drawn]:
    """Yield the nodes and flows of every process at places found for them, one process below the other."""
    low = 0.0
    for process in model.processes:
        shapes, edges = lay_out(model, process)
        found = []
        for identity, at in shapes.items():
            if (element := elements.get(identity)) is not None:
                found.append(Drawn(identity, local(element), element, at=at))
        for identity, way in edges.items():
            if (element := elements.get(identity)) is not None:
                found.append(Drawn(identity, local(element), element, way=way))
        yield from (one.moved(0, low) for one in found)
        low = max(_lows([one.moved(0, low) for one in found]), default=low) + GAP


def within(sheet: Sheet) -> dict[str, str]:
    """Return for each element that is not drawn itself the drawn one around it."""
    shown = {one.id for one in sheet.drawn}
    found = {}
    for identity, element in sheet.elements.items():
        if identity not in shown:
            around = next((one for one in _around(element, "") if one in shown), "")
            if around:
                found[identity] = around
    return found


def _moved(at: Shape, x: float, y: float) -> Shape:
    return Shape(at.x + x, at.y + y, at.width, at.height)


def _lefts(drawn: list[Drawn] | tuple[Drawn, ...]) -> list[float]:
    return [one.at.x for one in drawn if not one.way] + [x for one in drawn for x, _ in one.way]


def _tops(drawn: list[Drawn] | tuple[Drawn, ...]) -> list[float]:
    return [one.at.y for one in drawn if not one.way] + [y for one in drawn for _, y in one.way]


def _lows(drawn: list[Drawn] | tuple[Drawn, ...]) -> list[float]:
    return [one.at.y + one.at.height for one in drawn if not one.way] + [y for one in drawn for _, y in one.way]
