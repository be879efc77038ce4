"""What a robot, or who looks after them, says about one job."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gorel.cases import doing, group, lanes, nodes
from gorel.cases.models import Incident
from gorel.cases.outside.names import SECOND, JobGone, Name, NotYours, check_lease, number
from gorel.cases.store.held import Held
from gorel.cases.store.standing import NEVER, Standing
from gorel.cases.store.statements import POSTPONE_JOB, RANK_JOB
from gorel.cases.turn import Turn
from gorel.cases.values import plain
from gorel.core import engine
from gorel.core.engine import events


def complete(
    name: Name, *, worker: str | None, variables: Mapping[str, Any] | None = None, tries: int | None = None,
    by: str | None = None, local: Mapping[str, Any] | None = None, answer: events.Verdict | events.Chosen | None = None,
) -> None:  # fmt: skip
    """The job is done, and these variables come of it; *local* ones stand in its own scope until its outputs are read.

    Shape: *worker* None lets anybody who may ask answer; *answer* is for jobs that ask something besides.
    Side effects: the case goes on. Errors: JobGone, NotYours; engine.IllegalEvent for an answer that does not fit.
    """
    group.answered(completing(name, worker=worker, variables=variables, tries=tries, by=by, local=local, answer=answer))


def completing(
    name: Name, *, worker: str | None, variables: Mapping[str, Any] | None = None, tries: int | None = None,
    by: str | None = None, local: Mapping[str, Any] | None = None, answer: events.Verdict | events.Chosen | None = None,
) -> group.Asking[None]:  # fmt: skip
    """What `complete` asks for, to be asked together with others."""
    given, inner = plain(variables or {}), plain(local or {})

    def finish(turn: Turn, case: Held, stands: Standing) -> None:
        if inner:
            turn.step(case, events.VariablesSet(now=turn.now, seed=turn.seed(), variables=inner, key=name[1]))
        event = events.JobCompleted(now=turn.now, seed=turn.seed(), key=name[1], variables=given, answer=answer)
        turn.step(case, event)
        nodes.note_answer(stands.lease_owner, is_failed=False)
        if by:
            turn.log(case, "completed", key=name[1], by=by)

    return _asking(name, finish, worker, tries, is_plain=True)


def fail(
    name: Name, *, worker: str | None, retries: int | None = None, backoff_seconds: float = 0, message: str = "",
    details: str = "", variables: Mapping[str, Any] | None = None, around: Mapping[str, Any] | None = None,
    tries: int | None = None, by: str | None = None,
) -> None:  # fmt: skip
    """This try failed. With *retries* left (None: one less) it may be taken again after *backoff_seconds*; with none a
    person must look. *variables* stand in its own scope; each of *around* where it already is, or else in the case's.

    Errors: JobGone, NotYours.
    """
    given, outer = plain(variables or {}), plain(around or {})

    def answer(turn: Turn, case: Held, stands: Standing) -> None:
        left = max(retries if retries is not None else stands.retries - 1, 0)
        due_at = turn.machine_now + int(backoff_seconds * SECOND) if left else NEVER
        nodes.note_answer(stands.lease_owner, is_failed=True)
        values = {"type": stands.type, **({"details": details} if details else {})}
        if given:
            turn.step(case, events.VariablesSet(now=turn.now, seed=turn.seed(), variables=given, key=name[1]))
        for scope, names in engine.outwards(case.state, name[1], outer).items() if outer else ():
            held = {one: outer[one] for one in names}
            turn.step(case, events.VariablesSet(now=turn.now, seed=turn.seed(), variables=held, key=scope or None))
        turn.step(
            case,
            events.JobFailed(now=turn.now, seed=turn.seed(), key=name[1], retries=left, message=message, values=values),
        )
        if (name[0], name[1]) in turn.standing:  # it is still open
            turn.rows.add(POSTPONE_JOB, (left, due_at, "", *name))
        told = {"retries": left, "message": doing.masked(message)}
        if details:
            told["details"] = doing.masked(details, longest=10_000)
        turn.log(case, "failed", key=name[1], by=by or "", detail=told)
        turn.wake_wanted = turn.wake_wanted or left > 0

    _answer(name, answer, worker, tries)


def throw_error(
    name: Name, *, worker: str | None, code: str, message: str = "", variables: Mapping[str, Any] | None = None,
    tries: int | None = None, by: str | None = None,
) -> None:  # fmt: skip
    """The job met a business error, which the picture may catch by its code; uncaught it is an incident.

    Errors: JobGone, NotYours.
    """
    given = plain(variables or {})

    def answer(turn: Turn, case: Held, _stands: Standing) -> None:
        event = events.ErrorThrown(
            now=turn.now, seed=turn.seed(), key=name[1], code=code, message=message, variables=given
        )
        turn.step(case, event)
        if by:
            turn.log(case, "threw", key=name[1], by=by)

    _answer(name, answer, worker, tries)


def lock(name: Name, *, worker: str, seconds: float) -> None:
    """Give this one job on lease to *worker*. Errors: JobGone; NotYours when somebody else has it."""
    check_lease(seconds)

    def answer(turn: Turn, _case: Held, stands: Standing) -> None:
        if stands.lease_owner not in ("", worker) and turn.machine_now < stands.due_at < NEVER:
            raise NotYours(f"job {number(name)} is on lease to somebody else")
        turn.rows.add(POSTPONE_JOB, (stands.retries, turn.machine_now + int(seconds * SECOND), worker, *name))

    _answer(name, answer, None, None)


def extend(name: Name, *, worker: str | None, seconds: float, tries: int | None = None) -> None:
    """Let the lease end so many seconds from now: a long job's heartbeat. Shape: as in `complete`.

    Errors: JobGone, NotYours.
    """
    check_lease(seconds)

    def answer(turn: Turn, _case: Held, stands: Standing) -> None:
        turn.rows.add(
            POSTPONE_JOB, (stands.retries, turn.machine_now + int(seconds * SECOND), stands.lease_owner, *name)
        )

    _answer(name, answer, worker, tries)


def unlock(name: Name) -> None:
    """Take the job back from whoever has it: it is due at once. Errors: JobGone."""

    def answer(turn: Turn, _case: Held, stands: Standing) -> None:
        if stands.due_at < NEVER:
            turn.rows.add(POSTPONE_JOB, (stands.retries, turn.machine_now, "", *name))
            turn.wake_wanted = True

    _answer(name, answer, None, None)


def set_retries(name: Name, retries: int, *, by: str | None = None) -> None:
    """Let the job be tried so many times more. One that stands still at an incident goes on by that.

    Errors: JobGone.
    """

    def answer(turn: Turn, case: Held, stands: Standing) -> None:
        turn.rows.add(POSTPONE_JOB, (retries, turn.machine_now, stands.lease_owner, *name))
        turn.log(case, "retried", key=name[1], by=by or "")
        turn.wake_wanted = True

    try:
        _answer(name, answer, None, None)
    except JobGone:
        from gorel.cases import runtime  # it builds on this module's neighbours

        incident = Incident.objects.filter(case_id=name[0], about=name[1], state=Incident.OPEN).first()
        if incident is None or retries < 1:
            raise
        runtime.retry(incident, by=by, retries=retries)


def set_priority(name: Name, priority: int) -> None:
    """Let the job wait in the lane of another priority. Errors: JobGone."""

    def answer(turn: Turn, case: Held, stands: Standing) -> None:
        turn.rows.add(RANK_JOB, (priority, lanes.of(case, stands.type, priority), *name))

    _answer(name, answer, None, None)


def _answer(name: Name, answer: Any, worker: str | None, tries: int | None) -> None:
    group.answered(_asking(name, answer, worker, tries))


def _asking(
    name: Name, answer: Any, worker: str | None, tries: int | None, *, is_plain: bool = False
) -> group.Asking[None]:
    def act(turn: Turn) -> None:
        stands = turn.standing.get(name)
        if stands is None:
            raise JobGone(f"job {number(name)} is done, or no longer wanted")
        if (worker is not None and stands.lease_owner != worker) or (tries is not None and stands.tries != tries):
            raise NotYours(f"job {number(name)} is not on lease to {worker!r}")
        try:
            answer(turn, turn.hold(name[0]), stands)
        except engine.IllegalEvent as error:
            if any(problem.code == "engine.nothing-waits" for problem in error.problems):
                raise JobGone(f"job {number(name)} is done, or no longer wanted") from error
            raise

    return group.Asking(act, cases=(name[0],), jobs=(name,), is_plain=is_plain)
