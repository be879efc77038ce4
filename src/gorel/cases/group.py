"""Group commit: callers who wait at the same time share one transaction, and each is answered when it has committed.

    caller ─┐                 ┌─ lock and read all their cases → everybody's steps → write → commit ─┐
    caller ─┼─ stand in line ─→ one of them leads                                                    ├→ all answered
    caller ─┘                 └── meanwhile the next ones stand in line; a clerk leads then ─────────┘

Nobody waits for a timer: a caller who comes alone leads at once, and batches grow by themselves while one commits.
When more came meanwhile, a clerk takes over: a thread that commits batch after batch as long as they come, with one
warm connection, and with the cases still in hand that nobody else has changed.
A caller whose steps are refused fails alone. When anything else goes wrong in a batch, it is undone, and each of its
callers gets a transaction to itself. Whoever writes rows of his own is in a transaction already, and stays there.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import suppress
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import connection

from gorel.cases import taking, wake
from gorel.cases.store.keeping import Keeper
from gorel.cases.store.sql import here
from gorel.cases.turn import Turn

T = TypeVar("T")
R = TypeVar("R")

LARGEST = 200  # callers to a transaction
CROWD = 2  # waiting callers that are left to the clerk
STAYS = 0.02  # seconds that the clerk leads on while nobody comes
LEAVES = 1.0  # seconds after which it goes


class Asking(Generic[T]):
    """One caller who waits, with what `ask` takes.

    Shape: the lock is released when there is an answer, or when it is this one's to lead; with an answer, *error* or
    *result* stand.
    """

    __slots__ = ("action", "cases", "error", "is_answered", "is_plain", "jobs", "lock", "result")

    def __init__(
        self,
        action: Callable[[Turn], T],
        cases: Collection[int] = (),
        jobs: Collection[tuple[int, int]] = (),
        *,
        is_plain: bool = False,
    ) -> None:
        self.action, self.cases, self.jobs, self.is_plain = action, cases, jobs, is_plain
        self.lock = threading.Lock()
        self.lock.acquire()
        self.is_answered = False
        self.result: Any = None
        self.error: BaseException | None = None


class Pause(NamedTuple):
    """Nothing to do until new work is heard of, or for so many seconds. Shape: heard is what `wake.heard` said."""

    heard: int
    seconds: float


# What asks and pauses on its way to a result, so that its caller may ask for many such at once.
Steps = Generator[Asking[Any] | Pause, Any, R]


class Line:
    """Those who wait in this Python process."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[Asking[Any]] = deque()
        self._is_led = False
        self._clerk: threading.Thread | None = None
        self._is_asleep = False  # the clerk leads, and waits for somebody to come
        self._wake = threading.Lock()
        self._wake.acquire()

    def ask(self, calls: Sequence[Asking[Any]], keeper: Keeper | None = None) -> None:
        """Wait until all of *calls* are answered; lead those who wait when nobody does."""
        with self._guard:
            self._waiting.extend(calls)
            lead, self._is_led = not self._is_led, True
            if self._is_asleep:
                self._is_asleep = False
                self._wake.release()
        if lead:
            self._lead(keeper)
        for call in calls:
            if not call.is_answered:
                call.lock.acquire()
                if not call.is_answered:
                    self._lead(keeper)

    def _lead(self, keeper: Keeper | None) -> None:
        """Answer those who wait now, the leader among them, and hand the lead to who came since, or to the clerk."""
        with self._guard:
            batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), LARGEST))]
        try:
            _answer(batch, keeper)
        finally:
            with self._guard:
                following = self._waiting[0] if self._waiting else None
                self._is_led = following is not None
                is_crowd = len(self._waiting) >= CROWD
                if is_crowd:
                    self._call_clerk()
            if following is not None and not is_crowd:
                following.lock.release()
            _release(batch)

    def _call_clerk(self) -> None:
        """Let the clerk lead. Shape: under the guard."""
        if self._clerk is None:
            self._clerk = threading.Thread(target=self._serve, name="group commit", daemon=True)
            self._clerk.start()
        else:
            self._wake.release()

    def _serve(self) -> None:
        """Lead as long as callers come; then wait to be called, and go when nobody does."""
        keeper = Keeper()
        try:
            while True:
                self._lead_on(keeper)
                if not self._wake.acquire(timeout=LEAVES):
                    with self._guard:
                        if not self._wake.acquire(blocking=False):
                            self._clerk = None
                            return
        except BaseException:  # it must not take the lead with it
            with self._guard:
                self._clerk, self._is_asleep = None, False
                self._is_led = bool(self._waiting)
                if self._waiting:
                    self._waiting[0].lock.release()
            raise
        finally:
            connection.close()

    def _lead_on(self, keeper: Keeper) -> None:
        while True:
            with self._guard:
                batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), LARGEST))]
                self._is_asleep = not batch
            if batch:
                try:
                    _answer(batch, keeper)
                finally:
                    _release(batch)
            elif not self._wake.acquire(timeout=STAYS):
                with self._guard:
                    if self._is_asleep:
                        self._is_asleep = self._is_led = False
                        return
                self._wake.acquire()  # somebody came at the last moment, and rang


def _release(batch: list[Asking[Any]]) -> None:
    for call in batch:
        if not call.is_answered:  # only when the leader itself is being stopped
            call.error = call.error or RuntimeError("the transaction was broken off; nothing was done")
            call.is_answered = True
        call.lock.release()


_line = Line()


def _forget() -> None:
    global _line  # a forked child has none of its parent's callers
    _line = Line()


os.register_at_fork(after_in_child=_forget)


def ask(
    action: Callable[[Turn], T],
    *,
    cases: Collection[int] = (),
    jobs: Collection[tuple[int, int]] = (),
    is_plain: bool = False,
) -> T:
    """Let *action* take steps, and return what it returned when that is durable.

    Shape: *cases* and *jobs* are those it will look at, as far as is known; they are locked and read with everybody
    else's. In a caller's own transaction or turn it commits with that; otherwise with whoever waits at the same time,
    and may run several times, so it does nothing but take steps.
    *is_plain* says that it steps cases, and writes nothing else.
    Errors: those of *action*; nothing of it was done then.
    """
    return answered(Asking(action, cases, jobs, is_plain=is_plain))


def answered(asking: Asking[T]) -> T:
    """As `ask`, for what was put into words before."""
    if here().in_atomic_block or taking.is_present():
        return taking.take(lambda turn: _prepared(turn, asking.action, asking.cases, asking.jobs))
    _line.ask([asking])
    if asking.error is not None:
        raise asking.error
    result: T = asking.result
    return result


def driven(steps: Steps[R]) -> R:
    """Take *steps* to their end in this thread: ask what they ask, wait where they wait. Errors: those of the steps."""
    try:
        wanted = next(steps)
        while True:
            if isinstance(wanted, Pause):
                wake.wait(wanted.heard, wanted.seconds)
                wanted = next(steps)
                continue
            try:
                result = answered(wanted)
            except Exception as error:
                wanted = steps.throw(error)
            else:
                wanted = steps.send(result)
    except StopIteration as end:
        last: R = end.value
        return last


def ask_all(askings: Sequence[Asking[Any]], keeper: Keeper | None = None) -> None:
    """Ask for several callers at once, outside any transaction: each then has its *result* or *error*.

    Shape: *keeper* is the calling thread's own, for cases that stay in hand between two calls of this.
    """
    _line.ask(askings, keeper)


def _prepared(turn: Turn, action: Callable[[Turn], T], cases: Collection[int], jobs: Collection[tuple[int, int]]) -> T:
    if cases:
        turn.hold_many(cases)
    if jobs:
        turn.see_jobs(jobs)
    return action(turn)


def _answer(batch: list[Asking[Any]], keeper: Keeper | None = None) -> None:
    """Answer all of *batch* by one transaction, or each by its own."""
    if len(batch) > 1:
        keep = keeper if all(call.is_plain for call in batch) else None
        with suppress(Exception):  # who it was, and why, shows when each is alone
            taking.take(lambda turn: _together(turn, batch), keep=keep)
            for call in batch:
                call.is_answered = True
            return
    for call in batch:
        try:
            call.result = taking.take(lambda turn, one=call: _prepared(turn, one.action, one.cases, one.jobs))  # type: ignore[misc]
            call.error = None
        except Exception as error:
            call.error = error
        call.is_answered = True


def _together(turn: Turn, batch: list[Asking[Any]]) -> None:
    turn.hold_many({case_id for call in batch for case_id in call.cases})
    turn.see_jobs({name for call in batch for name in call.jobs})
    for call in batch:
        before = turn.trace()
        call.error = None
        try:
            call.result = call.action(turn)
        except Exception as error:
            if turn.trace() != before:
                raise  # something of it was done
            call.error = error
