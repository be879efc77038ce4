"""Changes of a picture, each a function from a model to a model. Nothing is changed in place.

Errors: CannotChange with a sentence for the person, where a change makes no sense.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec
from django.utils.translation import gettext as _

from gorel.core import bpmn
from gorel.core.bpmn.model import Definitions, EventDefinition, Expression, Flow, Job, Message, Node, Process, User
from gorel.core.bpmn.model import Rule as RuleOf
from gorel.core.bpmn.model import Script as ScriptOf
from gorel.core.bpmn.names import GATEWAYS
from gorel.desk.workshop.outline.drawing import GAP, ROW, Drawing, size_of
from gorel.desk.workshop.saving import slug
from gorel.ground import slugs

EDITORS = frozenset({"startEvent", "endEvent", "boundaryEvent"})  # have fixed places: they do not move
# What a person may add, by a name of our own: the BPMN kind, and what the event waits for.
ADDABLE: dict[str, tuple[str, str]] = {
    "person": ("userTask", ""), "gorel": ("serviceTask", ""), "rules": ("businessRuleTask", ""),
    "choice": ("exclusiveGateway", ""), "wait": ("intermediateCatchEvent", "timer"),
    "word": ("intermediateCatchEvent", "message"), "count": ("scriptTask", ""), "split": ("parallelGateway", ""),
    "process": ("callActivity", ""), "end": ("endEvent", ""),
}  # fmt: skip
CHANGEABLE = tuple(name for name in ADDABLE if name != "end")


class CannotChange(ValueError):
    """The change makes no sense here; the text says why, to a person."""


@dataclass
class Change:
    """A picture being changed: its model, its one process, and its drawing."""

    model: Definitions
    process: Process = field(init=False)
    drawing: Drawing = field(init=False)

    def __post_init__(self) -> None:
        found = self.model.process()
        if found is None:
            raise CannotChange(_("The picture has no process that can be run."))
        self.process = found
        self.drawing = Drawing(self.model, found)

    def done(self) -> bytes:
        """Return the file."""
        others = [self.process if one.id == self.process.id else one for one in self.model.processes]
        model = msgspec.structs.replace(self.model, processes=tuple(others))
        return bpmn.write(self.drawing.onto(model))

    # ---- finding

    def node(self, element: str) -> Node:
        for node in self.process.nodes:
            if node.id == element:
                return node
        raise CannotChange(_("The step is not there any more. Somebody may have deleted it."))

    def flow(self, element: str) -> Flow:
        for flow in self.process.flows:
            if flow.id == element:
                return flow
        raise CannotChange(_("The way is not there any more. Somebody may have deleted it."))

    def out_of(self, element: str) -> list[Flow]:
        return [flow for flow in self.process.flows if flow.source == element]

    def into(self, element: str) -> list[Flow]:
        return [flow for flow in self.process.flows if flow.target == element]

    # ---- parts

    def replace(self, node: Node) -> None:
        nodes = tuple(node if one.id == node.id else one for one in self.process.nodes)
        self.process = msgspec.structs.replace(self.process, nodes=nodes)

    def replace_flow(self, flow: Flow) -> None:
        flows = tuple(flow if one.id == flow.id else one for one in self.process.flows)
        self.process = msgspec.structs.replace(self.process, flows=flows)

    def add_node(self, node: Node) -> None:
        self.process = msgspec.structs.replace(self.process, nodes=(*self.process.nodes, node))

    def add_flow(self, source: str, target: str, scope: str, **more: object) -> Flow:
        flow = Flow(id=self.free(f"{source}-{target}"[:60]), source=source, target=target, scope=scope, **more)  # type: ignore[arg-type]
        self.process = msgspec.structs.replace(self.process, flows=(*self.process.flows, flow))
        return flow

    def free(self, wanted: str) -> str:
        """Return an id that nothing in the file has."""
        taken = {*(one.id for one in self.process.nodes), *(one.id for one in self.process.flows), self.process.id}
        taken |= {*self.model.messages, *self.model.lines, *self.model.shapes, *self.model.edges}
        return slugs.free(wanted, taken)

    def drop(self, nodes: Iterable[str] = (), flows: Iterable[str] = ()) -> None:
        """Take away nodes with their flows and what is attached to them, and flows."""
        gone = set(nodes)
        grown = True
        while grown:
            more = {one.id for one in self.process.nodes if one.attached_to in gone or one.scope in gone}
            grown, gone = bool(more - gone), gone | more
        lost = {one.id for one in self.process.flows if gone & {one.source, one.target} or one.id in set(flows)}
        kept = [
            msgspec.structs.replace(one, default="") if one.default in lost else one
            for one in self.process.nodes
            if one.id not in gone
        ]
        lanes = tuple(
            msgspec.structs.replace(lane, nodes=tuple(one for one in lane.nodes if one not in gone))
            for lane in self.process.lanes
        )
        linked = [one for one in self.process.associations if not gone & {one.source, one.target}]
        lost |= {one.id for one in self.process.associations} - {one.id for one in linked}
        self.process = msgspec.structs.replace(
            self.process, nodes=tuple(kept), flows=tuple(f for f in self.process.flows if f.id not in lost),
            associations=tuple(linked), lanes=lanes,
        )  # fmt: skip
        self.drawing.remove(gone | lost)


def blank(name: str, key: str) -> bytes:
    """Return a picture with a start and an end."""
    start, end = Node(id="start", kind="startEvent", name=_("Start")), Node(id="end", kind="endEvent", name=_("Done"))
    flow = Flow(id="start-end", source="start", target="end")
    process = Process(id=key, name=name, nodes=(start, end), flows=(flow,))
    model = Definitions(
        id=f"{key}-definitions", target_namespace="https://gorel.example/processes", processes=(process,)
    )
    return Change(model).done()


def make(change: Change, what: str, name: str, scope: str) -> Node:
    """Return a new step of the sort *what* (a key of ADDABLE), not yet in the picture. Errors: CannotChange."""
    if what not in ADDABLE:
        raise CannotChange(_("Choose what sort of step it is."))
    kind, event = ADDABLE[what]
    node = Node(id=change.free(slug(name or what)), kind=kind, name=name, scope=scope)
    return told(change, node, event)


def told(change: Change, node: Node, event: str = "") -> Node:
    """Return *node* with what a symbol of its kind cannot do without."""
    empty = Expression("")
    if node.kind == "userTask" and node.user is None:
        node = msgspec.structs.replace(node, user=User())
    if node.kind == "serviceTask" and node.job is None:
        node = msgspec.structs.replace(node, job=Job(type=empty))
    if node.kind == "businessRuleTask" and node.rule is None:
        node = msgspec.structs.replace(node, rule=RuleOf(decision=empty, result=node.id.replace("-", "_")))
    if node.kind == "scriptTask" and node.script is None:
        node = msgspec.structs.replace(node, script=ScriptOf(expression=Expression("null", "feel"), result="result"))
    if event == "timer":
        node = msgspec.structs.replace(
            node, events=(EventDefinition(kind="timer", timer="duration", value=Expression("P1D")),)
        )
    if event == "message":
        message = Message(id=change.free(f"message-{node.id}"), name=Expression(node.name or node.id))
        change.model = msgspec.structs.replace(change.model, messages={**change.model.messages, message.id: message})
        node = msgspec.structs.replace(node, events=(EventDefinition(kind="message", ref=message.id),))
    return node


def add_on(change: Change, flow_id: str, what: str, name: str) -> Node:
    """Put a new step on a way: between where it comes from and where it goes."""
    flow = change.flow(flow_id)
    node = make(change, what, name, flow.scope)
    if what == "end":
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
    change.drawing.reach_down(change.drawing.shape(node.id).y + size_of(node.kind)[1])


def add_after(change: Change, element: str, what: str, name: str) -> Node:
    """Put a new step after another: on its only way on, or as the first thing after it."""
    before = change.node(element)
    if before.kind == "endEvent":
        raise CannotChange(_("Nothing comes after an end. Add the step before it."))
    ways = change.out_of(element)
    if len(ways) == 1 and what != "end":
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
    if what == "end":
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
        reached = change.drawing.shape(to) if to and what != "end" else None
        if reached is not None and at.x < reached.x < right:
            change.drawing.make_room(reached.x, right - reached.x)
            change.drawing.route_all(change.process, [flow.source for flow in change.into(to)])
        low = change.drawing.low(at.x, right, before.scope)
        change.add_node(node)
        change.drawing.put(node, at.x + at.width + GAP, low + ROW + height / 2)
        target = to if what != "end" else ""
        if target and change.node(target).scope != before.scope:
            raise CannotChange(_("A way cannot lead into or out of a part."))
        if target:
            change.add_flow(node.id, target, before.scope)
        elif what != "end":
            end = make(change, "end", _("Done"), before.scope)
            change.add_node(end)
            change.drawing.put(end, at.x + at.width + GAP + width + GAP, low + ROW + height / 2)
            change.add_flow(node.id, end.id, before.scope)
        change.drawing.reach_down(low + ROW + height)
    leads_to = node.id if node else to
    if not node and change.node(to).scope != before.scope:
        raise CannotChange(_("A way cannot lead into or out of a part."))
    if change.node(leads_to).kind == "startEvent":
        raise CannotChange(_("No way leads into a start."))
    change.add_flow(element, leads_to, before.scope, name=way, condition=said)
    change.drawing.route_all(change.process, [leads_to])
    return node


def add_deadline(change: Change, element: str, *, value: str, name: str, interrupts: bool) -> Node:
    """Let something happen when a step takes too long: a clock on its edge, and an end to lead on from there."""
    host = change.node(element)
    node = Node(
        id=change.free(slug(name or f"{element}-late")), kind="boundaryEvent", name=name, scope=host.scope,
        attached_to=element, interrupting=interrupts,
        events=(EventDefinition(kind="timer", timer="duration", value=Expression(value or "P3D")),),
    )  # fmt: skip
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
    change.drawing.reach_down(low + ROW + 36)
    return node


def lead_to(change: Change, flow_id: str, to: str) -> None:
    """Let a way lead somewhere else."""
    flow, target = change.flow(flow_id), change.node(to)
    if target.kind in ("startEvent", "boundaryEvent") or target.scope != flow.scope:
        raise CannotChange(_("A way cannot lead there."))
    change.replace_flow(msgspec.structs.replace(flow, target=to))
    change.drawing.route(change.flow(flow_id), change.process)


def change_kind(change: Change, element: str, what: str) -> None:
    """Let a step be of another sort; its name, ways and what fits both stay."""
    node = change.node(element)
    if node.kind in EDITORS or what not in CHANGEABLE:
        raise CannotChange(_("A start, an end and a deadline stay what they are. Delete it, and add another."))
    kind, event = ADDABLE[what]
    kept = Node(
        id=node.id, kind=kind, name=node.name, documentation=node.documentation, scope=node.scope,
        default=node.default if kind not in ("parallelGateway",) else "",
        inputs=node.inputs if kind == node.kind else (), outputs=node.outputs if kind == node.kind else (),
        properties=node.properties,
        loop=node.loop if kind not in GATEWAYS and kind != "intermediateCatchEvent" else None,
    )  # fmt: skip
    attached = [one.id for one in change.process.nodes if one.attached_to == element]
    if attached and (kind in GATEWAYS or kind == "intermediateCatchEvent"):
        raise CannotChange(_("The step has a deadline. Take it away first."))
    change.replace(told(change, kept, event))
    change.drawing.resize(element, kind)
    change.drawing.route_all(change.process, [element])


def delete(change: Change, element: str) -> int:
    """Take a step away; what led to it leads on to what came after. Return how many steps went with it."""
    node = change.node(element)
    if node.kind == "startEvent" and not node.scope:
        starts = [one for one in change.process.nodes if one.kind == "startEvent" and not one.scope]
        if len(starts) == 1:
            raise CannotChange(_("A process begins somewhere: its only start stays."))
    reached = _reached(change)
    ways = change.out_of(element)
    if ways and node.kind not in ("startEvent", "boundaryEvent"):
        first = next((flow for flow in ways if flow.id == node.default), ways[0])
        for flow in change.into(element):
            if flow.source != element and first.target != element:
                change.replace_flow(msgspec.structs.replace(flow, target=first.target))
                change.drawing.route(change.flow(flow.id), change.process)
    change.drop([element])
    lost = reached - _reached(change) - {element}
    change.drop(lost)
    return len(lost)


def delete_way(change: Change, flow_id: str) -> int:
    """Take a way away, and the steps that only it led to. Return how many."""
    flow = change.flow(flow_id)
    if len(change.out_of(flow.source)) == 1:
        raise CannotChange(_("It is the only way on. Let it lead somewhere else instead."))
    reached = _reached(change)
    change.drop(flows=[flow_id])
    lost = reached - _reached(change)
    change.drop(lost)
    return len(lost)


def move(change: Change, element: str, flow_id: str) -> None:
    """Take a step out of where it stands, and put it on another way."""
    node, flow = change.node(element), change.flow(flow_id)
    ways = change.out_of(element)
    if node.kind in EDITORS or len(ways) != 1:
        raise CannotChange(_("Only a step with one way on can be moved."))
    if element in (flow.source, flow.target):
        return
    if node.scope != flow.scope:
        raise CannotChange(_("A way cannot lead into or out of a part."))
    after = ways[0].target
    for incoming in change.into(element):
        change.replace_flow(msgspec.structs.replace(incoming, target=after))
        change.drawing.route(change.flow(incoming.id), change.process)
    attached = [one for one in change.process.nodes if one.attached_to == element]
    change.drop(flows=[ways[0].id])
    change.drawing.remove([element])
    between(change, change.flow(flow_id), node)
    at = change.drawing.shape(element)
    for number, one in enumerate(attached):
        change.drawing.remove([one.id])
        change.drawing.put(one, at.x + at.width - 50 - 46 * number, at.y + at.height)
        change.drawing.route_all(change.process, [one.id])


def _reached(change: Change) -> set[str]:
    """Return the steps that some start leads to."""
    nodes = {node.id: node for node in change.process.nodes}
    following: dict[str, set[str]] = {element: set() for element in nodes}
    for flow in change.process.flows:
        if flow.source in following:
            following[flow.source].add(flow.target)
    for node in nodes.values():
        if node.attached_to in following:
            following[node.attached_to].add(node.id)
        if node.scope in following:
            following[node.scope].add(node.id)
    todo = [node.id for node in nodes.values() if not node.scope and _begins(node, change)]
    found: set[str] = set()
    while todo:
        at = todo.pop()
        if at not in found and at in nodes:
            found.add(at)
            todo += following[at]
    return found


def _begins(node: Node, change: Change) -> bool:
    if node.kind == "startEvent" or node.triggered_by_event or node.is_for_compensation:
        return True
    has_start = any(one.kind == "startEvent" and not one.scope for one in change.process.nodes)
    return not has_start and not node.attached_to and not change.into(node.id)
