"""How she is: what is late, what nobody does, what stands still."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Sum

from gorel import ability
from gorel.cases import nodes
from gorel.cases.models import Incident, Job, Message, Node, Timer
from gorel.cases.queries.conditions import Condition, conditions
from gorel.ground import clock, machine


@dataclass(frozen=True, slots=True)
class Health:
    """Facts, for a health page and for monitoring.

    Units: lag_seconds is how long the oldest job that somebody could do has been due (machine time), overdue_seconds
    the same for timers (business time). Shape: lost_leases counts the late answers of the last day's workers.
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
    workers: int
    robots: int
    lost_leases: int
    oldest_timer: datetime | None = None
    conditions: tuple[Condition, ...] = ()


def health() -> Health:
    """Return the facts of this moment, and what waits in silence."""
    known = {*ability.known(), *nodes.robots_types()}
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
        workers=len(nodes.workers()),
        robots=Node.objects.filter(is_robot=True, seen_at__gte=machine_now - nodes.FORGOTTEN).count(),
        lost_leases=Node.objects.aggregate(sum=Sum("lost"))["sum"] or 0,
        oldest_timer=earliest,
        conditions=tuple(conditions()),
        unheard_messages=Message.objects.filter(expires_at__gt=now, reached=[]).count(),
    )
