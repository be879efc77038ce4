"""Counts of processes that have very many cases, kept by the worker so that no page waits for them.

    a tally = what `queries` counts of one organisation's process, and the moment at which it was counted

Pages count what is little themselves, and show a tally with its moment. One piece of this chore counts one process;
all of them together take the worker a fiftieth of its time at most, so that the more there is, the older they may be.
A process has a tally from the moment on that the worker sees that it has many, until it has few again.
"""

from __future__ import annotations

from datetime import timedelta

from gorel.cases.models import Case, Process, Tally
from gorel.cases.queries.numbers import LATELY, Place, by_place, figures
from gorel.cases.queries.where import counts_by_element, incidents_by_element
from gorel.ground import clock, machine

MANY = 1_000  # cases that are open, or were begun or ended lately: as many are soon counted by whoever asks
PAUSE = 60.0  # seconds of machine time between two counts of one process, at least
PART = 50  # of its time the worker counts one part


def count_one() -> int:
    """Count the process that is due first; return 1, or 0 when none is and none has got many or few since.

    Side effects: its `Tally`; where none is due, rows are made and deleted.
    """
    now = machine.now()
    due = Tally.objects.filter(due_at__lte=now).order_by("due_at").first()
    if due is None:
        return _look()
    claimed = Tally.objects.filter(pk=due.pk, due_at=due.due_at).update(due_at=now + timedelta(seconds=PAUSE))
    if claimed:  # else another worker counts it
        count(due)
    return 1


def count(one: Tally) -> None:
    """Count one process of one organisation. Side effects: its row is written."""
    began, at = machine.now(), clock.now()
    place = one.organisation_id, one.process
    found = figures([place])[place]
    versions = Process.objects.filter(key=one.process).values_list("pk", flat=True)
    steps = {str(version): _steps(version, one.organisation_id) for version in versions}
    took = machine.now() - began
    pause = max(timedelta(seconds=PAUSE), PART * Tally.objects.count() * took)
    Tally.objects.filter(pk=one.pk).update(
        figures=found._asdict(), steps={version: held for version, held in steps.items() if held}, at=at,
        due_at=machine.now() + pause,
    )  # fmt: skip


def _steps(version: int, organisation: int) -> dict[str, tuple[int, int]]:
    standing = counts_by_element(version, organisations=[organisation])
    stuck = incidents_by_element(version, organisation)
    return {element: (standing.get(element, 0), stuck.get(element, 0)) for element in {**standing, **stuck}}


def _look() -> int:
    """Make a row of each process that has got many cases, and drop those that have few; return how many."""
    known = {(row.organisation_id, row.process): row.pk for row in Tally.objects.only("organisation", "process")}
    many = _many()
    new = many - known.keys()
    now = machine.now()
    rows = [Tally(organisation_id=organisation, process=key, due_at=now) for organisation, key in sorted(new)]
    Tally.objects.bulk_create(rows, ignore_conflicts=True)  # another worker may have looked, too
    gone = [pk for place, pk in known.items() if place not in many]
    if gone:
        Tally.objects.filter(pk__in=gone).delete()
    return len(rows) + len(gone)


def _many() -> set[Place]:
    """Return where many cases are. Four queries; each is read off an index that holds all of it."""
    known = dict(Process.objects.values_list("pk", "key"))
    since = clock.now() - LATELY
    counted = (
        by_place(Case.objects.filter(ended_at=None), known),
        by_place(Case.objects.filter(started_at__gte=since), known),
        by_place(Case.objects.filter(process__in=known, ended_at__gte=since), known),
    )
    return {place for one in counted for place, number in one.items() if number > MANY and place[0]}
