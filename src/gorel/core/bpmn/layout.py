"""A simple layout for a process that was never drawn: columns by distance from the start, boxes around subprocesses."""

from __future__ import annotations

from collections import defaultdict

from gorel.core.bpmn.model import Definitions, Node, Process, Shape
from gorel.core.bpmn.names import EVENTS, GATEWAYS, SUBPROCESSES

COLUMN, ROW, GAP, PADDING = 60.0, 40.0, 30.0, 40.0
SIZES = {**dict.fromkeys(EVENTS, (36.0, 36.0)), **dict.fromkeys(GATEWAYS, (50.0, 50.0))}
TASK = (110.0, 80.0)

Points = tuple[tuple[float, float], ...]


def lay_out(definitions: Definitions, process: Process) -> tuple[dict[str, Shape], dict[str, Points]]:
    """Return where everything is drawn: as the file says, or by `place` when the file does not say it for each node."""
    if all(node.id in definitions.shapes for node in process.nodes):
        shapes = dict(definitions.shapes)
    else:
        shapes = place(process)
    edges = {}
    for flow in process.flows:
        drawn = definitions.edges.get(flow.id)
        if drawn and shapes.get(flow.source) == definitions.shapes.get(flow.source):
            edges[flow.id] = drawn
        elif flow.source in shapes and flow.target in shapes:
            edges[flow.id] = _edge(shapes[flow.source], shapes[flow.target])
    return shapes, edges


def place(process: Process) -> dict[str, Shape]:
    """Return a place for every node."""
    shapes: dict[str, Shape] = {}
    _place_scope(process, "", 20.0, 20.0, shapes)
    return shapes


def _place_scope(
    process: Process, scope: str, left: float, top: float, shapes: dict[str, Shape]
) -> tuple[float, float]:
    """Place what stands inside *scope* from (left, top) on; return its width and height."""
    nodes = [node for node in process.nodes if node.scope == scope and not node.attached_to]
    ranks = _ranks(process, nodes)
    columns: dict[int, list[Node]] = defaultdict(list)
    for node in nodes:
        columns[ranks[node.id]].append(node)
    x, bottom = left, top
    for rank in sorted(columns):
        y, width = top, 0.0
        for node in columns[rank]:
            if node.kind in SUBPROCESSES and node.id not in shapes:  # an id may be used twice, and so hold itself
                shapes[node.id] = Shape(x, y, *TASK)
                inner = _place_scope(process, node.id, x + PADDING, y + PADDING, shapes)
                size = (inner[0] + 2 * PADDING, inner[1] + 2 * PADDING)
            else:
                size = SIZES.get(node.kind, TASK)
            # Small symbols stand in the middle of their row.
            drop = (TASK[1] - size[1]) / 2 if size[1] < TASK[1] else 0.0
            shapes[node.id] = Shape(x, y + drop, *size)
            _place_boundaries(process, node, shapes)
            y += max(size[1], TASK[1]) + ROW
            width = max(width, size[0])
        bottom = max(bottom, y - ROW)
        x += width + COLUMN
    return max(x - COLUMN - left, 60.0), max(bottom - top, 40.0)


def _place_boundaries(process: Process, host: Node, shapes: dict[str, Shape]) -> None:
    at = shapes[host.id]
    attached = [node for node in process.nodes if node.attached_to == host.id]
    for number, node in enumerate(attached):
        x = at.x + at.width - 50 - number * (36 + GAP / 3)
        shapes[node.id] = Shape(x, at.y + at.height - 18, 36.0, 36.0)


def _ranks(process: Process, nodes: list[Node]) -> dict[str, int]:
    """Return the column of each node: the longest way to it without going round."""
    hosts = {node.id: node.attached_to for node in process.nodes if node.attached_to}
    known = {node.id for node in nodes}
    following: dict[str, list[str]] = defaultdict(list)
    for flow in process.flows:
        source = hosts.get(flow.source, flow.source)
        if source in known and flow.target in known:
            following[source].append(flow.target)
    ranks = dict.fromkeys(known, 0)
    targets = {target for several in following.values() for target in several}
    for node in nodes:
        if node.id not in targets:
            _push(node.id, 0, following, ranks, set())
    for node in nodes:
        if node.id in targets and ranks[node.id] == 0:
            _push(node.id, 1, following, ranks, set())
    return ranks


def _push(start: str, rank: int, following: dict[str, list[str]], ranks: dict[str, int], on_way: set[str]) -> None:
    """Move what follows *start* to the right of it; a way back is not followed."""
    todo: list[tuple[str, int, frozenset[str]]] = [(start, rank, frozenset(on_way))]
    budget = 20_000
    while todo and budget:
        budget -= 1
        identity, at, way = todo.pop()
        ranks[identity] = max(ranks[identity], at)
        for target in following[identity]:
            if target not in way and target != identity and ranks[target] < at + 1:
                todo.append((target, at + 1, way | {identity}))


def _edge(source: Shape, target: Shape) -> Points:
    """Return a way with right angles from one shape to another."""
    x1, y1 = source.x + source.width, source.y + source.height / 2
    x2, y2 = target.x, target.y + target.height / 2
    if x2 < x1:
        low = max(source.y + source.height, target.y + target.height) + 18
        middle1, middle2 = source.x + source.width / 2, target.x + target.width / 2
        return (
            (middle1, source.y + source.height), (middle1, low), (middle2, low), (middle2, target.y + target.height),
        )  # fmt: skip
    if y1 == y2:
        return ((x1, y1), (x2, y2))
    middle = (x1 + x2) / 2
    return ((x1, y1), (middle, y1), (middle, y2), (x2, y2))
