"""Pools, lanes, groups, notes and data: what stands around the steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gorel.core.bpmn.names import child, children, is_true, text
from gorel.core.bpmn.picture import signs
from gorel.core.bpmn.picture.letters import LINE, fitting, wrap
from gorel.core.bpmn.picture.pieces import SIZE, number, path, rectangle, sign, words
from gorel.core.bpmn.picture.plane import Drawn

BAND = 30.0
FOLD = 12.0
INTO = "M4 10.5h7v-4l6.5 6-6.5 6v-4h-7z"


def pool(drawn: Drawn, name: str) -> str:
    """Return a pool with a band for its name, or a lane; an empty pool has its name in the middle."""
    at = drawn.at
    frame = rectangle("n part", at.x, at.y, at.width, at.height)
    lies = drawn.drawing is None or is_true(drawn.drawing.get("isHorizontal"), otherwise=at.width >= at.height)
    if child(drawn.element, "participantMultiplicity") is not None:
        frame += sign(signs.MARKERS["parallel"], at.x + at.width / 2 - 7, at.y + at.height - 17)
    is_empty = drawn.kind == "participant" and not drawn.element.get("processRef")
    if is_empty:
        lines, size, _cut = fitting(name, at.width - 2 * BAND, at.height, (SIZE,))
        return frame + words(lines, at.x + at.width / 2, at.y + (at.height - len(lines) * size * LINE) / 2, size)
    if drawn.kind == "participant":
        edge = f"M{number(at.x + BAND)} {number(at.y)}v{number(at.height)}"
        if not lies:
            edge = f"M{number(at.x)} {number(at.y + BAND)}h{number(at.width)}"
        frame += path("ring", edge)
    if not lies:
        lines, size, _cut = fitting(name, at.width - 12, BAND, (SIZE,))
        return frame + words(lines, at.x + at.width / 2, at.y + (BAND - len(lines) * size * LINE) / 2, size)
    lines, size, _cut = fitting(name, at.height - 12, BAND, (SIZE,))
    # Turned around the middle of the band: what was right of it is above.
    x, y = at.x + BAND / 2, at.y + at.height / 2
    turned = words(lines, 0, -len(lines) * size * LINE / 2, size)
    return f'{frame}<g transform="translate({number(x)} {number(y)}) rotate(-90)">{turned}</g>' if turned else frame


def group(drawn: Drawn) -> str:
    return rectangle("frame", drawn.at.x, drawn.at.y, drawn.at.width, drawn.at.height, 10)


def note(drawn: Drawn) -> str:
    """Return a text annotation: a bracket, and its words to the right of it."""
    at = drawn.at
    edge = f"M{number(at.x + 10)} {number(at.y)}h-10v{number(at.height)}h10"
    said = text(child(drawn.element, "text"))
    lines = wrap(said, max(at.width - 8, 30), SIZE)
    first = at.y + max(min(4, (at.height - len(lines) * SIZE * LINE) / 2), 0)
    return path("ring", edge) + words(lines, at.x + 6, first, SIZE, "left")


def data(drawn: Drawn) -> str:
    """Return a data object as a page, with bars where it is many, with an arrow where it comes in or goes out."""
    at = drawn.at
    right, low, fold = number(at.x + at.width), number(at.y + at.height), min(FOLD, at.width / 3)
    left, ear = number(at.x), number(at.x + at.width - fold)
    page = f"M{left} {number(at.y)}H{ear}L{right} {number(at.y + fold)}V{low}H{left}z"
    corner = f"M{ear} {number(at.y)}v{number(fold)}h{number(fold)}"
    drawing = path("n", page) + path("ring", corner)
    if drawn.kind in ("dataInput", "dataOutput"):
        arrow = path("ink" if drawn.kind == "dataOutput" else "thin", INTO)
        drawing += f'<g transform="translate({number(at.x)} {number(at.y)})">{arrow}</g>'
    if _is_many(drawn):
        drawing += sign(signs.MARKERS["parallel"], at.x + at.width / 2 - 7, at.y + at.height - 16)
    return drawing


def _is_many(drawn: Drawn) -> bool:
    element = drawn.element
    named = element.get("dataObjectRef", "")
    if named and (around := element.getparent()) is not None:
        element = next((one for one in children(around, "dataObject") if one.get("id") == named), element)
    return is_true(element.get("isCollection"), otherwise=False)


def store(drawn: Drawn) -> str:
    """Return a data store: a drum."""
    at = drawn.at
    wide, lid = number(at.width), min(7.0, at.height / 5)
    rx, ry = number(at.width / 2), number(lid)
    side = number(at.height - 2 * lid)
    body = f"M{number(at.x)} {number(at.y + lid)}v{side}a{rx} {ry} 0 0 0 {wide} 0v-{side}a{rx} {ry} 0 0 0 -{wide} 0"
    rings = "".join(
        f"M{number(at.x)} {number(at.y + lid + drop)}a{rx} {ry} 0 0 0 {wide} 0"
        for drop in (0, 5, 10)
        if drop < at.height / 3
    )
    return path("n", body) + path("ring", rings)


def category(drawn: Drawn, elements: Mapping[str, Any]) -> str:
    """Return the name of a group, which stands as a category's value elsewhere in the file."""
    value = elements.get(drawn.element.get("categoryValueRef", "").rpartition(":")[2])
    return "" if value is None else str(value.get("value", ""))
