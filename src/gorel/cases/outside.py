"""Jobs for robots that ask for work over the wire: fetched on a lease, and answered one by one, by group commit.

A job's name is (case id, key); `number` makes one whole number of it. A *worker* is whatever name the robot gives
itself: it alone may answer while its lease stands. *tries*, when a robot sends it back, also tells two leases of one
worker apart. Lease and fence are those of our own worker (`worker.leases`): a late answer is refused.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gorel.cases import doing, group, lanes, nodes, wake
from gorel.cases.models import Incident
from gorel.cases.policies import open_types
from gorel.cases.store import jobs
from gorel.cases.store.held import Held
from gorel.cases.store.sql import locking
from gorel.cases.turn import Turn
from gorel.cases.values import plain
from gorel.cases.worker import leases
from gorel.core import engine
from gorel.core.engine import events
from gorel.ground import clock

Name = tuple[int, int]
_SECOND = 1_000_000
_KEY_BITS = 24  # a case gives out at most 16 million keys, the database half a billion cases, and JSON keeps 53 bits
LONGEST_LEASE = 30 * 24 * 3600
CHOOSES = "chooses"


class JobGone(LookupError):
    """There is no such open job: it is done, or no longer wanted."""


# A robot that narrows by what a case holds has so many due jobs looked at for it.
LOOKED_AT = 1_000


class NotYours(Exception):
    """Somebody else has the job on lease, or nobody has."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a robot asks for.

    Units: lease_seconds of machine time. Shape: *variables* None is all that the job sees, or with *is_local* its
    own scope; what narrows, each when it is given: *processes* by key, *versions* by id, *business_key*, and *holding*,
    variables of the case with the values that they must have.
    """

    type: str
    lease_seconds: float = 60
    variables: Collection[str] | None = None
    processes: Collection[str] = ()
    versions: frozenset[int] | None = None
    business_key: str | None = None
    holding: Mapping[str, Any] = field(default_factory=dict)
    is_local: bool = False

    def fits(self, case: Held) -> bool:
        """Return whether a case is one that the robot asks for."""
        held = case.state.instances[0].variables or {}
        return self.business_key in (None, case.business_key) and all(
            name in held and held[name] == value for name, value in self.holding.items()
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """A job that a robot has on lease. Units: lease_ends_at is machine time.

    Shape: moment is that of a listener, CHOOSES for what an ad-hoc subprocess asks, or ""; changes are what happens to
    the task that a listener hears of.
    """

    name: Name
    number: int
    type: str
    element: str
    worker: str
    retries: int
    tries: int
    priority: int
    lease_ends_at: datetime
    case: str
    process: str
    process_version: int
    process_uid: str
    process_id: int
    version_tag: str
    space: str
    parent: int | None
    business_key: str
    organisation: int | None
    variables: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    moment: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)


def number(name: Name) -> int:
    """Return a job's name as one whole number."""
    case_id, key = name
    if key >> _KEY_BITS:
        raise ValueError(f"key {key} of case {case_id} does not fit into a job's number")
    return case_id << _KEY_BITS | key


def name_of(number: int) -> Name:
    """Return the job's name that `number` made a number of."""
    return number >> _KEY_BITS, number & ((1 << _KEY_BITS) - 1)


def fetch_and_lock(
    topics: Sequence[Topic],
    *,
    worker: str,
    limit: int = 1,
    organisations: Collection[int] | None = None,
    wait_seconds: float = 0,
    is_there: Callable[[], bool] = lambda: True,
    version: str = "",
) -> list[Taken]:
    """Take up to *limit* due jobs on lease; when there are none, wait so long for one.

    Shape: *organisations* None is all of them, for a robot that may serve anybody. *is_there* is asked before each
    look: a robot that has gone gets nothing.
    Side effects: the jobs are this worker's until their leases end.
    Errors: ValueError for a name, limit or lease that makes no sense.
    """
    _check(topics, worker, limit)
    nodes.robot_asked(worker, {topic.type for topic in topics}, version=version)
    until = time.monotonic() + wait_seconds
    while is_there():
        heard = wake.heard()
        taken = group.ask(lambda turn: _fetch(turn, topics, worker, limit, organisations))
        left = until - time.monotonic()
        if taken or left <= 0:
            return taken
        wake.wait(heard, left)
    return []


def complete(
    name: Name, *, worker: str | None, variables: Mapping[str, Any] | None = None, tries: int | None = None,
    by: str | None = None, local: Mapping[str, Any] | None = None, answer: events.Verdict | events.Chosen | None = None,
) -> None:  # fmt: skip
    """The job is done, and these variables come of it; *local* ones stand in its own scope until its outputs are read.

    Shape: *worker* None lets anybody who may ask answer; *answer* is for jobs that ask something besides.
    Side effects: the case goes on. Errors: JobGone, NotYours; engine.IllegalEvent for an answer that does not fit.
    """
    given, inner = plain(variables or {}), plain(local or {})

    def finish(turn: Turn, case: Held, _stands: jobs.Standing) -> None:
        if inner:
            turn.step(case, events.VariablesSet(now=turn.now, seed=turn.seed(), variables=inner, key=name[1]))
        event = events.JobCompleted(now=turn.now, seed=turn.seed(), key=name[1], variables=given, answer=answer)
        turn.step(case, event)
        nodes.note_answer(_stands.lease_owner, is_failed=False)
        if by:
            turn.log(case, "completed", key=name[1], by=by)

    _answer(name, finish, worker, tries, is_plain=True)


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

    def answer(turn: Turn, case: Held, stands: jobs.Standing) -> None:
        left = max(retries if retries is not None else stands.retries - 1, 0)
        due_at = turn.machine_now + int(backoff_seconds * _SECOND) if left else jobs.NEVER
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
            turn.rows.add(jobs.POSTPONE, (left, due_at, "", *name))
        turn.log(case, "failed", key=name[1], by=by or "", detail={"retries": left, "message": doing.masked(message)})
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

    def answer(turn: Turn, case: Held, _stands: jobs.Standing) -> None:
        event = events.ErrorThrown(
            now=turn.now, seed=turn.seed(), key=name[1], code=code, message=message, variables=given
        )
        turn.step(case, event)
        if by:
            turn.log(case, "threw", key=name[1], by=by)

    _answer(name, answer, worker, tries)


def lock(name: Name, *, worker: str, seconds: float) -> None:
    """Give this one job on lease to *worker*. Errors: JobGone; NotYours when somebody else has it."""
    _bounded(seconds)

    def answer(turn: Turn, _case: Held, stands: jobs.Standing) -> None:
        if stands.lease_owner not in ("", worker) and turn.machine_now < stands.due_at < jobs.NEVER:
            raise NotYours(f"job {number(name)} is on lease to somebody else")
        turn.rows.add(jobs.POSTPONE, (stands.retries, turn.machine_now + int(seconds * _SECOND), worker, *name))

    _answer(name, answer, None, None)


def extend(name: Name, *, worker: str | None, seconds: float, tries: int | None = None) -> None:
    """Let the lease end so many seconds from now: a long job's heartbeat. Shape: as in `complete`.

    Errors: JobGone, NotYours.
    """
    _bounded(seconds)

    def answer(turn: Turn, _case: Held, stands: jobs.Standing) -> None:
        turn.rows.add(
            jobs.POSTPONE, (stands.retries, turn.machine_now + int(seconds * _SECOND), stands.lease_owner, *name)
        )

    _answer(name, answer, worker, tries)


def unlock(name: Name) -> None:
    """Take the job back from whoever has it: it is due at once. Errors: JobGone."""

    def answer(turn: Turn, _case: Held, stands: jobs.Standing) -> None:
        if stands.due_at < jobs.NEVER:
            turn.rows.add(jobs.POSTPONE, (stands.retries, turn.machine_now, "", *name))
            turn.wake_wanted = True

    _answer(name, answer, None, None)


def set_retries(name: Name, retries: int, *, by: str | None = None) -> None:
    """Let the job be tried so many times more. One that stands still at an incident goes on by that.

    Errors: JobGone.
    """

    def answer(turn: Turn, case: Held, stands: jobs.Standing) -> None:
        turn.rows.add(jobs.POSTPONE, (retries, turn.machine_now, stands.lease_owner, *name))
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

    def answer(turn: Turn, case: Held, stands: jobs.Standing) -> None:
        turn.rows.add(jobs.RANK, (priority, lanes.of(case, stands.type, priority), *name))

    _answer(name, answer, None, None)


def _answer(name: Name, answer: Any, worker: str | None, tries: int | None, *, is_plain: bool = False) -> None:
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

    group.ask(act, cases=(name[0],), jobs=(name,), is_plain=is_plain)


def _fetch(
    turn: Turn, topics: Sequence[Topic], worker: str, limit: int, organisations: Collection[int] | None
) -> list[Taken]:
    taken: list[Taken] = []
    turn.write()  # what others in this transaction opened may be taken
    for kind in _kinds(topics):
        by_type = {topic.type: topic for topic in kind}
        types = open_types(list(by_type))
        waiting = lanes.due(types, turn.machine_now, organisations=organisations, processes=kind[0].processes)
        if kind[0].versions is not None:
            waiting = [lane for lane in waiting if lane.process_id in kind[0].versions]
        if kind[0].business_key is not None or kind[0].holding:
            rows = _picked(turn, waiting, kind[0], limit - len(taken))
        else:
            rows = lanes.take(waiting, turn.machine_now, limit - len(taken))
        ends = {type: turn.machine_now + int(topic.lease_seconds * _SECOND) for type, topic in by_type.items()}
        found = leases.lease(turn, rows, owner=worker, ends=ends)
        cases = turn.look_at(job.case_id for job in found)
        for job in found:
            case = cases.get(job.case_id)
            if case is not None and job.key in case.state.instances:
                taken.append(_taken(case, job, by_type[job.type], worker))
        if len(taken) >= limit:
            break
    return taken


def _picked(turn: Turn, waiting: Sequence[lanes.Lane], topic: Topic, limit: int) -> list[tuple[Any, ...]]:
    """Return due jobs of cases that hold what the robot asks for."""
    shares = [(lane.id, turn.machine_now, LOOKED_AT) for lane in waiting]
    rows = lanes.by_urgency(lanes.each(lanes.OLDEST + locking("j", skip=True), shares))[:LOOKED_AT]
    cases = turn.look_at(row[3] for row in rows)
    return [row for row in rows if row[3] in cases and topic.fits(cases[row[3]])][:limit]


def _kinds(topics: Sequence[Topic]) -> list[list[Topic]]:
    """Put topics together that look at the same processes, and can be asked for by one statement."""
    kinds: dict[Any, list[Topic]] = {}
    for place, topic in enumerate(topics):
        is_picky = topic.business_key is not None or topic.holding
        same = place if is_picky else (tuple(sorted(topic.processes)), topic.versions)
        kinds.setdefault(same, []).append(topic)
    return list(kinds.values())


def _taken(case: Held, job: leases.Found, topic: Topic, worker: str) -> Taken:
    instance = case.state.instances[job.key]
    own, memory = instance.variables or {}, instance.memory or {}
    seen = dict(own) if topic.is_local else engine.variables(case.state, job.key)
    if topic.variables is not None:
        wanted = set(topic.variables)
        seen = {name: value for name, value in seen.items() if name in wanted}
    name = job.case_id, job.key
    return Taken(
        name=name, number=number(name), type=job.type, element=job.element, worker=worker, retries=job.retries,
        tries=job.tries + 1, priority=job.priority, lease_ends_at=clock.from_instant(job.lease_ends_at),
        case=case.outside_id, process=case.process.key, process_version=case.process.version,
        process_uid=case.process.uid, process_id=case.process.id, space=case.process.space, parent=case.parent_id,
        version_tag=case.process.program.version_tag, business_key=case.business_key, organisation=case.organisation_id,
        variables=seen, headers=job.headers,
        moment=CHOOSES if "asking" in memory else memory.get("listening", ("",))[0], changes=memory.get("change", {}),
    )  # fmt: skip


def _check(topics: Sequence[Topic], worker: str, limit: int) -> None:
    if not worker or len(worker) > 120:
        raise ValueError("a worker needs a name of 1 to 120 characters")
    if not 1 <= limit <= 1000:
        raise ValueError(f"{limit} jobs cannot be asked for; ask for 1 to 1000")
    for topic in topics:
        _bounded(topic.lease_seconds)


def _bounded(seconds: float) -> None:
    if not 0 < seconds <= LONGEST_LEASE:
        raise ValueError(f"a lease of {seconds} seconds makes no sense; it is more than 0 and at most 30 days")
