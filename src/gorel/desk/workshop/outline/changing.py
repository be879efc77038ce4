"""What is there, changed: where a way leads, what sort a step is, and where it stands."""

from __future__ import annotations

import msgspec
from django.utils.translation import gettext as _

from gorel.core.bpmn.model import Node
from gorel.core.bpmn.names import GATEWAYS
from gorel.desk.workshop.outline.adding import between
from gorel.desk.workshop.outline.picture import CannotChange, Change
from gorel.desk.workshop.outline.sorts import ADDABLE, CHANGEABLE, told

EDITORS = frozenset({"startEvent", "endEvent", "boundaryEvent"})  # have fixed places: they do not move


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
