"""Events, gateways and activities, as they are drawn."""

from __future__ import annotations

from lxml import etree

from gorel.core.bpmn.names import SUBPROCESSES, children, is_true, local
from gorel.core.bpmn.picture import signs
from gorel.core.bpmn.picture.letters import LINE, fitting
from gorel.core.bpmn.picture.pieces import SIZE, circle, number, path, rectangle, sign, whole, words
from gorel.core.bpmn.picture.plane import Drawn

EVENT, GATEWAY, MARKER = 36.0, 50.0, 14.0
ROUND = 10.0
AIR = 6.0  # between a task's edge and its words
SIZES = (SIZE, 11.0, 10.0, 9.0)  # of a task's words: what is long is written smaller before it is cut


def event(drawn: Drawn) -> str:
    """Return an event: one ring begins, two stand on the way, a thick one ends; dashed when nothing is broken off."""
    at, element = drawn.at, drawn.element
    x, y, radius = at.x + at.width / 2, at.y + at.height / 2, at.width / 2
    goes_on = not is_true(element.get("cancelActivity"), otherwise=True) if drawn.kind == "boundaryEvent" else False
    if drawn.kind == "startEvent":
        goes_on = not is_true(element.get("isInterrupting"), otherwise=True)
    dash = " dash" if goes_on else ""
    text = circle(f"n end{dash}" if drawn.kind == "endEvent" else f"n{dash}", x, y, radius)
    if drawn.kind.startswith(("intermediate", "boundary")):
        text += circle(f"ring{dash}", x, y, max(radius - 3.5, 1))
    kind = _event_kind(element)
    if not kind:
        return text
    throws = drawn.kind in ("endEvent", "intermediateThrowEvent") and kind not in ("timer", "conditional")
    is_solid = throws or kind == "terminate"
    inside = path("ink" if is_solid else "thin", signs.EVENTS[kind])
    if kind in signs.EVENT_LINES:
        inside += path("over" if is_solid else "thin", signs.EVENT_LINES[kind])
    scale = at.width / EVENT
    larger = f" scale({number(scale)})" if number(scale) != "1" else ""
    return f'{text}<g transform="translate({number(at.x)} {number(at.y)}){larger}">{inside}</g>'


def _event_kind(element: etree._Element) -> str:
    kinds = [local(one).removesuffix("EventDefinition") for one in element if local(one).endswith("EventDefinition")]
    kinds += ["" for _ in children(element, "eventDefinitionRef")]
    if len(kinds) > 1:
        return "parallelMultiple" if is_true(element.get("parallelMultiple"), otherwise=False) else "multiple"
    return kinds[0] if kinds and kinds[0] in signs.EVENTS else ""


def gateway(drawn: Drawn) -> str:
    """Return a gateway: a square on its corner with the sign of its kind."""
    at = drawn.at
    x, y = at.x + at.width / 2, at.y + at.height / 2
    corners = ((x, at.y), (at.x + at.width, y), (x, at.y + at.height), (at.x, y))
    points = " ".join(f"{number(px)},{number(py)}" for px, py in corners)
    kind = drawn.kind
    if kind == "eventBasedGateway" and is_true(drawn.element.get("instantiate"), otherwise=False):
        kind = (
            "startingParallelGateway" if drawn.element.get("eventGatewayType") == "Parallel" else "startingEventGateway"
        )
    text = f'<polygon class="n" points="{points}"/>'
    is_bare = drawn.drawing is not None and not is_true(drawn.drawing.get("isMarkerVisible"), otherwise=True)
    if kind == "exclusiveGateway" and is_bare:
        return text
    return text + sign(signs.GATEWAYS[kind], at.x, at.y, at.width / GATEWAY)


def activity(drawn: Drawn, name: str) -> str:
    """Return a task, a call of another process or a folded subprocess, with its signs and its words inside."""
    at, element, kind = drawn.at, drawn.element, drawn.kind
    heavy = " heavy" if kind == "callActivity" else ""
    dots = " dots" if is_true(element.get("triggeredByEvent"), otherwise=False) else ""
    text = rectangle(f"n{heavy}{dots}", at.x, at.y, at.width, at.height, ROUND)
    if kind == "transaction":
        text += rectangle("ring", at.x + 3, at.y + 3, at.width - 6, at.height - 6, ROUND - 3)
    top = AIR
    if kind == "receiveTask" and is_true(element.get("instantiate"), otherwise=False):
        kind = "startingReceiveTask"
    if kind in signs.TASKS:
        text += sign(signs.TASKS[kind], at.x + AIR, at.y + AIR)
    below = markers(drawn)
    text += _row(drawn, below)
    foot = MARKER + 4 if below else AIR
    room = at.width - 2 * AIR
    lines, size, is_cut = fitting(name, room, at.height - top - foot, SIZES)
    high = len(lines) * size * LINE
    if kind in signs.TASKS and high > at.height - 2 * (
        AIR + 20
    ):  # the words would stand on the sign: beside and below it
        lines, size, is_cut = fitting(name, room, at.height - 24 - foot, SIZES)
        high = len(lines) * size * LINE
        top = 22 if high > at.height - 44 - foot else top
    first = at.y + top + (at.height - top - foot - high) / 2
    if not below and top == AIR:
        first = at.y + (at.height - high) / 2
    full = whole(name) if is_cut else ""
    return full + text + words(lines, at.x + at.width / 2, first, size)


def markers(drawn: Drawn) -> list[str]:
    """Return the signs at an activity's foot, from the left."""
    element, found = drawn.element, []
    for one in element:
        if local(one) == "standardLoopCharacteristics":
            found.append("loop")
        elif local(one) == "multiInstanceLoopCharacteristics":
            found.append("sequential" if is_true(one.get("isSequential"), otherwise=False) else "parallel")
    if is_true(element.get("isForCompensation"), otherwise=False):
        found.append("compensation")
    if drawn.kind == "callActivity" or (drawn.kind in SUBPROCESSES and drawn.is_folded):
        found.append("collapsed")
    if drawn.kind == "adHocSubProcess":
        found.append("adHoc")
    return found


def _row(drawn: Drawn, kinds: list[str]) -> str:
    step = MARKER + 4
    x = drawn.at.x + drawn.at.width / 2 - (len(kinds) * step - 4) / 2
    y = drawn.at.y + drawn.at.height - MARKER - 3
    return "".join(sign(signs.MARKERS[kind], x + n * step, y) for n, kind in enumerate(kinds))


def open_part(drawn: Drawn, name: str) -> str:
    """Return an open subprocess: a frame with its name above what it holds."""
    at = drawn.at
    dots = " dots" if is_true(drawn.element.get("triggeredByEvent"), otherwise=False) else ""
    text = rectangle(f"n part{dots}", at.x, at.y, at.width, at.height, ROUND)
    if drawn.kind == "transaction":
        text += rectangle("ring", at.x + 3, at.y + 3, at.width - 6, at.height - 6, ROUND - 3)
    lines, size, is_cut = fitting(name, at.width - 4 * AIR, 3 * SIZE * LINE, SIZES[:1])
    full = whole(name) if is_cut else ""
    return full + text + _row(drawn, markers(drawn)) + words(lines, at.x + at.width / 2, at.y + AIR, size)
