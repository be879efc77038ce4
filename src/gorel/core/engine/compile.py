"""Compiles a process model into a Program."""

from __future__ import annotations

from collections.abc import Mapping

from gorel.core.bpmn import model
from gorel.core.bpmn.names import ACTIVITIES
from gorel.core.engine.elements import table
from gorel.core.engine.elements.behaviour import Activity
from gorel.core.engine.elements.listening import ListenerRule
from gorel.core.engine.hanging import Hanging
from gorel.core.engine.program import Catch, Decidable, ElementInfo, Flow, Node, Program
from gorel.core.engine.reach import inclusive_reach
from gorel.core.engine.saying import THROWING
from gorel.core.engine.values import Constant
from gorel.core.problems import ModelError, Place, Problem


def compile(
    definitions: model.Definitions,
    process_id: str | None = None,
    *,
    decisions: Mapping[str, Decidable] | None = None,
) -> Program:
    """Return the process, ready to run; *process_id* may be left out where one process is executable.

    Errors: ModelError with all that hinders running at once; `bpmn.check` finds more, doubts too.
    """
    process = definitions.process(process_id)
    if process is None:
        raise ModelError([Problem("engine.no-process", values={"process": process_id or ""})])
    compiler = _Compiler(definitions, process)
    program = compiler.program()
    program.decisions = {} if decisions is None else decisions  # a mapping that finds what it is asked may look empty
    return program


class _Compiler(Hanging):
    def program(self) -> Program:
        result = self.result
        for index, drawn in enumerate(self.drawn):
            if drawn.id in result.index or drawn.id == self.process.id:
                self.problems.append(Problem("bpmn.duplicate-id", self.place(drawn), {"times": 2}))
            result.index[drawn.id] = index
            result.nodes.append(Node(index, drawn.id, drawn.kind, drawn.name))
            result.elements[drawn.id] = ElementInfo(
                id=drawn.id, kind=drawn.kind, name=drawn.name, documentation=drawn.documentation,
                properties=drawn.properties,
            )  # fmt: skip
        if self.problems:  # what follows goes by id
            raise ModelError(self.problems)
        self.flows()
        for drawn, node in zip(self.drawn, result.nodes, strict=True):
            self.node(drawn, node)
        self.event_gateways()
        root = Node(-1, self.process.id, "process", self.process.name)
        root.behaviour = table.BY_KIND["subProcess"]
        result.root = root
        for listener in self.process.listeners:
            if listener.event in ("start", "end"):
                place = Place(self.process.id, self.process.name or None, "listener")
                work = None if listener.job is None else self.job(self.process, listener.job)
                rule = ListenerRule(self.maybe(listener.expression, place), work)
                root.listeners[listener.event] = (*root.listeners.get(listener.event, ()), rule)
        self.nesting()
        self.compensations()
        self.links()
        self.starts()
        result.has_conditions = any(c.kind == "conditional" for n in result.nodes for c in n.catches)
        result.inclusive_reach = inclusive_reach(result)
        result.straight_reach = inclusive_reach(result, boundaries=False)
        if self.problems:
            raise ModelError(self.problems)
        return result

    def flows(self) -> None:
        index = self.result.index
        out: dict[str, list[Flow]] = {}
        incoming: dict[str, list[str]] = {}
        for drawn in self.process.flows:
            if drawn.source not in index or drawn.target not in index:
                missing = drawn.source if drawn.source not in index else drawn.target
                self.problems.append(Problem("bpmn.unknown-reference", self.place(drawn), {"reference": missing}))
                continue
            condition = self.maybe(drawn.condition, self.place(drawn, "condition"))
            flow = Flow(drawn.id, index[drawn.target], condition)
            flow.listeners = tuple(
                self.value(listener.expression, self.place(drawn, "listener"))
                for listener in drawn.listeners
                if listener.expression is not None
            )
            out.setdefault(drawn.source, []).append(flow)
            incoming.setdefault(drawn.target, []).append(drawn.id)
            self.result.flow_index[drawn.id] = flow
        for node in self.result.nodes:
            drawn_node = self.drawn[node.index]
            node.out = tuple(out.get(node.id, ()))
            node.incoming = tuple(incoming.get(node.id, ()))
            node.default = next((flow for flow in node.out if flow.id == drawn_node.default), None)
            if node.kind == "exclusiveGateway" and node.default is None and len(node.out) > 1:
                bare = [flow for flow in node.out if flow.condition is None]
                node.default = bare[0] if len(bare) == 1 else None  # `check` tells of it
            node.plain = node.default is None and all(flow.condition is None for flow in node.out)
            node.single = node.out[0] if node.plain and len(node.out) == 1 else None

    def node(self, drawn: model.Node, node: Node) -> None:
        around = self.by_id.get(drawn.scope)
        in_event_subprocess = around is not None and around.triggered_by_event
        behaviour = table.behaviour_of(drawn, in_event_subprocess=in_event_subprocess)
        if behaviour is None:
            what = drawn.events[0].kind if drawn.events else ""
            self.problems.append(Problem("engine.not-run", self.place(drawn), {"kind": drawn.kind, "event": what}))
            behaviour = table.NONE
        node.behaviour = behaviour
        node.scope = self.result.index.get(drawn.scope, -1)
        node.is_activity = drawn.kind in ACTIVITIES
        node.is_for_compensation = drawn.is_for_compensation
        node.is_event_subprocess = drawn.triggered_by_event
        node.interrupting = drawn.interrupting
        passes = not isinstance(behaviour, Activity)  # the one place to commit is then before it
        node.commits_before = drawn.async_before or (passes and drawn.async_after)
        node.commits_after = drawn.async_after and not passes
        node.merges = drawn.merges
        node.parallel_multiple = drawn.parallel_multiple and (drawn.kind != "eventBasedGateway" or drawn.instantiate)
        node.attached_to = self.result.index.get(drawn.attached_to, -1)
        if drawn.kind == "boundaryEvent" and node.attached_to < 0:
            values = {"reference": drawn.attached_to}
            self.problems.append(Problem("bpmn.unknown-reference", self.place(drawn, "attachedToRef"), values))
        node.inputs = self.assignments(drawn, drawn.inputs, "input")
        node.outputs = self.assignments(drawn, drawn.outputs, "output")
        events = tuple(self.catch(drawn, event) for event in drawn.events)
        if drawn.kind in THROWING:
            node.throws = events
        elif drawn.kind not in ("serviceTask", "sendTask", "businessRuleTask"):
            node.catches = events
        if drawn.kind == "receiveTask" and drawn.message:
            node.catches = (self.catch(drawn, model.EventDefinition(kind="message", ref=drawn.message)),)
        elif drawn.kind == "receiveTask":
            bare = Catch(drawn.id, "message")  # without a message it waits to be told by its own name
            bare.name = Constant(drawn.id)
            node.catches = (bare,)
        if drawn.kind == "sendTask" and drawn.message:
            node.throws = (self.catch(drawn, model.EventDefinition(kind="message", ref=drawn.message)),)
        self.work(drawn, node)
