"""How symbols hang together: what cannot be reached, what sits in the wrong place."""

from __future__ import annotations

from collections.abc import Iterator

from gorel.core.bpmn.findings.walk import at, doubt, error, executable, incoming, outgoing
from gorel.core.bpmn.model import Definitions, Node, Process
from gorel.core.bpmn.names import ACTIVITIES, SUBPROCESSES
from gorel.core.problems import Problem


def flows_across(definitions: Definitions) -> Iterator[Problem]:
    """A sequence flow stays inside its process or subprocess."""
    for process in executable(definitions):
        scopes = {node.id: node.scope for node in process.nodes}
        for flow in process.flows:
            if scopes.get(flow.source, "") != scopes.get(flow.target, ""):
                yield error("bpmn.flow-leaves-scope", at(flow))


def starts_and_ends(definitions: Definitions) -> Iterator[Problem]:
    """Nothing flows into a start or boundary event, or out of an end event."""
    for process in executable(definitions):
        coming, leaving = incoming(process), outgoing(process)
        for node in process.nodes:
            if node.kind in ("startEvent", "boundaryEvent") and coming[node.id]:
                yield error("bpmn.flow-into-start", at(node))
            if node.kind == "endEvent" and leaving[node.id]:
                yield error("bpmn.flow-out-of-end", at(node))


def subprocess_starts(definitions: Definitions) -> Iterator[Problem]:
    """A subprocess with something in it begins at one none start; an event subprocess at one event."""
    for process in executable(definitions):
        for node in process.nodes:
            if node.kind not in SUBPROCESSES or node.kind == "adHocSubProcess":
                continue
            inside = [n for n in process.nodes if n.scope == node.id]
            starts = [n for n in inside if n.kind == "startEvent"]
            if node.triggered_by_event:
                if len(starts) != 1 or not starts[0].events:
                    yield error("bpmn.event-subprocess-start", at(node), count=len(starts))
            elif any(start.events for start in starts):
                yield error("bpmn.subprocess-event-start", at(node))
            elif len(starts) > 1 or (inside and not starts):
                yield error("bpmn.subprocess-start", at(node), count=len(starts))


def several_none_starts(definitions: Definitions) -> Iterator[Problem]:
    """A process with two none starts does not say where a case begins."""
    for process in executable(definitions):
        starts = [n for n in process.nodes if n.kind == "startEvent" and not n.scope and not n.events]
        for node in starts[1:]:
            yield error("bpmn.several-none-starts", at(node))


def boundaries(definitions: Definitions) -> Iterator[Problem]:
    """A boundary event sits on an activity, says what it waits for, and leads somewhere."""
    for process in executable(definitions):
        kinds = {node.id: node for node in process.nodes}
        leaving = outgoing(process)
        for node in process.nodes:
            if node.kind != "boundaryEvent":
                continue
            host = kinds.get(node.attached_to)
            if host is not None and (host.kind not in ACTIVITIES or host.triggered_by_event):
                yield error("bpmn.boundary-host", at(node), host=host.name or host.id)
            elif host is not None and host.scope != node.scope:
                yield error("bpmn.boundary-elsewhere", at(node), host=host.name or host.id)
            if not node.events:
                yield error("bpmn.boundary-without-event", at(node))
            for event in node.events:
                if event.kind == "cancel" and host is not None and host.kind != "transaction":
                    yield error("bpmn.cancel-outside-transaction", at(node))
                if event.kind in ("error", "cancel") and not node.interrupting:
                    yield error("bpmn.must-interrupt", at(node), kind=event.kind)
            if not leaving[node.id] and not any(event.kind == "compensation" for event in node.events):
                yield doubt("bpmn.boundary-leads-nowhere", at(node))


def cancel_ends(definitions: Definitions) -> Iterator[Problem]:
    """A cancel end event ends a transaction, and stands in one."""
    for process in executable(definitions):
        kinds = {node.id: node for node in process.nodes}
        for node in process.nodes:
            around = kinds.get(node.scope)
            cancels = node.kind == "endEvent" and any(event.kind == "cancel" for event in node.events)
            if cancels and (around is None or around.kind != "transaction"):
                yield error("bpmn.cancel-outside-transaction", at(node))


def links(definitions: Definitions) -> Iterator[Problem]:
    """Every link that is thrown has one catch of its name in the same scope, and the other way round."""
    for process in executable(definitions):
        thrown, caught = _links(process, "intermediateThrowEvent"), _links(process, "intermediateCatchEvent")
        for key, nodes in thrown.items():
            if key not in caught:
                yield error("bpmn.link-without-target", at(nodes[0]), link=key[1])
        for key, nodes in caught.items():
            if key not in thrown:
                yield doubt("bpmn.link-without-source", at(nodes[0]), link=key[1])
            for node in nodes[1:]:
                yield error("bpmn.link-twice", at(node), link=key[1])


def _links(process: Process, kind: str) -> dict[tuple[str, str], list[Node]]:
    found: dict[tuple[str, str], list[Node]] = {}
    for node in process.nodes:
        for event in node.events:
            if node.kind == kind and event.kind == "link":
                found.setdefault((node.scope, event.name), []).append(node)
    return found


def unreachable(definitions: Definitions) -> Iterator[Problem]:
    """An element that no token can come to is a doubt: it is drawn in vain."""
    for process in executable(definitions):
        reached = reachable(process)
        for node in process.nodes:
            if node.id not in reached and (not node.scope or node.scope in reached):
                yield doubt("bpmn.unreachable", at(node))


def reachable(process: Process) -> set[str]:
    """Return the ids of the elements that a token can come to, judged by the drawing alone."""
    leaving = outgoing(process)
    coming = incoming(process)
    targets = {(n.scope, e.name): n.id for n in process.nodes for e in n.events
               if n.kind == "intermediateCatchEvent" and e.kind == "link"}  # fmt: skip
    handlers = {association.source: association.target for association in process.associations}
    kinds = {node.id: node for node in process.nodes}
    todo = [n.id for n in process.nodes if not n.scope and (n.kind == "startEvent" or n.instantiate)]
    todo += [n.id for n in process.nodes if not n.scope and n.triggered_by_event]
    reached: set[str] = set()
    while todo:
        identity = todo.pop()
        if identity in reached or identity not in kinds:
            continue
        reached.add(identity)
        node = kinds[identity]
        todo += [flow.target for flow in leaving[identity]]
        todo += [n.id for n in process.nodes if n.attached_to == identity]
        todo += [targets.get((node.scope, e.name), "") for e in node.events if e.kind == "link"]
        if identity in handlers:
            todo.append(handlers[identity])
        if node.kind in SUBPROCESSES:
            todo += [n.id for n in process.nodes if n.scope == identity and _begins(n, node, bool(coming[n.id]))]
    return reached


def _begins(inner: Node, around: Node, has_incoming: bool) -> bool:
    if around.kind == "adHocSubProcess":
        return not has_incoming and inner.kind != "boundaryEvent"
    return inner.kind == "startEvent" or inner.triggered_by_event


def missing_ends(definitions: Definitions) -> Iterator[Problem]:
    """A path that ends in a task, without an end event, ends quietly: drawn so on purpose?"""
    for process in executable(definitions):
        leaving = outgoing(process)
        around = {node.id: node.kind for node in process.nodes}
        for node in process.nodes:
            if leaving[node.id] or node.kind in ("endEvent", "boundaryEvent"):
                continue
            is_link = any(event.kind == "link" for event in node.events)
            is_quiet = (
                node.is_for_compensation or node.triggered_by_event or around.get(node.scope) == "adHocSubProcess"
            )
            if not (is_link or is_quiet):
                yield doubt("bpmn.no-end", at(node))
