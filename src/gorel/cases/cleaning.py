"""Erasing cases when their time is out, as each process says, in small batches beside other work.

A process says how long its finished cases are kept (`camunda:historyTimeToLive`, or the property
`gorel.history.time-to-live`: an ISO 8601 duration, or a number of days) and by which decision on retention they are
then erased (the property `gorel.history.ground`, or GOREL_RETENTION_GROUND for all that name none). Without a ground
nothing is erased, and `queries.conditions` says so.
"""

from __future__ import annotations

from django.conf import settings

from gorel.cases import said
from gorel.cases.models import Case
from gorel.cases.purging import purge_all
from gorel.ground import clock

BATCH = 20  # cases with all that hangs on them: some tens of milliseconds in one transaction


def ground_of(process: said.Said) -> str:
    """Return the decision on retention that the finished cases of a version are erased by; "" for none."""
    return process.ground or str(settings.RETENTION_GROUND)


def over(process: said.Said, now: int) -> int | None:
    """Return the instant before which a case must have ended to be erased at *now*; None when they are kept."""
    kept_for = said.duration(process.kept_for)
    return None if kept_for is None else said.before(now, kept_for)


def clean(batch: int = BATCH) -> int:
    """Erase up to *batch* cases of one process whose time is out, with those that they called; return how many.

    Side effects: those of `purging.purge_all`, in one transaction.
    """
    now = clock.instant()
    for process in said.all_said():
        before = over(process, now)
        if before is None or not ground_of(process):
            continue
        ended = Case.objects.filter(process=process.process_id, parent=None, ended_at__lt=before)
        found = ended.exclude(children__state__in=Case.OPEN).order_by("ended_at").values_list("pk", flat=True)
        if gone := purge_all(list(found[:batch]), ground=ground_of(process), by="görel"):
            return gone
    return 0
