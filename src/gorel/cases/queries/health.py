"""How she is: what is late, what nobody does, what stands still."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from gorel import ability
from gorel.cases.models import Incident, Job, Message, Timer
from gorel.ground import clock, machine


@dataclass(frozen=True, slots=True)
class Health:
    """Facts, for a health page and for monitoring.

    Units: lag_seconds is how long the oldest job that somebody could do has been due (machine time), overdue_seconds
    the same for timers (business time).
    """

    waiting_jobs: int
    lag_seconds: float
    oldest_job: datetime | None
    overdue_timers: int
    overdue_seconds: float
    incidents: int
    incidents_by_code: dict[str, int]
    types_without_ability: dict[str, int]
    unheard_messages: int


def health() -> Health:
    """Return the facts of this moment. Seven queries, each on an index."""
    known = list(ability.known())
    machine_now, now = machine.now(), clock.now()
    due = Job.objects.filter(due_at__lte=machine_now)
    ours = due.filter(type__in=known)
    oldest = ours.order_by("due_at").values_list("due_at", flat=True).first()
    overdue = Timer.objects.filter(due_at__lte=now)
    earliest = overdue.order_by("due_at").values_list("due_at", flat=True).first()
    codes = Counter(dict(Incident.objects.filter(state=Incident.OPEN).values_list("code").annotate(Count("id"))))
    strange = due.exclude(type__in=known).values_list("type").annotate(Count("id"))
    return Health(
        waiting_jobs=ours.count(),
        lag_seconds=(machine_now - oldest).total_seconds() if oldest else 0.0,
        oldest_job=oldest,
        overdue_timers=overdue.count(),
        overdue_seconds=(now - earliest).total_seconds() if earliest else 0.0,
        incidents=codes.total(),
        incidents_by_code=dict(codes),
        types_without_ability=dict(strange),
        unheard_messages=Message.objects.filter(expires_at__gt=now, reached=[]).count(),
    )
