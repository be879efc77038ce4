"""Throwing events, in the middle or at an end: message, signal, link, escalation, error, terminate …"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gorel.core.engine.effects import BroadcastSignal, Effect, PublishMessage
from gorel.core.engine.elements import faults
from gorel.core.engine.elements.behaviour import Activity, Behaviour
from gorel.core.engine.elements.choosing import is_inside_itself
from gorel.core.engine.errors import Trouble
from gorel.core.engine.mappings import put
from gorel.core.engine.state import CALLS_SPEAK, MULTIPLE
from gorel.core.engine.values import Value, wanted_text
from gorel.core.problems import Place, Problem

if TYPE_CHECKING:
    from gorel.core.engine.program import Catch, Flow, Node
    from gorel.core.engine.run import Run
    from gorel.core.engine.state import Instance


class MessageThrow(Activity):
    """Publishes its message; with a job (`node.more` of another behaviour) a robot does it instead."""

    def start(self, run: Run, node: Node, key: int, instance: Instance) -> None:
        run.effects.append(message(run, node, node.throws[0], key))
        run.finish(node, key, instance)


class SignalThrow(Activity):
    def start(self, run: Run, node: Node, key: int, instance: Instance) -> None:
        run.effects.append(signal(run, node, node.throws[0], key))
        run.finish(node, key, instance)


class MultipleThrow(Activity):
    """Several messages, signals and escalations at once, in the order they are drawn."""

    kinds = ("message", "signal", "escalation")

    def start(self, run: Run, node: Node, key: int, instance: Instance) -> None:
        throws = node.throws if run.state.flags & MULTIPLE else node.throws[:1]
        said: list[Effect] = []
        for event in throws:
            if event.kind != "escalation":
                said.append((message if event.kind == "message" else signal)(run, node, event, key))
        codes = [code_of(run, node, event, key) for event in throws if event.kind == "escalation"]
        run.effects += said
        for code in codes:
            if key in run.instances:  # the one before may have interrupted
                faults.throw(run, "escalation", code, "", {}, instance.parent)
        if key in run.instances:
            run.finish(node, key, instance)


def message(run: Run, node: Node, event: Catch, key: int) -> PublishMessage:
    """Return the message that *event* says. Errors: Trouble."""
    where = Place(node.id, node.name or None)
    assert event.name is not None
    name = wanted_text(event.name, run, key, where)
    correlation = "" if event.correlation is None else wanted_text(event.correlation, run, key, where)
    own = run.instances[key].variables or {}
    return PublishMessage(name=name, correlation_key=correlation, variables=dict(own))


def signal(run: Run, node: Node, event: Catch, key: int) -> BroadcastSignal:
    """Return the signal that *event* sends, with what it carries. Errors: Trouble."""
    assert event.name is not None
    name = wanted_text(event.name, run, key, Place(node.id, node.name or None))
    carried = dict(run.scope_of(key) if event.all_in else run.instances[key].variables or {})
    for target, value in event.ins:
        put(carried, target, value.of(run, key))
    answer = None if event.business_key is None else event.business_key.of(run, key)
    return BroadcastSignal(name=name, variables=carried, business_key=None if answer is None else str(answer))


class LinkThrow(Behaviour):
    """Shape: `node.more` is the index of the link's target."""

    def arrive(self, run: Run, node: Node, scope: int, flow: Flow | None) -> None:
        run.effects.append(node.passed)
        run.send(run.program.nodes[node.more], scope)


class EscalationThrow(Behaviour):
    def arrive(self, run: Run, node: Node, scope: int, flow: Flow | None) -> None:
        code = code_of(run, node, node.throws[0], scope)
        if node.outputs:
            from gorel.core.engine import mappings

            mappings.land_event(run, node, scope, None)
        flows = run.choose(node, scope)
        run.effects.append(node.passed)
        caught = faults.throw(run, "escalation", code, "", {}, scope)
        if caught is None or not caught.interrupting:
            run.take(flows, scope)


class ErrorEnd(Behaviour):
    def arrive(self, run: Run, node: Node, scope: int, flow: Flow | None) -> None:
        code = code_of(run, node, node.throws[0], scope)
        if not faults.can_catch(run, "error", code, scope) and not faults.is_called(run):
            where = Place(node.id, node.name or None)
            raise Trouble(Problem("engine.error-uncaught", where, {"code": code, "message": ""}))
        event = node.throws[0]
        says_it = event.message is not None and run.state.flags & CALLS_SPEAK
        message = str(event.message.of(run, scope) or "") if event.message is not None and says_it else ""
        run.effects.append(node.passed)
        faults.throw(run, "error", code, message, {}, scope)


class TerminateEnd(Behaviour):
    def arrive(self, run: Run, node: Node, scope: int, flow: Flow | None) -> None:
        run.effects.append(node.passed)
        if node.throws[0].everything:
            scope = 0
        elif is_inside_itself(run.instances[scope]):
            scope = run.instances[scope].parent
        run.cancel_inside(scope)
        if scope == 0:
            run.end_case("terminated")
        else:
            run.end_scope(scope)


def code_of(run: Run, node: Node, event: Catch, key: int) -> str:
    value: Value | None = event.code
    return "" if value is None else wanted_text(value, run, key, Place(node.id, node.name or None, "code"))
