"""Cases that call other processes: starting them, cancelling them, hearing of their end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from gorel.cases import policies, programs, waiting, watching
from gorel.cases.models import Case, Process, Start
from gorel.cases.store.held import FORMAT, WAITING, Held
from gorel.cases.store.sql import allocate
from gorel.cases.turn import Turn
from gorel.core import engine
from gorel.core.engine import effects, events
from gorel.ground import clock, ids


def begin(
    turn: Turn, process: programs.Known, *, variables: Mapping[str, Any], business_key: str = "",
    organisation_id: int | None = None, by: str = "", element: str | None = None, message: str | None = None,
    activate: tuple[events.Activation, ...] = (),
    parent: tuple[int, int] | None = None, came: tuple[str, str] | None = None,
) -> Held:  # fmt: skip
    """Start a case and take it in hand. Shape: *came* as in CaseStarted.

    Errors: engine.IllegalEvent when the process has no such start.
    """
    said = policies.of(process.key, organisation_id)
    if said.facts:
        variables = {**variables, policies.VARIABLE: said.facts}
    event = events.CaseStarted(
        now=turn.now, seed=turn.seed(), variables=variables, element=element, message=message,
        business_key=business_key or None, called=parent is not None, initiator=by or None, activate=activate,
        came=came,
    )  # fmt: skip
    state, asked = (waiting.state_of if said.is_paused else step)(process.program, event)
    parent_id, parent_key = parent or (None, None)
    case = Held(
        id=allocate("cases_case", 1)[0], uid=ids.uid().hex, process=process, organisation_id=organisation_id,
        business_key=business_key[:255], word=Case.SUSPENDED if said.is_paused else Case.RUNNING, started_at=turn.now,
        parent_id=parent_id, parent_key=parent_key, state=state, is_new=True,
        format=WAITING if said.is_paused else FORMAT,
    )  # fmt: skip
    if process.personal:
        case.mark_personal(process.personal)
    if parent_id is not None:
        _take_over_names(turn.hold(parent_id), case)
    turn.add(case)
    turn.log(case, "started", by=by)
    turn.write_effects(case, asked)
    watching.happened(turn, process.key, organisation_id)
    return case


def begin_waiting(turn: Turn, case: Held) -> None:
    """Let a case begin that was started while its process was paused."""
    event = waiting.event_of(case.state, now=turn.now, seed=turn.seed())
    facts = policies.of(case.process.key, case.organisation_id).facts
    if facts:  # as they are now, and not as they were when it came
        event = msgspec.structs.replace(event, variables={**event.variables, policies.VARIABLE: facts})
    case.state, asked = step(case.process.program, event)
    case.format, case.word = FORMAT, Case.RUNNING
    turn.log(case, "resumed")
    turn.write_effects(case, asked)


def step(program: engine.Program, event: events.CaseStarted) -> tuple[engine.State, list[effects.Effect]]:
    """Return a new case. Errors: engine.IllegalEvent when the process has no such start."""
    return engine.step(program, None, event)


def _take_over_names(source: Held, target: Held) -> None:
    """Let *target* treat as personal what *source* does: it gets values from it."""
    if source.personal is not None:
        target.mark_personal(source.personal.names)


def start(turn: Turn, caller: Held, effect: effects.StartCase) -> None:
    """Start the called process; one that does not exist is an incident of the caller."""
    case = turn.hold(caller.id)
    process = _bound(case, effect)
    if process is None:
        _fail(turn, case, effect)
        return
    begin(
        turn, programs.known(process.pk), variables=effect.variables, business_key=effect.business_key or "",
        organisation_id=case.organisation_id, parent=(case.id, effect.key),
    )  # fmt: skip


def cancel(turn: Turn, caller: Held, effect: effects.CancelCase) -> None:
    """Cancel the called case and, through its own effects, what it called."""
    turn.write()
    for child_id in Case.objects.filter(parent_id=caller.id, parent_key=effect.key).values_list("pk", flat=True):
        child = turn.hold(child_id)
        if child.word in Case.OPEN:
            turn.step(child, events.CaseCancelled(now=turn.now, seed=turn.seed(), reason="caller"))


def tell(turn: Turn, called: Held, effect: effects.EndCase) -> None:
    """Tell the caller how the called case ended, unless it was the caller that ended it."""
    key = called.parent_key
    if called.parent_id is None or key is None or effect.outcome == "cancelled":
        return
    parent = turn.hold(called.parent_id)
    _take_over_names(called, parent)
    event: events.Event
    if effect.outcome == "threw":
        event = events.CalledCaseThrew(
            now=turn.now, seed=turn.seed(), key=key, kind=effect.error_kind, code=effect.error_code,
            message=effect.error_message, variables=effect.variables,
        )  # fmt: skip
    else:
        event = events.CalledCaseEnded(now=turn.now, seed=turn.seed(), key=key, variables=effect.variables)
    try:
        turn.step(parent, policies.not_written(event))  # the called process's policy is not its caller's
    except engine.IllegalEvent:
        return  # the caller has gone on without it


def escalate(turn: Turn, called: Held, effect: effects.Escalate) -> None:
    """Tell the caller what the called case escalates while it goes on."""
    key = called.parent_key
    if called.parent_id is None or key is None:
        return
    parent = turn.hold(called.parent_id)
    _take_over_names(called, parent)
    event = events.CalledCaseEscalated(
        now=turn.now, seed=turn.seed(), key=key, code=effect.code, variables=effect.variables
    )
    try:
        turn.step(parent, event)
    except engine.IllegalEvent:
        return  # the caller has gone on without it


def _bound(case: Held, effect: effects.StartCase) -> Process | None:
    kind, _, which = effect.binding.partition(":")
    if kind == "version":
        versions = Process.objects.filter(key=effect.process, version=int(which), space__in=("", case.process.space))
        own = versions.filter(organisation=case.organisation_id).order_by("-space").first()
        return own or versions.filter(organisation=None).first()
    if kind == "tag":
        tagged = Process.objects.filter(key=effect.process, tag=which, space__in=("", case.process.space))
        tagged = tagged.order_by("-space", "-version")
        own = tagged.filter(organisation=case.organisation_id).first()
        return own or tagged.filter(organisation=None).first()
    if kind == "deployment":
        found = Process.objects.filter(key=effect.process, resource__deployment_id=case.process.deployment_id).first()
        if found is not None:
            return found
    return programs.newest(effect.process, case.organisation_id, case.process.space)


def _fail(turn: Turn, case: Held, effect: effects.StartCase) -> None:
    """Stand still at the call: to its case this is an error that came from the called one."""
    message = f"{effect.process} ({effect.binding})"
    event = events.CalledCaseThrew(
        now=turn.now, seed=turn.seed(), key=effect.key, kind="error", code="call.unknown-process", message=message
    )
    turn.step(case, event)


def schedule(turn: Turn, row: Process) -> None:
    """Let the newest version of a process wait at its start events, in place of the versions before it."""
    owner = {"process__organisation_id": row.organisation_id, "process__space": row.space}
    Start.objects.filter(process__key=row.key, **owner).delete()
    known = programs.known(row.pk)
    for start in known.program.starts:
        if start.kind in ("message", "signal"):
            Start.objects.create(process=row, kind=start.kind, name=start.name, element=start.element)
        elif start.kind == "conditional":
            Start.objects.create(process=row, kind=Start.CONDITION, element=start.element)
        elif start.kind == "timer":
            firing = engine.first_due(known.program, start, now=turn.now)
            Start.objects.create(
                process=row, kind="timer", element=start.element, due_at=firing.due_at, repeats=firing.left
            )


def schedule_next(waiting: Start, known: programs.Known) -> None:
    """After a timer start has fired: its next firing, or none."""
    timers = (start for start in known.program.starts if start.kind == "timer")
    start = next(start for start in timers if start.element == waiting.element)
    assert waiting.due_at is not None  # as at every timer
    due_at = clock.to_instant(waiting.due_at)
    firing = engine.next_due(known.program, start, due_at=due_at, left=waiting.repeats)
    if firing is None:
        waiting.delete()
    else:
        Start.objects.filter(pk=waiting.pk).update(due_at=firing.due_at, repeats=firing.left)
