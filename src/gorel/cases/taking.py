"""Taking a turn: one transaction in which cases take steps.

    load and lock the cases → step them → note their rows → do at once what may be done at once → write all → commit

A person's click is a turn of one event; the worker's turn is some hundred answers and timers. Whatever a step asks of
another case (a message, a called process, the end of one) happens in the same turn, and so do *transactional* jobs:
their abilities only touch our own database, run inside the transaction, each generation of them under a savepoint,
and their results are the next events.

A turn that an ability opens while it runs inside another joins that one, so both see the same cases in hand.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import connection

from gorel.cases import at_once, calling, kept_messages, speaking, wake
from gorel.cases.collisions import persist
from gorel.cases.store import tasks
from gorel.cases.store.committing import Commit
from gorel.cases.store.held import Held
from gorel.cases.store.keeping import Keeper
from gorel.cases.turn import Turn
from gorel.core.engine import effects
from gorel.ground import clock, telemetry

T = TypeVar("T")

_present: ContextVar[Turn | None] = ContextVar("gorel_turn", default=None)


def _end(turn: Turn, over: Held, effect: effects.EndCase) -> None:
    """A case is over: who called it hears of it, and a message that waited for its key may begin the next."""
    calling.tell(turn, over, effect)
    if over.business_key and over.process.hears_messages:
        kept_messages.begin_kept(turn, over)


# What follows from effects that concern another case, or a row that had to be written first.
# Shape: the case is to be read only; who changes it takes it in hand anew, for it may have been forgotten meanwhile.
FOLLOWED: dict[type[effects.Effect], Callable[[Turn, Held, Any], object]] = {
    effects.StartCase: calling.start,
    effects.CancelCase: calling.cancel,
    effects.Escalate: calling.escalate,
    effects.EndCase: _end,
    effects.PublishMessage: speaking.say,
    effects.BroadcastSignal: speaking.say,
    effects.Subscribe: kept_messages.listen,
    effects.ChangeTask: tasks.change_task,
}


def settle(turn: Turn) -> None:
    """Do what the steps asked of other cases, and the jobs that can be done at once, until nothing is left."""
    while turn.later or (turn.ready and turn.left > 0):
        while turn.later:
            case, effect = turn.later.popleft()
            FOLLOWED[type(effect)](turn, case, effect)
        if turn.ready and turn.left > 0:
            at_once.do_ready(turn)
    if turn.ready:
        turn.wake_wanted = True


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
            settle(turn)
            turn.write()
            for told in turn.at_end:
                told()
            if turn.wake_wanted and not is_worker:
                wake.ring()
            if keep is not None and not turn.joined:  # an ability that took part may have written by itself
                keep.give(turn.leased, turn.standing)
        finally:
            _present.reset(token)
            noted(steps=turn.steps)
    return result
