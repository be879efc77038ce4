"""Where a case stands, as a tree of activity instances."""

from __future__ import annotations

from typing import Any

from gorel.api import reach
from gorel.api.engine_rest import ids
from gorel.api.engine_rest.instances import ONE, find
from gorel.api.engine_rest.kinds import activity_type, events_of
from gorel.api.route import Call, Route, Shape
from gorel.cases import programs
from gorel.cases.models import Incident
from gorel.core.engine.state import LOOP


class Node(Shape, kw_only=True):
    """One activity instance, with those in it."""

    id: str
    parent_activity_instance_id: str | None
    activity_id: str
    activity_name: str | None
    name: str | None
    activity_type: str
    process_instance_id: str
    process_definition_id: str
    execution_ids: list[str]
    child_activity_instances: list[Node]
    child_transition_instances: list[dict[str, Any]]
    incident_ids: list[str]
    incidents: list[dict[str, Any]]


def tree(call: Call) -> Node:
    """Return where a case stands, as a tree."""
    case = find(call)
    state = reach.state(case.pk)
    program = programs.known(case.process_id).program
    about = events_of(program)
    stuck: dict[int, list[Incident]] = {}
    for one in Incident.objects.filter(case=case, state=Incident.OPEN):
        stuck.setdefault(one.about or 0, []).append(one)
    nodes: dict[int, Node] = {}
    definition = ids.definition(case.process)
    for key, inst in sorted(state.instances.items()):
        info = program.elements.get(inst.element)
        element = case.process.key if key == 0 else inst.element
        name = (case.process.name if key == 0 else info.name if info else "") or None
        rounds = key != 0 and _is_loop(program, inst)
        kind = "processDefinition" if key == 0 else "multiInstanceBody" if rounds else activity_type(info, about)
        mine = stuck.get(key, [])
        holder = inst.parent
        while key and _is_event(program, state.instances[holder].element):  # what is undone stands beside what undoes
            holder = state.instances[holder].parent
        nodes[key] = Node(
            id=ids.of(case.uid, key), parent_activity_instance_id=None if key == 0 else ids.of(case.uid, holder),
            activity_id=element + "#multiInstanceBody" if rounds else element, activity_name=name, name=name,
            activity_type=kind,
            process_instance_id=str(case.uid), process_definition_id=definition, execution_ids=[ids.of(case.uid, key)],
            child_activity_instances=[], child_transition_instances=[],
            incident_ids=[str(one.uid) for one in mine],
            incidents=[{"id": str(one.uid), "activityId": one.element} for one in mine],
        )  # fmt: skip
        if key:
            nodes[holder].child_activity_instances.append(nodes[key])
    return nodes[0]


def _is_event(program: Any, element: str) -> bool:
    info = program.elements.get(element)
    return info is not None and info.kind in ("intermediateThrowEvent", "endEvent")


def _is_loop(program: Any, inst: Any) -> bool:
    return bool(inst.status == LOOP) and inst.element in program.index


ROUTES = (Route("GET", ONE + "/activity-instances", tree, "read", "Get the tree of activity instances", answer=Node),)
