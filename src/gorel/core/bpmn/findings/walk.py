"""Ways to look at a drawn process that several rules share."""

from __future__ import annotations

from collections.abc import Iterator

from gorel.core.bpmn.model import Definitions, Expression, Flow, Node, Process
from gorel.core.problems import Place, Problem


def executable(definitions: Definitions) -> Iterator[Process]:
    return (process for process in definitions.processes if process.executable)


def outgoing(process: Process) -> dict[str, list[Flow]]:
    found: dict[str, list[Flow]] = {node.id: [] for node in process.nodes}
    for flow in process.flows:
        found.setdefault(flow.source, []).append(flow)
    return found


def incoming(process: Process) -> dict[str, list[Flow]]:
    found: dict[str, list[Flow]] = {node.id: [] for node in process.nodes}
    for flow in process.flows:
        found.setdefault(flow.target, []).append(flow)
    return found


def at(node: Node | Flow, part: str | None = None) -> Place:
    return Place(node.id, node.name or None, part)


def error(code: str, where: Place, **values: object) -> Problem:
    return Problem(code, where, values)


def doubt(code: str, where: Place, **values: object) -> Problem:
    return Problem(code, where, values, "warning")


def expressions(process: Process) -> Iterator[tuple[Place, Expression]]:
    """Yield every expression of the process with its place."""
    for flow in process.flows:
        if flow.condition is not None:
            yield at(flow, "condition"), flow.condition
    for node in process.nodes:
        yield from _of_node(node)
    owners: list[Process | Flow] = [process, *process.flows]
    for owner in owners:
        for listener in owner.listeners:
            if listener.expression is not None:
                yield Place(owner.id, owner.name or None, "listener"), listener.expression


def _of_node(node: Node) -> Iterator[tuple[Place, Expression]]:
    for name in ("condition", "active_elements", "output_element", "expression"):
        yield from _maybe(node, getattr(node, name), name)
    for event in node.events:
        yield from _maybe(node, event.value, event.kind)
        yield from _maybe(node, event.business_key, "business_key")
        for assignment in event.ins:
            yield from _sources(node, assignment.source, f"in {assignment.target}")
    for assignment in node.inputs:
        yield from _sources(node, assignment.source, f"input {assignment.target}")
    for assignment in node.outputs:
        yield from _sources(node, assignment.source, f"output {assignment.target}")
    for owner, names in (
        (node.job, ("type", "retries", "priority", "retry_cycle")),
        (node.user, ("assignee", "candidate_groups", "candidate_users", "due", "follow_up", "priority", "form")),
        (node.rule, ("decision",)),
        (node.script, ("expression",)),
        (node.call, ("process", "business_key")),
        (node.loop, ("cardinality", "collection", "output_element", "condition", "maximum")),
    ):
        for name in names:
            yield from _maybe(node, getattr(owner, name, None), name)
    for listener in node.listeners:
        yield from _maybe(node, listener.expression, "listener")


def _maybe(node: Node, value: Expression | None, part: str) -> Iterator[tuple[Place, Expression]]:
    if value is not None:
        yield at(node, part.replace("_", " ")), value


def _sources(node: Node, source: object, part: str) -> Iterator[tuple[Place, Expression]]:
    if isinstance(source, Expression):
        yield at(node, part), source
    elif isinstance(source, dict):
        for inner in source.values():
            yield from _sources(node, inner, part)
    elif isinstance(source, tuple):
        for inner in source:
            yield from _sources(node, inner, part)
