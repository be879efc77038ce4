"""What the elements of a picture say, compiled: jobs, tasks, calls, loops, boxes, decisions, and what is waited for."""

from __future__ import annotations

import re
from typing import Any

from gorel.core.bpmn import camunda, model
from gorel.core.engine.elements import table
from gorel.core.engine.elements.call import CallRule
from gorel.core.engine.elements.choosing import AdHocRule
from gorel.core.engine.elements.job import JobRule
from gorel.core.engine.elements.listening import ListenerRule
from gorel.core.engine.elements.loops import LoopRule
from gorel.core.engine.elements.rule import DecisionRule
from gorel.core.engine.elements.script import ScriptRule
from gorel.core.engine.elements.user import UserRule
from gorel.core.engine.program import Catch, Node, Program
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


class Saying:
    """A process being compiled: what its elements say."""

    def __init__(self, definitions: model.Definitions, process: model.Process) -> None:
        self.definitions = definitions
        self.process = process
        self.problems: list[Problem] = []
        self.result = Program(definitions, process)
        self.drawn = process.nodes
        self.by_id = {node.id: node for node in process.nodes}

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

    def unknown(self, place: Place, reference: str) -> None:
        self.problems.append(Problem("bpmn.unknown-reference", place, {"reference": reference}))

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
        for name in (
            "assignee",
            "candidate_groups",
            "candidate_users",
            "due",
            "follow_up",
            "form",
            "priority",
            "title",
        ):
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
        rule.output_name = variable_of(loop.output_element) if loop.output_collection else ""
        rule.output_collection, rule.test_before = loop.output_collection, loop.test_before
        return rule

    def ad_hoc(self, drawn: model.Node) -> AdHocRule:
        rule = AdHocRule()
        rule.active = self.maybe(drawn.active_elements, self.place(drawn, "active elements"))
        rule.condition = self.maybe(drawn.condition, self.place(drawn, "completion condition"))
        rule.collects = drawn.output_collection
        rule.answer_name = variable_of(drawn.output_element) if drawn.output_collection else ""
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
        catch.waits, catch.everything = event.waits, event.everything
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


def variable_of(value: model.Expression | None) -> str:
    """Return the variable that a FEEL expression is, or is a property of; "" for any other expression."""
    path = None if value is None or value.language != "feel" else re.fullmatch(r"([^\W\d]\w*)(\.\w+)*", value.text)
    return "" if path is None or path[1] in ("null", "true", "false") else path[1]


def _told(drawn: model.Node) -> dict[str, Any]:
    """Return what the robot of an ad-hoc subprocess is told of an element that it may open."""
    said: dict[str, Any] = {"elementId": drawn.id, "elementName": drawn.name, "documentation": drawn.documentation}
    if drawn.properties:
        said["properties"] = dict(drawn.properties)
    return {name: value for name, value in said.items() if value}
