"""Erasing cases when their time is out, as each process says, in small batches beside other work.

A process says how long its finished cases are kept (`camunda:historyTimeToLive`, or the property
`gorel.history.time-to-live`: an ISO 8601 duration, or a number of days) and by which decision on retention they are
then erased (the property `gorel.history.ground`, or GOREL_RETENTION_GROUND for all that name none). Without a ground
nothing is erased, and `queries.conditions` says so.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from gorel.cases import programs
from gorel.cases.models import Case, Process
from gorel.cases.purging import StillOpen, purge
from gorel.core import times
from gorel.ground import clock

BATCH = 20  # cases with all that hangs on them: some tens of milliseconds, each in a transaction of its own
GROUND = "gorel.history.ground"


@dataclass(frozen=True, slots=True)
class Retention:
    """How long the finished cases of one version are kept, and on what ground they are erased ("" for none)."""

    process_id: int
    kept_for: times.Duration
    ground: str

    def until(self, now: int) -> int:
        """Return the moment: what ended before it has been kept long enough at *now*."""
        months, days, micros = self.kept_for
        return times.add(now, times.Duration(-months, -days, -micros))


def retention(process_id: int) -> Retention | None:
    """Return what a version says of its finished cases; None when it says nothing, or nothing that can be read."""
    program = programs.known(process_id).program
    written = (program.history_ttl or "").strip()
    if not written:
        return None
    try:
        kept_for = times.Duration(0, int(written), 0) if written.isdigit() else times.parse_duration(written)
    except ValueError:
        return None
    ground = program.properties.get(GROUND, "").strip() or settings.RETENTION_GROUND
    return Retention(process_id, kept_for, ground)


def retentions() -> list[Retention]:
    """Return what all versions say that say anything."""
    found = (retention(pk) for pk in Process.objects.order_by("pk").values_list("pk", flat=True))
    return [one for one in found if one is not None]


def clean(batch: int = BATCH) -> int:
    """Erase up to *batch* cases whose time is out, with those that they called; return how many that was.

    Side effects: those of `purging.purge`.
    """
    done, now = 0, clock.instant()
    for one in retentions():
        if not one.ground or done >= batch:
            continue
        ended = Case.objects.filter(process=one.process_id, parent=None, ended_at__lt=one.until(now))
        for case in ended.exclude(children__state__in=Case.OPEN).order_by("ended_at")[: batch - done]:
            try:
                done += purge(case, ground=one.ground, by="görel")
            except StillOpen:  # a case further down is; it waits for that
                continue
    return done
