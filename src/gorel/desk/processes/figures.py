"""How each process is: its cases now and lately, what is wrong, and what is late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gorel.cases import policies
from gorel.cases.models import Case, CaseState, Incident, Process, Task
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
    known = dict(Process.objects.filter(key__in={one.key for one in processes}).values_list("pk", "key"))
    since = clock.now() - LATELY
    late = Task.objects.filter(state=Task.OPEN, due_at__lt=clock.now())
    now = _counted(Case.objects.filter(state__in=Case.OPEN), "", organisations, known)
    incidents = _counted(Incident.objects.filter(state=Incident.OPEN), "case__", organisations, known)
    started = _counted(Case.objects.filter(started_at__gte=since), "", organisations, known)
    finished = _counted(Case.objects.filter(process__in=known, ended_at__gte=since), "", organisations, known)
    overdue = _counted(late, "case__", organisations, known)
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
    resting = CaseState.objects.filter(format=2, case__state=Case.SUSPENDED, case__process__key=one.key)
    return resting.filter(Exact(Coalesce("case__organisation", 0), one.organisation.pk)).count()


def _counted(found: QuerySet[Any], case: str, organisations: set[int], known: dict[int, str]) -> Counter[At]:
    counts: Counter[At] = Counter()
    # What is open or late is little. As plain columns these two would lead the planner through all that ever was.
    ours = found.annotate(ours=Coalesce(f"{case}organisation", 0), version=Coalesce(f"{case}process", 0))
    grouped = ours.filter(ours__in=organisations).values_list("ours", "version").annotate(Count("pk")).order_by()
    for organisation, process, count in grouped:
        if process in known:
            counts[organisation, known[process]] += count
    return counts
