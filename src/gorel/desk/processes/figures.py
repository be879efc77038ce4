"""How each process is: its cases now and lately, what is wrong, and what is late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gorel.cases import policies
from gorel.cases.models import Case, Incident, Process, Task
from gorel.desk.processes.taught import Taught
from gorel.ground import clock

LATELY = timedelta(days=30)
At = tuple[int, str]  # organisation and key of the process


@dataclass(frozen=True, slots=True)
class Row:
    """One process of a list. Shape: started and finished count the last 30 days; late are tasks past their day."""

    taught: Taught
    now: int
    incidents: int
    late: int
    started: int
    finished: int
    is_paused: bool

    @property
    def health(self) -> list[tuple[str, str]]:
        """Return what is wrong as (words, tone); one good word when nothing is."""
        found = []
        if self.is_paused:
            found.append((_("paused"), "wait"))
        if self.incidents:
            said = ngettext("%(count)d open incident", "%(count)d open incidents", self.incidents)
            found.append((said % {"count": self.incidents}, "bad"))
        if self.late:
            found.append(
                (ngettext("%(count)d late task", "%(count)d late tasks", self.late) % {"count": self.late}, "wait")
            )
        if self.taught.lacks:
            found.append((_("owner or stand-in missing"), "wait"))
        return found or [(_("well"), "good")]

    @property
    def is_well(self) -> bool:
        return not (self.is_paused or self.incidents or self.late)


def rows(processes: Iterable[Taught]) -> list[Row]:
    """Return how each of *processes* is. Six queries, however many; the database counts."""
    processes = list(processes)
    organisations = {one.organisation.pk for one in processes}
    keys = {one.key for one in processes}
    known = dict(Process.objects.filter(key__in=keys).values_list("pk", "key"))
    cases = Case.objects.filter(organisation__in=organisations)
    since = clock.now() - LATELY
    mine: dict[str, Any] = {"case__organisation__in": organisations}
    late = Task.objects.filter(state=Task.OPEN, due_at__lt=clock.now(), **mine)
    now = _counted(cases.filter(state__in=Case.OPEN), "", known)
    incidents = _counted(Incident.objects.filter(state=Incident.OPEN, **mine), "case__", known)
    started = _counted(cases.filter(started_at__gte=since), "", known)
    finished = _counted(cases.filter(process__in=known, ended_at__gte=since), "", known)
    overdue = _counted(late, "case__", known)
    return [
        Row(
            taught=one, now=now[at], incidents=incidents[at], late=overdue[at], started=started[at],
            finished=finished[at], is_paused=policies.of(one.key, one.organisation.pk).is_paused,
        )
        for one in processes
        for at in [(one.organisation.pk, one.key)]
    ]  # fmt: skip


def waiting_to_begin(one: Taught) -> int:
    """Return how many cases came while the process was paused."""
    resting = Case.objects.filter(organisation=one.organisation, state=Case.SUSPENDED, process__key=one.key)
    return resting.filter(kept__format=2).count()


def _counted(found: QuerySet[Any], case: str, known: dict[int, str]) -> Counter[At]:
    counts: Counter[At] = Counter()
    grouped = found.values_list(f"{case}organisation_id", f"{case}process_id").annotate(Count("pk")).order_by()
    for organisation, process, count in grouped:
        if process in known:
            counts[organisation, known[process]] += count
    return counts
