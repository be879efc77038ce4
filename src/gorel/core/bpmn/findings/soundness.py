"""Plays through every way that tokens can take, to find joins that wait in vain and tokens that come twice.

Each process, subprocess and event subprocess is explored for itself, by breadth, so that the path told is the
shortest. Conditions are not known: a gateway may choose any of its flows. A marking is the bag of flows that hold a
token. What an activity does inside (rounds of a loop, a called process, a subprocess) is one move; an interrupting
boundary event may take its token, a non-interrupting one may add another, once. What only such events lead to may go on
several times at once, as drawn, and counts once. Inclusive joins wait as the engine's do. A plain end event takes any
number of tokens. A scope is left out when it has a complex join or more than MAX_NODES symbols; it is explored up to
MAX_STATES markings and MAX_MOVES moves, and what was found so far is told.

Told are: a marking from which nothing moves although tokens are left (`bpmn.deadlock`, an error when no way at all ends
well), and a flow that gets a second token while it holds one (`bpmn.token-twice`, a doubt).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise

from gorel.core.bpmn.findings.walk import executable
from gorel.core.bpmn.model import Definitions, Flow, Node, Process
from gorel.core.bpmn.names import SUBPROCESSES
from gorel.core.problems import Place, Problem

MAX_NODES = 80
MAX_STATES = 5_000
MAX_MOVES = 50_000
MAX_CHOSEN = 4  # flows of an inclusive choice of which every subset is tried

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
            if node.attached_to and not any(e.kind == "compensation" for e in node.events):
                self.boundaries.setdefault(node.attached_to, []).append(node)
        # Flows to where any number of tokens may end: they hold none.
        self.ends = {
            flow.id
            for flow in flows
            if (self.nodes[flow.target].kind == "endEvent" and not self.nodes[flow.target].events)
        }
        self.starts = [node for node in self.nodes.values() if node.kind == "startEvent"]
        self.main: frozenset[str] = frozenset()
        self.reached: dict[tuple[str, str], frozenset[str]] = {}
        self.links = {
            event.name: node.id
            for node in self.nodes.values()
            for event in node.events
            if event.kind == "link" and node.kind == "intermediateCatchEvent"
        }
        self.find_main()

    def find_main(self) -> None:
        """Note the flows that a token can take without any non-interrupting event."""
        found: set[str] = set()
        todo = [start.id for start in self.starts]
        while todo:
            identity = todo.pop()
            if identity in found:
                continue
            found.add(identity)
            todo += [flow.target for flow in self.out[identity]]
            todo += [boundary.id for boundary in self.boundaries.get(identity, ()) if boundary.interrupting]
            links = [event.name for event in self.nodes[identity].events if event.kind == "link"]
            todo += [self.links[link] for link in links if link in self.links]
        self.main = frozenset(flow.id for identity in found for flow in self.out[identity])

    def can_be_played(self) -> bool:
        hard = any(n.kind == "complexGateway" and len(self.incoming[n.id]) > 1 for n in self.nodes.values())
        return bool(self.starts) and len(self.nodes) <= MAX_NODES and not hard

    def first(self) -> Iterator[Move]:
        for start in self.starts:
            yield from self.after(start, ())

    def moves(self, marking: Marking) -> Iterator[Move]:
        """Yield every move of one token; where inclusive joins only wait for each other, one of them goes."""
        moved = False
        for move in self.own_moves(marking):
            moved = True
            yield move
        for flow_id in marking if not moved else ():
            join = self.nodes[self.flows[flow_id].target]
            if join.kind == "inclusiveGateway":
                yield from self.joined(join, marking)

    def joined(self, join: Node, marking: Marking) -> Iterator[Move]:
        """Yield the moves of an inclusive join that takes one token of each way in that has any."""
        rest = list(marking)
        for flow in self.incoming[join.id]:
            if flow.id in rest:
                rest.remove(flow.id)
        yield from self.after(join, tuple(rest))

    def own_moves(self, marking: Marking) -> Iterator[Move]:
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
            elif target.kind == "inclusiveGateway" and len(self.incoming[target.id]) > 1:
                if target.id not in tried and self.is_awaited_by_none(target, marking):
                    yield from self.joined(target, marking)
                tried.add(target.id)
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
            yield node.id, self.marking(rest, chosen)
        for boundary in self.boundaries.get(node.id, ()):
            besides = [flow.id for flow in self.out[boundary.id]]
            if boundary.interrupting:
                yield boundary.id, self.marking(rest, besides)
                continue
            for chosen in self.choices(node):
                yield boundary.id, self.marking(rest, (*besides, *chosen))

    def marking(self, rest: Marking, more: Iterable[str]) -> Marking:
        added = (flow for flow in more if flow not in self.ends and (flow in self.main or flow not in rest))
        return tuple(sorted((*rest, *added)))

    def is_awaited_by_none(self, join: Node, marking: Marking) -> bool:
        """Return whether no other token can still come to an empty way into an inclusive join."""
        full = {flow.id for flow in self.incoming[join.id]} & set(marking)
        for flow_id in set(marking) - full:
            reached = self.reach(self.flows[flow_id].target, join.id)
            comes = {flow.id for flow in self.incoming[join.id] if flow.source in reached}
            if comes - full and not comes & full:
                return False
        return True

    def reach(self, start: str, join: str) -> frozenset[str]:
        """Return the elements that a token before *start* can pass without passing *join*."""
        known = self.reached.get((start, join))
        if known is None:
            found: set[str] = set()
            todo = [start]
            while todo:
                identity = todo.pop()
                if identity in found or identity == join:
                    continue
                found.add(identity)
                todo += [flow.target for flow in self.out[identity]]
                todo += [boundary.id for boundary in self.boundaries.get(identity, ())]
                todo += [
                    self.links.get(event.name, "") for event in self.nodes[identity].events if event.kind == "link"
                ]
                todo = [one for one in todo if one]
            known = self.reached[start, join] = frozenset(found)
        return known

    def choices(self, node: Node) -> Iterator[tuple[str, ...]]:
        """Yield the flows that a token may take: one of an exclusive choice, any of the conditional ones, or all."""
        flows = self.out[node.id]
        if node.kind in ("exclusiveGateway", "eventBasedGateway"):
            yield from ((flow.id,) for flow in flows) if flows else ((),)
            return
        asks = node.kind != "parallelGateway"
        asked = [f.id for f in flows if asks and f.condition is not None and f.id != node.default]
        always = [f.id for f in flows if f.id not in asked and not (asks and f.id == node.default)]
        if always or node.default or not asked:
            yield (*always, *([node.default] if asks and node.default in self.flows else ()))
        sizes = range(1, len(asked) + 1) if len(asked) <= MAX_CHOSEN else (1, len(asked))
        for count in sizes:
            for chosen in combinations(asked, count):
                yield (*always, *chosen)


def _explore(process: Process, scope: str) -> Iterator[Problem]:
    net = _Net(process, scope)
    if net.can_be_played():
        yield from _play(net)


def _play(net: _Net) -> Iterator[Problem]:
    ways: dict[Marking, tuple[str, ...]] = {}
    todo: deque[Marking] = deque()
    stuck: dict[str, tuple[str, ...]] = {}
    twice: dict[str, tuple[str, ...]] = {}
    ends_well = False
    for element, marking in net.first():
        if marking not in ways:
            ways[marking] = (element,)
            todo.append(marking)
    moves = 0
    while todo and len(ways) <= MAX_STATES and moves <= MAX_MOVES:
        marking = todo.popleft()
        if not marking:
            ends_well = True
            continue
        moved = False
        for element, after in net.moves(marking):
            moved = True
            moves += 1
            doubled = next((one for one, other in pairwise(after) if one == other), None)
            if doubled is not None:
                twice.setdefault(net.flows[doubled].target, (*ways[marking], element))
            elif after not in ways:
                ways[after] = (*ways[marking], element)
                todo.append(after)
        if not moved:
            stuck.setdefault(net.flows[marking[0]].target, ways[marking])
    severity = "warning" if ends_well or todo else "error"
    for element, path in stuck.items():
        yield Problem("bpmn.deadlock", _at(net, element), {"path": _told(net, path)}, severity)
    for element, path in twice.items():
        yield Problem("bpmn.token-twice", _at(net, element), {"path": _told(net, path)}, "warning")


def _at(net: _Net, element: str) -> Place:
    return Place(element, net.nodes[element].name or None)


def _told(net: _Net, path: tuple[str, ...]) -> str:
    return " → ".join(net.nodes[element].name or element for element in path)
