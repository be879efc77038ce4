"""How the elements of a picture hang together: what is in what and on what, who undoes whom, where a case begins."""

from __future__ import annotations

from gorel.core.bpmn.names import SUBPROCESSES
from gorel.core.engine.elements import table
from gorel.core.engine.program import Node, Start
from gorel.core.engine.saying import THROWING, Saying
from gorel.core.problems import Place, Problem


class Hanging(Saying):
    """A process being compiled: how its elements hang together."""

    def nesting(self) -> None:
        """Tell each scope its starts, and each activity its boundary events."""
        nodes = self.result.nodes
        scopes = [self.result.root, *(n for n in nodes if n.kind in SUBPROCESSES)]
        for scope in scopes:
            inside = [n for n in nodes if n.scope == scope.index]
            plain = [n for n in inside if n.kind == "startEvent"]
            none = next((n for n in plain if not n.catches), plain[0] if plain else None)
            scope.inner_start = none.index if none is not None else -1
            starts: list[int] = []
            for around in inside:
                if self.drawn[around.index].triggered_by_event:
                    starts += [n.index for n in nodes if n.scope == around.index and n.kind == "startEvent"]
            scope.event_starts = tuple(starts)
        for node in nodes:
            node.boundaries = tuple(n.index for n in nodes if n.kind == "boundaryEvent" and n.attached_to == node.index)
            node.simple = not (node.inputs or node.boundaries or node.listeners)

    def event_gateways(self) -> None:
        """Only what waits by itself can stand behind an event-based gateway."""
        for node in self.result.nodes:
            for flow in node.out if node.kind == "eventBasedGateway" else ():
                target = self.result.nodes[flow.target]
                if target.behaviour is not table.CATCH and target.kind != "receiveTask":
                    where = self.place(self.drawn[node.index])
                    values = {"target": target.name or target.id}
                    self.problems.append(Problem("bpmn.event-gateway-target", where, values))

    def compensations(self) -> None:
        """Tell each activity who undoes it: a handler behind its boundary event, or an event subprocess inside it."""
        nodes, index = self.result.nodes, self.result.index
        handlers = {a.source: a.target for a in self.process.associations if a.target in index}
        for node in nodes:
            if not any(catch.kind == "compensation" for catch in node.catches):
                continue
            if node.kind == "boundaryEvent" and node.attached_to >= 0 and node.id in handlers:
                host = nodes[node.attached_to]
                host.compensation, host.is_compensable = index[handlers[node.id]], True
            elif node.kind == "startEvent" and node.scope >= 0 and nodes[node.scope].scope >= 0:
                host = nodes[nodes[node.scope].scope]
                host.undo_start, host.is_compensable = node.index, True
        for node in nodes:
            around = node.scope
            while node.is_compensable and around >= 0 and not nodes[around].is_compensable:
                nodes[around].is_compensable = True
                around = nodes[around].scope

    def links(self) -> None:
        targets = {
            (drawn.scope, event.name): self.result.index[drawn.id]
            for drawn in self.drawn
            for event in drawn.events
            if drawn.kind == "intermediateCatchEvent" and event.kind == "link"
        }
        for drawn in self.drawn:
            for event in drawn.events:
                if drawn.kind in THROWING and event.kind == "link":
                    target = targets.get((drawn.scope, event.name))
                    if target is None:
                        self.unknown(self.place(drawn, "link"), event.name)
                    node = self.result.nodes[self.result.index[drawn.id]]
                    # A job that the event also names is told by `check`.
                    node.behaviour, node.more = table.BY_THROWN["link"], target

    def starts(self) -> None:
        found: list[Start] = []
        for drawn in self.drawn:
            if drawn.scope or drawn.kind not in ("startEvent", "receiveTask", "eventBasedGateway"):
                continue
            node = self.result.nodes[self.result.index[drawn.id]]
            if drawn.kind == "eventBasedGateway" and drawn.instantiate:
                for flow in node.out:
                    found += _starts_of(self.result.nodes[flow.target], together=node.parallel_multiple)
            if drawn.kind == "startEvent" and not node.catches:
                form = drawn.user.form if drawn.user is not None else None
                found.append(Start(element=drawn.id, kind="none", form=form.text if form else ""))
            if drawn.kind == "startEvent" or (drawn.kind == "receiveTask" and drawn.instantiate):
                found += _starts_of(node, together=node.parallel_multiple and len(node.catches) > 1)
        self.result.starts = tuple(found)
        if not found:
            where = Place(self.process.id, self.process.name or None, None, self.definitions.lines.get(self.process.id))
            self.problems.append(Problem("bpmn.no-start", where))


def _starts_of(node: Node, *, together: bool) -> list[Start]:
    return [
        Start(
            element=node.id,
            kind=catch.kind,
            name="" if catch.name is None else str(catch.name.constant or ""),
            timer=catch.timer,
            together=together,
        )
        for catch in node.catches
    ]
