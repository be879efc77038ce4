"""Where a case stands: what it waits for, and what may happen meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from gorel.cases.models import Candidate, Case, Incident, Job, Subscription, Task, Timer
from gorel.desk import people
from gorel.desk.steps import Steps, steps, task_name
from gorel.ground import times


@dataclass(frozen=True, slots=True)
class Wait:
    """One thing that a case waits for.

    Shape: kind is "task", "timer", "message", "job", "incident", "paused"; is_meanwhile when it only may happen, by a
    boundary event or a part that starts by itself.
    """

    kind: str
    element: str
    text: str
    due_at: datetime | None = None
    task: Task | None = None
    is_meanwhile: bool = False


@dataclass(frozen=True)
class Standing:
    """Everything open in one case. Shape: waits in order of their moment, incidents first."""

    waits: tuple[Wait, ...]
    meanwhile: tuple[Wait, ...]

    @property
    def elements(self) -> list[str]:
        """Return the steps where the case stands."""
        return sorted({wait.element for wait in self.waits})


def standing(case: Case) -> Standing:
    """Return where one case stands."""
    return standings([case])[case.pk]


def standings(cases: Iterable[Case]) -> dict[int, Standing]:
    """Return where each of *cases* stands, by primary key. Eight queries, however many cases."""
    cases = list(cases)
    prefetch_related_objects(cases, "process", *_open_work())
    tasks = [task for case in cases for task in _open(case, "tasks")]
    candidates = list(Candidate.objects.filter(task__in=[task.pk for task in tasks], kind="group"))
    groups: dict[int, list[str]] = {}
    for candidate in candidates:
        groups.setdefault(candidate.task_id, []).append(candidate.name)
    words = _Words(
        people.names(task.assignee for task in tasks if task.assignee),
        people.group_names(candidate.name for candidate in candidates),
        groups,
    )
    return {case.pk: _standing(case, words) for case in cases}


def _open_work() -> list[Prefetch[str]]:
    """Return what is open in a case; a case has few of each.

    It stands beside the case's own sets: were it kept in them, `case.tasks` would hold the open ones alone for whoever
    asks the same case later.
    """
    open_ones: dict[str, QuerySet[Any]] = {
        "tasks": Task.objects.filter(state=Task.OPEN),
        "timers": Timer.objects.order_by("due_at"),
        "subscriptions": Subscription.objects.order_by("pk"),
        "jobs": Job.objects.order_by("pk"),
        "incidents": Incident.objects.filter(state=Incident.OPEN),
    }
    return [Prefetch(what, queryset=rows, to_attr=f"open_{what}") for what, rows in open_ones.items()]


def _open(case: Case, what: str) -> list[Any]:
    found: list[Any] = getattr(case, f"open_{what}")
    return found


@dataclass(frozen=True)
class _Words:
    people: dict[str, str]
    groups: dict[str, str]
    groups_of_task: dict[int, list[str]]

    def whose(self, task: Task) -> str:
        """Return who has the task or who may take it."""
        if task.assignee:
            return _("with %(who)s") % {"who": self.people[task.assignee]}
        groups = [self.groups[group] for group in self.groups_of_task.get(task.pk, [])]
        return _("with %(who)s") % {"who": _(" or ").join(groups)} if groups else _("nobody has it yet")


def _standing(case: Case, words: _Words) -> Standing:
    known = steps(case.process)
    found = [*_incidents(case, known), *_tasks(case, known, words), *_timers(case, known), *_messages(case, known)]
    stuck = {wait.element for wait in found if wait.kind == "incident"}
    found += [wait for wait in _jobs(case, known) if wait.element not in stuck]
    if case.state == Case.SUSPENDED and not found:  # it came while its process was paused
        found = [Wait("paused", "", _("that the process is put to work again"))]
    return Standing(
        waits=tuple(wait for wait in found if not wait.is_meanwhile),
        meanwhile=tuple(wait for wait in found if wait.is_meanwhile),
    )


def _tasks(case: Case, known: Steps, words: _Words) -> list[Wait]:
    return [
        Wait(
            "task",
            task.element,
            _("%(step)s, %(whose)s") % {"step": task_name(task, known), "whose": words.whose(task)},
            due_at=task.due_at,
            task=task,
        )
        for task in _open(case, "tasks")
    ]


def _timers(case: Case, known: Steps) -> list[Wait]:
    return [
        Wait(
            "timer",
            timer.element,
            _("%(step)s, %(moment)s")
            % {"step": known.find(timer.element).said, "moment": times.moment(timer.due_at, weekday=False)},
            due_at=timer.due_at,
            is_meanwhile=known.is_meanwhile(timer.element),
        )
        for timer in _open(case, "timers")
    ]


def _messages(case: Case, known: Steps) -> list[Wait]:
    return [
        Wait(
            "message", waiting.element, known.find(waiting.element).said,
            is_meanwhile=known.is_meanwhile(waiting.element),
        )
        for waiting in _open(case, "subscriptions")
    ]  # fmt: skip


def _jobs(case: Case, known: Steps) -> list[Wait]:
    return [
        Wait("job", job.element, _("Görel is about to do: %(step)s") % {"step": known.find(job.element).said})
        for job in _open(case, "jobs")
    ]


def _incidents(case: Case, known: Steps) -> list[Wait]:
    return [
        Wait(
            "incident",
            incident.element,
            _("a person who looks at: %(step)s") % {"step": known.find(incident.element).said},
        )
        for incident in _open(case, "incidents")
    ]
