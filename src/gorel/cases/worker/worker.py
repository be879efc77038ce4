"""The worker: one loop that takes what waits, lets cases step, and commits once.

    answers of abilities ┐
    due timers           ├→ one turn: lock, step, write, claim the next jobs, commit → threads let abilities do them ┐
    transactional jobs   ┘                                                                                            │
             ↑────────────────────────────────────────── answers ────────────────────────────────────────────────────┘

Batches grow by themselves: while one turn commits, answers pile up for the next. An ability runs in a thread, outside
any transaction, under a lease; its answer is committed with whatever else waits, and never waits for a slow neighbour.
Any number of workers may run on one database. docs/cases.md says what a kill at any moment can and cannot do.
"""

from __future__ import annotations

import queue
import threading
import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor

import structlog
from django.db import connection

from gorel import ability as abilities
from gorel.cases import doing, speaking
from gorel.cases.collisions import NO_DATABASE, persist
from gorel.cases.turn import Turn
from gorel.cases.wake import Bell
from gorel.cases.worker import due, journey, leases, owners
from gorel.cases.worker.chores import Chores
from gorel.cases.worker.turns import Turns
from gorel.ground import clock, machine

log = structlog.get_logger("gorel.cases")

BATCH = 200  # answers, timers, and transactional jobs, of one turn
THREADS = 8
LONGEST_SLEEP = 1.0  # seconds: the look round when nobody rings
HOUSEKEEPING = 5.0  # seconds between looks for dead workers' leases and missed messages
_SECOND = 1_000_000


class Worker:
    """Does due jobs and fires due timers.

    Shape: *types* narrows which jobs it does (None: every ability that this process knows).
    """

    def __init__(self, *, types: frozenset[str] | None = None, threads: int = THREADS, batch: int = BATCH) -> None:
        self.owner = owners.name()
        self._types = types
        self._threads = threads
        self._batch = batch
        self._turns = Turns(owner=self.owner, batch=batch)
        self._answers: queue.SimpleQueue[leases.Answer] = queue.SimpleQueue()
        self._aside: list[tuple[float, leases.Answer]] = []
        self._running: Counter[str] = Counter()
        self._bell: Bell | None = None
        self._kept_house_at = 0.0
        self._chores = Chores()

    def types(self) -> list[str]:
        """Return the job types that this worker does."""
        return sorted(type for type in abilities.known() if self._types is None or type in self._types)

    # For ever

    def run(self, stop: threading.Event) -> None:
        """Work until *stop* is set; what is begun is then finished, and nothing new taken.

        Side effects: those of all that is due.
        """
        pool = ThreadPoolExecutor(self._threads, thread_name_prefix="ability")
        log.info("worker.started", owner=self.owner, abilities=len(self.types()))
        try:
            while not stop.is_set() or self._running.total() > 0:
                try:
                    self._work(pool, stop)
                except NO_DATABASE as error:
                    log.error("worker.no-database", error=type(error).__name__)
                    connection.close()
                    time.sleep(1)
        finally:
            pool.shutdown(wait=True)
            connection.close()
            log.info("worker.stopped", owner=self.owner)

    def _work(self, pool: ThreadPoolExecutor, stop: threading.Event) -> None:
        """Work until *stop*, then until what is begun is done. Errors: those of `NO_DATABASE`."""
        bell = self._bell = Bell()
        try:
            while not stop.is_set():
                done = self._round(pool) + self._chores.do()
                if done == 0 and not journey.go_on(self.types(), busy=self._running.total() > 0):
                    bell.sleep(self._seconds_to_next(), stop)
            while self._running.total() > 0:
                if self._round(pool, is_stopping=True) == 0:
                    bell.sleep(0.1)
        finally:
            bell.close()

    def _round(self, pool: ThreadPoolExecutor, *, is_stopping: bool = False) -> int:
        """Take one turn with what waits; return how much was done or begun."""
        self._keep_house()
        answers = self._waiting_answers()
        if not answers and (is_stopping or not self._anything_due()):
            return 0
        claiming = (lambda _turn: []) if is_stopping else self._claim
        try:
            done, claims, aside = self._turns.take(answers, self.types(), claiming)
        except NO_DATABASE:
            for answer in answers:
                self._answers.put(answer)
            raise
        for answer in answers:
            self._running[answer.claim.type] -= 1
        self._aside += [(time.monotonic() + HOUSEKEEPING, answer) for answer in aside]
        for claim in claims:
            self._running[claim.type] += 1
            pool.submit(_do, claim).add_done_callback(self._finished)
        return done + len(claims)

    def _finished(self, future: Future[leases.Answer]) -> None:
        self._answers.put(future.result())
        if self._bell is not None:
            self._bell.ring()

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
        """Do all that is due now, abilities one at a time in the order of dueness; return how much that was.

        Side effects: those of all that is due. What waits for another try, or is leased by somebody else, is left.
        """
        done, answers = 0, []
        persist(leases.release_dead)
        while True:
            count, claims, _aside = self._turns.take(answers, self.types(), self._claim_one)
            done += count
            answers = [_do(claim) for claim in claims]
            if answers or count:
                continue
            tended = self._chores.do(all_now=True)
            if tended == 0:
                break
            done += tended
        return done + persist(speaking.sweep_kept)

    # Claims

    def _claim(self, turn: Turn) -> list[leases.Claim]:
        """Take jobs on lease for the threads that are free; an ability with a bound gets no more than its bound."""
        free, claims, unbounded = self._free(), [], []
        for type in self._outside_types():
            bound = abilities.known()[type].concurrency
            if bound is None:
                unbounded.append(type)
            else:
                claims += self._claim_of(turn, [type], min(free - len(claims), bound - self._running[type]))
        return claims + self._claim_of(turn, unbounded, free - len(claims))

    def _claim_one(self, turn: Turn) -> list[leases.Claim]:
        without = self._turns.poison.cases()
        return leases.claim(turn, self._outside_types(), 1, owner=self.owner, without=without, in_order=True)

    def _claim_of(self, turn: Turn, types: list[str], limit: int) -> list[leases.Claim]:
        return leases.claim(turn, types, limit, owner=self.owner, without=self._turns.poison.cases())

    def _outside_types(self) -> list[str]:
        return [type for type in self.types() if not abilities.known()[type].transactional]

    def _free(self) -> int:
        # One job per thread is claimed ahead, so that no thread idles while a turn commits.
        return self._threads * 2 - self._running.total()

    # What is there to do

    def _open_types(self) -> list[str]:
        """Types of which another job could be begun now."""
        has_room = self._free() > 0
        return [
            type
            for type in self.types()
            if (ability := abilities.known()[type]).transactional
            or (has_room and (ability.concurrency is None or self._running[type] < ability.concurrency))
        ]

    def _until_next(self) -> float | None:
        """Seconds to the next thing that is due, or None."""
        timer, job = due.next_timer(), due.next_job(self._open_types())
        moments = []
        if timer is not None:
            moments.append(timer - clock.instant())
        if job is not None:
            moments.append(job - clock.to_instant(machine.now()))
        return min(moments) / _SECOND if moments else None

    def _anything_due(self) -> bool:
        seconds = self._until_next()
        return seconds is not None and seconds <= 0

    def _seconds_to_next(self) -> float:
        seconds = self._until_next()
        return LONGEST_SLEEP if seconds is None else min(max(seconds, 0.001), LONGEST_SLEEP)

    def _keep_house(self) -> None:
        moment = time.monotonic()
        if moment - self._kept_house_at < HOUSEKEEPING:
            return
        self._kept_house_at = moment
        freed = persist(leases.release_dead)
        caught = persist(speaking.sweep_kept)
        if freed or caught:
            log.info("worker.kept-house", freed=freed, caught=caught)
        for until, answer in self._aside:
            if until <= moment:
                self._running[answer.claim.type] += 1
                self._answers.put(answer)
        self._aside = [(until, answer) for until, answer in self._aside if until > moment]


def _do(claim: leases.Claim) -> leases.Answer:
    """Let the ability do the job, outside any transaction."""
    # Between jobs this thread's connection may have died with its server. SQLite's cannot, and opening it anew is dear.
    if (connection.vendor == "postgresql" or connection.errors_occurred) and not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    return leases.Answer(claim, doing.attempt(claim.ability, claim.variables, claim.context))
