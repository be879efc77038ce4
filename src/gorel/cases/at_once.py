"""Transactional jobs: done in the turn that opened them, or in the worker's.

Their abilities only touch our own database, so they can be undone. A generation of them – all that are ready now – runs
under one savepoint, and what they ask `once` is asked once for all; when one fails, all are undone and each runs again
under a savepoint of its own. Their results are
the next events, and may make the next generation ready.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from django.db import transaction

from gorel import ability as abilities
from gorel.ability import Context
from gorel.cases import doing
from gorel.cases.store.hand import Ready
from gorel.cases.store.held import Held
from gorel.cases.turn import Turn
from gorel.cases.values import from_json
from gorel.core import engine
from gorel.ground import once


class _Undone(Exception):
    """A try whose writes must be rolled back; carries what came of it."""

    def __init__(self, outcome: doing.Outcome) -> None:
        self.outcome = outcome


def do_ready(turn: Turn) -> None:
    """Do one generation of ready jobs, and let their cases see what came of them."""
    batch, turn.ready = turn.ready[: turn.left], turn.ready[turn.left :]
    turn.left -= len(batch)
    turn.write()
    for job, outcome in _together(turn, batch):
        if isinstance(outcome, doing.Failed) and outcome.again and not turn.is_worker:
            turn.wake_wanted = True  # the row stays as it is; the worker tries it again
        else:
            turn.answer(turn.hold(job.case_id), job.key, outcome, retries=job.retries, tries=job.tries + 1)


def _together(turn: Turn, batch: list[Ready]) -> list[tuple[Ready, doing.Outcome]]:
    """Do all under one savepoint; when one fails, undo all and do each under its own."""
    mark = turn.mark()
    try:
        with transaction.atomic(), once.kept() if len(batch) > 1 else nullcontext():
            return [(job, _attempt(turn, job)) for job in batch]
    except _Undone as undone:
        turn.forget(mark)
        if len(batch) == 1:
            return [(batch[0], undone.outcome)]
    return [pair for job in batch for pair in _together(turn, [job])]


def _attempt(turn: Turn, job: Ready) -> doing.Outcome:
    case = turn.hold(job.case_id)
    ability = abilities.find(job.type)
    assert ability is not None
    try:
        variables = engine.variables(case.state, job.key)
    except engine.IllegalEvent:  # another job of this generation made it unwanted
        turn.rows.jobs_closed[job.case_id, job.key] = (job.case_id, job.key)
        return doing.Done()
    outcome = doing.attempt(ability, variables, context_of(case, job, now=turn.now))
    if not isinstance(outcome, doing.Done):
        raise _Undone(outcome)
    return outcome


def context_of(case: Held, job: Any, *, now: int) -> Context:
    """Return what an ability may know of the job it does."""
    uid = case.outside_id
    return Context(
        job_key=f"{uid}:{job.key}", case=uid, type=job.type, business_key=case.business_key,
        organisation=case.organisation_id, process=case.process.key, element=job.element, now=now,
        tries=job.tries + 1, headers=job.headers,
    )  # fmt: skip


def headers_from(text: str) -> dict[str, str]:
    """Return a job's headers as its row keeps them."""
    return from_json(text) if text else {}
