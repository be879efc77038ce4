"""Puts a part of the library into a draft's picture: on a way, or beside everything where it begins by itself."""

from __future__ import annotations

import msgspec
from django.utils.translation import gettext as _

from gorel.core.bpmn.model import Process, Shape
from gorel.desk.workshop.library.cutting import PERSONAL, Cut
from gorel.desk.workshop.outline.drawing import GAP, ROW
from gorel.desk.workshop.outline.picture import CannotChange, Change

HALF = 60.0  # of the height of a row, with the names that stand below its symbols


def put(change: Change, cut: Cut, flow_id: str) -> str:
    """Put a part on a way, and return the id of its first step. Errors: CannotChange."""
    if not cut.first:
        _beside(change, cut)
    else:
        _on(change, cut, flow_id)
    change.process = with_personal(change.process, cut.personal)
    return cut.first or cut.process.nodes[0].id


def _on(change: Change, cut: Cut, flow_id: str) -> None:
    flow, drawing = change.flow(flow_id), change.drawing
    source, target = drawing.shape(flow.source), drawing.shape(flow.target)
    size, right = cut.size, source.x + source.width
    if target.x >= right:
        drawing.make_room(right + 1, max(2 * GAP + size.width - (target.x - right), size.width))
        x, y = right + GAP, _row(change, cut, flow.source)
    else:  # the way leads back: there is room below
        x, y = source.x, drawing.low(source.x, source.x + size.width, flow.scope) + ROW
    _take_in(change, cut, x, y, flow.scope)
    change.replace_flow(msgspec.structs.replace(flow, target=cut.first))
    change.add_flow(cut.last, flow.target, flow.scope)
    for one in (flow.id, *(out.id for out in change.out_of(cut.last))):
        drawing.route(change.flow(one), change.process)
    drawing.reach_down(y + size.height, flow.source)


def _row(change: Change, cut: Cut, before: str) -> float:
    """Return how far down a part is drawn, its first step in the row of the step before; other rows make room."""
    drawing, size, first = change.drawing, cut.size, cut.model.shapes[cut.first]
    source, around = drawing.shape(before), drawing.around(before)
    x, middle = source.x + source.width + GAP, source.y + source.height / 2
    top = middle - first.y - first.height / 2
    above = middle - HALF - top
    lack = above if above > 0 and drawing.is_taken(Shape(x, top, size.width, above), before) else 0.0
    if around is not None:
        lack = max(lack, around.y + ROW - top)
    if lack > 0:
        drawing.make_room_down(middle - HALF, lack)
        top, middle = top + lack, middle + lack
    below = top + size.height - middle - HALF
    if below > 0 and drawing.is_taken(Shape(x, middle + HALF, size.width, below + ROW), before):
        drawing.make_room_down(middle + HALF, below + ROW)
    return top


def _beside(change: Change, cut: Cut) -> None:
    shapes = [change.drawing.shape(node.id) for node in change.process.nodes]
    low = max(one.y + one.height for one in shapes) + 2 * ROW
    start = min(change.process.nodes, key=lambda one: change.drawing.shape(one.id).x)
    _take_in(change, cut, min(one.x for one in shapes), low, "")
    change.drawing.reach_down(low + cut.size.height, start.id)


def _take_in(change: Change, cut: Cut, x: float, y: float, scope: str) -> None:
    process = cut.process
    nodes = tuple(msgspec.structs.replace(one, scope=one.scope or scope) for one in process.nodes)
    flows = tuple(msgspec.structs.replace(one, scope=one.scope or scope) for one in process.flows)
    inside = msgspec.structs.replace(process, nodes=nodes, flows=flows)
    change.take_in(msgspec.structs.replace(cut.model, processes=(inside,)))
    change.drawing.take_in(cut.model.diagrams, x, y)


def with_personal(process: Process, names: tuple[str, ...]) -> Process:
    """Return a process that marks *names* as personal, as the one did that they come from."""
    there = [one.strip() for one in process.properties.get(PERSONAL, "").split(",") if one.strip()]
    more = [one for one in names if one not in there]
    if not more:
        return process
    return msgspec.structs.replace(process, properties={**process.properties, PERSONAL: ",".join([*there, *more])})


def refuse(code: str, name: str) -> CannotChange:
    """Return why steps cannot be taken out by themselves, said to a person."""
    why = {
        "way-in": _("“%(step)s” is also reached from outside these steps. Begin earlier, or take less."),
        "way-out": _("Several ways lead on from “%(step)s”. Go on to where they meet, or take less."),
        "ends": _("Nothing comes after “%(step)s”. Choose a step that leads on as the last."),
        "not-reached": _("“%(step)s” does not come after the first step."),
    }
    return CannotChange(why[code] % {"step": name})
