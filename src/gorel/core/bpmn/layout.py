"""A simple layout for a process that was never drawn: columns by distance from the start, boxes around subprocesses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import pairwise

from gorel.core.bpmn.model import Definitions, Flow, Node, Process, Shape
from gorel.core.bpmn.names import EVENTS, GATEWAYS, SUBPROCESSES

COLUMN, ROW, GAP, PADDING = 60.0, 40.0, 30.0, 40.0
LETTER, WIDEST = 6.5, 180.0  # of a way's name, and how far its column may push the next one away
CLEARANCE = 25.0  # between a way that goes round others, and those
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
            source, target = shapes[flow.source], shapes[flow.target]
            others = [shapes[node.id] for node in beside(process, flow) if node.id in shapes]
            edges[flow.id] = clear_of(_edge(source, target), source, target, others)
    return shapes, edges


def beside(process: Process, flow: Flow) -> list[Node]:
    """Return the nodes that a flow must not be drawn across: those of its own part, but its ends."""
    return [node for node in process.nodes if node.scope == flow.scope and node.id not in (flow.source, flow.target)]


def clear_of(points: Points, source: Shape, target: Shape, others: Collection[Shape]) -> Points:
    """Return a way that crosses none of *others*: as it is, over them or under them; as it is where none is free."""
    left, right = source.x + source.width / 2, target.x + target.width / 2
    between = [one for one in others if one.x < max(left, right) and one.x + one.width > min(left, right)]
    if not between or not _crosses(points, others):
        return points
    over = min(one.y for one in (source, target, *between)) - CLEARANCE
    under = max(one.y + one.height for one in (source, target, *between)) + CLEARANCE
    for y, start, end in (
        (over, source.y, target.y),
        (under, source.y + source.height, target.y + target.height),
    ):
        way = ((left, start), (left, y), (right, y), (right, end))
        if not _crosses(way, others):
            return way
    return points


def _crosses(points: Points, others: Iterable[Shape]) -> bool:
    return any(
        min(x1, x2) < one.x + one.width
        and max(x1, x2) > one.x
        and min(y1, y2) < one.y + one.height
        and max(y1, y2) > one.y
        for (x1, y1), (x2, y2) in pairwise(points)
        for one in others
    )


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
    x, bottom, gap = left, top, COLUMN
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
        gap = max([COLUMN, *(_room(flow) for flow in process.flows if ranks.get(flow.source) == rank)])
        x += width + gap
    return max(x - gap - left, 60.0), max(bottom - top, 40.0)


def _room(flow: Flow) -> float:
    """Return how wide a column's gap must be for the name of a way across it."""
    return min(len(flow.name) * LETTER + 40, WIDEST) if flow.name else COLUMN


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
