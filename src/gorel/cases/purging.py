"""Erasing cases for good, as a decision on retention (gallringsbeslut) says.

A case holds ids of rows, never names; still, its story can point at a person. After a purge nothing of the case is left
but its outside id with the ground of the purge, and numbers: how often each step was finished, and people's time.
"""

from __future__ import annotations

from collections import defaultdict

from django.db import transaction
from django.db.models import F

from gorel.cases import personal, sums
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
            Purge(
                case_uid=member.uid, process_id=member.process_id, organisation_id=member.organisation_id,
                at=clock.now(), by=by or "", ground=ground,
            )
            for member in family
        )  # fmt: skip
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
    """Keep what the family did on days that are not summed up yet; earlier days have it in their sums."""
    members = {member.pk: (member.process_id, member.organisation_id) for member in family}
    lines = LogEntry.objects.filter(case__in=members, kind="left")
    tasks = Task.objects.filter(case__in=members, state=Task.COMPLETED)
    completed = [
        (member.pk, member.ended_at) for member in family if member.state == Case.COMPLETED and member.ended_at
    ]
    if begin := sums.locked():
        lines, tasks = lines.filter(at__gte=begin), tasks.filter(closed_at__gte=begin)
        completed = [(member, at) for member, at in completed if at >= begin]
    numbers: dict[tuple[int, int | None, str, int], list[int]] = defaultdict(lambda: [0, 0, 0])
    for case_id, element, at in lines.values_list("case_id", "element", "at"):
        numbers[(*members[case_id], element, clock.to_instant(at) // _HOUR)][0] += 1
    for member, at in completed:
        numbers[(*members[member], "", clock.to_instant(at) // _HOUR)][0] += 1
    for case_id, element, closed_at, seconds in tasks.values_list("case_id", "element", "closed_at", "seconds_spent"):
        assert closed_at is not None  # as of all that are completed
        row = numbers[(*members[case_id], element, clock.to_instant(closed_at) // _HOUR)]
        row[1:] = row[1] + 1, row[2] + (seconds or 0)
    for step, counted in numbers.items():
        place = dict(zip(("process_id", "organisation_id", "element", "hour"), step, strict=True))
        counts = dict(zip(("finished", "tasks", "seconds_spent"), counted, strict=True))
        more = {name: F(name) + number for name, number in counts.items()}
        if not Statistic.objects.filter(**place).update(**more):
            Statistic.objects.create(**place, **counts)
