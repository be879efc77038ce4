"""Flows and associations: lines with rounded corners, and what stands at their ends."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from gorel.core.bpmn.names import ACTIVITIES, child, local
from gorel.core.bpmn.picture import signs
from gorel.core.bpmn.picture.pieces import LABEL, SMALL, beside, circle, number, path
from gorel.core.bpmn.picture.plane import Drawn

Point = tuple[float, float]
CORNER = 5.0
TIP = 9.0  # the length of a flow's tip
KINDS = {"sequenceFlow": "f", "messageFlow": "f dash"}


def line(drawn: Drawn, elements: Mapping[str, Any]) -> str:
    """Return the line, its tip, and what its beginning says: a condition, the way otherwise, a message."""
    way = _distinct(drawn.way)
    if len(way) < 2:
        return ""
    text = path(KINDS.get(drawn.kind, "f dots"), _rounded(way))
    if drawn.kind == "sequenceFlow":
        return text + _tip("ink", way[-2], way[-1]) + _beginning(drawn, way, elements)
    if drawn.kind == "messageFlow":
        return (
            text + circle("n", *_along(way[0], way[1], 3.5), 3.5) + _tip("n", way[-2], way[-1]) + _message(drawn, way)
        )
    if drawn.kind != "association" or drawn.element.get("associationDirection") in ("One", "Both"):
        text += _tip("ring", way[-2], way[-1], is_open=True)
    if drawn.element.get("associationDirection") == "Both":
        text += _tip("ring", way[1], way[0], is_open=True)
    return text


def label(drawn: Drawn, name: str) -> tuple[str, tuple[float, float, float, float]]:
    """Return the name beside the line: where the file has it, or else above or right of the line's middle stretch."""
    if drawn.label is not None:
        at = drawn.label
        return beside(name, at.x + at.width / 2, at.y, at.width)
    way = _distinct(drawn.way)
    (x1, y1), (x2, y2) = max(pairwise(way[:3]), key=lambda ends: math.dist(*ends), default=(way[0], way[0]))
    x, y = (x1 + x2) / 2, (y1 + y2) / 2
    if abs(x2 - x1) >= abs(y2 - y1):
        said, room = beside(name, x, y, max(abs(x2 - x1) - 10, LABEL))
        return beside(name, x, y - room[3] - 3, max(abs(x2 - x1) - 10, LABEL)) if said else (said, room)
    said, room = beside(name, x, y)
    return beside(name, x + room[2] / 2 + 6, y - SMALL)


def _distinct(way: tuple[Point, ...]) -> list[Point]:
    return [point for n, point in enumerate(way) if n == 0 or math.dist(point, way[n - 1]) > 0.05]


def _rounded(way: list[Point]) -> str:
    text = f"M{number(way[0][0])} {number(way[0][1])}"
    for before, corner, after in zip(way, way[1:], way[2:], strict=False):
        near = min(CORNER, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        x1, y1 = _along(corner, before, near)
        x2, y2 = _along(corner, after, near)
        text += f"L{number(x1)} {number(y1)}Q{number(corner[0])} {number(corner[1])} {number(x2)} {number(y2)}"
    return f"{text}L{number(way[-1][0])} {number(way[-1][1])}"


def _along(start: Point, end: Point, far: float, beside_: float = 0) -> Point:
    """Return the point so far on the way from *start* to *end*, and so far to its left."""
    length = math.dist(start, end) or 1
    dx, dy = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    return start[0] + dx * far + dy * beside_, start[1] + dy * far - dx * beside_


def _tip(kind: str, before: Point, end: Point, *, is_open: bool = False) -> str:
    left, right = _along(end, before, TIP, 4), _along(end, before, TIP, -4)
    points = [left, end, right]
    close = "" if is_open else "z"
    return path(kind, "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + close)


def _beginning(drawn: Drawn, way: list[Point], elements: Mapping[str, Any]) -> str:
    source = elements.get(drawn.element.get("sourceRef", ""))
    if source is None:
        return ""
    if source.get("default") == drawn.id:
        (x1, y1), (x2, y2) = _along(way[0], way[1], 12, 5), _along(way[0], way[1], 7, -5)
        return path("f", f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}")
    if child(drawn.element, "conditionExpression") is not None and local(source) in ACTIVITIES:
        points = [way[0], _along(way[0], way[1], 8, 4.5), _along(way[0], way[1], 16), _along(way[0], way[1], 8, -4.5)]
        return path("n", "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + "z")
    return ""


def _message(drawn: Drawn, way: list[Point]) -> str:
    shown = drawn.drawing.get("messageVisibleKind", "") if drawn.drawing is not None else ""
    if not shown:
        return ""
    (x1, y1), (x2, y2) = way[(len(way) - 1) // 2], way[(len(way) - 1) // 2 + 1]
    box = f"translate({number((x1 + x2) / 2 - 18)} {number((y1 + y2) / 2 - 18)})"
    kind = "n" if shown == "initiating" else "n sunk"
    return f'<g transform="{box}">{path(kind, signs.EVENTS["message"] + signs.EVENT_LINES["message"])}</g>'
