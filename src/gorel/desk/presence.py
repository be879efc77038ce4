"""Who has the same task open just now. A sign of life is written when the page is opened and every few seconds."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from gorel.accounts.models import Person
from gorel.cases.models import Task
from gorel.desk.models import Presence
from gorel.ground import machine

BEAT_SECONDS = 10
GONE = timedelta(seconds=25)


def here(task: Task, person: Person) -> None:
    """Note that the person has the task open. Writes one row; drops those of people long gone."""
    now = machine.now()
    Presence.objects.update_or_create(task=task, person=person, defaults={"seen_at": now})
    Presence.objects.filter(seen_at__lt=now - GONE * 10).delete()


def away(task: Task, person: Person) -> None:
    """Note that the person has left it. Drops one row."""
    Presence.objects.filter(task=task, person=person).delete()


def others(task: Task, person: Person) -> list[str]:
    """Return the names of the others who have the task open. One query."""
    rows = Presence.objects.filter(task=task, seen_at__gte=machine.now() - GONE).exclude(person=person)
    return sorted(rows.values_list("person__name", flat=True))


def by_task(tasks: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Return who has which of *tasks* open. One query."""
    found: dict[int, list[int]] = {}
    rows = Presence.objects.filter(task__in=list(tasks), seen_at__gte=machine.now() - GONE)
    for task_id, person_id in rows.order_by("person").values_list("task_id", "person_id"):
        found.setdefault(task_id, []).append(person_id)
    return {task_id: tuple(people) for task_id, people in found.items()}
