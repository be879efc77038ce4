"""Where cases stand in their picture, for the diagram."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from gorel.cases import programs
from gorel.cases.models import Case, Incident, Job, LogEntry, Process, Subscription, Task, Timer
from gorel.cases.models.work import IsOpen
from gorel.cases.queries.reading import _state
from gorel.core import engine


@dataclass(frozen=True, slots=True)
class Where:
    """One case in its picture. Shape: each is element ids; taken are sequence flows, done are elements that it left."""

    now: tuple[str, ...]
    stuck: tuple[str, ...]
    done: tuple[str, ...]
    taken: tuple[str, ...]


def where(case: Case) -> Where:
    """Return where *case* stands, and the way that it came."""
    state = _state(case)
    now = tuple(dict.fromkeys(engine.active(state))) if state is not None and case.is_open else ()
    stuck = Incident.objects.filter(case=case, state=Incident.OPEN).values_list("element", flat=True)
    lines = LogEntry.objects.filter(case=case, kind__in=("left", "took")).order_by("id").values_list("kind", "element")
    done: dict[str, None] = {}
    taken: dict[str, None] = {}
    only_ways = programs.only_ways(case.process_id)
    for kind, element in lines:
        if kind == "took":
            taken[element] = None
        else:
            done[element] = None
            if element in only_ways:
                taken[only_ways[element]] = None
    return Where(now, tuple(dict.fromkeys(stuck)), tuple(done), tuple(taken))


def counts_by_element(process: Process | int, *, organisations: Collection[int] | None = None) -> dict[str, int]:
    """Return how many open cases of this version, of all or some organisations, wait at each element.

    A case that is stuck where its work stands counts once. Five queries; the database counts.
    """
    counts: Counter[str] = Counter()
    if organisations is None:
        # What is open leads: as a plain column the process would lead the planner through all of its cases ever.
        version = process if isinstance(process, int) else process.pk
        ours = Q(Exact(Coalesce("case__process", 0), version), case__state__in=Case.OPEN)
    else:
        ours = Q(case__ended_at=None, case__process=process, case__organisation__in=list(organisations))
    # From its id to its id: as an equality PostgreSQL would make a table of all open tasks there are.
    here = {"case__gte": OuterRef("case"), "case__lte": OuterRef("case"), "element": OuterRef("element")}
    stuck = Incident.objects.filter(ours, state=Incident.OPEN).exclude(
        Exists(Job.objects.filter(**here)) | Exists(Task.objects.filter(IsOpen("state"), **here))
    )
    for rows in (
        Task.objects.filter(ours, IsOpen("state")), Job.objects.filter(ours), Timer.objects.filter(ours),
        Subscription.objects.filter(ours), stuck,
    ):  # fmt: skip
        counts.update(dict(rows.values_list("element").annotate(Count("case", distinct=True)).order_by()))
    return dict(counts)


def incidents_by_element(process: Process | int, organisation: int) -> dict[str, int]:
    """Return how many open incidents the cases of this version and organisation have at each element. One query."""
    ours = {"case__ended_at": None, "case__process": process, "case__organisation": organisation}
    stuck = Incident.objects.filter(state=Incident.OPEN, **ours)
    return dict(stuck.values_list("element").annotate(Count("pk")).order_by())
