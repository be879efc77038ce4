"""A picture that is being changed: its model, its one process and its drawing, in step. Nothing is changed in place.

Errors: CannotChange with a sentence for the person, where a change makes no sense.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec
from django.utils.translation import gettext as _

from gorel.core import bpmn
from gorel.core.bpmn.model import Definitions, Flow, Node, Process
from gorel.desk.workshop.outline.drawing import Drawing
from gorel.ground import slugs


class CannotChange(ValueError):
    """The change makes no sense here; the text says why, to a person."""


@dataclass
class Change:
    """A picture being changed: its model, its one process, and its drawing."""

    model: Definitions
    process: Process = field(init=False)
    drawing: Drawing = field(init=False)

    def __post_init__(self) -> None:
        found = self.model.process()
        if found is None:
            raise CannotChange(_("The picture has no process that can be run."))
        self.process = found
        self.drawing = Drawing(self.model, found)

    def done(self) -> bytes:
        """Return the file."""
        others = [self.process if one.id == self.process.id else one for one in self.model.processes]
        model = msgspec.structs.replace(self.model, processes=tuple(others))
        return bpmn.write(self.drawing.onto(model))

    # ---- finding

    def node(self, element: str) -> Node:
        for node in self.process.nodes:
            if node.id == element:
                return node
        raise CannotChange(_("The step is not there any more. Somebody may have deleted it."))

    def flow(self, element: str) -> Flow:
        for flow in self.process.flows:
            if flow.id == element:
                return flow
        raise CannotChange(_("The way is not there any more. Somebody may have deleted it."))

    def out_of(self, element: str) -> list[Flow]:
        return [flow for flow in self.process.flows if flow.source == element]

    def into(self, element: str) -> list[Flow]:
        return [flow for flow in self.process.flows if flow.target == element]

    # ---- parts

    def replace(self, node: Node) -> None:
        nodes = tuple(node if one.id == node.id else one for one in self.process.nodes)
        self.process = msgspec.structs.replace(self.process, nodes=nodes)

    def replace_flow(self, flow: Flow) -> None:
        flows = tuple(flow if one.id == flow.id else one for one in self.process.flows)
        self.process = msgspec.structs.replace(self.process, flows=flows)

    def add_node(self, node: Node) -> None:
        self.process = msgspec.structs.replace(self.process, nodes=(*self.process.nodes, node))

    def add_flow(self, source: str, target: str, scope: str, **more: object) -> Flow:
        flow = Flow(id=self.free(f"{source}-{target}"[:60]), source=source, target=target, scope=scope, **more)  # type: ignore[arg-type]
        self.process = msgspec.structs.replace(self.process, flows=(*self.process.flows, flow))
        return flow

    def free(self, wanted: str) -> str:
        """Return an id that nothing in the file has."""
        taken = {*(one.id for one in self.process.nodes), *(one.id for one in self.process.flows), self.process.id}
        taken |= {*self.model.messages, *self.model.lines, *self.model.shapes, *self.model.edges}
        return slugs.free(wanted, taken)

    def take_in(self, other: Definitions) -> None:
        """Take in the steps of another picture's one process, and what they name; its ids are free here."""
        parts = other.processes[0]
        self.process = msgspec.structs.replace(
            self.process, nodes=(*self.process.nodes, *parts.nodes), flows=(*self.process.flows, *parts.flows)
        )
        named = ("messages", "signals", "errors", "escalations")
        more = {name: {**getattr(self.model, name), **getattr(other, name)} for name in named}
        self.model = msgspec.structs.replace(self.model, **more)

    def drop(self, nodes: Iterable[str] = (), flows: Iterable[str] = ()) -> None:
        """Take away nodes with their flows and what is attached to them, and flows."""
        gone = set(nodes)
        grown = True
        while grown:
            more = {one.id for one in self.process.nodes if one.attached_to in gone or one.scope in gone}
            grown, gone = bool(more - gone), gone | more
        lost = {one.id for one in self.process.flows if gone & {one.source, one.target} or one.id in set(flows)}
        kept = [
            msgspec.structs.replace(one, default="") if one.default in lost else one
            for one in self.process.nodes
            if one.id not in gone
        ]
        lanes = tuple(
            msgspec.structs.replace(lane, nodes=tuple(one for one in lane.nodes if one not in gone))
            for lane in self.process.lanes
        )
        linked = [one for one in self.process.associations if not gone & {one.source, one.target}]
        lost |= {one.id for one in self.process.associations} - {one.id for one in linked}
        self.process = msgspec.structs.replace(
            self.process, nodes=tuple(kept), flows=tuple(f for f in self.process.flows if f.id not in lost),
            associations=tuple(linked), lanes=lanes,
        )  # fmt: skip
        self.drawing.remove(gone | lost)


def blank(name: str, key: str) -> bytes:
    """Return a picture with a start and an end."""
    start, end = Node(id="start", kind="startEvent", name=_("Start")), Node(id="end", kind="endEvent", name=_("Done"))
    flow = Flow(id="start-end", source="start", target="end")
    process = Process(id=key, name=name, nodes=(start, end), flows=(flow,))
    model = Definitions(
        id=f"{key}-definitions", target_namespace="https://gorel.example/processes", processes=(process,)
    )
    return Change(model).done()
