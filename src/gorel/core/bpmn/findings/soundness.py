"""Plays through every way that tokens can take, to find joins that wait in vain and tokens that come twice.

Each process and subprocess is explored for itself, by breadth, so that the path told is the shortest. Conditions are
not known: a gateway may choose any of its flows. A marking is the bag of flows that hold a token. A scope is left out
when it has an inclusive or complex join (they synchronise by themselves), more than MAX_NODES symbols, or more than
MAX_STATES markings. Non-interrupting events are not played: they add work, and do not take any away.

Told are: a marking from which nothing moves although tokens are left (`bpmn.deadlock`, an error when no way at all ends
well), and a flow that gets a second token while it holds one (`bpmn.token-twice`, a doubt).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import combinations

from gorel.core.bpmn.findings.walk import executable
from gorel.core.bpmn.model import Definitions, Flow, Node, Process
from gorel.core.bpmn.names import SUBPROCESSES
from gorel.core.problems import Place, Problem

MAX_NODES = 80
MAX_STATES = 5_000

Marking = tuple[str, ...]  # sorted ids of flows; an id twice is two tokens
Move = tuple[str, Marking]  # the element that moved, and the marking after it


def soundness(definitions: Definitions) -> Iterator[Problem]:
    """Every join can fire, and no path is walked twice at a time."""
    for process in executable(definitions):
        yield from _explore(process, "")
        for node in process.nodes:
            if node.kind in SUBPROCESSES and node.kind != "adHocSubProcess":
                yield from _explore(process, node.id)


class _Net:
    """One scope as a token game."""

    def __init__(self, process: Process, scope: str) -> None:
        self.nodes = {node.id: node for node in process.nodes if node.scope == scope}
        flows = [flow for flow in process.flows if flow.source in self.nodes and flow.target in self.nodes]
        self.out: dict[str, list[Flow]] = {identity: [] for identity in self.nodes}
        self.incoming: dict[str, list[Flow]] = {identity: [] for identity in self.nodes}
        self.flows = {flow.id: flow for flow in flows}
        for flow in flows:
            self.out[flow.source].append(flow)
            self.incoming[flow.target].append(flow)
        self.boundaries: dict[str, list[Node]] = {}
        for node in self.nodes.values():
            if node.attached_to and node.interrupting and not any(e.kind == "compensation" for e in node.events):
                self.boundaries.setdefault(node.attached_to, []).append(node)
        self.starts = [node for node in self.nodes.values() if node.kind == "startEvent"]
        self.links = {
            event.name: node.id
            for node in self.nodes.values()
            for event in node.events
            if event.kind == "link" and node.kind == "intermediateCatchEvent"
        }

    def can_be_played(self) -> bool:
        joins = ("inclusiveGateway", "complexGateway")
        hard = any(node.kind in joins and len(self.incoming[node.id]) > 1 for node in self.nodes.values())
        return bool(self.starts) and len(self.nodes) <= MAX_NODES and not hard

    def first(self) -> Iterator[Move]:
        for start in self.starts:
            yield from self.after(start, ())

    def moves(self, marking: Marking) -> Iterator[Move]:
        """Yield every move of one token."""
        tried: set[str] = set()
        for flow_id in marking:
            target = self.nodes[self.flows[flow_id].target]
            if target.kind == "parallelGateway" and len(self.incoming[target.id]) > 1:
                if target.id not in tried:
                    tried.add(target.id)
                    rest = list(marking)
                    if all(flow.id in rest for flow in self.incoming[target.id]):
                        for flow in self.incoming[target.id]:
                            rest.remove(flow.id)
                        yield from self.after(target, tuple(rest))
            elif flow_id not in tried:
                tried.add(flow_id)
                rest = list(marking)
                rest.remove(flow_id)
                yield from self.after(target, tuple(rest))

    def after(self, node: Node, rest: Marking) -> Iterator[Move]:
        """Yield what can be when a token has passed *node*."""
        kinds = {event.kind for event in node.events}
        if node.kind == "endEvent" and kinds & {"terminate", "error", "cancel"}:
            yield node.id, ()
            return
        for link in (event.name for event in node.events if event.kind == "link"):
            if node.kind == "intermediateThrowEvent" and link in self.links:
                yield from self.after(self.nodes[self.links[link]], rest)
                return
        for chosen in self.choices(node):
            yield node.id, tuple(sorted((*rest, *chosen)))
        for boundary in self.boundaries.get(node.id, ()):
            yield boundary.id, tuple(sorted((*rest, *(flow.id for flow in self.out[boundary.id]))))

    def choices(self, node: Node) -> Iterator[tuple[str, ...]]:
        flows = [flow.id for flow in self.out[node.id]]
        if node.kind in ("exclusiveGateway", "eventBasedGateway"):
            yield from ((flow,) for flow in flows) if flows else ((),)
        elif node.kind in ("inclusiveGateway", "complexGateway") or node.default:
            for count in range(1, min(len(flows), 4) + 1):
                yield from combinations(flows, count)
            if not flows:
                yield ()
        else:
            yield tuple(flows)


def _explore(process: Process, scope: str) -> Iterator[Problem]:
    net = _Net(process, scope)
    if not net.can_be_played():
        return
    ways: dict[Marking, tuple[str, ...]] = {}
    todo: deque[Marking] = deque()
    stuck: dict[str, tuple[str, ...]] = {}
    twice: dict[str, tuple[str, ...]] = {}
    ends_well = False
    for element, marking in net.first():
        if marking not in ways:
            ways[marking] = (element,)
            todo.append(marking)
    while todo and len(ways) <= MAX_STATES:
        marking = todo.popleft()
        if not marking:
            ends_well = True
            continue
        moved = False
        for element, after in net.moves(marking):
            moved = True
            doubled = next((flow for flow in after if after.count(flow) > 1), None)
            if doubled is not None:
                twice.setdefault(net.flows[doubled].target, (*ways[marking], element))
            elif after not in ways:
                ways[after] = (*ways[marking], element)
                todo.append(after)
        if not moved:
            stuck.setdefault(net.flows[marking[0]].target, ways[marking])
    if todo:
        return  # too many ways to say anything for sure
    severity = "warning" if ends_well else "error"
    for element, path in stuck.items():
        yield Problem("bpmn.deadlock", _at(net, element), {"path": _told(net, path)}, severity)
    for element, path in twice.items():
        yield Problem("bpmn.token-twice", _at(net, element), {"path": _told(net, path)}, "warning")


def _at(net: _Net, element: str) -> Place:
    return Place(element, net.nodes[element].name or None)


def _told(net: _Net, path: tuple[str, ...]) -> str:
    return " → ".join(net.nodes[element].name or element for element in path)
