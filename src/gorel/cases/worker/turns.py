"""The worker's turns: answers, due timers and transactional jobs in one transaction, and the next claims with it.

A turn that fails for one thing in it is taken again with one thing each, and that one is set aside (`poison`). A turn
that fails because the database cannot be had is nobody's fault: it is left to the caller to take it again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import structlog

from gorel import ability as abilities
from gorel.cases import calling, doing, programs
from gorel.cases.at_once import Ready
from gorel.cases.collisions import NO_DATABASE, persist
from gorel.cases.store import timers
from gorel.cases.turn import Turn, take
from gorel.cases.worker import due, leases, poison
from gorel.core import engine
from gorel.core.engine import events

log = structlog.get_logger("gorel.cases")

T = TypeVar("T")
Claiming = Callable[[Turn], list[leases.Claim]]


class Turns:
    """Takes turns for one worker. Shape: batch bounds the timers, and the transactional jobs, of one turn."""

    def __init__(self, *, owner: str, batch: int) -> None:
        self._owner = owner
        self._batch = batch
        self.poison = poison.Poison()

    def take(
        self, answers: Sequence[leases.Answer], types: Sequence[str], claiming: Claiming
    ) -> tuple[int, list[leases.Claim], list[leases.Answer]]:
        """Take a turn with *answers* and what is due of *types*; return (how much was done, claims, answers set aside).

        Errors: those of `NO_DATABASE`, when the database cannot be had; nothing was done then.
        """

        def act(turn: Turn) -> tuple[int, list[leases.Claim]]:
            done = leases.settle(turn, answers, owner=self._owner)
            done += self._fire_due(turn)
            ready = due.transactional(transactional, turn.machine_now, self._batch, without=self.poison.cases())
            turn.ready += ready
            turn.left = max(turn.left, self._batch)
            turn.settle()
            turn.write()
            return done + len(ready), claiming(turn)

        transactional = [type for type in types if abilities.known()[type].transactional]
        try:
            return *persist(lambda: take(act, is_worker=True)), []
        except NO_DATABASE:
            raise
        except Exception as error:
            failed = doing.failure(error, "")
            log.error("worker.turn-failed", error=failed.message, place=failed.values["place"])
        done, aside = self._one_by_one(answers, transactional)
        return done, [], aside

    def _one_by_one(
        self, answers: Sequence[leases.Answer], transactional: Sequence[str]
    ) -> tuple[int, list[leases.Answer]]:
        """Take a turn for each thing; what fails is set aside."""
        done, aside = 0, []
        for answer in answers:
            with self.poison.guard(answer.claim.case_id, answer.claim.key) as guarded:
                done += self._alone(lambda turn, one=answer: leases.settle(turn, [one], owner=self._owner))
            if guarded.failed:
                aside.append(answer)
        without = self.poison.cases()
        for case_id, key in self._alone(lambda turn: due.timers(turn.now, self._batch, without=without)):
            with self.poison.guard(case_id, key):
                done += self._alone(lambda turn, at=(case_id, key): _fire(turn, *at))
        for start in self._alone(lambda turn: due.starts(turn.now, self._batch)):
            with self.poison.guard():
                done += self._alone(lambda turn, one=start: _begin(turn, one))
        for ready in self._alone(
            lambda turn: due.transactional(transactional, turn.machine_now, self._batch, without=without)
        ):
            with self.poison.guard(ready.case_id, ready.key):
                done += self._alone(lambda turn, one=ready: _do(turn, one))
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
    try:
        turn.step(turn.hold(case_id), events.TimerFired(now=turn.now, seed=turn.seed(), key=key))
    except engine.IllegalEvent:  # a step before this one in the same turn cancelled it
        turn.rows.add(timers.CANCEL, (case_id, key))
    return 1


def _begin(turn: Turn, start: due.Start) -> int:
    known = programs.known(start.process_id)
    calling.begin(turn, known, variables={}, organisation_id=known.organisation_id, element=start.element)
    calling.schedule_next(start, known)
    return 1


def _do(turn: Turn, ready: Ready) -> int:
    turn.ready.append(ready)
    return 1
