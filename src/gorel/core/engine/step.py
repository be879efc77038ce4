"""step(program, state, event) -> (state, effects): what happens next.

Which event moves which kind of instance:

    event               the key names …                     moves
    CaseStarted         –  (there is no state yet)           a token to a start
    JobCompleted        an open job                          result lands, token goes on
    JobFailed           an open job                          with no retries left: an incident
    ErrorThrown         an open job or task                  to whoever catches the code
    TaskCompleted       an open task                         result lands, token goes on
    TaskChanged         an open task                         its listeners act, then it is changed
    TimerFired          a timer                              its event happens
    MessageReceived     a message subscription               its event happens
    SignalReceived      a signal subscription                its event happens
    CalledCaseEnded     a waiting call activity              result lands, token goes on
    CalledCaseThrew     a waiting call activity              to whoever catches the code
    CalledCaseEscalated a waiting call activity              to whoever catches the code, and the call may go on
    VariablesSet        an instance, or none: the case       conditions are looked at
    IncidentResolved    an incident                          what stood still is tried again
    CaseModified        elements, and instances              tokens are put in, instances end
    CaseCancelled       –                                    everything ends
    CaseSuspended       –                                    only Resumed, Cancelled, VariablesSet are taken
    CaseResumed         –

An event that does not fit raises IllegalEvent before anything has changed. Nothing else comes out of a step.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gorel.core.engine import events as e
from gorel.core.engine import modify
from gorel.core.engine.beginning import begin_case, begin_case_at, send_first
from gorel.core.engine.effects import CloseIncident, CloseJob, CloseTask, Effect
from gorel.core.engine.elements import ad_hoc, call, committing, faults, job, joins, listening, loops, verdicts
from gorel.core.engine.elements.ad_hoc import AdHocSubProcess
from gorel.core.engine.errors import IllegalEvent, Trouble
from gorel.core.engine.program import Node, Program
from gorel.core.engine.run import Run
from gorel.core.engine.state import (
    CALL,
    CALLS_SPEAK,
    ENDED,
    FLAGS,
    JOB,
    LISTENS,
    RUNNING,
    SCOPE,
    SUSPENDED,
    TASK,
    Instance,
    State,
    Wait,
    copy_state,
    new_state,
)  # fmt: skip
from gorel.core.problems import Place, Problem


def step(program: Program, state: State | None, event: e.Event) -> tuple[State, list[Effect]]:
    """Return the case after *event*, and what it asks of the world. *state* is not changed; None starts a case.

    Errors: IllegalEvent.
    """
    if state is None:
        if not isinstance(event, e.CaseStarted):
            raise illegal("engine.no-case", type(event))
        state, run = _start(program, event)
        run.settle()
        return state, run.effects
    fresh = copy_state(state)
    return fresh, advance(program, fresh, event)


def advance(program: Program, state: State, event: e.Event) -> list[Effect]:
    """As `step`, but changes *state* itself: for a store that has just decoded it and keeps no other reference.

    Errors: IllegalEvent; the state is then unchanged.
    """
    kind = type(event)
    move = MOVES.get(kind)
    if move is None:
        raise illegal("engine.case-exists", kind)
    if state.status != RUNNING and not (state.status == SUSPENDED and kind in WHILE_SUSPENDED):
        raise illegal("engine.case-ended" if state.status == ENDED else "engine.case-suspended", kind)
    run = Run(program, state, event.now, event.seed)
    move(run, event)
    if run.queue or run.changed or run.joins_moved or run.farewells:
        run.settle()
    return run.effects


def illegal(code: str, kind: type, **values: object) -> IllegalEvent:
    return IllegalEvent(Problem(code, values={"event": kind.__name__, **values}))


def _start(program: Program, event: e.CaseStarted) -> tuple[State, Run]:
    node = None if event.activate else _start_node(program, event)
    flags = FLAGS if event.flags is None else event.flags
    state = new_state(program.process_id, dict(event.variables), event.business_key, flags)
    run = Run(program, state, event.now, event.seed)
    root = state.instances[0]
    memory: dict[str, Any] = {}
    if event.called:
        memory["called"] = True
    if event.initiator is not None:
        memory["initiator"] = event.initiator
        asks = () if node is None else (program.process.nodes[node.index].initiator,)
        for name in asks or {drawn.initiator for drawn in program.process.nodes if not drawn.scope}:
            if name:
                run.set_local(0, {name: event.initiator})
    root.memory = memory or None
    if node is None:
        problems = list(modify.reasons(run, event.activate, "CaseStarted"))
        if problems:
            raise IllegalEvent(*problems)
        begin_case_at(run, event.activate)
        return state, run
    if program.root.listeners.get("start") and flags & LISTENS:
        listening.hold_start(run, node.id)
        return state, run
    try:
        for listener in program.root.listeners.get("start", ()):
            if listener.expression is not None:
                listener.expression.of(run, 0)
    except Trouble as trouble:
        root.tokens = 1
        run.raise_incident(0, "events", program.process_id, trouble.problem)
        send_first(run, node)
    else:
        begin_case(run, node)
    return state, run


def _start_node(program: Program, event: e.CaseStarted) -> Node:
    if event.element is not None:
        index = program.index.get(event.element)
        node = None if index is None else program.nodes[index]
        if node is None or node.scope >= 0 or node.is_event_subprocess or node.kind == "boundaryEvent":
            raise illegal("engine.no-such-start", e.CaseStarted, element=event.element)
        return node
    for start in program.starts:
        fits = start.kind == "none" if event.message is None else (start.kind, start.name) == ("message", event.message)
        if fits:
            return program.node(start.element)
    raise illegal("engine.no-such-start", e.CaseStarted, element=event.message or "")


def _instance(run: Run, event: e.Event, key: int, *statuses: int) -> tuple[Node, Instance]:
    instance = run.instances.get(key)
    if instance is None or instance.status not in statuses:
        raise illegal("engine.nothing-waits", type(event), key=key)
    return run.node_of(instance), instance


def _wait(run: Run, event: e.Event, key: int, kind: str) -> Wait:
    wait = run.waits.get(key)
    if wait is None or wait.kind != kind:
        raise illegal("engine.nothing-waits", type(event), key=key)
    return wait


def _job_completed(run: Run, event: e.JobCompleted) -> None:
    node, instance = _instance(run, event, event.key, JOB)
    answer = event.answer
    if answer is not None:
        _check_answer(run, node, instance, answer)
    run.effects.append(CloseJob(key=event.key))
    if instance.memory is not None and "commit" in instance.memory:
        committing.go_on(run, node, event.key, instance)
        return
    if instance.memory is not None and "listening" in instance.memory:
        verdict = answer if isinstance(answer, e.Verdict) else None
        listening.job_done(run, node, event.key, instance, event.variables, verdict)
        return
    if isinstance(node.behaviour, AdHocSubProcess):
        chosen = answer if isinstance(answer, e.Chosen) else None
        node.behaviour.chosen(run, node, event.key, event.variables, chosen)
        return
    if _has_faults(node) and _made_an_error(run, node, event.key, event.variables, "", None):
        return
    instance.status = SCOPE
    run.finish(node, event.key, instance, event.variables)


def _check_answer(run: Run, node: Node, instance: Instance, answer: e.Verdict | e.Chosen) -> None:
    if isinstance(answer, e.Chosen):
        problem = ad_hoc.reason_against(run, node, instance, answer)
    else:
        problem = verdicts.reason_against(instance, answer)
    if problem is not None:
        raise IllegalEvent(problem)


def _has_faults(node: Node) -> bool:
    return isinstance(node.more, job.JobRule) and bool(node.more.faults)


def _made_an_error(run: Run, node: Node, key: int, variables: e.Variables, message: str, details: object) -> bool:
    """Let the picture make an error of a robot's answer (older dialect); True when it did."""
    try:
        code = job.thrown(run, key, node.more, variables, message, details)
        if code is None:
            return False
        caught = faults.can_catch(run, "error", code, key)
    except Trouble as trouble:
        run.stick(key, "job", trouble.problem)
        return True
    if caught or faults.is_called(run):
        run.instances[key].status = SCOPE  # its row is closed already
        faults.throw(run, "error", code, message, variables, key)
    else:
        values = {"code": code, "message": message}
        run.stick(key, "job", Problem("engine.error-uncaught", Place(node.id, node.name or None), values))
    return True


def _job_failed(run: Run, event: e.JobFailed) -> None:
    node, instance = _instance(run, event, event.key, JOB)
    if _has_faults(node) and {"listening", "commit"}.isdisjoint(instance.memory or ()):
        run.effects.append(CloseJob(key=event.key))
        if _made_an_error(run, node, event.key, {}, event.message, event.values.get("details")):
            return
        run.effects.clear()
    if event.retries > 0:
        return
    run.effects.append(CloseJob(key=event.key))
    values = {**event.values, "message": event.message}
    run.stick(event.key, "job", Problem(event.code, Place(node.id, node.name or None), values))


def _error_thrown(run: Run, event: e.ErrorThrown) -> None:
    node, instance = _instance(run, event, event.key, JOB, TASK)
    try:
        caught = faults.can_catch(run, "error", event.code, event.key)
    except Trouble as trouble:
        problem = trouble.problem
    else:
        if caught or faults.is_called(run):
            faults.throw(run, "error", event.code, event.message, event.variables, event.key)
            return
        values = {"code": event.code, "message": event.message}
        problem = Problem("engine.error-uncaught", Place(node.id, node.name or None), values)
    work = "job" if instance.status == JOB else "task"
    run.effects.append(CloseJob(key=event.key) if work == "job" else CloseTask(key=event.key))
    run.stick(event.key, work, problem)


def _task_completed(run: Run, event: e.TaskCompleted) -> None:
    node, instance = _instance(run, event, event.key, TASK)
    run.effects.append(CloseTask(key=event.key))
    instance.status = SCOPE
    if "completing" in node.listeners:
        listening.complete(run, node, event.key, instance, event.variables)
        return
    run.finish(node, event.key, instance, event.variables)


def _task_changed(run: Run, event: e.TaskChanged) -> None:
    node, instance = _instance(run, event, event.key, TASK)
    unknown = sorted(set(event.changes) - e.TASK_FIELDS)
    if unknown or not event.changes:
        raise illegal("engine.no-such-field", e.TaskChanged, name=", ".join(unknown))
    listening.change(run, node, event.key, instance, event.changes)


def _timer_fired(run: Run, event: e.TimerFired) -> None:
    wait = _wait(run, event, event.key, "timer")
    node = run.program.node(wait.element)
    node.behaviour.fired(run, node, event.key, wait, {})


def _message_received(run: Run, event: e.MessageReceived) -> None:
    wait = _wait(run, event, event.key, "message")
    node = run.program.node(wait.element)
    node.behaviour.fired(run, node, event.key, wait, event.variables)


def _signal_received(run: Run, event: e.SignalReceived) -> None:
    wait = _wait(run, event, event.key, "signal")
    node = run.program.node(wait.element)
    node.behaviour.fired(run, node, event.key, wait, event.variables)


def _called_case_ended(run: Run, event: e.CalledCaseEnded) -> None:
    node, instance = _instance(run, event, event.key, CALL)
    instance.status = SCOPE
    try:
        call.ended(run, node, event.key, instance, event.variables)
    except Trouble as trouble:
        run.stick(event.key, "leave", trouble.problem)


def _called_case_threw(run: Run, event: e.CalledCaseThrew) -> None:
    node, instance = _instance(run, event, event.key, CALL)
    if event.kind == "error":
        instance.status = SCOPE  # the called case is over
        if not faults.can_catch(run, "error", event.code, event.key) and not faults.is_called(run):
            values = {"code": event.code, "message": event.message}
            problem = Problem("engine.error-uncaught", Place(node.id, node.name or None), values)
            run.stick(event.key, "enter", problem)
            return
    variables = _brought(run, node, event.key, event.variables)
    if variables is None:
        return
    caught = faults.throw(run, event.kind, event.code, event.message, variables, event.key)
    if event.kind == "escalation" and event.key in run.instances and (caught is None or not caught.interrupting):
        instance.status = SCOPE  # the called case has ended besides
        try:
            call.ended(run, node, event.key, instance, event.variables)
        except Trouble as trouble:
            run.stick(event.key, "leave", trouble.problem)


def _called_case_escalated(run: Run, event: e.CalledCaseEscalated) -> None:
    node, _ = _instance(run, event, event.key, CALL)
    variables = _brought(run, node, event.key, event.variables)
    if variables is not None:
        faults.throw(run, "escalation", event.code, "", variables, event.key)


def _brought(run: Run, node: Node, key: int, variables: e.Variables) -> e.Variables | None:
    """Return what a called case that throws brings; None when that cannot be had, and the call stands still."""
    if not run.state.flags & CALLS_SPEAK:
        return variables
    try:
        return call.brought(run, node, key, variables)
    except Trouble as trouble:
        run.stick(key, "enter", trouble.problem)
        return None


def _variables_set(run: Run, event: e.VariablesSet) -> None:
    if event.key is not None and event.key not in run.instances:
        raise illegal("engine.nothing-waits", e.VariablesSet, key=event.key)
    run.set_local(event.key or 0, event.variables)
    for name in event.remove:
        if name in (run.instances[event.key or 0].variables or ()):
            run.remove_variable(event.key or 0, name)


def _incident_resolved(run: Run, event: e.IncidentResolved) -> None:
    incident = run.state.incidents.get(event.key)
    if incident is None:
        raise illegal("engine.nothing-waits", e.IncidentResolved, key=event.key)
    del run.state.incidents[event.key]
    run.effects.append(CloseIncident(key=event.key))
    instance = run.instances[incident.about]
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
    else:
        PHASES[phase](run, node, incident.about, instance, event)


def _set_events(run: Run, node: Node, key: int) -> None:
    from gorel.core.engine import waiting

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


def _case_modified(run: Run, event: e.CaseModified) -> None:
    modify.modify(run, event)


def _case_cancelled(run: Run, event: e.CaseCancelled) -> None:
    run.end_case("cancelled")


def _case_suspended(run: Run, event: e.CaseSuspended) -> None:
    if run.state.status == SUSPENDED:
        raise illegal("engine.case-suspended", e.CaseSuspended)
    run.state.status = SUSPENDED


def _case_resumed(run: Run, event: e.CaseResumed) -> None:
    if run.state.status != SUSPENDED:
        raise illegal("engine.case-not-suspended", e.CaseResumed)
    run.state.status = RUNNING


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
MOVES: dict[type, Callable[[Run, Any], None]] = {
    e.JobCompleted: _job_completed,
    e.JobFailed: _job_failed,
    e.ErrorThrown: _error_thrown,
    e.TaskCompleted: _task_completed,
    e.TaskChanged: _task_changed,
    e.TimerFired: _timer_fired,
    e.MessageReceived: _message_received,
    e.SignalReceived: _signal_received,
    e.CalledCaseEnded: _called_case_ended,
    e.CalledCaseThrew: _called_case_threw,
    e.CalledCaseEscalated: _called_case_escalated,
    e.VariablesSet: _variables_set,
    e.IncidentResolved: _incident_resolved,
    e.CaseModified: _case_modified,
    e.CaseCancelled: _case_cancelled,
    e.CaseSuspended: _case_suspended,
    e.CaseResumed: _case_resumed,
}
WHILE_SUSPENDED = (e.CaseResumed, e.CaseCancelled, e.VariablesSet, e.CaseSuspended)
