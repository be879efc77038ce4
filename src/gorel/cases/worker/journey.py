"""A pinned clock on its way: from one due moment to the next, doing all that is due at each, up to its target.

Where it is and where it is going stand in the database (`ground.PinnedClock`), so the journey goes on after a kill. The
clock only moves when nothing is left to do at the present moment: a job that waits for another try, or that another
worker has on lease, holds it.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings

from gorel.cases.models import Job
from gorel.cases.worker import due
from gorel.ground import clock
from gorel.ground.models import PinnedClock


def go_on(types: Sequence[str], *, busy: bool) -> bool:
    """Take one step of the journey, when there is one and nothing holds it; return whether the clock moved."""
    if busy or not settings.DEMO:
        return False
    return not holds(types) and step()


def step() -> bool:
    """Move the clock to the next due moment, or to its target, whichever comes first; False when it is there.

    Side effect: the clock's row; of several that try, one moves it.
    """
    row = PinnedClock.objects.filter(pk=1).first()
    if row is None or row.target_at is None:
        return False
    if row.pinned_at >= row.target_at:
        PinnedClock.objects.filter(pk=1, target_at=row.target_at, pinned_at=row.pinned_at).update(target_at=None)
        return False
    coming = due.next_timer(after=clock.to_instant(row.pinned_at))
    moment = row.target_at
    if coming is not None and coming < clock.to_instant(moment):
        moment = clock.from_instant(coming)
    PinnedClock.objects.filter(pk=1, pinned_at=row.pinned_at).update(pinned_at=moment)
    return True


def holds(types: Sequence[str]) -> bool:
    """Whether a job is waiting for its next try, or is being done by somebody."""
    return Job.objects.filter(type__in=types, retries__gt=0).exists()
