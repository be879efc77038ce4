"""A pinned clock on its way: from one due moment to the next, doing all that is due at each, up to its target.

Where it is and where it is going stand in the database (`ground.PinnedClock`), so the journey goes on after a kill. The
clock only moves when nothing is left to do at the present moment: a job that waits for another try, or that another
worker has on lease, holds it.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings

from gorel.cases.store.sql import among, select
from gorel.cases.worker import due
from gorel.ground import clock
from gorel.ground.models import PinnedClock
from gorel.ground.prepared import Prepared


def go_on(types: Sequence[str], *, busy: bool) -> bool:
    """Take one step of the journey, when there is one and nothing holds it; return whether the clock moved."""
    if busy or not settings.DEMO:
        return False
    return not holds(types) and step()


def step() -> bool:
    """Move the clock to the next due moment, or to its target, whichever comes first; False when it is there.

    Side effect: the clock's row; of several that try, one moves it.
    """
    pinned_at, target_at = next(iter(_way.rows(pk=1)), (None, None))
    if pinned_at is None or target_at is None:
        return False
    if pinned_at >= target_at:
        PinnedClock.objects.filter(pk=1, target_at=target_at, pinned_at=pinned_at).update(target_at=None)
        return False
    coming = due.next_timer(after=clock.to_instant(pinned_at))
    moment = target_at
    if coming is not None and coming < clock.to_instant(moment):
        moment = clock.from_instant(coming)
    PinnedClock.objects.filter(pk=1, pinned_at=pinned_at).update(pinned_at=moment)
    return True


def holds(types: Sequence[str]) -> bool:
    """Whether a job is waiting for its next try, or is being done by somebody."""
    condition, values = among("type", types)
    return bool(select(f"select 1 from cases_job where {condition} and retries > 0 limit 1", values))


_way = Prepared(lambda pk: PinnedClock.objects.filter(pk=pk).values_list("pinned_at", "target_at"), pk=int)
