"""Changing the course of a case: pausing it, letting it go on, moving its tokens, moving it to another version.

A person who may does this, one case at a time or many (`operations`); the log keeps who and why. A paused case does
nothing: its jobs and timers rest, its tasks cannot be done, messages do not reach it. What fell due meanwhile happens
when it goes on; the answer of a job that
was being done when it was paused waits with its worker. Called cases rest and go on with it.
Errors: `engine.IllegalEvent` with every reason why not; nothing is changed then.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec

from gorel.cases import calling, group, lanes, programs
from gorel.cases.models import Case, Incident, Job, Process, Subscription, Task, Timer
from gorel.cases.store import timers
from gorel.cases.store.held import Held
from gorel.cases.turn import Turn
from gorel.cases.values import plain
from gorel.core import engine
from gorel.core.engine import effects, events
from gorel.core.engine.events import Activation as Activation
from gorel.core.problems import Problem

ANSWER_SECONDS = 15  # a worker that was at work when its case was paused gives its answer within that, once it goes on


def suspend(case: Case, *, by: str | None, reason: str) -> None:
    """Let *case*, and the cases that it called, rest."""
    group.ask(lambda turn: _suspend(turn, case.pk, by or "", reason), cases=(case.pk,))


def resume(case: Case, *, by: str | None, reason: str = "") -> None:
    """Let *case*, and the cases that it called, go on; what is overdue happens at once."""
    group.ask(lambda turn: _resume(turn, case.pk, by or "", reason), cases=(case.pk,))


def modify(
    case: Case, *, activate: Collection[str | events.Activation] = (), terminate: Collection[int | str] = (),
    by: str | None, reason: str,
) -> None:  # fmt: skip
    """Put tokens before (or after) elements, then end instances: by their key, or all that stand at an element."""

    def move(turn: Turn) -> None:
        held = turn.hold(case.pk)
        wanted = tuple(
            events.Activation(element=one) if isinstance(one, str) else one for one in activate
        )  # fmt: skip
        wanted = tuple(msgspec.structs.replace(one, variables=plain(one.variables)) for one in wanted)
        ended = tuple(key for one in terminate for key in _keys(held, one))
        event = events.CaseModified(now=turn.now, seed=turn.seed(), activate=wanted, terminate=ended)
        detail = {"reason": reason, "activate": [one.element for one in wanted], "terminate": [*map(str, terminate)]}
        turn.step(held, event)
        turn.log(held, "modified", by=by or "", detail=detail)

    group.ask(move, cases=(case.pk,))


def migrate(
    case: Case, to: Process, *, mapping: Mapping[str, str] | None = None, by: str | None, reason: str
) -> None:  # fmt: skip
    """Move *case* to another version. Shape: mapping gives new ids of elements that have changed theirs."""

    def move(turn: Turn) -> None:
        held = turn.hold(case.pk)
        old, new = held.process, programs.known(to.pk)
        if new.key != old.key or new.organisation_id not in (None, held.organisation_id):
            values = {"from": f"{old.key} {old.version}", "to": f"{new.key} {new.version}"}
            raise engine.IllegalEvent(Problem("case.other-process", values=values))
        names = dict(mapping or {})
        held.state, asked = engine.migrate(
            old.program, new.program, held.state, names, now=turn.now, seed=turn.seed()
        )  # fmt: skip
        held.process = new
        Case.objects.filter(pk=held.id).update(process=to)
        for before, after in names.items():
            for model in (Task, Job, Timer, Subscription, Incident):
                model.objects.filter(case_id=held.id, element=before).update(element=after)
        for job in Job.objects.filter(case_id=held.id):
            Job.objects.filter(pk=job.pk).update(lane_id=lanes.of(held, job.type, job.priority))
        turn.log(held, "migrated", by=by or "", detail={"reason": reason, "from": old.version, "to": new.version})
        turn.write_effects(held, asked)

    group.ask(move, cases=(case.pk,))


def restart(
    case: Case, *, activate: Sequence[Activation] = (), variables: Mapping[str, Any] | None = None, by: str | None
) -> int:
    """Begin a case again: a new one of the same version, with the old one's variables; return its id.

    Shape: with *activate* it begins at those elements instead of at its start.
    """
    given = plain(variables or {})

    def again(turn: Turn) -> int:
        old = turn.hold(case.pk)
        new = calling.begin(
            turn, old.process, variables={**engine.variables(old.state), **given}, business_key=old.business_key,
            organisation_id=old.organisation_id, by=by or "", activate=tuple(activate),
        )  # fmt: skip
        turn.log(new, "restarted", by=by or "", detail={"from": old.outside_id})
        return new.id

    return group.ask(again, cases=(case.pk,))


def _suspend(turn: Turn, case_id: int, by: str, reason: str) -> None:
    held = turn.hold(case_id)
    turn.step(held, events.CaseSuspended(now=turn.now, seed=turn.seed(), reason=reason))
    held.word = Case.SUSPENDED
    turn.log(held, "suspended", by=by, detail={"reason": reason})
    turn.write()
    Job.objects.filter(case_id=case_id).update(due_at=Job.NEVER)
    Timer.objects.filter(case_id=case_id).delete()
    for child in _called(case_id).exclude(state=Case.SUSPENDED).values_list("pk", flat=True):
        _suspend(turn, child, by, reason)


def _resume(turn: Turn, case_id: int, by: str, reason: str) -> None:
    held = turn.hold(case_id)
    if held.waits_to_begin:
        calling.begin_waiting(turn, held)
        return
    turn.step(held, events.CaseResumed(now=turn.now, seed=turn.seed()))
    held.word, held.recount = Case.INCIDENT, True  # running, unless an incident is open
    turn.log(held, "resumed", by=by, detail={"reason": reason} if reason else None)
    resting = Job.objects.filter(case_id=case_id, retries__gt=0, due_at__gte=Job.NEVER)
    resting.filter(lease_owner="").update(due_at=turn.machine_now)
    resting.update(due_at=turn.machine_now + ANSWER_SECONDS * 1_000_000)
    for wait in engine.waits(held.process.program, held.state):
        if wait.kind == "timer" and wait.due_at is not None:
            timers.set_timer(turn, held, effects.SetTimer(key=wait.key, element=wait.element, due_at=wait.due_at))
    turn.wake_wanted = True
    turn.write()
    for child in _called(case_id).filter(state=Case.SUSPENDED).values_list("pk", flat=True):
        _resume(turn, child, by, reason)


def _called(case_id: int) -> Any:
    return Case.objects.filter(parent_id=case_id, state__in=Case.OPEN).order_by("pk")


def _keys(held: Held, one: int | str) -> list[int]:
    if isinstance(one, int):
        return [one]
    return [key for key, instance in held.state.instances.items() if key and instance.element == one]
