"""Jobs on lease: claiming them, and taking their answers.

A claim moves a job's `due_at` to the end of its lease, writes the owner, and counts the try. That count is the fence:
an answer counts only while the row has it, so when a lease ran out and somebody else took the job, the late answer is
refused.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import msgspec

from gorel import ability as abilities
from gorel.ability import Ability, Context
from gorel.cases import doing, lanes, nodes
from gorel.cases.at_once import context_of, headers_from
from gorel.cases.models import Case, Job
from gorel.cases.store import jobs
from gorel.cases.store.held import Held
from gorel.cases.store.sql import locking, select
from gorel.cases.store.standing import NEVER, Standing, standing
from gorel.cases.store.statements import EXTEND_LEASE, LEASE_JOB
from gorel.cases.turn import Turn
from gorel.cases.worker import owners
from gorel.core import engine
from gorel.ground import clock, machine

_SECOND = 1_000_000
LASTS_ON = 4  # a lease goes on from job to job until a fourth of it is gone


class Claim(msgspec.Struct, frozen=True):
    """A job that this worker has on lease, with all that its ability needs."""

    case_id: int
    key: int
    type: str
    element: str
    retries: int
    tries: int  # with this one
    variables: Mapping[str, Any]
    context: Context
    ability: Ability
    lease_ends_at: int = 0  # machine time


class Answer(msgspec.Struct, frozen=True):
    """What came of a claim."""

    claim: Claim
    outcome: doing.Outcome


class Found(msgspec.Struct, frozen=True):
    """A job's row, as it stood when it was found due."""

    id: int
    case_id: int
    key: int
    type: str
    element: str
    retries: int
    tries: int
    headers: Mapping[str, str]
    priority: int = 0
    lease_ends_at: int = 0
    lane_id: int = 0
    opened_at: int = 0


def claim(
    turn: Turn, types: Sequence[str], limit: int, *, owner: str, without: Collection[int] = (), in_order: bool = False
) -> tuple[list[Claim], set[int]]:
    """Take up to *limit* due jobs of *types* on lease, each lane its share; *in_order* the oldest of all first.

    Shape: the turn's rows are written already; besides the claims come the lanes that may have more.
    Side effects: the jobs' rows are this owner's until the lease ends.
    """
    if not types or limit <= 0:
        return [], set()
    waiting = lanes.due(types, turn.machine_now)
    if in_order:
        shares = [(lane.id, turn.machine_now, limit) for lane in waiting]
        rows = lanes.by_urgency(lanes.each(lanes.OLDEST + locking("j", skip=True), shares))
        rows = [row for row in rows if row[3] not in without][:limit]
    else:
        rows = lanes.take(waiting, turn.machine_now, limit, without=without)
    ends = {type: turn.machine_now + _ability(type).timeout_seconds * _SECOND for type in {row[5] for row in rows}}
    found = lease(turn, rows, owner=owner, ends=ends)
    cases = turn.look_at(job.case_id for job in found)
    claims = [_claimed(turn, cases.get(job.case_id), job, _ability(job.type), job.lease_ends_at) for job in found]
    more = {lane.id for lane in waiting} if len(rows) >= limit else set()
    return [one for one in claims if one is not None], more


def lease(turn: Turn, rows: Sequence[tuple[Any, ...]], *, owner: str, ends: Mapping[str, int]) -> list[Found]:
    """Write *owner* into rows of `lanes.JOB`, each until the end of its type's lease. Units: ends is machine time."""
    found = [
        Found(  # type: ignore[call-arg,misc]  # six columns
            row[0],
            *row[3:9],
            headers_from(row[9]),
            priority=row[1],
            lease_ends_at=ends[row[5]],
            lane_id=row[10],
            opened_at=row[11],
        )
        for row in rows
    ]
    if found:
        LEASE_JOB.run([(job.lease_ends_at, owner, job.tries + 1, job.id) for job in found])
    for job in found:
        now_stands = Standing(job.tries + 1, owner, job.retries, job.lease_ends_at, job.type, job.lane_id)
        turn.standing[job.case_id, job.key] = now_stands
    return found


def _claimed(turn: Turn, case: Held | None, job: Any, ability: Ability, lease_ends_at: int) -> Claim | None:
    if case is None:
        return None
    try:
        variables = engine.variables(case.state, job.key)
    except engine.IllegalEvent:  # the case has just gone on; the row goes when that is written
        return None
    return Claim(
        job.case_id, job.key, job.type, job.element, job.retries, job.tries + 1, variables,
        context_of(case, job, now=turn.now), ability, lease_ends_at,
    )  # fmt: skip


def carry_on(turn: Turn, may: Callable[[Ability, int], bool], *, owner: str) -> list[Claim]:
    """Take jobs on lease that this turn has opened and not yet written, as long as *may* says so (ability, lane).

    The case is in hand, so that nothing is looked for, locked or read again. The lease of its last job goes on while a
    good part of it is left.
    """
    claims: list[Claim] = []
    type, ability, until, enough = "", None, 0, 0
    for at, job in turn.opened.items():
        if job.type != type or ability is None:
            type, ability = job.type, _ability(job.type)
            until = turn.machine_now + ability.timeout_seconds * _SECOND
            enough = until - ability.timeout_seconds * _SECOND // LASTS_ON
        if not may(ability, jobs.lane_opened(turn, at)):
            continue
        case = turn.hold(job.case_id)
        if job.key in case.state.instances:
            ends = jobs.lease_opened(turn, at, owner=owner, until=until, enough=enough)
            claimed = _claimed(turn, case, job, ability, ends)
            assert claimed is not None
            turn.leased[at] = case
            claims.append(claimed)
    if len(claims) == len(turn.opened):
        turn.opened.clear()
    for one in claims:
        turn.opened.pop((one.case_id, one.key), None)
    return claims


def settle(turn: Turn, answers: Sequence[Answer], *, owner: str) -> tuple[int, list[Answer]]:
    """Let the cases see what came of their jobs; return how many answers counted, and those that must wait.

    An answer waits while its case is suspended.
    """
    if not answers:
        return 0, []
    turn.hold_many({answer.claim.case_id for answer in answers})
    turn.see_jobs([(answer.claim.case_id, answer.claim.key) for answer in answers])
    count, answered, failed, wait = 0, 0, 0, []
    for answer in answers:
        claim = answer.claim
        stands = turn.standing.get((claim.case_id, claim.key))
        if stands is None or (stands.tries, stands.lease_owner) != (claim.tries, owner):
            nodes.note_lost()
            continue
        case = turn.hold(claim.case_id)
        if case.word == Case.SUSPENDED:
            wait.append(answer)
        else:
            failed += type(answer.outcome) is doing.Failed
            answered += 1
            count += turn.answer(case, claim.key, answer.outcome, retries=stands.retries, tries=stands.tries)
    nodes.note_answer(owner, is_failed=True, count=failed)
    nodes.note_answer(owner, is_failed=False, count=answered - failed)
    return count, wait


def extend(claims: Sequence[Claim], *, owner: str) -> set[tuple[int, int]]:
    """Let the leases of running jobs end later; return, by (case, key), which are this owner's no more.

    Side effects: the rows. Shape: a statement each to look and to write; the fence is in both.
    """
    names = [(claim.case_id, claim.key) for claim in claims]
    now = clock.to_instant(machine.now())
    stands = standing(names)
    ours = [
        claim
        for claim in claims
        if (at := stands.get((claim.case_id, claim.key))) is not None
        and (at.tries, at.lease_owner) == (claim.tries, owner)
    ]
    resting = {name for name, at in stands.items() if at.due_at >= NEVER}  # their cases are suspended
    ending = [claim for claim in ours if (claim.case_id, claim.key) not in resting]
    if ending:
        ends = [now + claim.ability.timeout_seconds * _SECOND for claim in ending]
        rows = [(end, one.case_id, one.key, owner, one.tries) for end, one in zip(ends, ending, strict=True)]
        EXTEND_LEASE.run(rows)
    return set(names) - {(claim.case_id, claim.key) for claim in ours}


def release_dead() -> int:
    """Free the jobs of workers that died on this machine; return how many."""
    freed = 0
    for (owner,) in select("select distinct lease_owner from cases_job where lease_owner <> ''"):
        if owners.is_dead(owner):
            freed += Job.objects.filter(lease_owner=owner).update(lease_owner="", due_at=0)
    return freed


def _ability(type: str) -> Ability:
    ability = abilities.find(type)
    assert ability is not None
    return ability
