"""Work for robots, and for her own abilities. Times of jobs are machine time."""

from __future__ import annotations

from gorel import ability as abilities
from gorel.cases import lanes
from gorel.cases.store.hand import Hand, Ready
from gorel.cases.store.held import Held
from gorel.cases.store.standing import NEVER, Standing
from gorel.cases.values import to_json
from gorel.core import engine
from gorel.core.engine import effects


def lane_opened(hand: Hand, at: tuple[int, int]) -> int:
    """Return the lane of a job that this turn opens."""
    moved = hand.rows.jobs_moved.get(at)
    lane: int = hand.rows.jobs_opened[at][4] if moved is None else moved[3]
    return lane


def lease_opened(hand: Hand, at: tuple[int, int], *, owner: str, until: int, enough: int) -> int:
    """Write a job that this turn opens as taken already: its first try begins when the turn commits.

    Shape: a lease that this owner has on the row already goes on, when it lasts until *enough*. Return when it ends.
    """
    rows = hand.rows
    moved = rows.jobs_moved.get(at)
    if moved is None:
        row = rows.jobs_opened[at]
        rows.jobs_opened[at] = (*row[:5], until, owner, row[7], 1, *row[9:])
        lane = row[4]
        hand.standing[at] = Standing(1, owner, row[7], until, row[3], lane)
        return until
    before = hand.freed_from.get(at)
    key, element, type, lane = moved[:4]
    if before is not None and before.lease_owner == owner and before.lane_id == lane and before.due_at >= enough:
        del rows.jobs_moved[at]
        rows.jobs_carried[at] = (key, element, moved[6], 1, moved[9], moved[10], *moved[11:])
        hand.standing[at] = Standing(1, owner, moved[6], before.due_at, type, lane)
        return before.due_at
    rows.jobs_moved[at] = (*moved[:4], until, owner, moved[6], 1, *moved[8:])
    hand.standing[at] = Standing(1, owner, moved[6], until, type, lane)
    return until


def open_job(hand: Hand, held: Held, effect: effects.OpenJob) -> None:
    """A row for the job; one of her own that only touches our database is done before this turn ends."""
    headers = to_json(dict(effect.headers)) if effect.headers else ""
    case_id, key, retries = held.id, effect.key, effect.retries
    at = case_id, key
    priority = effect.priority
    lane = held.process.lanes.get((effect.type, held.organisation_id, priority))
    if lane is None:
        lane = lanes.of(held, effect.type, priority)
    due_at = hand.machine_now if retries > 0 else NEVER
    rows = hand.rows
    freed = hand.freed_jobs.pop(case_id, None)
    if freed is None or freed[0] == key:
        if freed is not None:
            rows.jobs_closed.pop(at, None)
        row = (case_id, key, effect.element, effect.type, lane, due_at, "", retries, 0, priority, headers, hand.now)
        rows.jobs_opened[at] = row
    else:
        before, standing = freed
        rows.jobs_closed.pop((case_id, before), None)
        rows.jobs_moved[at] = (
            key, effect.element, effect.type, lane, due_at, "", retries, 0, priority, headers, hand.now, case_id,
            before,
        )  # fmt: skip
        if standing is not None:
            hand.freed_from[at] = standing
    if hand.keeps_opened and retries > 0:
        hand.standing[at] = Standing(0, "", retries, due_at, effect.type, lane)
        hand.leased[at] = held
    _may_be_done_here(hand, held, effect)


def _may_be_done_here(hand: Hand, held: Held, effect: effects.OpenJob) -> None:
    """Remember a job that can be done in this turn; for others a worker is woken."""
    if effect.retries <= 0:
        return
    ability = abilities.find(effect.type)
    job = Ready(held.id, effect.key, effect.type, effect.element, effect.retries, 0, effect.headers)
    # A commit point is no job for this turn: what is before it is written without what is after it.
    if ability is not None and ability.transactional and effect.type != engine.CONTINUE:
        hand.ready.append(job)
    else:
        hand.wake_wanted = True
        if ability is None:
            hand.others_wanted = True
        elif hand.is_worker and not ability.transactional:
            hand.opened[held.id, effect.key] = job


def close_job(hand: Hand, held: Held, effect: effects.CloseJob) -> None:
    """The row goes; an answer that comes later is refused."""
    case_id, key = held.id, effect.key
    at = case_id, key
    rows = hand.rows
    if hand.opened:
        hand.opened.pop(at, None)
    standing = hand.standing.pop(at, None)
    if hand.leased:
        hand.leased.pop(at, None)
    if rows.jobs_opened and rows.jobs_opened.pop(at, None) is not None:
        return
    moved = rows.jobs_moved.pop(at, None) or rows.jobs_carried.pop(at, None)
    if moved is not None:
        key = moved[-1]  # the row still has the key of the job before
        standing = hand.freed_from.pop(at, None)
    rows.jobs_closed[case_id, key] = case_id, key
    hand.freed_jobs[case_id] = key, standing
