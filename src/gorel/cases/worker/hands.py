"""Hands: where a worker's abilities run. Threads for functions, one event loop for all that are `async`.

What is begun is written down here until its answer is taken, so that leases can be made longer while it runs, and the
worker knows when it may end.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import msgspec
import structlog
from django.db import connection

from gorel.ability import Ability
from gorel.cases import doing
from gorel.cases.worker.leases import Answer, Claim
from gorel.cases.worker.line import Line
from gorel.ground import clock, machine, once

log = structlog.get_logger("gorel.cases")

AT_ONCE = 100  # async abilities at once: they hold no thread
HANGS = 10  # leases without a sign of life, after which an ability is given up


@dataclass(eq=False, slots=True)
class Running:
    """A job being done. Units: monotonic seconds."""

    claim: Claim
    lease_ends_at: float
    came_at: float = field(default_factory=time.monotonic)
    heard_at: float = field(default_factory=time.monotonic)
    is_lost: bool = False

    def beat(self) -> bool:
        """Note a sign of life; answer whether the job is still this worker's."""
        self.heard_at = time.monotonic()
        return not self.is_lost

    @property
    def beat_at(self) -> float:
        """When its lease should be made longer: at half of it."""
        return self.lease_ends_at - self.claim.ability.timeout_seconds / 2

    @property
    def hangs(self) -> bool:
        """Whether it has been silent for so long that somebody else should try."""
        return time.monotonic() - self.heard_at > HANGS * self.claim.ability.timeout_seconds


class Hands:
    """Runs abilities for one worker. Shape: *ring* is called when an answer is there; *ahead* is how many jobs are
    claimed beyond those that threads do, so that no thread idles while a turn commits: one for each, unless it is said.
    """

    def __init__(self, threads: int, ring: Callable[[], None], *, ahead: int | None = None) -> None:
        self._ring = ring
        self._number = threads
        self._ahead = threads if ahead is None else ahead
        self._threads: list[threading.Thread] = []
        self._jobs: queue.SimpleQueue[Running | None] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[tuple[Running | None, Answer]] = queue.SimpleQueue()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.running: set[Running] = set()
        self._by_type: Counter[str] = Counter()
        self._lines: dict[str, Line[Running]] = {}
        self._in_threads = 0

    def free(self, ability: Ability) -> int:
        """Return how many more jobs of *ability* may be begun."""
        if ability.concurrency is None:
            return self.room(ability)
        line = self._lines.get(ability.type)
        ahead = line.ahead if line is not None and ability.remembers else 0
        free = ability.concurrency + ahead - self._by_type[ability.type]
        return min(free, self.room(ability)) if ahead == 0 else free

    def room(self, ability: Ability) -> int:
        """Return how many more jobs of abilities of this kind, in threads or async, may be begun."""
        if ability.is_async:
            return AT_ONCE - (len(self.running) - self._in_threads)
        in_line = sum(line.waiting for line in self._lines.values())  # they hold no thread yet
        return self._number + self._ahead - (self._in_threads - in_line)

    def begin(self, claim: Claim) -> None:
        """Let the ability do the job; its answer comes by `answers`."""
        left = (claim.lease_ends_at - clock.to_instant(machine.now())) / 1_000_000
        running = Running(claim, time.monotonic() + min(left, claim.ability.timeout_seconds))
        context = msgspec.structs.replace(claim.context, beat=running.beat)
        running.claim = msgspec.structs.replace(claim, context=context)
        self.running.add(running)
        self._by_type[claim.type] += 1
        if claim.ability.is_async:
            asyncio.run_coroutine_threadsafe(self._do_async(running), self._started_loop())
            return
        self._in_threads += 1
        line = self._line(claim.ability)
        if line is None or line.enter(running):
            self._jobs.put(running)
        if len(self._threads) < min(self._number, self._in_threads):
            thread = threading.Thread(target=self._work, name="ability", daemon=True)
            self._threads.append(thread)
            thread.start()

    def answers(self, limit: int) -> list[Answer]:
        """Return what has come of jobs since the last time."""
        found: list[Answer] = []
        while len(found) < limit:
            try:
                running, answer = self._answers.get_nowait()
            except queue.Empty:
                break
            if running is not None:
                self._forget(running)
            found.append(answer)
        return found

    def again(self, answers: list[Answer]) -> None:
        """Put answers back whose turn could not be taken."""
        for answer in answers:
            self._answers.put((None, answer))

    def give_up(self, running: Running) -> None:
        """Wait no longer for an ability that hangs. Its thread stays lost; another takes its place."""
        log.error("worker.ability-hangs", type=running.claim.type, case=running.claim.case_id)
        self._forget(running)
        if running.claim.ability.is_async:
            return
        self._number += 1
        line = self._line(running.claim.ability)
        following = line.leave(running) if line is not None else None
        if following is not None:
            self._jobs.put(following)

    def next_beat(self) -> float:
        """Return when the first lease should be made longer. Units: monotonic seconds."""
        return min((one.beat_at for one in self.running if not one.is_lost), default=float("inf"))

    def is_busy(self) -> bool:
        """Whether anything is begun and not answered, or answered and not taken."""
        return bool(self.running) or not self._answers.empty()

    def stop(self) -> None:
        """End the threads and the loop, when nothing is being done any more."""
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join(timeout=1)
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._loop.stop)

    def _forget(self, running: Running) -> None:
        if running not in self.running:
            return  # it was given up
        self.running.discard(running)
        self._by_type[running.claim.type] -= 1
        self._in_threads -= not running.claim.ability.is_async

    def _line(self, ability: Ability) -> Line[Running] | None:
        """Return where jobs of *ability* wait for each other; None when they need not."""
        if ability.concurrency is None or ability.is_async:
            return None
        if ability.type not in self._lines:
            self._lines[ability.type] = Line(ability.concurrency)
        return self._lines[ability.type]

    def _work(self) -> None:
        try:
            while (running := self._jobs.get()) is not None:
                self._do(running)
        finally:
            connection.close()

    def _do(self, running: Running | None) -> None:
        """Let an ability do a job, and the jobs that waited for it.

        What had come when the first began is done in one go, and answered together: what all of them read is read
        `once`, and it is never older than their claims.
        """
        while running is not None:
            since = time.monotonic()
            with once.kept():
                while running is not None and running.came_at <= since:
                    running = self._do_one(running)
            self._ring()

    def _do_one(self, running: Running) -> Running | None:
        """Let an ability do a job; return who may begin now that it is done."""
        began = time.monotonic()
        answer = do(running.claim)
        line = self._line(running.claim.ability)
        following = line.leave(running, time.monotonic() - began) if line is not None else None
        self._answers.put((running, answer))
        return following

    async def _do_async(self, running: Running) -> None:
        claim = running.claim
        answer = Answer(claim, await doing.attempt_async(claim.ability, claim.variables, claim.context))
        self._answers.put((running, answer))
        self._ring()

    def _started_loop(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            threading.Thread(target=self._loop.run_forever, name="async abilities", daemon=True).start()
        return self._loop


def do(claim: Claim) -> Answer:
    """Let the ability do the job here and now, outside any transaction."""
    # Between jobs this thread's connection may have died with its server. SQLite's cannot, and opening it anew is dear.
    if (connection.vendor == "postgresql" or connection.errors_occurred) and not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    if claim.ability.is_async:
        waited: Coroutine[Any, Any, doing.Outcome] = doing.attempt_async(claim.ability, claim.variables, claim.context)
        return Answer(claim, asyncio.run(waited))
    return Answer(claim, doing.attempt(claim.ability, claim.variables, claim.context))
