"""The worker's turns: answers, due timers and transactional jobs in one transaction, and the next claims with it.

A turn that fails for one thing in it is taken again with one thing each, and that one is set aside (`poison`). A turn
that fails because the database cannot be had is nobody's fault: it is left to the caller to take it again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

import structlog
from django.db import OperationalError

from gorel import ability as abilities
from gorel.cases import calling, doing, kept_messages, policies, programs
from gorel.cases.collisions import NO_DATABASE, persist
from gorel.cases.models import Case, Start
from gorel.cases.store.hand import Ready
from gorel.cases.store.keeping import Keeper
from gorel.cases.store.statements import CANCEL_TIMER
from gorel.cases.taking import settle, take
from gorel.cases.turn import Turn
from gorel.cases.worker import due, leases, poison
from gorel.core import engine
from gorel.core.engine import events
from gorel.ground import unavailable

log = structlog.get_logger("gorel.cases")

T = TypeVar("T")

LONGEST_TURN = 0.2  # seconds: what people hardly notice when they wait for it
FEWEST = 10  # timers, or transactional jobs, that a turn takes all the same


class Room(Protocol):
    """What a worker can begin now."""

    def carry_on(self, turn: Turn, /) -> list[leases.Claim]:
        """Take jobs that the turn has just opened; nothing is written yet."""

    def claim(self, turn: Turn, /) -> list[leases.Claim]:
        """Take jobs that are due in the database; the turn is written."""


@dataclass(frozen=True, slots=True)
class Taken:
    """How a turn went. Shape: aside are answers that could not be given now; is_more says that more is due."""

    done: int
    claims: list[leases.Claim]
    aside: list[leases.Answer]
    is_more: bool = False


class Turns:
    """Takes turns for one worker. Shape: batch bounds the timers, and the transactional jobs, of one turn.

    A turn holds what it writes – SQLite's one lock, the rows of many cases – until it commits, and who clicks waits
    for it. So turns begin small, and a full one is followed by one of twice as many when it was short, of half as many
    when it took longer than `LONGEST_TURN`.
    """

    def __init__(self, *, owner: str, batch: int) -> None:
        self._owner = owner
        self._most, self._batch = batch, min(FEWEST, batch)
        self.poison = poison.Poison()
        self._keeper = Keeper()

    def take(self, answers: Sequence[leases.Answer], types: Sequence[str], room: Room, *, looks: bool = True) -> Taken:
        """Take a turn with *answers*, and, when it *looks*, with what is due of *types*.

        Errors: those of `NO_DATABASE`, when the database cannot be had; nothing was done then.
        """

        def act(turn: Turn) -> Taken:
            done, aside = leases.settle(turn, answers, owner=self._owner)
            is_more = False
            if looks:
                fired, started, ready = self._due(turn, transactional)
                done += fired + started + ready
                is_more = max(fired, started, ready) >= self._batch
            settle(turn)
            claims = room.carry_on(turn)
            turn.write()
            if looks:
                claims += room.claim(turn)
            return Taken(done, claims, aside, is_more)

        transactional = [type for type in types if abilities.known()[type].transactional] if looks else []
        began = time.monotonic()
        try:
            taken = persist(lambda: take(act, is_worker=True, keep=self._keeper))
            self._pace(time.monotonic() - began, was_full=taken.is_more)
            return taken
        except NO_DATABASE:
            raise
        except Exception as error:
            if unavailable.why(error):  # a server that has become a standby says so by an error of another kind
                raise OperationalError(str(error)) from error.__cause__
            failed = doing.failure(error, "")
            log.error("worker.turn-failed", error=failed.message, place=failed.values["place"])
        done, aside = self._one_by_one(answers, transactional)
        return Taken(done, [], aside)

    def sweep(self) -> int:
        """Bring kept messages to who waits for them, when any is kept; return how many were heard."""
        return self._alone(kept_messages.sweep) if persist(kept_messages.are_any) else 0

    def _pace(self, seconds: float, *, was_full: bool) -> None:
        """Let the turn after a full one be smaller when that was long, and larger when it was short."""
        if was_full and seconds > LONGEST_TURN:
            self._batch = max(self._batch // 2, min(FEWEST, self._most))
        elif was_full and seconds < LONGEST_TURN / 4:
            self._batch = min(self._batch * 2, self._most)

    def _due(self, turn: Turn, transactional: Sequence[str]) -> tuple[int, int, int]:
        """Fire timers, begin cases and take transactional jobs that are due; return how many of each."""
        fired = self._fire_due(turn)
        waiting = due.waiting_to_begin(self._batch)
        turn.hold_many(waiting, locked=True)
        for case_id in waiting:
            _go_on(turn, case_id)
        open_ones = policies.open_types(transactional)
        ready = due.transactional(open_ones, turn.machine_now, self._batch, without=self.poison.cases())
        turn.ready += ready
        turn.left = max(turn.left, self._batch)
        return fired, len(waiting), len(ready)

    def _one_by_one(
        self, answers: Sequence[leases.Answer], transactional: Sequence[str]
    ) -> tuple[int, list[leases.Answer]]:
        """Take a turn for each thing; what fails is set aside."""
        done, aside = 0, []
        for answer in answers:
            with self.poison.guard(answer.claim.case_id, answer.claim.key) as guarded:
                count, waits = self._alone(partial(leases.settle, answers=[answer], owner=self._owner))
                done += count
                aside += waits
            if guarded.failed:
                aside.append(answer)
        without = self.poison.cases()
        for case_id, key in self._alone(lambda turn: due.timers(turn.now, self._batch, without=without)):
            with self.poison.guard(case_id, key):
                done += self._alone(partial(_fire, case_id=case_id, key=key))
        for case_id in self._alone(lambda _turn: due.waiting_to_begin(self._batch)):
            with self.poison.guard(case_id):
                done += self._alone(partial(_go_on, case_id=case_id))
        for start in self._alone(lambda turn: due.starts(turn.now, self._batch)):
            with self.poison.guard():
                done += self._alone(partial(_begin, start=start))
        for ready in self._alone(
            lambda turn: due.transactional(transactional, turn.machine_now, self._batch, without=without)
        ):
            with self.poison.guard(ready.case_id, ready.key):
                done += self._alone(partial(_do, ready=ready))
        return done, aside

    def _alone(self, action: Callable[[Turn], T]) -> T:
        return persist(lambda: take(action, is_worker=True))

    def _fire_due(self, turn: Turn) -> int:
        """Fire timers that are due, and start cases whose moment has come; return how many."""
        found = due.timers(turn.now, self._batch, without=self.poison.cases())
        turn.hold_many({case_id for case_id, _ in found}, locked=True)
        done = sum(_fire(turn, case_id, key) for case_id, key in found)
        return done + sum(_begin(turn, start) for start in due.starts(turn.now, self._batch))


def _fire(turn: Turn, case_id: int, key: int) -> int:
    case = turn.hold(case_id)
    try:
        turn.step(case, events.TimerFired(now=turn.now, seed=turn.seed(), key=key))
    except engine.IllegalEvent:  # a step before this one in the same turn cancelled it
        if key not in case.state.waits:
            turn.rows.add(CANCEL_TIMER, (case_id, key))
    return 1


def _go_on(turn: Turn, case_id: int) -> int:
    case = turn.hold(case_id)
    if case.waits_to_begin and case.word == Case.SUSPENDED:
        calling.begin_waiting(turn, case)
    return 1


def _begin(turn: Turn, start: Start) -> int:
    known = programs.known(start.process_id)
    calling.begin(
        turn, known, variables={}, organisation_id=known.organisation_id, element=start.element, came=("timer", "")
    )
    calling.schedule_next(start, known)
    return 1


def _do(turn: Turn, ready: Ready) -> int:
    turn.ready.append(ready)
    return 1
