"""Erasing cases for good, as a decision on retention (gallringsbeslut) says.

A case holds ids of rows, never names; still, its story can point at a person. After a purge nothing of the case is left
but its outside id with the ground of the purge, and numbers: how often each step was finished, and people's time.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from django.db import transaction
from django.db.models import F

from gorel.cases import personal
from gorel.cases.models import Candidate, Case, LogEntry, Purge, Statistic, Task
from gorel.ground import clock

_HOUR = 3_600 * 1_000_000


class StillOpen(ValueError):
    """Only a case that is over can be purged; cancel it first."""


def purge(case: Case, *, ground: str, by: str | None = None) -> int:
    """Erase *case* and the cases that it called; return how many that was.

    Shape: ground names the decision that it rests on, and is not empty.
    Side effects: every row of the cases goes; a line per case and numbers per step stay.
    Errors: StillOpen, and nothing is changed; ValueError when there is no ground.
    """
    if not ground.strip():
        raise ValueError("a purge names the decision that it rests on")
    with transaction.atomic():
        family = _family(case)
        if any(member.is_open for member in family):
            raise StillOpen(f"case {case.uid} or one that it called is still open")
        _keep_numbers(family)
        ids = [member.pk for member in family]
        personal.drop(family, by=by or "", ground=ground)
        Purge.objects.bulk_create(
            Purge(case_uid=member.uid, process_id=member.process_id, at=clock.now(), by=by or "", ground=ground)
            for member in family
        )
        Candidate.objects.filter(task__case__in=ids).delete()
        Case.objects.filter(pk__in=ids).delete()  # and with it every row that hangs on it
    return len(family)


def _family(case: Case) -> list[Case]:
    """The case and all below it, locked."""
    found = list(Case.objects.select_for_update().filter(pk=case.pk))
    level = found
    while level:
        level = list(Case.objects.select_for_update().filter(parent__in=[member.pk for member in level]))
        found += level
    return found


def _keep_numbers(family: list[Case]) -> None:
    members = {member.pk: (member.process_id, member.organisation_id) for member in family}
    finished: Counter[tuple[int, int | None, str, int]] = Counter()
    people: dict[tuple[int, int | None, str, int], list[int]] = defaultdict(list)
    lines = LogEntry.objects.filter(case__in=members, kind="left").values_list("case_id", "element", "at")
    for case_id, element, at in lines:
        finished[(*members[case_id], element, clock.to_instant(at) // _HOUR)] += 1
    tasks = Task.objects.filter(case__in=members, state=Task.COMPLETED)
    for case_id, element, at, seconds in tasks.values_list("case_id", "element", "closed_at", "seconds_spent"):
        people[(*members[case_id], element, clock.to_instant(at) // _HOUR)].append(seconds or 0)
    for step in {**finished, **people}:
        process_id, organisation_id, element, hour = step
        counts = {
            "finished": finished[step], "tasks": len(people.get(step, ())), "seconds_spent": sum(people.get(step, ())),
        }  # fmt: skip
        row = {"process_id": process_id, "organisation_id": organisation_id, "element": element, "hour": hour}
        more = {name: F(name) + number for name, number in counts.items()}
        if not Statistic.objects.filter(**row).update(**more):
            Statistic.objects.create(**row, **counts)
