"""Erasing cases for good, as a decision on retention (gallringsbeslut) says.

A case holds ids of rows, never names; still, its story can point at a person. After a purge nothing of the case is left
but its outside id with the ground of the purge, and numbers: how often each step was finished, and people's time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db import transaction
from django.db.models import F

from gorel.cases import personal, sums
from gorel.cases.models import Case, LogEntry, Purge, Statistic, Task
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
    gone = purge_all([case.pk], ground=ground, by=by)
    if not gone:
        raise StillOpen(f"case {case.uid} or one that it called is still open")
    return gone


def purge_all(cases: Collection[int], *, ground: str, by: str | None = None) -> int:
    """Erase those of *cases* (their ids) that are over with all that they called, in one transaction; return how many.

    Shape and side effects: as `purge`. What is still open is left. Many at once cost little more than one: what takes
    time is asking thirty tables.
    """
    if not ground.strip():
        raise ValueError("a purge names the decision that it rests on")
    with transaction.atomic():
        gone = _over(cases)
        if not gone:
            return 0
        _keep_numbers(gone)
        personal.drop(gone, by=by or "", ground=ground)
        Purge.objects.bulk_create(
            Purge(
                case_uid=member.uid, process_id=member.process_id, organisation_id=member.organisation_id,
                at=clock.now(), by=by or "", ground=ground,
            )
            for member in gone
        )  # fmt: skip
        Case.objects.filter(pk__in=[member.pk for member in gone]).delete()  # and with it every row that hangs on it
    return len(gone)


def _over(cases: Collection[int]) -> list[Case]:
    """Return, locked, those of *cases* with all below them whose family is over."""
    level = list(Case.objects.select_for_update().filter(pk__in=cases).order_by("pk"))
    family = {member.pk: {member.pk: member} for member in level}  # by the case it began with
    root_of = {member.pk: member.pk for member in level}
    while level:
        below = Case.objects.select_for_update().filter(parent__in=[member.pk for member in level])
        level = list(below.order_by("pk"))
        for member in level:
            assert member.parent_id is not None  # as it was found by it
            root = root_of[member.pk] = root_of[member.parent_id]
            family[root][member.pk] = member
    over = [members for members in family.values() if not any(member.is_open for member in members.values())]
    return list({pk: member for members in over for pk, member in members.items()}.values())


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
