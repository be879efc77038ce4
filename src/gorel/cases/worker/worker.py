"""The worker: one loop that takes what waits, lets cases step, and commits once.

    answers of abilities ┐
    due timers           ├→ one turn: lock, step, write, claim the next jobs, commit → threads let abilities do them ┐
    transactional jobs   ┘                                                                                            │
             ↑────────────────────────────────────────── answers ────────────────────────────────────────────────────┘

Batches grow by themselves: while one turn commits, answers pile up for the next. An ability runs in a thread, outside
any transaction, under a lease; its answer is committed with whatever else waits, and never waits for a slow
neighbour. Any number of workers may run on one database. See docs/cases.md for what a kill at any moment can and
cannot do.
"""

from __future__ import annotations

import queue
import threading
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import structlog
from django.db import OperationalError, close_old_connections, connection

from gorel import ability as abilities
from gorel.cases import calling, doing, programs, speaking
from gorel.cases.store import timers
from gorel.cases.turn import Turn, take
from gorel.cases.wake import Bell
from gorel.cases.worker import due, journey, leases, owners, poison
from gorel.core import engine
from gorel.core.engine import events
from gorel.ground import clock, machine

log = structlog.get_logger("gorel.cases")

BATCH = 200  # timers, and transactional jobs, of one turn
THREADS = 8
LONGEST_SLEEP = 1.0  # seconds: the look round when nobody rings
HOUSEKEEPING = 5.0  # seconds between looks for dead workers' leases and missed messages


class Worker:
    """Does due jobs and fires due timers.

    Shape: *types* narrows which jobs it does (None: every ability that this process knows).
    """

    def __init__(self, *, types: frozenset[str] | None = None, threads: int = THREADS, batch: int = BATCH) -> None:
        self.owner = owners.name()
        self._types = types
        self._threads = threads
        self._batch = batch
        self._answers: queue.SimpleQueue[leases.Answer] = queue.SimpleQueue()
        self._running: Counter[str] = Counter()
        self._poison = poison.Poison()
        self._kept_house_at = 0.0

    # For ever

    def run(self, stop: threading.Event) -> None:
        """Work until *stop* is set; what is begun is then finished, and nothing new taken.

        Side effects: those of all that is due.
        """
        bell = Bell()
        pool = ThreadPoolExecutor(self._threads, thread_name_prefix="ability")
        log.info("worker.started", owner=self.owner, abilities=len(self.types()))
        try:
            while not stop.is_set():
                if self._round(pool, bell) == 0 and not journey.go_on(self.types(), busy=self._running.total() > 0):
                    bell.sleep(self._seconds_to_next(), stop)
            while self._running.total() > 0:  # a slow ability may take to the end of its lease
                self._round(pool, bell, claiming=False)
                bell.sleep(0.1)
            self._round(pool, bell, claiming=False)
        finally:
            pool.shutdown(wait=True)
            bell.close()
            connection.close()
            log.info("worker.stopped", owner=self.owner)

    def _round(self, pool: ThreadPoolExecutor, bell: Bell, *, claiming: bool = True) -> int:
        """Take one turn with what waits; return how much was done or begun."""
        self._keep_house()
        answers = self._waiting_answers()
        if not answers and not (claiming and self._anything_due()):
            return 0
        done, claims = self._turn(answers, claiming=claiming)
        for claim in claims:
            self._running[claim.type] += 1
            pool.submit(_do, claim).add_done_callback(lambda future: self._finished(future, bell))
        for answer in answers:
            self._running[answer.claim.type] -= 1
        return done + len(claims)

    def _finished(self, future: Future[leases.Answer], bell: Bell) -> None:
        self._answers.put(future.result())
        bell.ring()

    def _waiting_answers(self) -> list[leases.Answer]:
        answers: list[leases.Answer] = []
        while len(answers) < self._batch:
            try:
                answers.append(self._answers.get_nowait())
            except queue.Empty:
                break
        return answers

    # Until nothing is due

    def drain(self) -> int:
        """Do all that is due now and return how much that was; abilities run here, one at a time, in the order of
        dueness.

        Side effects: those of all that is due. What waits for another try, or is leased by somebody else, is left.
        """
        done, answers = 0, []
        leases.release_dead()
        while True:
            count, claims = self._turn(answers, claiming=True, at_once=1)
            done += count
            answers = [_do(claim) for claim in claims]
            if not answers and count == 0:
                break
        return done + take(speaking.sweep, is_worker=True)

    # One turn

    def _turn(
        self, answers: list[leases.Answer], *, claiming: bool, at_once: int | None = None
    ) -> tuple[int, list[leases.Claim]]:
        """Take a turn; when it fails for one thing in it, take many with one thing each and set that one aside."""
        try:
            return self._persist(lambda: self._take(answers, claiming=claiming, at_once=at_once, batch=self._batch))
        except Exception:
            log.exception("worker.turn-failed")
        done = 0
        for answer in answers:
            with self._poison.guard(answer.claim.case_id, answer.claim.key):
                done += self._persist(lambda answer=answer: self._take([answer], claiming=False, batch=0))[0]
        with self._poison.guard():
            for case_id, key in self._persist(
                lambda: take(lambda turn: due.timers(turn.now, self._batch), is_worker=True)
            ):
                with self._poison.guard(case_id, key):
                    done += self._persist(lambda c=case_id, k=key: take(lambda turn: _fire(turn, c, k), is_worker=True))
        with self._poison.guard():
            for ready in self._persist(lambda: take(self._ready, is_worker=True)):
                with self._poison.guard(ready.case_id, ready.key):
                    done += self._persist(lambda r=ready: take(lambda turn: _only(turn, r), is_worker=True))
        return done, []

    def _persist(self, action: Any) -> Any:
        """Try again what another node's locks stopped: deadlock, serialisation, a busy file."""
        for attempt in range(5):
            try:
                return action()
            except OperationalError as error:
                if attempt == 4:
                    raise
                log.info("worker.collision", error=type(error).__name__, attempt=attempt)
                threading.Event().wait(doing.pause(1) / 10_000_000)
        raise AssertionError

    def _take(
        self, answers: list[leases.Answer], *, claiming: bool, batch: int, at_once: int | None = None
    ) -> tuple[int, list[leases.Claim]]:
        def act(turn: Turn) -> tuple[int, list[leases.Claim]]:
            done = leases.settle(turn, answers, owner=self.owner)
            if batch:
                done += _fire_due(turn, batch, self._poison.cases())
                turn.ready += self._ready(turn)
                done += len(turn.ready)
                turn.left = max(turn.left, batch)
            turn.settle()
            turn.write()
            return done, self._claim(turn, at_once) if claiming else []

        return take(act, is_worker=True)

    def _ready(self, turn: Turn) -> list[Any]:
        types = [type for type in self.types() if abilities.known()[type].transactional]
        return due.transactional(types, turn.machine_now, self._batch, without=self._poison.cases())

    def _claim(self, turn: Turn, at_once: int | None) -> list[leases.Claim]:
        """Take jobs on lease for the threads that are free; an ability with a bound gets no more than its bound."""
        free = self._free() if at_once is None else at_once
        unbounded, claims = [], []
        for type in self.types():
            ability = abilities.known()[type]
            if ability.transactional:
                continue
            if ability.concurrency is None or at_once is not None:
                unbounded.append(type)
            else:
                room = min(free - len(claims), ability.concurrency - self._running[type])
                claims += self._claim_of(turn, [type], room)
        return claims + self._claim_of(turn, unbounded, free - len(claims))

    def _claim_of(self, turn: Turn, types: list[str], limit: int) -> list[leases.Claim]:
        return leases.claim(turn, types, limit, owner=self.owner, without=self._poison.cases())

    # What is there to do

    def types(self) -> list[str]:
        """Return the job types that this worker does."""
        return sorted(type for type in abilities.known() if self._types is None or type in self._types)

    def _free(self) -> int:
        # One waiting job per thread is claimed ahead, so that no thread idles while a turn commits.
        return self._threads * 2 - self._running.total()

    def _open_types(self) -> list[str]:
        """Types of which another job could be begun now."""
        if self._free() <= 0:
            return [type for type in self.types() if abilities.known()[type].transactional]
        return [
            type
            for type in self.types()
            if (bound := abilities.known()[type].concurrency) is None or self._running[type] < bound
        ]

    def _anything_due(self) -> bool:
        timer = due.next_timer()
        if timer is not None and timer <= clock.instant():
            return True
        job = due.next_job(self._open_types())
        return job is not None and job <= clock.to_instant(machine.now())

    def _seconds_to_next(self) -> float:
        moments = []
        timer = due.next_timer()
        if timer is not None:
            moments.append(timer - clock.instant())
        job = due.next_job(self._open_types())
        if job is not None:
            moments.append(job - clock.to_instant(machine.now()))
        nearest = min(moments, default=int(LONGEST_SLEEP * 1_000_000)) / 1_000_000
        return min(max(nearest, 0.001), LONGEST_SLEEP)

    def _keep_house(self) -> None:
        moment = machine.now().timestamp()
        if moment - self._kept_house_at >= HOUSEKEEPING:
            self._kept_house_at = moment
            freed = self._persist(leases.release_dead)
            caught = self._persist(lambda: take(speaking.sweep, is_worker=True))
            if freed or caught:
                log.info("worker.kept-house", freed=freed, caught=caught)


def _do(claim: leases.Claim) -> leases.Answer:
    """Let the ability do the job, outside any transaction."""
    if not connection.in_atomic_block:  # a test's transaction is left alone
        close_old_connections()
    return leases.Answer(claim, doing.attempt(claim.ability, claim.variables, claim.context))


def _fire_due(turn: Turn, limit: int, without: Any) -> int:
    """Fire timers that are due, and start cases whose moment has come; return how many."""
    found = due.timers(turn.now, limit, without=without)
    turn.hold_many({case_id for case_id, _ in found}, locked=True)
    done = sum(_fire(turn, case_id, key) for case_id, key in found)
    for start in due.starts(turn.now, limit):
        known = programs.known(start.process_id)
        calling.begin(turn, known, variables={}, organisation_id=known.organisation_id, element=start.element)
        calling.schedule_next(start, known)
        done += 1
    return done


def _fire(turn: Turn, case_id: int, key: int) -> int:
    try:
        turn.step(turn.hold(case_id), events.TimerFired(now=turn.now, seed=turn.seed(), key=key))
    except engine.IllegalEvent:  # a step before this one in the same turn cancelled it
        turn.rows.add(timers.CANCEL, (case_id, key))
    return 1


def _only(turn: Turn, ready: Any) -> int:
    turn.ready.append(ready)
    return 1
