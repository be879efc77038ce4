"""How each process is: its cases now and lately, what is wrong, and what is late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, LessThan
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gorel.cases import policies
from gorel.cases.models import Case, CaseState, Incident, Process, Task
from gorel.cases.models.work import DueOrNever, IsOpen
from gorel.desk.kept import kept
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
        if self.taught.lacks and self.is_used:
            found.append((_("owner or stand-in missing"), "wait"))
        return found or [(_("well"), "good") if self.is_used else (_("not in use"), "plain")]

    @property
    def is_used(self) -> bool:
        """Whether it has cases now, or had some lately. What nobody uses asks for nobody's attention."""
        return bool(self.now or self.started or self.finished)

    @property
    def needs_a_look(self) -> bool:
        """Whether it stands among those in use: what is paused or in trouble does, too."""
        return self.is_used or not self.is_well

    @property
    def is_well(self) -> bool:
        return not (self.is_paused or self.incidents or self.late)


def rows(processes: Iterable[Taught]) -> list[Row]:
    """Return how each of *processes* is. Seven queries, however many; the database counts."""
    processes = list(processes)
    places = frozenset((one.organisation.pk, one.key) for one in processes)
    figures = kept(
        ("figures", places), lambda: _figures(places), lambda found: max(map(sum, found.values()), default=0)
    )
    return [_row(one, *figures[one.organisation.pk, one.key]) for one in processes]


def _row(one: Taught, now: int, incidents: int, late: int, started: int, finished: int) -> Row:
    is_paused = policies.of(one.key, one.organisation.pk).is_paused
    return Row(one, now, incidents, late, started, finished, is_paused)


def _figures(places: Collection[At]) -> dict[At, tuple[int, ...]]:
    """Return by organisation and process what a row counts, in its order."""
    organisations = {organisation for organisation, _key in places}
    known = dict(Process.objects.filter(key__in={key for _organisation, key in places}).values_list("pk", "key"))
    since = clock.now() - LATELY
    standing = Case.objects.filter(ended_at=None, process__in=known, organisation__in=organisations)
    incidents = Incident.objects.filter(state=Incident.OPEN)
    late = _late(organisations, known, is_one=len(places) == 1)
    counts = [
        _counted(rows, case, organisations, known)
        for rows, case in (
            (standing, ""), (incidents, "case__"), (late, "case__"),
            (Case.objects.filter(process__in=known, started_at__gte=since), ""),
            (Case.objects.filter(process__in=known, ended_at__gte=since), ""),
        )
    ]  # fmt: skip
    return {at: tuple(one[at] for one in counts) for at in places}


def _late(organisations: Collection[int], versions: Collection[int], *, is_one: bool) -> QuerySet[Task]:
    """Return the tasks past their day. Those of one process are found by its open cases, others by the day."""
    if is_one:
        ours = {"case__ended_at": None, "case__organisation__in": organisations, "case__process__in": versions}
        return Task.objects.filter(IsOpen("state"), due_at__lt=clock.now(), **ours)
    return Task.objects.filter(IsOpen("state"), LessThan(DueOrNever("due_at"), clock.to_instant(clock.now())))


def waiting_to_begin(one: Taught) -> int:
    """Return how many cases came while the process was paused."""
    resting = CaseState.objects.filter(format=2, case__state=Case.SUSPENDED, case__process__key=one.key)
    return resting.filter(Exact(Coalesce("case__organisation", 0), one.organisation.pk)).count()


def _counted(found: QuerySet[Any], case: str, organisations: set[int], known: dict[int, str]) -> Counter[At]:
    counts: Counter[At] = Counter()
    # What is open or late is little. As plain columns these two would lead the planner through all that ever was.
    ours = found.annotate(ours=Coalesce(f"{case}organisation", 0), version=Coalesce(f"{case}process", 0))
    grouped = ours.filter(ours__in=organisations).values_list("ours", "version").annotate(count=Count("*")).order_by()
    for organisation, process, count in grouped:
        if process in known:
            counts[organisation, known[process]] += count
    return counts
