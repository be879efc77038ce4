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

import threading
import time
from contextlib import suppress

import structlog
from django.db import connection

from gorel import ability as abilities
from gorel.cases import wake
from gorel.cases.collisions import NO_DATABASE, persist
from gorel.cases.wake import Bell
from gorel.cases.worker import due, journey, leases, owners
from gorel.cases.worker.bounds import Bounds
from gorel.cases.worker.chores import Chores
from gorel.cases.worker.hands import Hands, do
from gorel.cases.worker.room import InOrder, NoRoom, Room
from gorel.cases.worker.turns import Turns
from gorel.ground import clock, machine, once, unavailable

log = structlog.get_logger("gorel.cases")

BATCH = 200  # answers, timers, and transactional jobs, of one turn
THREADS = 8
LONGEST_SLEEP = 1.0  # seconds: the look round when nobody rings
HOUSEKEEPING = 5.0  # seconds between looks for dead workers' leases and missed messages
SHORTEST_BEAT = 0.05  # seconds at least between two looks at the leases of running jobs
LOOK = 0.02  # seconds: how seldom a busy worker looks for what is due, when nobody rings
SHARE, LONGEST_BREATH = 0.05, 0.003  # of a turn, and seconds: how long the lock is left to others after it
RING = 0.01  # seconds: how seldom a busy worker wakes others
_SECOND = 1_000_000


class Worker:
    """Does due jobs and fires due timers.

    Shape: *types* narrows which jobs it does (None: every ability that this process knows); *ahead* is how many jobs it
    claims beyond those that it does (None: one for each thread). All it has claimed may be doubled by a kill.
    *together* is how many jobs `drain` does between two turns.
    """

    def __init__(
        self, *, types: frozenset[str] | None = None, threads: int = THREADS, batch: int = BATCH,
        ahead: int | None = None, together: int = 1,
    ) -> None:  # fmt: skip
        self.owner = owners.name()
        self._types = types
        self._batch = batch
        self._turns = Turns(owner=self.owner, batch=batch)
        self._hands = Hands(threads, self._ring_own, ahead=ahead)
        self._bounds = Bounds()
        self._aside: list[tuple[float, leases.Answer]] = []
        self._bell: Bell | None = None
        self._kept_house_at = self._beat_at = self._looked_at = self._rang_at = 0.0
        self._is_more = False  # more was due at the last look than could be taken
        poison = self._turns.poison
        self._room = Room(owner=self.owner, types=self.types, hands=self._hands, bounds=self._bounds, poison=poison)
        self._in_order = InOrder(owner=self.owner, types=self.types, poison=poison, together=together)
        self._chores = Chores(owner=self.owner, types=self.types)

    def types(self) -> list[str]:
        """Return the job types that this worker does."""
        return sorted(type for type in abilities.known() if self._types is None or type in self._types)

    # For ever

    def run(self, stop: threading.Event) -> None:
        """Work until *stop* is set; what is begun is then finished, and nothing new taken.

        Side effects: those of all that is due.
        """
        log.info("worker.started", owner=self.owner, abilities=len(self.types()))
        try:
            while not stop.is_set() or self._hands.is_busy():
                try:
                    self._work(stop)
                except NO_DATABASE as error:
                    log.error("worker.no-database", error=type(error).__name__, why=unavailable.why(error))
                    connection.close()
                    time.sleep(1)
        finally:
            self._hands.stop()
            with suppress(*NO_DATABASE):
                self._chores.end()
            connection.close()
            log.info("worker.stopped", owner=self.owner)

    def _work(self, stop: threading.Event) -> None:
        """Work until *stop*, then until what is begun is done. Errors: those of `NO_DATABASE`."""
        bell = self._bell = Bell()
        self._is_more = True
        try:
            while not stop.is_set():
                done = self._round(bell) + self._chores.do()
                rests = self._chores.rest() is not None  # the present moment is not done with
                if done == 0 and (rests or not journey.go_on(self.types(), busy=self._hands.is_busy())):
                    bell.sleep(self._seconds_to_next(), stop)
                    self._is_more = True
            while self._hands.is_busy():
                if self._round(bell, is_stopping=True) == 0:
                    bell.sleep(0.1)
        finally:
            bell.close()

    def _round(self, bell: Bell, *, is_stopping: bool = False) -> int:
        """Take one turn with what waits; return how much was done or begun."""
        self._keep_house()
        answers = self._hands.answers(self._batch)
        looks = not is_stopping and (self._is_more or self._is_time_to_look(bell))
        if not answers and (not looks or not self._anything_due()):
            self._is_more = False
            return 0
        self._looked_at = time.monotonic() if looks else self._looked_at
        began = time.monotonic()
        try:
            taken = self._turns.take(answers, self.types(), NoRoom() if is_stopping else self._room, looks=looks)
        except NO_DATABASE:
            self._hands.again(answers)
            raise
        if connection.vendor == "sqlite":  # who waits for its one lock gets it between two turns (`ground.sqlite`)
            time.sleep(min((time.monotonic() - began) * SHARE, LONGEST_BREATH))
        if looks:
            self._is_more = taken.is_more
        if self._room.left_some:
            self._ring_others()
        self._aside += [(time.monotonic() + HOUSEKEEPING, answer) for answer in taken.aside]
        for claim in taken.claims:
            self._hands.begin(claim)
        if taken.claims:
            self._beat_at = min(self._beat_at, self._hands.next_beat())
        return taken.done + len(taken.claims)

    def _is_time_to_look(self, bell: Bell) -> bool:
        return bell.hear(0) or time.monotonic() - self._looked_at > LOOK

    def _ring_own(self) -> None:
        if self._bell is not None:
            self._bell.ring()

    def _ring_others(self) -> None:
        """Let other workers, and robots that wait, know of work that this one leaves; not too often."""
        if time.monotonic() - self._rang_at > RING:
            self._rang_at = time.monotonic()
            wake.ring(but=self._bell)

    # Until nothing is due

    def drain(self, *, tends: bool = True) -> int:
        """Do all that is due now, abilities one at a time in the order of dueness; return how much that was.

        Shape: *tends* does the chores, too, until nothing of them is left.
        Side effects: those of all that is due. What waits for another try, or is leased by somebody else, is left.
        """
        done = 0
        answers: list[leases.Answer] = []
        persist(leases.release_dead)
        while True:
            taken = self._turns.take(answers, self.types(), self._in_order)
            with once.kept():
                answers = [do(claim) for claim in taken.claims]
            done += taken.done
            if answers or taken.done:
                continue
            tended = self._chores.do(all_now=True) if tends else 0
            if tended == 0:
                break
            done += tended
        return done + self._turns.sweep()

    # What is there to do

    def _open_types(self) -> list[str]:
        """Types of which another job could be begun now."""
        now = clock.to_instant(machine.now())
        open_types = []
        for type in self.types():
            ability = abilities.known()[type]
            has_room = ability.transactional or self._hands.free(ability) > 0
            if has_room and self._bounds.closed_until(type, now) is None:
                open_types.append(type)
        return open_types

    def _until_next(self) -> float | None:
        """Seconds to the next thing that is due, or None."""
        timer, job = due.next_timer(), due.next_job(self._open_types())
        now = clock.to_instant(machine.now())
        moments = [0] if due.waiting_to_begin(1) else []
        if timer is not None:
            moments.append(timer - clock.instant())
        if job is not None:
            moments.append(job - now)
        moments += [until - now for type in self.types() if (until := self._bounds.closed_until(type, now)) is not None]
        return min(moments) / _SECOND if moments else None

    def _anything_due(self) -> bool:
        seconds = self._until_next()
        return seconds is not None and seconds <= 0

    def _seconds_to_next(self) -> float:
        seconds = self._until_next()
        rest = self._chores.rest()
        longest = LONGEST_SLEEP if rest is None else min(rest, LONGEST_SLEEP)
        beat = min(self._hands.next_beat() - time.monotonic(), longest)
        return max(beat if seconds is None else min(seconds, beat), 0.001)

    def _keep_house(self) -> None:
        moment = time.monotonic()
        if moment >= self._beat_at:
            self._keep_leases(moment)
            self._beat_at = max(self._hands.next_beat(), moment + SHORTEST_BEAT)
        if moment - self._kept_house_at < HOUSEKEEPING:
            return
        self._kept_house_at = moment
        freed = persist(leases.release_dead)
        caught = self._turns.sweep()
        if freed or caught:
            log.info("worker.kept-house", freed=freed, caught=caught)
        self._hands.again([answer for until, answer in self._aside if until <= moment])
        self._aside = [(until, answer) for until, answer in self._aside if until > moment]

    def _keep_leases(self, moment: float) -> None:
        """Make the leases of running jobs longer, well before they end; give up what hangs."""
        ending = []
        for running in list(self._hands.running):
            if running.hangs:
                self._hands.give_up(running)
            elif running.beat_at <= moment and not running.is_lost:
                ending.append(running)
        if not ending:
            return
        lost = persist(lambda: leases.extend([running.claim for running in ending], owner=self.owner))
        for running in ending:
            running.is_lost = (running.claim.case_id, running.claim.key) in lost
            running.lease_ends_at = moment + running.claim.ability.timeout_seconds
