"""How each process is: its cases now and lately, what is wrong, and what is late."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gorel.cases import policies
from gorel.cases.models import Case, CaseState, Process, Tally
from gorel.cases.queries import Figures, Place, figures
from gorel.desk.kept import kept
from gorel.desk.processes.taught import Taught


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
    at: datetime | None = None  # when it was counted; None is just now

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
    """Return how each of *processes* is. Seven queries, however many; the database counts, or has counted."""
    processes = list(processes)
    places = frozenset((one.organisation.pk, one.key) for one in processes)
    counted = tallied(places)
    asked = frozenset(places - counted.keys())
    found = kept(("figures", asked), lambda: figures(asked), lambda found: max(map(sum, found.values()), default=0))
    known = found | {place: Figures(**tally.figures) for place, tally in counted.items()}
    return [
        _row(one, known[place], counted.get(place)) for one in processes for place in [(one.organisation.pk, one.key)]
    ]


def tallied(places: Collection[Place]) -> dict[Place, Tally]:
    """Return those of *places* that have been counted already, since they have very many cases. One query."""
    organisations = {organisation for organisation, _key in places}
    rows = Tally.objects.filter(organisation__in=organisations, at__isnull=False).defer("steps")
    rows = rows.filter(process=next(iter(places))[1]) if len(places) == 1 else rows
    return {place: row for row in rows if (place := (row.organisation_id, row.process)) in places}


def _row(one: Taught, found: Figures, tally: Tally | None) -> Row:
    is_paused = policies.of(one.key, one.organisation.pk).is_paused
    now, incidents, late, started, finished = found
    return Row(one, now, incidents, late, started, finished, is_paused, tally.at if tally else None)


def by_version(one: Taught, versions: Iterable[Process]) -> dict[int, int]:
    """Return how many cases are open in each of *versions*, by its id; those without any are left out. One query."""
    found = Case.objects.filter(process__in=list(versions), organisation=one.organisation, state__in=Case.OPEN)
    return dict(found.order_by().values_list("process").annotate(Count("pk")))


def waiting_to_begin(one: Taught) -> int:
    """Return how many cases came while the process was paused."""
    resting = CaseState.objects.filter(format=2, case__state=Case.SUSPENDED, case__process__key=one.key)
    return resting.filter(Exact(Coalesce("case__organisation", 0), one.organisation.pk)).count()
