"""What a case holds and waits for, and whose tasks are open."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from gorel.cases import programs
from gorel.cases.models import Case, CaseState, Decision, Task
from gorel.cases.store import personal
from gorel.cases.values import from_json
from gorel.core import engine
from gorel.ground import clock


@dataclass(frozen=True, slots=True)
class Wait:
    """One thing that a case waits for.

    Shape: kind is "task", "timer", "message", "signal", "job", "call", "conditional" or "incident"; name is the
    element's name in the picture (its id when it has none); what is the message's or signal's name, or the incident's
    code.
    """

    kind: str
    element: str
    name: str
    key: int
    due_at: datetime | None = None
    what: str = ""


def waits(case: Case) -> list[Wait]:
    """Return all that *case* waits for, in the order in which it began to wait."""
    state = _state(case)
    if state is None:
        return []
    program = programs.known(case.process_id).program
    due = dict(Task.objects.filter(case=case, state=Task.OPEN).values_list("key", "due_at"))
    found = []
    for wait in engine.waits(program, state):
        info = program.elements.get(wait.element)
        due_at = clock.from_instant(wait.due_at) if wait.due_at is not None else due.get(wait.key)
        what = wait.name if wait.kind in ("message", "signal", "incident") else ""
        name = (info.name if info else "") or wait.element
        found.append(Wait(wait.kind, wait.element, name, wait.key, due_at, what))
    return found


def variables(case: Case, key: int | None = None) -> dict[str, Any]:
    """Return the case's variables, or those that its job or task *key* sees. Errors: engine.IllegalEvent for no such
    key."""
    state = _state(case)
    return {} if state is None else engine.variables(state, key)


def explanation(decision: Decision) -> dict[str, Any] | None:
    """Return what *decision* saw, hit and answered; None when it was personal and has been erased."""
    key = decision.case.personal.key if hasattr(decision.case, "personal") else None
    text = personal.open_text(decision.explanation, decision.case_id, key)
    return None if text is None else from_json(text)


def open_tasks(*, groups: Collection[str] = (), person: str = "", organisation: int | None = None) -> QuerySet[Task]:
    """Return open tasks that one of *groups* (`role@<uid>`) or *person* (`person:<id>`) may take or has taken."""
    may = Q(assignee=person) if person else Q(pk=None)
    if groups:
        may |= Q(assignee="", candidates__kind="group", candidates__name__in=list(groups))
    if person:
        may |= Q(assignee="", candidates__kind="person", candidates__name=person)
    tasks = Task.objects.filter(may, state=Task.OPEN)
    if organisation is not None:
        tasks = tasks.filter(case__organisation_id=organisation)
    return tasks.distinct().select_related("case__process", "case__organisation")


def open_task(*, business_key: str, element: str) -> Task | None:
    """Return the open task at *element* of the case with this business key, the newest when there are several."""
    tasks = Task.objects.filter(case__business_key=business_key, element=element, state=Task.OPEN)
    return tasks.select_related("case__process").order_by("-pk").first()


def states(case_ids: Collection[int]) -> dict[int, Any]:
    """Return the engine's states of cases, to look at. One query."""
    rows = CaseState.objects.filter(case_id__in=list(case_ids))
    found = rows.values_list("case_id", "body", "case__personal__key", "case__personal__body")
    return {case_id: personal.whole(case_id, body, key, own) for case_id, body, key, own in found}


def _state(case: Case) -> Any:
    kept = CaseState.objects.filter(case_id=case.pk)
    row = kept.values_list("body", "case__personal__key", "case__personal__body").first()
    return None if row is None else personal.whole(case.pk, *row)
