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

from gorel.core.engine import answering, mending, modify
from gorel.core.engine import events as e
from gorel.core.engine.answering import illegal, waiting_instance
from gorel.core.engine.beginning import begin
from gorel.core.engine.effects import CloseTask, Effect
from gorel.core.engine.elements import call, faults, listening
from gorel.core.engine.errors import Trouble
from gorel.core.engine.program import Node, Program
from gorel.core.engine.run import Run
from gorel.core.engine.state import (
    CALL,
    CALLS_SPEAK,
    ENDED,
    RUNNING,
    SCOPE,
    SUSPENDED,
    TASK,
    State,
    Wait,
    copy_state,
)  # fmt: skip
from gorel.core.problems import Place, Problem


def step(program: Program, state: State | None, event: e.Event) -> tuple[State, list[Effect]]:
    """Return the case after *event*, and what it asks of the world. *state* is not changed; None starts a case.

    Errors: IllegalEvent.
    """
    if state is None:
        if not isinstance(event, e.CaseStarted):
            raise illegal("engine.no-case", type(event))
        state, run = begin(program, event)
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


def _wait(run: Run, event: e.Event, key: int, kind: str) -> Wait:
    wait = run.waits.get(key)
    if wait is None or wait.kind != kind:
        raise illegal("engine.nothing-waits", type(event), key=key)
    return wait


def _task_completed(run: Run, event: e.TaskCompleted) -> None:
    node, instance = waiting_instance(run, event, event.key, TASK)
    run.effects.append(CloseTask(key=event.key))
    instance.status = SCOPE
    if "completing" in node.listeners:
        listening.complete(run, node, event.key, instance, event.variables)
        return
    run.finish(node, event.key, instance, event.variables)


def _task_changed(run: Run, event: e.TaskChanged) -> None:
    node, instance = waiting_instance(run, event, event.key, TASK)
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
    node, instance = waiting_instance(run, event, event.key, CALL)
    instance.status = SCOPE
    try:
        call.ended(run, node, event.key, instance, event.variables)
    except Trouble as trouble:
        run.stick(event.key, "leave", trouble.problem)


def _called_case_threw(run: Run, event: e.CalledCaseThrew) -> None:
    node, instance = waiting_instance(run, event, event.key, CALL)
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
    node, _ = waiting_instance(run, event, event.key, CALL)
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


MOVES: dict[type, Callable[[Run, Any], None]] = {
    e.JobCompleted: answering.job_completed,
    e.JobFailed: answering.job_failed,
    e.ErrorThrown: answering.error_thrown,
    e.TaskCompleted: _task_completed,
    e.TaskChanged: _task_changed,
    e.TimerFired: _timer_fired,
    e.MessageReceived: _message_received,
    e.SignalReceived: _signal_received,
    e.CalledCaseEnded: _called_case_ended,
    e.CalledCaseThrew: _called_case_threw,
    e.CalledCaseEscalated: _called_case_escalated,
    e.VariablesSet: _variables_set,
    e.IncidentResolved: mending.resolve,
    e.CaseModified: _case_modified,
    e.CaseCancelled: _case_cancelled,
    e.CaseSuspended: _case_suspended,
    e.CaseResumed: _case_resumed,
}
WHILE_SUSPENDED = (e.CaseResumed, e.CaseCancelled, e.VariablesSet, e.CaseSuspended)
