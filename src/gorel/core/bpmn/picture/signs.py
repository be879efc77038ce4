"""The signs inside symbols, as path data: events in a box of 36, gateways of 50, tasks of 18, markers of 14 units."""

from __future__ import annotations

import math
from typing import NamedTuple


class Sign(NamedTuple):
    """Lines that are drawn, and what is filled with ink. Shape: SVG path data, either may be empty."""

    lines: str = ""
    solid: str = ""


def _circle(x: float, y: float, radius: float) -> str:
    half = f"a{radius:g} {radius:g} 0 1 1"
    return f"M{x - radius:g} {y:g}{half} {2 * radius:g} 0{half} {-2 * radius:g} 0z"


def _polygon(corners: int, x: float, y: float, radius: float) -> str:
    turns = [2 * math.pi * n / corners - math.pi / 2 for n in range(corners)]
    return "M" + "L".join(f"{x + radius * math.cos(a):.1f} {y + radius * math.sin(a):.1f}" for a in turns) + "z"


def _gear(x: float, y: float, outer: float, inner: float, teeth: int) -> str:
    points = []
    for tooth in range(teeth):
        middle = 2 * math.pi * tooth / teeth
        for turn, radius in ((-0.3, inner), (-0.19, outer), (0.19, outer), (0.3, inner)):
            angle = middle + turn * 2 * math.pi / teeth * 1.1
            points.append(f"{x + radius * math.cos(angle):.1f} {y + radius * math.sin(angle):.1f}")
    return "M" + "L".join(points) + "z"


_PLUS = "M15.5 9h5v6.5h6.5v5h-6.5v6.5h-5v-6.5h-6.5v-5h6.5z"
_CROSS = "M10.6 13.4l2.8-2.8 4.6 4.6 4.6-4.6 2.8 2.8-4.6 4.6 4.6 4.6-2.8 2.8-4.6-4.6-4.6 4.6-2.8-2.8 4.6-4.6z"
# What happens at an event; who throws it fills the shape.
EVENTS = {
    "message": "M9 12h18v12.5h-18z",
    "timer": _circle(18, 18, 10.5),
    "signal": "M18 9l9.2 14.6h-18.4z",
    "error": "M9.5 26.5l4.5-14.5 5 6.5 7-9.5-4.5 14.5-5-6.5z",
    "escalation": "M18 8.5l6.5 17.5-6.5-6.5-6.5 6.5z",
    "conditional": "M11 9h14v18h-14z",
    "compensate": "M17.5 11.5v13l-8.8-6.5z M26.3 11.5v13l-8.8-6.5z",
    "cancel": _CROSS,
    "link": "M8.5 14.8h10.2v-4.3l8.8 7.5-8.8 7.5v-4.3h-10.2z",
    "terminate": _circle(18, 18, 10),
    "multiple": _polygon(5, 18, 18.5, 10.5),
    "parallelMultiple": _PLUS,
}
# Fine lines over the shape.
EVENT_LINES = {
    "message": "M9 12l9 7 9-7",
    "timer": "M18 7.5v2.6M18 25.9v2.6M7.5 18h2.6M25.9 18h2.6M20.8 11.5l-2.8 6.5 5.2 1.6",
    "conditional": "M13.5 12.8h9M13.5 16.3h9M13.5 19.8h9M13.5 23.3h9",
}
GATEWAYS = {
    "exclusiveGateway": Sign(
        solid="M16 17.9l2-2h1.6l5.4 5.6 5.4-5.6h1.6l2 2v1.2l-6 5.9 6 5.9v1.2l-2 2h-1.6l-5.4-5.6-5.4 5.6h-1.6l-2-2v-1.2"
        "l6-5.9-6-5.9z"
    ),
    "parallelGateway": Sign(solid="M23.2 13h3.6v10.2h10.2v3.6h-10.2v10.2h-3.6v-10.2h-10.2v-3.6h10.2z"),
    "inclusiveGateway": Sign(lines=_circle(25, 25, 11.5)),
    "complexGateway": Sign(
        solid="M23.5 12h3v9.4l6.6-6.6 2.1 2.1-6.6 6.6h9.4v3h-9.4l6.6 6.6-2.1 2.1-6.6-6.6v9.4h-3v-9.4l-6.6 6.6-2.1-2.1 "
        "6.6-6.6h-9.4v-3h9.4l-6.6-6.6 2.1-2.1 6.6 6.6z"
    ),
    "eventBasedGateway": Sign(lines=_circle(25, 25, 13.5) + _circle(25, 25, 11) + _polygon(5, 25, 25.4, 7.5)),
    "startingEventGateway": Sign(lines=_circle(25, 25, 12.5) + _polygon(5, 25, 25.4, 7.5)),
    "startingParallelGateway": Sign(
        lines=_circle(25, 25, 12.5) + "M23 17h4v6h6v4h-6v6h-4v-6h-6v-4h6z"
    ),
}  # fmt: skip
TASKS = {
    "userTask": Sign(lines=_circle(9, 5.4, 3.6) + "M2 17c0-5 2.6-7.4 7-7.4s7 2.4 7 7.4z"),
    "serviceTask": Sign(lines=_gear(9, 9, 8.2, 6, 8) + _circle(9, 9, 2.6)),
    "scriptTask": Sign(
        lines="M5.6 1.5h10c-3.4 3.2-3 5-1.2 7.5s2.2 4.3-1.2 7.5h-10c3.4-3.2 3-5 1.2-7.5s-2.2-4.3 1.2-7.5z"
        "M6.4 4.8h5.6M6.8 7.7h5.2M8.2 10.5h5.2M7.6 13.4h5.4"
    ),
    "businessRuleTask": Sign(lines="M1.5 3h15v12h-15zM1.5 10.6h15M6.2 6.5v8.5", solid="M1.5 3h15v3.5h-15z"),
    "manualTask": Sign(
        lines="M1.7 9.2c0-1.2.6-1.9 1.6-2.4l4.6-3.5c1.2-.8 2.4.5 1.5 1.6l-1.9 1.9h7.6c1.6 0 1.6 2.1 0 2.1h-4.8"
        "M15.8 8.9c1.5 0 1.5 2.1 0 2.1h-5.5M15 11c1.5 0 1.5 2 0 2h-4.7M13.8 13c1.4 0 1.4 1.9 0 1.9"
        "h-7.2c-2.9 0-4.9-2.2-4.9-5.7"
    ),
    "sendTask": Sign(solid="M1.5 4h15l-7.5 5.6zM1.5 5.9l7.5 5.6 7.5-5.6v8.6h-15z"),
    "receiveTask": Sign(lines="M1.5 3.5h15v11h-15zl7.5 5.8 7.5-5.8"),
    "startingReceiveTask": Sign(lines=_circle(9, 9, 8.3) + "M4.3 6.2h9.4v6.3h-9.4zl4.7 3.5 4.7-3.5"),
}  # fmt: skip
MARKERS = {
    "collapsed": Sign(lines="M.5.5h13v13h-13zM7 3.5v7M3.5 7h7"),
    "parallel": Sign(solid="M2.5 2h2v10h-2zM6 2h2v10h-2zM9.5 2h2v10h-2z"),
    "sequential": Sign(solid="M2 2.5h10v2h-10zM2 6h10v2h-10zM2 9.5h10v2h-10z"),
    "loop": Sign(lines="M4.8 11.9a5.3 5.3 0 1 1 4.7-.1M1.9 12.3h3.2v-3.2"),
    "compensation": Sign(lines="M7 2.5v9l-5.5-4.5zM12.5 2.5v9l-5.5-4.5z"),
    "adHoc": Sign(
        solid="M1.5 8.8c1.5-4 3.8-4.2 5.8-2.4 1.8 1.5 3.3 1.2 5.2-1.4v2.3c-2 3-4 3.4-6 1.7-1.7-1.5-3.3-1-5 1.8z"
    ),
}  # fmt: skip
