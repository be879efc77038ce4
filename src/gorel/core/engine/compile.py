"""Compiles a process model into a Program."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gorel.core.bpmn import camunda, model
from gorel.core.bpmn.names import ACTIVITIES, SUBPROCESSES
from gorel.core.engine.elements import table
from gorel.core.engine.elements.ad_hoc import AdHocRule
from gorel.core.engine.elements.behaviour import Activity
from gorel.core.engine.elements.call import CallRule
from gorel.core.engine.elements.job import JobRule
from gorel.core.engine.elements.listening import ListenerRule
from gorel.core.engine.elements.loops import LoopRule
from gorel.core.engine.elements.rule import DecisionRule
from gorel.core.engine.elements.script import ScriptRule
from gorel.core.engine.elements.user import UserRule
from gorel.core.engine.program import Catch, Decidable, ElementInfo, Flow, Node, Program, Start
from gorel.core.engine.reach import inclusive_reach
from gorel.core.engine.timers import TimerRule
from gorel.core.engine.values import Constant, Named, Value, compile_value
from gorel.core.problems import ModelError, Place, Problem

# What the dialects call the moments of an element's life.
MOMENTS = {
    "start": "start", "end": "end",
    "creating": "creating", "create": "creating", "assigning": "assigning", "assignment": "assigning",
    "completing": "completing", "complete": "completing", "updating": "updating", "update": "updating",
    "canceling": "canceling", "delete": "canceling", "timeout": "timeout",
}  # fmt: skip
THROWING = ("intermediateThrowEvent", "endEvent")


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


class _Compiler:
    def __init__(self, definitions: model.Definitions, process: model.Process) -> None:
        self.definitions = definitions
        self.process = process
        self.problems: list[Problem] = []
        self.result = Program(definitions, process)
        self.drawn = process.nodes
        self.by_id = {node.id: node for node in process.nodes}

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

    def place(self, drawn: model.Node | model.Flow | model.Process, part: str | None = None) -> Place:
        return Place(drawn.id, drawn.name or None, part, self.definitions.lines.get(drawn.id))

    def value(self, source: object, place: Place) -> Value:
        try:
            return compile_value(source, place)
        except ModelError as error:
            for problem in error.problems:
                where = Place(place.element, place.name, place.part, place.line, None, problem.where.position)
                self.problems.append(Problem(problem.code, where, problem.values))
            return Constant(None)

    def maybe(self, source: model.Expression | None, place: Place) -> Value | None:
        return None if source is None else self.value(source, place)

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
        node.parallel_multiple = drawn.parallel_multiple
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

    def work(self, drawn: model.Node, node: Node) -> None:
        """Compile what the node's behaviour needs."""
        job = drawn.job or next((event.job for event in drawn.events if event.job is not None), None)
        if node.behaviour is table.JOB and job is not None:
            node.more = self.job(drawn, job)
        elif node.behaviour is table.RULE and drawn.rule is not None:
            decision = self.value(drawn.rule.decision, self.place(drawn, "decision"))
            node.more = DecisionRule(decision, drawn.rule.result, drawn.rule.mapping)
        elif node.behaviour is table.SCRIPT:
            said = next((event.expression for event in drawn.events if event.expression is not None), None)
            source = drawn.expression or said or (drawn.script and drawn.script.expression)
            result = drawn.result or (drawn.script.result if drawn.script else "")
            node.more = ScriptRule(self.value(source, self.place(drawn, "script")), result)
        elif drawn.kind == "userTask":
            node.more = self.user(drawn, drawn.user or model.User())
        elif drawn.kind == "callActivity":
            node.more = self.call(drawn, drawn.call or model.Call(process=model.Expression("")))
        elif drawn.kind == "complexGateway":
            node.more = self.maybe(drawn.condition, self.place(drawn, "activation condition"))
        elif drawn.kind == "adHocSubProcess":
            node.more = self.ad_hoc(drawn)
        elif node.throws and node.throws[0].kind == "compensation":
            node.more = drawn.events[0].activity
        for listener in drawn.listeners:
            moment = MOMENTS.get(listener.event)
            if moment is not None:
                expression = self.maybe(listener.expression, self.place(drawn, "listener"))
                rule = ListenerRule(expression, None if listener.job is None else self.job(drawn, listener.job))
                if listener.timer is not None:
                    rule.timer = len(node.catches)
                    node.catches = (*node.catches, self.catch(drawn, listener.timer))
                node.listeners[moment] = (*node.listeners.get(moment, ()), rule)
        if drawn.loop is not None:
            node.loop = self.loop(drawn, drawn.loop)

    def assignments(
        self, drawn: model.Node, sources: tuple[model.Assignment, ...], part: str
    ) -> tuple[tuple[str, Value], ...]:
        return tuple((a.target, self.value(a.source, self.place(drawn, f"{part} {a.target}"))) for a in sources)

    def job(self, drawn: model.Node | model.Process, job: model.Job) -> JobRule:
        rule = JobRule(
            self.value(job.type, self.place(drawn, "job type")),
            self.value(job.retries, self.place(drawn, "retries")),
            dict(job.headers),
            self.maybe(job.priority, self.place(drawn, "priority")),
        )
        rule.retry_after = job.retry_after
        if job.retry_cycle is not None and job.retry_cycle.language != "text":
            rule.retry_cycle = self.value(job.retry_cycle, self.place(drawn, "retries"))
        if isinstance(drawn, model.Node):
            rule.faults = tuple(
                (self.value(event.when, self.place(drawn, "error")), self.catch(drawn, event).code)
                for event in drawn.events
                if event.when is not None
            )
        if not job.type.text:
            self.problems.append(Problem("bpmn.job-without-type", self.place(drawn)))
        return rule

    def user(self, drawn: model.Node, user: model.User) -> UserRule:
        rule = UserRule()
        for name in ("assignee", "candidate_groups", "candidate_users", "due", "follow_up", "form", "priority"):
            setattr(rule, name, self.maybe(getattr(user, name), self.place(drawn, name.replace("_", " "))))
        lane = next((lane for lane in self.process.lanes if drawn.id in lane.nodes and lane.name), None)
        rule.proposed = (lane.name,) if lane is not None else ()
        return rule

    def call(self, drawn: model.Node, call: model.Call) -> CallRule:
        rule = CallRule(self.value(call.process, self.place(drawn, "called process")), call.binding)
        rule.all_in, rule.all_out = call.all_in, call.all_out
        rule.local_in, rule.local_out = call.local_in, call.local_out
        rule.business_key = self.maybe(call.business_key, self.place(drawn, "business key"))
        rule.ins = self.named(drawn, call.ins, "in")
        rule.outs = self.named(drawn, call.outs, "out")
        return rule

    def named(
        self, drawn: model.Node, sources: tuple[model.Assignment, ...], part: str
    ) -> tuple[tuple[str, Value], ...]:
        """Compile what goes in or out; a plain variable that is not there is null."""
        found = []
        for target, value in self.assignments(drawn, sources, part):
            name = re.fullmatch(r"[$#]\{\s*(\w+)\s*\}", getattr(value, "text", ""))
            found.append((target, value if name is None else Named(name[1])))
        return tuple(found)

    def loop(self, drawn: model.Node, loop: model.Loop) -> LoopRule:
        rule = LoopRule(loop.kind)
        for name in ("cardinality", "collection", "condition", "output_element", "maximum"):
            setattr(rule, name, self.maybe(getattr(loop, name), self.place(drawn, name.replace("_", " "))))
        rule.element, rule.first = loop.element, loop.first
        rule.output_collection, rule.test_before = loop.output_collection, loop.test_before
        return rule

    def ad_hoc(self, drawn: model.Node) -> AdHocRule:
        rule = AdHocRule()
        rule.active = self.maybe(drawn.active_elements, self.place(drawn, "active elements"))
        rule.condition = self.maybe(drawn.condition, self.place(drawn, "completion condition"))
        rule.collects = drawn.output_collection
        rule.answer = self.maybe(drawn.output_element, self.place(drawn, "output element"))
        rule.job = None if drawn.job is None else self.job(drawn, drawn.job)
        rule.cancels, rule.sequential = drawn.cancel_remaining, drawn.ordering == "Sequential"
        targets = {flow.target for flow in self.process.flows}
        rule.inside = tuple(
            inner.id
            for inner in self.drawn
            if inner.scope == drawn.id
            and inner.id not in targets
            and not (inner.kind == "boundaryEvent" or inner.is_for_compensation or inner.triggered_by_event)
        )
        rule.told = [_told(inner) for inner in self.drawn if inner.id in rule.inside]
        return rule

    def catch(self, drawn: model.Node, event: model.EventDefinition) -> Catch:
        catch = Catch(drawn.id, event.kind)
        catch.code_variable, catch.message_variable = event.code_variable, event.message_variable
        catch.waits = event.waits
        catch.all_in, catch.ins = event.all_in, self.named(drawn, event.ins, "in")
        catch.business_key = self.maybe(event.business_key, self.place(drawn, "business key"))
        catch.variable, catch.variable_events = event.variable, event.variable_events
        place = self.place(drawn, event.kind)
        if event.kind == "timer":
            if event.value is None:
                self.problems.append(Problem("bpmn.timer-without-value", place))
            else:
                catch.timer = TimerRule(event.timer, self.value(event.value, place), place)
        elif event.kind == "conditional":
            if event.value is None:
                self.problems.append(Problem("bpmn.condition-missing", place))
            else:
                catch.value = self.value(event.value, place)
        elif event.kind == "message":
            message = self.definitions.messages.get(event.ref)
            if message is not None:
                catch.name = self.value(message.name, place)
                catch.correlation = self.maybe(message.correlation_key, place)
            elif drawn.kind not in THROWING or (event.job is None and drawn.job is None):
                self.unknown(place, event.ref)
        elif event.kind == "signal":
            signal = self.definitions.signals.get(event.ref)
            if signal is not None:
                catch.name = self.value(signal.name, place)
            else:
                self.unknown(place, event.ref)
        elif event.kind in ("error", "escalation"):
            declared = self.definitions.errors if event.kind == "error" else self.definitions.escalations
            if event.ref and event.ref in declared:
                catch.code = self.maybe(declared[event.ref].code, place)
                said = declared[event.ref].message
                catch.message = self.value(camunda.expression(said), place) if said else None
            elif event.ref:
                self.unknown(place, event.ref)
        return catch

    def unknown(self, place: Place, reference: str) -> None:
        self.problems.append(Problem("bpmn.unknown-reference", place, {"reference": reference}))

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
                    found += _starts_of(self.result.nodes[flow.target])
            if drawn.kind == "startEvent" and not node.catches:
                form = drawn.user.form if drawn.user is not None else None
                found.append(Start(element=drawn.id, kind="none", form=form.text if form else ""))
            if drawn.kind == "startEvent" or (drawn.kind == "receiveTask" and drawn.instantiate):
                found += _starts_of(node)
        self.result.starts = tuple(found)
        if not found:
            where = Place(self.process.id, self.process.name or None, None, self.definitions.lines.get(self.process.id))
            self.problems.append(Problem("bpmn.no-start", where))


def _told(drawn: model.Node) -> dict[str, Any]:
    """Return what the robot of an ad-hoc subprocess is told of an element that it may open."""
    said: dict[str, Any] = {"elementId": drawn.id, "elementName": drawn.name, "documentation": drawn.documentation}
    if drawn.properties:
        said["properties"] = dict(drawn.properties)
    return {name: value for name, value in said.items() if value}


def _starts_of(node: Node) -> list[Start]:
    return [
        Start(
            element=node.id,
            kind=catch.kind,
            name="" if catch.name is None else str(catch.name.constant or ""),
            timer=catch.timer,
        )
        for catch in node.catches
    ]
