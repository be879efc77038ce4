"""What may be taken out of a process: the whole of it, a part drawn as one, or steps with one way in and one out.

Steps belong together when a token that comes to the first of them can leave them by the last alone, or end among them:
nothing outside leads into their middle. Such steps can stand in another process and do there what they did before. What
may happen during a single step comes with it where that belongs to it in this way; else the step is taken alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from gorel.core.bpmn.model import Node, Process
from gorel.core.bpmn.names import ACTIVITIES, SUBPROCESSES
from gorel.desk.workshop.outline.reading import order

MOST = 12  # steps of what is offered by itself; a person may choose longer stretches


class NotAPart(ValueError):
    """The steps cannot be taken out by themselves. `code` is "way-in", "way-out", "not-reached" or "ends"."""

    def __init__(self, code: str, element: str = "") -> None:
        self.code, self.element = code, element
        super().__init__(f"{code} {element}")


@dataclass(frozen=True, slots=True)
class Part:
    """What may be taken. Shape: first and last are "" for the whole process; nodes are ids in the order of the story.

    kind is "process", "part" (drawn as one), "event" (a part that begins by itself), "steps" or "step".
    """

    kind: str
    first: str
    last: str
    nodes: tuple[str, ...]


def parts(process: Process) -> tuple[Part, ...]:
    """Return what a process offers: itself, its drawn parts, its steps and the stretches that belong together."""
    graph = _Graph(process)
    found = [whole] if (whole := _whole(process)) else []
    taken: set[frozenset[str]] = set()
    for node, _depth in order(process):
        for part in _offered(graph, node):
            is_small = len(part.nodes) <= MOST or part.kind in ("part", "event")
            if is_small and frozenset(part.nodes) not in taken:
                taken.add(frozenset(part.nodes))
                found.append(part)
    return tuple(found)


def stretch(process: Process, first: str, last: str) -> Part:
    """Return the steps from *first* to *last*, or the whole process for "". Errors: NotAPart."""
    if not first:
        whole = _whole(process)
        if whole is None:
            raise NotAPart("way-in")
        return whole
    graph = _Graph(process)
    if first not in graph.nodes or last not in graph.nodes:
        raise NotAPart("not-reached", last)
    return graph.part(first, last)


def _whole(process: Process) -> Part | None:
    starts = [node for node in process.nodes if node.kind == "startEvent" and not node.scope]
    if len(starts) != 1:
        return None
    return Part("process", "", "", tuple(node.id for node, _depth in order(process)))


def _offered(graph: _Graph, node: Node) -> Iterator[Part]:
    """Yield what begins with *node*: the fewest steps that do something, and those with the choice that follows."""
    if node.kind not in (*ACTIVITIES, "intermediateCatchEvent", "eventBasedGateway") or node.is_for_compensation:
        return
    found = sorted(graph.all_from(node.id), key=lambda part: len(part.nodes))
    for wanted in (graph.does_something, graph.decides):
        part = next((one for one in found if wanted(one)), None)
        if part is not None:
            yield part


class _Graph:
    """A process by its ways. Shape: out and into give the ids of the neighbours of a step."""

    def __init__(self, process: Process) -> None:
        self.nodes = {node.id: node for node in process.nodes}
        self.order = [node.id for node, _depth in order(process)]
        self.out: dict[str, list[str]] = defaultdict(list)
        self.into: dict[str, list[str]] = defaultdict(list)
        self.attached: dict[str, list[str]] = defaultdict(list)
        self.inside: dict[str, list[str]] = defaultdict(list)
        for flow in process.flows:
            self.out[flow.source].append(flow.target)
            self.into[flow.target].append(flow.source)
        for node in process.nodes:
            if node.attached_to:
                self.attached[node.attached_to].append(node.id)
            if node.scope:
                self.inside[node.scope].append(node.id)

    def all_from(self, first: str) -> Iterator[Part]:
        scope = self.nodes[first].scope
        for last, node in self.nodes.items():
            if node.scope == scope and not node.attached_to and node.kind not in ("startEvent", "endEvent"):
                try:
                    yield self.part(first, last)
                except NotAPart:
                    continue

    def part(self, first: str, last: str) -> Part:
        """Return the steps from *first* to *last*. Errors: NotAPart."""
        node = self.nodes[first]
        if first == last and node.triggered_by_event:
            return self._made("event", first, last, {first})
        if node.kind == "startEvent" or node.attached_to or node.triggered_by_event:
            raise NotAPart("way-in", first)
        if first == last and node.kind in ACTIVITIES:
            try:
                return self._together(first, last)
            except NotAPart:
                return self._made("step", first, last, {first})
        return self._together(first, last)

    def _together(self, first: str, last: str) -> Part:
        found = self._reached(first, last)
        if last not in found:
            raise NotAPart("not-reached", last)
        for one in found - {first}:
            outside = next((source for source in self.into[one] if source not in found), "")
            if outside:
                raise NotAPart("way-in", one)
        ways = self.out[last]
        if not ways:
            raise NotAPart("ends", last)
        if len(ways) > 1 or ways[0] in found:
            raise NotAPart("way-out", last)
        return self._made("steps" if len(found) > 1 else "step", first, last, found)

    def _reached(self, first: str, last: str) -> set[str]:
        """Return what comes after *first* before *last* is done, both among it, and what may happen meanwhile."""
        found: set[str] = set()
        todo = [first]
        while todo:
            at = todo.pop()
            if at not in found:
                found.add(at)
                todo += self.attached[at]
                if at != last:
                    todo += self.out[at]
        return found

    def _made(self, kind: str, first: str, last: str, found: set[str]) -> Part:
        todo, whole = list(found), set(found)
        while todo:
            more = [one for one in self.inside[todo.pop()] if one not in whole]
            whole |= set(more)
            todo += more
        if kind == "step" and self.nodes[first].kind in SUBPROCESSES:
            kind = "part"
        return Part(kind, first, last, tuple(one for one in self.order if one in whole))

    def does_something(self, part: Part) -> bool:
        return any(self.nodes[one].kind in ACTIVITIES for one in part.nodes)

    def decides(self, part: Part) -> bool:
        """Whether a choice comes straight after the first step, and its ways meet again before the last."""
        after = self.out[part.first]
        kind = self.nodes[after[0]].kind if len(after) == 1 else ""
        return kind in ("exclusiveGateway", "inclusiveGateway") and after[0] in part.nodes and part.kind == "steps"
