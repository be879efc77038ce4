"""Events that compete for the same thing, or that nobody can tell apart; and compensation that undoes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from gorel.core.bpmn.findings.walk import at, doubt, error, executable, outgoing
from gorel.core.bpmn.model import Definitions, EventDefinition, Node, Process
from gorel.core.problems import Place, Problem


def same_code_twice(definitions: Definitions) -> Iterator[Problem]:
    """On one activity, or in one scope's event subprocesses, each error or escalation code is caught once."""
    for process in executable(definitions):
        for nodes in _catchers(process):
            seen: dict[tuple[str, str], Node] = {}
            for node in nodes:
                for event in node.events:
                    if event.kind not in ("error", "escalation", "cancel"):
                        continue
                    key = (event.kind, _code(definitions, event))
                    if key in seen:
                        values = {"kind": event.kind, "code": key[1], "other": seen[key].id}
                        yield Problem("bpmn.caught-twice", at(node), values)
                    seen[key] = node


def _catchers(process: Process) -> Iterator[list[Node]]:
    hosts: dict[str, list[Node]] = defaultdict(list)
    around = {node.id: node for node in process.nodes}
    for node in process.nodes:
        if node.kind == "boundaryEvent":
            hosts[f"on {node.attached_to}"].append(node)
        elif node.kind == "startEvent" and node.scope in around and around[node.scope].triggered_by_event:
            hosts[f"in {around[node.scope].scope}"].append(node)
    yield from hosts.values()


def _code(definitions: Definitions, event: EventDefinition) -> str:
    declared = definitions.errors if event.kind == "error" else definitions.escalations
    fault = declared.get(event.ref)
    return "" if fault is None or fault.code is None else fault.code.text


def compensations(definitions: Definitions) -> Iterator[Problem]:
    """A compensation boundary event leads to one handler, and a throw names an activity that is there."""
    for process in executable(definitions):
        nodes = {node.id: node for node in process.nodes}
        handlers = {a.source: a.target for a in process.associations if a.target in nodes}
        leaving = outgoing(process)
        for node in process.nodes:
            for event in node.events:
                if event.kind != "compensation":
                    continue
                if node.kind == "boundaryEvent":
                    handler = nodes.get(handlers.get(node.id, ""))
                    if handler is None or not handler.is_for_compensation:
                        yield error("bpmn.compensation-without-handler", at(node))
                elif event.activity and event.activity not in nodes:
                    yield error("bpmn.unknown-reference", at(node), reference=event.activity)
            if node.is_for_compensation and leaving[node.id]:
                yield error("bpmn.handler-goes-on", at(node))


def messages_without_key(definitions: Definitions) -> Iterator[Problem]:
    """A running case that waits for a message without a key takes one that is meant for another case."""
    if definitions.dialect == "camunda":
        return
    for process in executable(definitions):
        for node in process.nodes:
            refs = [event.ref for event in node.events if event.kind == "message"]
            refs += [node.message] if node.kind == "receiveTask" and node.message else []
            catches = node.kind in ("intermediateCatchEvent", "boundaryEvent", "receiveTask") or (
                node.kind == "startEvent" and node.scope
            )
            for ref in refs if catches and not node.instantiate else ():
                message = definitions.messages.get(ref)
                if message is not None and message.correlation_key is None:
                    yield doubt("bpmn.message-without-key", at(node), message=message.name.text)


def duplicate_names(definitions: Definitions) -> Iterator[Problem]:
    """Two signals or messages of one name are one and the same to whoever sends it."""
    for kind, declared in (("message", definitions.messages), ("signal", definitions.signals)):
        seen: dict[str, str] = {}
        for identity, one in declared.items():
            name = one.name.text
            if name and name in seen:
                yield doubt("bpmn.same-name-twice", Place(identity), kind=kind, name=name, other=seen[name])
            seen[name] = identity
