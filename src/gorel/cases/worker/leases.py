"""Jobs on lease: claiming them, and taking their answers.

A claim moves a job's `due_at` to the end of its lease, writes the owner, and counts the try. That count is the fence:
an answer counts only while the row has it, so when a lease ran out and somebody else took the job, the late answer is
refused.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from gorel import ability as abilities
from gorel.ability import Ability, Context
from gorel.cases import doing
from gorel.cases.at_once import context_of, headers_from
from gorel.cases.models import Job
from gorel.cases.store.sql import among, locking, select, update
from gorel.cases.turn import Turn
from gorel.cases.worker import owners
from gorel.cases.worker.due import by_urgency, of_each
from gorel.core import engine

LEASE = update("cases_job", {"due_at": "bigint", "lease_owner": "text", "tries": "int"}, where={"id": "bigint"})
_SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that this worker has on lease, with all that its ability needs."""

    id: int
    case_id: int
    key: int
    type: str
    element: str
    retries: int
    tries: int  # with this one
    variables: Mapping[str, Any]
    context: Context
    ability: Ability


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a claim."""

    claim: Claim
    outcome: doing.Outcome


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    case_id: int
    key: int
    type: str
    element: str
    retries: int
    tries: int
    headers: Mapping[str, str]


def claim(turn: Turn, types: Sequence[str], limit: int, *, owner: str, without: Collection[int] = ()) -> list[Claim]:
    """Take up to *limit* due jobs of *types* on lease; the most urgent and oldest first.

    Shape: the turn's rows are written already. Side effects: the jobs' rows are this owner's until the lease ends.
    """
    if not types or limit <= 0:
        return []
    found = of_each(
        types,
        "select id, priority, due_at, case_id, key, type, element, retries, tries, headers from cases_job"
        f" where type = %s and due_at <= %s order by due_at, id limit %s{locking('cases_job', skip=True)}",
        [turn.machine_now, limit],
    )
    wanted = [row for row in by_urgency(found) if row[3] not in without][:limit]
    rows = [_Row(row[0], *row[3:9], headers_from(row[9])) for row in wanted]
    if not rows:
        return []
    with_ends = []
    for row in rows:
        ability = _ability(row.type)
        with_ends.append((turn.machine_now + ability.timeout_seconds * _SECOND, owner, row.tries + 1, row.id))
    _write(with_ends)
    cases = turn.look_at(row.case_id for row in rows)
    claims = []
    for row in rows:
        case = cases.get(row.case_id)
        if case is None:
            continue
        ability = _ability(row.type)
        try:
            variables = engine.variables(case.state, row.key)
        except engine.IllegalEvent:  # the case has just gone on; the row goes when that is written
            continue
        claims.append(
            Claim(
                row.id, row.case_id, row.key, row.type, row.element, row.retries, row.tries + 1, variables,
                context_of(case, row, now=turn.now), ability,
            )
        )  # fmt: skip
    return claims


def settle(turn: Turn, answers: Sequence[Answer], *, owner: str) -> int:
    """Let the cases see what came of their jobs; return how many answers counted."""
    if not answers:
        return 0
    turn.hold_many({answer.claim.case_id for answer in answers})
    condition, parameters = among("id", [answer.claim.id for answer in answers])
    rows = select(f"select id, key, tries, lease_owner, retries from cases_job where {condition}", parameters)
    standing = {row[0]: row[1:] for row in rows}
    count = 0
    for answer in answers:
        claim = answer.claim
        key, tries, lease_owner, retries = standing.get(claim.id, (0, 0, "", 0))
        if (key, tries, lease_owner) == (claim.key, claim.tries, owner):
            case = turn.hold(claim.case_id)
            count += turn.answer(case, claim.key, answer.outcome, retries=retries, tries=tries)
    return count


def release_dead() -> int:
    """Free the jobs of workers that died on this machine; return how many."""
    freed = 0
    for owner in Job.objects.exclude(lease_owner="").values_list("lease_owner", flat=True).distinct():
        if owners.is_dead(owner):
            freed += Job.objects.filter(lease_owner=owner).update(lease_owner="", due_at=0)
    return freed


def _ability(type: str) -> Ability:
    ability = abilities.find(type)
    assert ability is not None
    return ability


def _write(rows: list[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        LEASE.run(cursor, rows)
