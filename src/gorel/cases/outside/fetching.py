"""Jobs on lease: what a robot asks for, and what it gets."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gorel.cases import group, lanes, nodes, wake
from gorel.cases.outside.names import SECOND, Name, check_lease, number
from gorel.cases.policies import open_types
from gorel.cases.store.held import Held
from gorel.cases.store.sql import locking
from gorel.cases.turn import Turn
from gorel.cases.worker import leases
from gorel.core import engine
from gorel.ground import clock

CHOOSES = "chooses"
# A robot that narrows by what a case holds has so many due jobs looked at for it.
LOOKED_AT = 1_000


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
    """A job that a robot has on lease. Units: lease_ends_at is machine time, opened_at business time.

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
    opened_at: datetime
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
    steps = fetching(
        topics, worker=worker, limit=limit, organisations=organisations, wait_seconds=wait_seconds, is_there=is_there,
        version=version,
    )  # fmt: skip
    return group.driven(steps)


def fetching(
    topics: Sequence[Topic], *, worker: str, limit: int = 1, organisations: Collection[int] | None = None,
    wait_seconds: float = 0, is_there: Callable[[], bool] = lambda: True, version: str = "",
) -> group.Steps[list[Taken]]:  # fmt: skip
    """What `fetch_and_lock` asks for, to be asked together with others."""
    _check(topics, worker, limit)
    nodes.robot_asked(worker, {topic.type for topic in topics}, version=version)
    until = time.monotonic() + wait_seconds
    while is_there():
        heard = wake.heard()
        taken: list[Taken] = yield group.Asking(lambda turn: _fetch(turn, topics, worker, limit, organisations))
        left = until - time.monotonic()
        if taken or left <= 0:
            return taken
        yield group.Pause(heard, left)
    return []


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
        ends = {type: turn.machine_now + int(topic.lease_seconds * SECOND) for type, topic in by_type.items()}
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
        opened_at=clock.from_instant(job.opened_at),
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
        check_lease(topic.lease_seconds)
