"""Who can reach what: computed once per process."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gorel.core.engine.program import Program


def inclusive_reach(program: Program, *, boundaries: bool = True) -> dict[str, dict[str, frozenset[str]]]:
    """Return, per inclusive join and incoming flow, the elements from which a token can come to that flow without
    passing the join. Shape: without *boundaries* only on sequence flows, not by a boundary event."""
    joins = [n for n in program.nodes if n.kind == "inclusiveGateway" and len(n.incoming) > 1]
    if not joins:
        return {}
    sources: dict[int, list[int]] = {}
    by_flow: dict[str, int] = {}
    for node in program.nodes:
        for flow in node.out:
            sources.setdefault(flow.target, []).append(node.index)
            by_flow[flow.id] = node.index
        if boundaries and node.attached_to >= 0:
            sources.setdefault(node.index, []).append(node.attached_to)
        if node.kind == "intermediateThrowEvent" and isinstance(node.more, int):
            sources.setdefault(node.more, []).append(node.index)
    return {
        join.id: {
            flow: frozenset(program.nodes[i].id for i in _backwards(by_flow[flow], join.index, sources))
            for flow in join.incoming
        }
        for join in joins
    }


def _backwards(start: int, stop: int, sources: dict[int, list[int]]) -> set[int]:
    seen: set[int] = set()
    todo = [start]
    while todo:
        index = todo.pop()
        if index == stop or index in seen:
            continue
        seen.add(index)
        todo.extend(sources.get(index, ()))
    return seen
