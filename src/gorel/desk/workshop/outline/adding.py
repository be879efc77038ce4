"""New steps and ways in a picture: on a way, before, after and beside what is there."""

from __future__ import annotations

import msgspec
from django.utils.translation import gettext as _

from gorel.core.bpmn.model import Expression, Flow, Node
from gorel.desk.workshop.outline import events
from gorel.desk.workshop.outline.drawing import GAP, ROW, size_of
from gorel.desk.workshop.outline.picture import CannotChange, Change
from gorel.desk.workshop.outline.sorts import ENDS, make
from gorel.desk.workshop.saving import slug


def add_on(change: Change, flow_id: str, what: str, name: str) -> Node:
    """Put a new step on a way: between where it comes from and where it goes."""
    flow = change.flow(flow_id)
    node = make(change, what, name, flow.scope)
    if what in ENDS:
        raise CannotChange(_("An end has nothing after it. Add it as a way of its own."))
    change.add_node(node)
    between(change, flow, node)
    return node


def between(change: Change, flow: Flow, node: Node) -> None:
    """Lead *flow* into *node*, and *node* on to where the flow went; draw both."""
    source, target = change.drawing.shape(flow.source), change.drawing.shape(flow.target)
    width, _height = size_of(node.kind)
    right = source.x + source.width
    if target.x >= right:
        lack = right + 2 * GAP + width - target.x
        if lack > 0:
            change.drawing.make_room(target.x, lack)
        target = change.drawing.shape(flow.target)
        row = target if target.x - right < 2 * (2 * GAP + width) else source
        change.drawing.put(node, right + GAP, row.y + row.height / 2)
    else:  # the way leads back
        low = change.drawing.low(source.x, source.x + 200, flow.scope)
        change.drawing.put(node, source.x, low + ROW + 40)
    change.replace_flow(msgspec.structs.replace(flow, target=node.id))
    change.add_flow(node.id, flow.target, flow.scope)
    change.drawing.route_all(change.process, [node.id])
    change.drawing.reach_down(change.drawing.shape(node.id).y + size_of(node.kind)[1], flow.source)


def add_after(change: Change, element: str, what: str, name: str) -> Node:
    """Put a new step after another: on its only way on, or as the first thing after it."""
    before = change.node(element)
    if before.kind == "endEvent":
        raise CannotChange(_("Nothing comes after an end. Add the step before it."))
    ways = change.out_of(element)
    if len(ways) == 1 and what not in ENDS:
        return add_on(change, ways[0].id, what, name)
    if ways:
        raise CannotChange(_("Several ways lead on from here. Add the step on one of them."))
    node = make(change, what, name, before.scope)
    at = change.drawing.shape(element)
    change.drawing.make_room(at.x + at.width + 1, GAP + size_of(node.kind)[0])
    change.add_node(node)
    change.drawing.put(node, at.x + at.width + GAP, at.y + at.height / 2)
    change.add_flow(element, node.id, before.scope)
    change.drawing.route_all(change.process, [node.id])
    return node


def add_before(change: Change, element: str, what: str, name: str) -> Node:
    """Put a new step before another: all that led there leads to the new one."""
    after = change.node(element)
    ways = change.into(element)
    if after.kind == "startEvent" or not ways:
        raise CannotChange(_("Nothing comes before a start. Add the step after it."))
    if len(ways) == 1:
        return add_on(change, ways[0].id, what, name)
    if what in ENDS:
        raise CannotChange(_("An end has nothing after it. Add it as a way of its own."))
    node = make(change, what, name, after.scope)
    at = change.drawing.shape(element)
    sources = [change.drawing.shape(flow.source) for flow in ways]
    left = max(one.x + one.width for one in sources if one.x < at.x) if any(o.x < at.x for o in sources) else at.x
    lack = left + 2 * GAP + size_of(node.kind)[0] - at.x
    if lack > 0:
        change.drawing.make_room(at.x, lack, but=[flow.source for flow in ways])
    change.add_node(node)
    change.drawing.put(node, left + GAP, at.y + at.height / 2)
    for flow in ways:
        change.replace_flow(msgspec.structs.replace(flow, target=node.id))
    change.add_flow(node.id, element, after.scope)
    change.drawing.route_all(change.process, [node.id, *(flow.source for flow in ways)])
    return node


def add_way(
    change: Change, element: str, *, what: str, name: str, way: str, condition: str, to: str
) -> Node | None:  # fmt: skip
    """Let another way lead on from a step: to a new step and on to *to*, or straight to *to*; "" is a new end."""
    before = change.node(element)
    if before.kind in ("endEvent", "startEvent"):
        raise CannotChange(_("Only one way leads on from a start, and none from an end. Add a choice first."))
    if not what and not to:
        what, name = "end", name or _("Done")
    node = None
    said = Expression(condition.strip().removeprefix("=").strip(), "feel") if condition.strip() else None
    if what:
        node = make(change, what, name, before.scope)
        at = change.drawing.shape(element)
        width, height = size_of(node.kind)
        right = at.x + at.width + GAP + width + GAP
        reached = change.drawing.shape(to) if to and what not in ENDS else None
        if reached is not None and at.x < reached.x < right:
            change.drawing.make_room(reached.x, right - reached.x)
            change.drawing.route_all(change.process, [flow.source for flow in change.into(to)])
        low = change.drawing.low(at.x, right, before.scope)
        change.add_node(node)
        change.drawing.put(node, at.x + at.width + GAP, low + ROW + height / 2)
        target = to if what not in ENDS else ""
        if target and change.node(target).scope != before.scope:
            raise CannotChange(_("A way cannot lead into or out of a part."))
        if target:
            change.add_flow(node.id, target, before.scope)
        elif what not in ENDS:
            end = make(change, "end", _("Done"), before.scope)
            change.add_node(end)
            change.drawing.put(end, at.x + at.width + GAP + width + GAP, low + ROW + height / 2)
            change.add_flow(node.id, end.id, before.scope)
        change.drawing.reach_down(low + ROW + height, element)
    leads_to = node.id if node else to
    if not node and change.node(to).scope != before.scope:
        raise CannotChange(_("A way cannot lead into or out of a part."))
    if change.node(leads_to).kind == "startEvent":
        raise CannotChange(_("No way leads into a start."))
    change.add_flow(element, leads_to, before.scope, name=way, condition=said)
    change.drawing.route_all(change.process, [leads_to])
    return node


def add_meanwhile(
    change: Change, element: str, *, event: str = "timer", value: str, name: str, interrupts: bool
) -> Node:
    """Let something happen while a step is being done: an event on its edge, and an end to lead on from there.

    Shape: event is one of `events.MEANWHILE`; value is the time, or the name or code of what comes. An error always
    ends the step.
    """
    host = change.node(element)
    node = Node(
        id=change.free(slug(name or f"{element}-{'late' if event == 'timer' else event}")), kind="boundaryEvent",
        name=name, scope=host.scope, attached_to=element, interrupting=interrupts or event == "error",
    )  # fmt: skip
    node = events.new(change, node, event, value or ("P3D" if event == "timer" else ""))
    at = change.drawing.shape(element)
    attached = sum(one.attached_to == element for one in change.process.nodes)
    change.add_node(node)
    change.drawing.put(node, at.x + at.width - 50 - 46 * attached, at.y + at.height)
    end = make(change, "end", _("Done"), host.scope)
    low = change.drawing.low(at.x, at.x + at.width + GAP, host.scope)
    change.add_node(end)
    change.drawing.put(end, at.x + at.width + GAP, low + ROW + 18)
    change.add_flow(node.id, end.id, host.scope)
    change.drawing.route_all(change.process, [node.id])
    change.drawing.reach_down(low + ROW + 36, element)
    return node
