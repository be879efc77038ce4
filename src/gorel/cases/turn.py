"""A turn: one transaction in which cases take steps.

    load and lock the cases → step them → note their rows → do at once what may be done at once → write all → commit

A person's click is a turn of one event; the worker's turn is some hundred answers and timers. Whatever a step asks of
another case (a message, a called process, the end of one) happens in the same turn, and so do *transactional* jobs:
their abilities only touch our own database, run inside the transaction, each generation of them under a savepoint,
and their results are the next events.

A turn that an ability opens while it runs inside another joins that one, so both see the same cases in hand.
"""

from __future__ import annotations

import os
import random
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from functools import partial
from typing import Any, TypeVar

from django.db import connection, transaction

from gorel import ability as abilities
from gorel.cases import at_once, doing, policies, wake
from gorel.cases.at_once import Ready
from gorel.cases.collisions import persist
from gorel.cases.models import Case, Incident
from gorel.cases.store import cases, held, jobs, personal, searchable
from gorel.cases.store.committing import Commit
from gorel.cases.store.handlers import HANDLERS
from gorel.cases.store.held import Held
from gorel.cases.store.keeping import Keeper, Kept
from gorel.cases.store.rows import Rows
from gorel.cases.values import to_json
from gorel.core import engine
from gorel.core.engine import effects, events
from gorel.ground import clock, machine, telemetry

T = TypeVar("T")
Mark = tuple[int, int, int]
Name = tuple[int, int]  # (case, key)

# How many transactional jobs one turn does before it leaves the rest to the worker: a picture that runs in a ring
# must not hold a person's click, nor the database's lock, for ever.
LONGEST_CHAIN = 200

_chance = random.Random()  # noqa: S311 - what a process calls random; secrets come from elsewhere
os.register_at_fork(after_in_child=_chance.seed)

_present: ContextVar[Turn | None] = ContextVar("gorel_turn", default=None)


class Turn:
    """The cases in hand, the rows to write, and what is still to be done. Made by `take` alone."""

    def __init__(self, *, is_worker: bool, kept: Kept | None = None) -> None:
        self.is_worker = is_worker
        self.now = clock.instant()
        self.machine_now = clock.to_instant(machine.now())
        self.rows = Rows()
        self.later: deque[Callable[[], object]] = deque()
        self.ready: list[Ready] = []
        self.left = LONGEST_CHAIN
        self.steps = 0
        self.writes = 0
        self.wake_wanted = False
        self.others_wanted = False  # a robot elsewhere may wait for what this turn opened
        self.at_end: list[Callable[[], None]] = []  # called when all is written, before it is committed
        self.watched: set[tuple[str, int | None]] = set()  # processes that watchers will look at, see `watching`
        self.closed_in: set[int] | None = None  # cases of tasks that are closed, see `watching`
        self.opened: dict[Name, Ready] = {}  # jobs for robots that are opened, and not written yet
        self.standing: dict[Name, jobs.Standing] = {}  # rows of jobs, as they were seen in this turn
        self.leased: dict[Name, Held] = {}  # jobs that this turn opened, and took or leaves to robots
        self.keeps_opened = False  # whether jobs that are left to robots stand there too
        self.joined = False  # an ability took part in this turn
        # Rows of jobs that are closed and not written yet, case -> (key, as seen); and whose row a job takes over.
        self.freed_jobs: dict[int, tuple[int, jobs.Standing | None]] = {}
        self.freed_from: dict[Name, jobs.Standing] = {}
        # What the handlers of effects hand over.
        self.awaited: list[tuple[int, int, str, str]] = []
        self.said: list[effects.PublishMessage | effects.BroadcastSignal] = []
        self.tasks_done: dict[tuple[int, int], tuple[str, int | None]] = {}
        self.incidents_resolved: dict[tuple[int, int], str] = {}
        self._facts: dict[tuple[int, int | None], Mapping[str, Any]] = {}  # what policies tell, see `policies`
        self._held: dict[int, Held] = {}
        self._kept = kept

    # Cases in hand

    def hold(self, case_id: int) -> Held:
        """Lock and read a case, unless it is in hand already. Errors: Case.DoesNotExist."""
        if case_id not in self._held:
            self.hold_many([case_id])
        try:
            return self._held[case_id]
        except KeyError:
            raise Case.DoesNotExist(case_id) from None

    def hold_many(self, case_ids: Iterable[int], *, locked: bool = False) -> None:
        """Take many cases in hand with two statements; *locked* when their locks are held already."""
        missing = [case_id for case_id in case_ids if case_id not in self._held]
        if missing and self._kept is not None:
            missing = self._kept.cases_into(self._held, missing)
        if missing:
            if not locked:
                held.lock(missing)
            self._held.update((case.id, case) for case in held.read(missing))

    def look_at(self, case_ids: Iterable[int]) -> dict[int, Held]:
        """Return cases to read from only: those in hand as they are, others as they stand in the database, unlocked."""
        wanted = set(case_ids)
        found = {case_id: self._held[case_id] for case_id in wanted & self._held.keys()}
        found.update((case.id, case) for case in held.read(wanted - found.keys()))
        return found

    def see_jobs(self, names: Iterable[Name]) -> None:
        """Look at the rows of jobs, by (case, key), whose cases are in hand; `standing` then has those there are."""
        missing = [name for name in names if name not in self.standing]
        if missing and self._kept is not None:
            missing = self._kept.jobs_into(self.standing, missing)
        if missing:
            self.standing.update(jobs.standing(missing))

    def add(self, case: Held) -> None:
        """Take a new case in hand."""
        self._held[case.id] = case

    # Steps

    def seed(self) -> int:
        """Return chance for an event."""
        return _chance.getrandbits(53)

    def step(self, case: Held, event: events.Event) -> None:
        """Let *case* see *event*. Errors: engine.IllegalEvent, and the case is as it was."""
        at = case.process.id, case.organisation_id
        facts = self._facts.get(at)
        if facts is None:
            facts = self._facts[at] = policies.of(case.process.key, case.organisation_id).facts
        if facts:
            self._tell_policy(case, facts)
            event = policies.not_written(event)
        self.write_effects(case, engine.advance(case.process.program, case.state, event))

    def _tell_policy(self, case: Held, facts: Mapping[str, Any]) -> None:
        """Let the picture see what was decided about its process since its last step."""
        root = case.state.instances[0].variables or {}
        if root.get(policies.VARIABLE) != facts and case.word in Case.OPEN and not case.waits_to_begin:
            told = events.VariablesSet(now=self.now, seed=self.seed(), variables={policies.VARIABLE: facts})
            self.write_effects(case, engine.advance(case.process.program, case.state, told))

    def write_effects(self, case: Held, asked: Iterable[effects.Effect]) -> None:
        """Note what a step asked for."""
        case.is_changed = True
        self.steps += 1
        implied = case.process.implied
        for effect in asked:
            if type(effect) is not effects.Log:
                HANDLERS[type(effect)](self, case, effect)
            elif effect.kind != "took" or effect.element not in implied:  # half of all effects: no call for them
                self.rows.lines.append((case.id, self.now, effect.kind, effect.element, effect.key, "", ""))
        if self.said or self.awaited:
            from gorel.cases import speaking  # it speaks through turns

            speaking.follow(self)

    def log(
        self, case: Held, kind: str, *, element: str = "", key: int | None = None, by: str = "",
        detail: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        """Note a line of the memory's own in the case's log."""
        text = to_json(personal.masked(case, dict(detail))) if detail else ""
        self.rows.noted += 1
        self.rows.lines.append((case.id, self.now, kind, element, key, by, text))

    # Called by handlers

    def opened_job(self, case: Held, effect: effects.OpenJob) -> None:
        """Remember a job that can be done in this turn; for others a worker is woken."""
        ability = abilities.find(effect.type)
        if effect.retries <= 0:
            return
        job = Ready(case.id, effect.key, effect.type, effect.element, effect.retries, 0, effect.headers)
        # A commit point is no job for this turn: what is before it is written without what is after it.
        if ability is not None and ability.transactional and effect.type != engine.CONTINUE:
            self.ready.append(job)
        else:
            self.wake_wanted = True
            if ability is None:
                self.others_wanted = True
            elif self.is_worker and not ability.transactional:
                self.opened[case.id, effect.key] = job

    def start_called(self, case: Held, effect: effects.StartCase) -> None:
        """Start the called process when this step is written."""
        from gorel.cases import calling

        self.later.append(lambda: calling.start(self, case.id, effect))

    def cancel_called(self, case: Held, effect: effects.CancelCase) -> None:
        """Cancel the called case when this step is written."""
        from gorel.cases import calling

        self.later.append(lambda: calling.cancel(self, case.id, effect))

    def tell_caller(self, case: Held, effect: effects.EndCase) -> None:
        """Tell the case that called this one when this step is written."""
        from gorel.cases import calling

        parent_id, key = case.parent_id, case.parent_key
        names = case.personal.names if case.personal is not None else ()
        self.later.append(lambda: calling.tell(self, parent_id, key, effect, names))

    def escalate_to_caller(self, case: Held, effect: effects.Escalate) -> None:
        """Tell the case that called this one what it escalates, when this step is written."""
        from gorel.cases import calling

        parent_id, key = case.parent_id, case.parent_key
        names = case.personal.names if case.personal is not None else ()
        if parent_id is not None and key is not None:
            self.later.append(lambda: calling.escalate(self, parent_id, key, effect, names))

    def make_room(self, case: Held) -> None:
        """A case is over whose key kept a message waiting, maybe: it may begin the next when this step is written."""
        from gorel.cases import kept_messages

        self.later.append(partial(kept_messages.begin_kept, self, case))

    def join(self, action: Callable[[Turn], T]) -> T:
        """Let *action*, called by an ability that runs in this turn, take steps in it: all or none."""
        self.write()
        self.joined = True
        mark = self.mark()
        try:
            with transaction.atomic():
                result = action(self)
                self.write()
        except BaseException:
            self.forget(mark)
            raise
        return result

    # The end of a turn

    def settle(self) -> None:
        """Do what the steps asked of other cases, and the jobs that can be done at once, until nothing is left."""
        while self.later or (self.ready and self.left > 0):
            while self.later:
                self.later.popleft()()
            if self.ready and self.left > 0:
                at_once.do_ready(self)
        if self.ready:
            self.wake_wanted = True

    def write(self) -> None:
        """Send all rows to the database, so that statements after this one see them."""
        self.writes += 1
        closed = []
        for case in self._held.values():
            now = case.word, case.ended_at
            if not (case.is_changed or case.is_new or case.recount) and now == case.stored:
                continue
            if case.is_new:
                self.rows.add(
                    cases.INSERT,
                    (
                        case.id, case.uid, case.process.id, case.organisation_id, case.business_key, case.word,
                        case.started_at, case.ended_at, case.parent_id, case.parent_key,
                    ),
                )  # fmt: skip
                self.rows.add(cases.INSERT_STATE, (case.id, case.format, self._text(case)))
            else:
                if case.is_changed:
                    self.rows.add(cases.UPDATE_STATE, (self._text(case), case.format, case.id))
                if now != case.stored:
                    self.rows.add(cases.UPDATE, (*now, case.id))
            if case.process.searchable and (case.is_new or case.is_changed):
                searchable.note(self.rows, case)
            case.is_new = case.is_changed = False
            case.stored = now
            if case.recount:
                case.recount = False
                closed.append(case)
        self.rows.write()
        self.freed_jobs.clear()
        self.freed_from.clear()
        self.opened.clear()
        if closed:
            self._recount(closed)

    def _text(self, case: Held) -> str:
        if case.process.personal or case.personal is not None:
            return personal.write(self.rows, case)
        return engine.encode(case.state).decode()

    def _recount(self, closed: list[Held]) -> None:
        """A case whose last incident is closed runs again."""
        ids = [case.id for case in closed]
        still = set(Incident.objects.filter(case_id__in=ids, state=Incident.OPEN).values_list("case_id", flat=True))
        for case in closed:
            if case.word == Case.INCIDENT and case.id not in still:
                case.word = Case.RUNNING
                self.rows.add(cases.UPDATE, (case.word, case.ended_at, case.id))
                case.stored = case.word, case.ended_at
        self.rows.write()

    # What comes of jobs

    def answer(self, case: Held, key: int, outcome: doing.Outcome, *, retries: int, tries: int) -> bool:
        """Let *case* see what came of its job; False when the job is no longer wanted."""
        event = doing.event_for(outcome, key=key, retries=retries, now=self.now, seed=self.seed())
        if isinstance(event, events.JobFailed):
            drawn = engine.retry_at(case.process.program, case.state, key, tries=tries, now=self.machine_now)
            due_at = drawn or self.machine_now + doing.pause(tries) if event.retries > 0 else jobs.NEVER
            self.rows.add(jobs.POSTPONE, (event.retries, due_at, "", case.id, key))
        try:
            self.step(case, event)
        except engine.IllegalEvent:
            return False
        return True

    def trace(self) -> tuple[object, ...]:
        """Return what changes as soon as anything is done in this turn."""
        return self.steps, id(self.rows), self.rows.noted, self.writes, len(self.later), len(self.ready)

    def mark(self) -> Mark:
        """Remember what is still to be done, for `forget`."""
        return len(self.later), len(self.ready), len(self.at_end)

    def forget(self, mark: Mark) -> None:
        """After a rollback to a savepoint: what is in hand may be ahead of the database."""
        self._held.clear()
        self._kept = None
        self.rows = Rows()
        self.freed_jobs.clear()
        self.freed_from.clear()
        self.opened.clear()
        self.standing.clear()
        self.leased.clear()
        self.awaited.clear()
        self.said.clear()
        self.tasks_done.clear()
        self.incidents_resolved.clear()
        self.watched.clear()
        self.closed_in = None  # what is told at the end of what stands before the mark keeps its own set
        while len(self.later) > mark[0]:
            self.later.pop()
        del self.ready[mark[1] :]
        del self.at_end[mark[2] :]


def is_present() -> bool:
    """Whether this is called from inside a turn: by an ability that runs in it."""
    return _present.get() is not None


def take(action: Callable[[Turn], T], *, is_worker: bool = False, keep: Keeper | None = None) -> T:
    """Let *action* take steps in a turn, and write all of it: in the caller's transaction when there is one.

    Shape: *keep* has what the caller's last turn had in hand, and is given what this one has.
    Side effects: those of the steps; on an error nothing is written. Without a caller's transaction it is tried again
    when it met another node's locks, so *action* does nothing but take steps.
    """
    outer = _present.get()
    if outer is not None:
        return outer.join(action)
    if is_worker or connection.in_atomic_block:
        return _take(action, is_worker=is_worker, keep=keep)
    return persist(lambda: _take(action, is_worker=is_worker, keep=keep))


def _take(action: Callable[[Turn], T], *, is_worker: bool, keep: Keeper | None = None) -> T:
    with telemetry.span("turn", worker=is_worker) as noted, clock.held(), Commit():
        turn = Turn(is_worker=is_worker, kept=None if keep is None else keep.take())
        turn.keeps_opened = keep is not None and not is_worker
        token = _present.set(turn)
        try:
            result = action(turn)
            turn.settle()
            turn.write()
            for told in turn.at_end:
                told()
            if turn.wake_wanted and not is_worker:
                wake.ring()
            if keep is not None:
                keep.give(turn)
        finally:
            _present.reset(token)
            noted(steps=turn.steps)
    return result
