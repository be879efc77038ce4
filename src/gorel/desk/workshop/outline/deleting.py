"""Steps and ways taken out of a picture, with what nothing leads to any more."""

from __future__ import annotations

import msgspec
from django.utils.translation import gettext as _

from gorel.core.bpmn.model import Node
from gorel.desk.workshop.outline.picture import CannotChange, Change


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
