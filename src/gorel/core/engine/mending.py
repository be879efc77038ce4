"""What each phase of an incident tries again when a person has mended its cause."""

from __future__ import annotations

from collections.abc import Callable

from gorel.core.engine import events as e
from gorel.core.engine import waiting
from gorel.core.engine.effects import CloseIncident
from gorel.core.engine.elements import committing, job, joins, listening, loops, starting
from gorel.core.engine.elements.ad_hoc import AdHocSubProcess
from gorel.core.engine.errors import IllegalEvent, Trouble
from gorel.core.engine.program import Node
from gorel.core.engine.run import Run
from gorel.core.engine.state import SCOPE, Instance
from gorel.core.problems import Problem


def resolve(run: Run, event: e.IncidentResolved) -> None:
    incident = run.state.incidents.get(event.key)
    if incident is None:
        raise IllegalEvent(Problem("engine.nothing-waits", values={"event": "IncidentResolved", "key": event.key}))
    del run.state.incidents[event.key]
    run.effects.append(CloseIncident(key=event.key))
    instance = run.instances[incident.about]
    if incident.phase == "told":
        return
    if incident.phase == "join":
        run.joins_moved = True
        return
    node = run.node_of(instance)
    if incident.phase == "ad hoc":
        node.behaviour.token_ended(run, node, incident.about, instance)
        return
    if incident.phase == "events":
        _set_events(run, node, incident.about)
        return
    instance.status = SCOPE
    phase, *rest = incident.phase.split()
    if phase == "listen":
        listening.go_on(run, node, incident.about, instance, rest[0], int(rest[1]))
    elif phase == "others":
        starting.wait(run, node, incident.about, instance, int(rest[0]))
    else:
        PHASES[phase](run, node, incident.about, instance, event)


def _set_events(run: Run, node: Node, key: int) -> None:
    try:
        waiting.set_all(run, key, waiting.scope_events(run, node, key))
    except Trouble as trouble:
        run.raise_incident(key, "events", node.id, trouble.problem)


def _enter_again(run: Run, node: Node, key: int, instance: Instance, event: e.IncidentResolved) -> None:
    if node.loop is not None and not run.is_round(instance):
        run.enter_loop(node, key, instance)
    else:
        run.enter(node, key, instance)


def _begin_again(run: Run, node: Node, key: int, instance: Instance, event: e.IncidentResolved) -> None:
    run.begin(node, key, instance)


def _depart_again(run: Run, node: Node, key: int, instance: Instance, event: e.IncidentResolved) -> None:
    run.depart(node, key, instance)


def _leave_again(run: Run, node: Node, key: int, instance: Instance, event: e.IncidentResolved) -> None:
    run.finish(node, key, instance)


def _leave_loop_again(run: Run, node: Node, key: int, instance: Instance, event: e.IncidentResolved) -> None:
    run.finish_loop(node, key, instance)


def _round_again(run: Run, node: Node, key: int, instance: Instance, event: e.IncidentResolved) -> None:
    loops.go_on(run, node, key, instance)


def _job_again(run: Run, node: Node, key: int, instance: Instance, event: e.IncidentResolved) -> None:
    rule = node.more.job if isinstance(node.behaviour, AdHocSubProcess) else node.more
    if instance.memory is not None and "commit" in instance.memory:
        committing.ask(run, node, key, instance)
        return
    if instance.memory is not None and "listening" in instance.memory:
        moment, number = instance.memory["listening"]
        rule = node.listeners[moment][number].job
    try:
        job.open_job(run, node, key, instance, rule, max(event.retries, 1))
    except Trouble as trouble:
        run.stick(key, "job", trouble.problem)


def _task_again(run: Run, node: Node, key: int, instance: Instance, event: e.IncidentResolved) -> None:
    try:
        node.behaviour.start(run, node, key, instance)
    except Trouble as trouble:
        run.stick(key, "task", trouble.problem)


def _arrive_again(run: Run, node: Node, key: int, instance: Instance, event: e.IncidentResolved) -> None:
    """The token that stood still before *node* goes on its way again."""
    scope = instance.parent
    del run.instances[key]
    run.send(node, scope)


def _pass_again(run: Run, node: Node, key: int, instance: Instance, event: e.IncidentResolved) -> None:
    scope = instance.parent
    del run.instances[key]
    joins.pass_inclusive(run, node, scope)


def _answer_again(run: Run, node: Node, key: int, instance: Instance, event: e.IncidentResolved) -> None:
    """A piece of work in an ad-hoc subprocess ends once more."""
    del run.instances[key]
    run.end_token(instance.parent)


def _look_again(run: Run, node: Node, key: int, instance: Instance, event: e.IncidentResolved) -> None:
    assert isinstance(node.behaviour, AdHocSubProcess)
    del run.instances[key]
    node.behaviour.look_again(run, node, instance.parent, run.instances[instance.parent])


def _opened_again(run: Run, node: Node, key: int, instance: Instance, event: e.IncidentResolved) -> None:
    assert isinstance(node.behaviour, AdHocSubProcess)
    node.behaviour.opened_ended(run, node, key, instance)


def _ask_again(run: Run, node: Node, key: int, instance: Instance, event: e.IncidentResolved) -> None:
    """The robot of an ad-hoc subprocess, which chose nothing, is asked once more."""
    assert isinstance(node.behaviour, AdHocSubProcess)
    box = run.instances[instance.parent]
    del run.instances[key]
    box.tokens -= 1
    node.behaviour.ask(run, node, instance.parent, box, node.more)


# What each phase of an incident tries again.
PHASES: dict[str, Callable[[Run, Node, int, Instance, e.IncidentResolved], None]] = {
    "enter": _enter_again,
    "begin": _begin_again,
    "leave": _leave_again,
    "depart": _depart_again,
    "leave-loop": _leave_loop_again,
    "round": _round_again,
    "job": _job_again,
    "task": _task_again,
    "arrive": _arrive_again,
    "pass": _pass_again,
    "answer": _answer_again,
    "box": _look_again,
    "opened": _opened_again,
    "asked": _ask_again,
}
