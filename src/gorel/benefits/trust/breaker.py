"""The circuit breaker: a process stops by itself when incidents pile up, or when more comes than a day ever brings.

Open, it pauses the process: new cases are taken in and wait, nothing is lost, running ones go on. A person closes it.
It is looked at when an incident is raised and when a case begins, inside their transaction.
"""

from __future__ import annotations

import time
from datetime import datetime
from datetime import time as hour

from django.db.models import F, Q

from gorel.accounts.models import Person
from gorel.benefits.models import Breaker
from gorel.cases import policies
from gorel.cases.models import Case, Incident
from gorel.ground import clock


class _Guarded:
    """Which processes have a breaker at all: few, and asked for at every turn. A new one is known within a second."""

    def __init__(self) -> None:
        self._read_at = float("-inf")
        self._keys: frozenset[str] = frozenset()

    def processes(self) -> frozenset[str]:
        if time.monotonic() - self._read_at > policies.FRESH_SECONDS:
            self._keys = frozenset(Breaker.objects.values_list("process", flat=True))
            self._read_at = time.monotonic()
        return self._keys

    def forget(self) -> None:
        self._read_at = float("-inf")


_guarded = _Guarded()
forget = _guarded.forget


def of(process: str, organisation_id: int | None) -> Breaker | None:
    """Return the breaker that guards a process: the organisation's own before everybody's."""
    found = Breaker.objects.filter(Q(organisation=organisation_id) | Q(organisation=None), process=process)
    return found.order_by(F("organisation").desc(nulls_last=True)).first()


def look(process: str, organisation_id: int | None) -> None:
    """Open the breaker when its bound is passed. Writes its row and the policy that pauses the process."""
    breaker = of(process, organisation_id) if process in _guarded.processes() else None
    if breaker is None or is_open(breaker):
        return
    if breaker.opened_at is not None:  # somebody has put the process to work again by hand
        breaker.opened_at, breaker.why, breaker.changed_at = None, "", clock.now()
        breaker.save(update_fields=["opened_at", "why", "changed_at"])
    why = _why(breaker, organisation_id)
    if why:
        breaker.opened_at, breaker.why = clock.now(), why
        breaker.save(update_fields=["opened_at", "why"])
        policies.pause(process, organisation=breaker.organisation_id, by=None, reason=why)


def is_open(breaker: Breaker) -> bool:
    """Say whether the breaker holds the process: it has opened, and nobody has put the process to work since."""
    if breaker.opened_at is None:
        return False
    return (breaker.process, breaker.organisation_id) in policies.paused()


def close(breaker: Breaker, *, by: Person) -> None:
    """Let the process go on. Writes the breaker's row and the policy; the worker begins what has waited."""
    breaker.opened_at, breaker.why = None, ""
    breaker.changed_at, breaker.changed_by = clock.now(), by.actor
    breaker.save()
    policies.resume(breaker.process, organisation=breaker.organisation_id, by=by.actor)


def _why(breaker: Breaker, organisation_id: int | None) -> str:
    cases = Case.objects.filter(process__key=breaker.process)
    if breaker.organisation_id is not None:
        cases = cases.filter(organisation=organisation_id)
    if breaker.incidents is not None:
        latest = list(cases.order_by("-pk").values_list("pk", flat=True)[: breaker.among_latest])
        # What was before a person set or closed it does not open it again.
        since = Incident.objects.filter(case__in=latest, raised_at__gt=clock.to_instant(breaker.changed_at))
        hurt = since.values("case").distinct().count()
        if hurt >= breaker.incidents:
            return f"incidents:{hurt}/{len(latest)}"
    if breaker.cases_a_day is not None:
        morning = clock.to_instant(datetime.combine(clock.today(), hour(), clock.ZONE))
        count = cases.filter(started_at__gte=max(morning, clock.to_instant(breaker.changed_at))).count()
        if count > breaker.cases_a_day:
            return f"volume:{count}/{breaker.cases_a_day}"
    return ""
