"""Jobs that ask something besides: those of task listeners, and of ad-hoc subprocesses whose robot chooses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from gorel.api.errors import BadRequest
from gorel.api.route import Body, Shape
from gorel.api.v2 import keys
from gorel.cases import outside
from gorel.cases.models import Task
from gorel.cases.values import plain
from gorel.core.engine.events import Activation, Chosen, Verdict
from gorel.ground import clock

TASK, BOX = "userTask", "adHocSubProcess"
OF_PROCESS = ("start", "end")
MOST = 1000  # elements that one answer opens


class Activate(Body, kw_only=True):
    """An element that is opened, with variables of its own."""

    element_id: str | None = None
    variables: dict[str, Any] | None = None


class Result(Body, kw_only=True):
    """What a task listener says of its task, or what an ad-hoc subprocess opens next."""

    type: str | None = None
    denied: bool | None = None
    denied_reason: str | None = None
    corrections: dict[str, Any] | None = None
    activate_elements: list[Activate] | None = None
    is_completion_condition_fulfilled: bool | None = None
    is_cancel_remaining_instances: bool | None = None


class HeardTask(Shape, kw_only=True):
    """The task that a listener hears of, as it will be."""

    action: str
    assignee: str | None
    candidate_groups: list[str]
    candidate_users: list[str]
    changed_attributes: list[str]
    due_date: str | None
    follow_up_date: str | None
    form_key: str | None
    priority: int | None
    user_task_key: str | None


# What others call a field of a task, and ours for it.
NAMES = {
    "assignee": "assignee", "dueDate": "due_at", "followUpDate": "follow_up_at", "candidateUsers": "candidate_users",
    "candidateGroups": "candidate_groups", "priority": "priority",
}  # fmt: skip
ACTIONS = {"creating": "create", "assigning": "assign", "updating": "update", "completing": "complete",
           "canceling": "cancel"}  # fmt: skip


def read(result: Result) -> Verdict | Chosen | None:
    """Return what the result says; None when it says nothing. Errors: BadRequest."""
    chooses = result.activate_elements or result.is_completion_condition_fulfilled
    if result.type == BOX or (result.type is None and chooses):
        return Chosen(
            activate=tuple(_activation(one) for one in (result.activate_elements or ())[: MOST + 1]),
            is_enough=bool(result.is_completion_condition_fulfilled),
            cancels=bool(result.is_cancel_remaining_instances),
        )
    if result.type not in (None, TASK):
        raise BadRequest(f"A result's type is {TASK} or {BOX}")
    if not result.denied and not result.corrections:
        return None
    changes = {
        NAMES[name]: _correction(name, value)
        for name, value in (result.corrections or {}).items()
        if name in NAMES and value is not None
    }
    unknown = sorted(set(result.corrections or ()) - set(NAMES))
    if unknown:
        raise BadRequest(f"A task has no {unknown[0][:40]!r} to correct. There are {', '.join(NAMES)}")
    reason = (result.denied_reason or "")[:1000]
    return Verdict(is_denied=bool(result.denied), reason=reason, changes=changes)


def _activation(one: Activate) -> Activation:
    if not one.element_id:
        raise BadRequest("activateElements: elementId must not be empty")
    return Activation(element=one.element_id, variables=plain(one.variables or {}))


def _correction(name: str, value: Any) -> Any:
    check, wanted = CHECKS[name]
    found = check(name, value)
    if found is _WRONG:
        raise BadRequest(f"corrections: {name} is {wanted}")
    return found


_WRONG = object()


def _text(name: str, value: Any) -> Any:
    return (value or None) if isinstance(value, str) and len(value) <= 80 else _WRONG


def _texts(name: str, value: Any) -> Any:
    fits = isinstance(value, list) and all(isinstance(one, str) and len(one) <= 120 for one in value)
    return list(dict.fromkeys(value)) if fits and len(value) <= MOST else _WRONG


def _moment(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return _WRONG
    return clock.to_instant(keys.to_moment(value, name)) if value else None


def _priority(name: str, value: Any) -> Any:
    return value if type(value) is int and 0 <= value <= 100 else _WRONG


CHECKS: dict[str, tuple[Callable[[str, Any], Any], str]] = {
    "assignee": (_text, "a text of at most 80 characters"),
    "candidateUsers": (_texts, "a list of names"), "candidateGroups": (_texts, "a list of names"),
    "dueDate": (_moment, "a moment, as 2026-11-22T09:00:00Z"),
    "followUpDate": (_moment, "a moment, as 2026-11-22T09:00:00Z"), "priority": (_priority, "from 0 to 100"),
}  # fmt: skip


def kind(one: outside.Taken) -> str:
    """Return what kind of job it is."""
    if not one.moment:
        return "BPMN_ELEMENT"
    if one.moment == outside.CHOOSES:
        return "AD_HOC_SUB_PROCESS"
    return "EXECUTION_LISTENER" if one.moment in OF_PROCESS else "TASK_LISTENER"


def moment(one: outside.Taken) -> str:
    """Return what a listener hears."""
    return one.moment.upper() if one.moment and one.moment != outside.CHOOSES else "UNSPECIFIED"


def heard_task(one: outside.Taken) -> HeardTask | None:
    """Return the task that a listener hears of; one that is being created has nothing yet but its key."""
    if kind(one) != "TASK_LISTENER":
        return None
    row = Task.objects.filter(case_id=one.name[0], key=one.name[1]).prefetch_related("candidates").first()
    candidates = [] if row is None else sorted(row.candidates.all(), key=lambda candidate: candidate.pk)
    told: dict[str, Any] = {
        "assignee": (row.assignee or None) if row else None,
        "priority": row.priority if row else None,
        "due_at": keys.moment(row.due_at) if row else None,
        "follow_up_at": keys.moment(row.follow_up_at) if row else None,
        "candidate_groups": [candidate.name for candidate in candidates if candidate.kind == "group"],
        "candidate_users": [candidate.name for candidate in candidates if candidate.kind == "person"],
    }
    told |= {name: _told(value) if name.endswith("_at") else value for name, value in one.changes.items()}
    return HeardTask(
        action=ACTIONS.get(one.moment, one.moment), assignee=told["assignee"],
        candidate_groups=list(told["candidate_groups"] or ()), candidate_users=list(told["candidate_users"] or ()),
        changed_attributes=[name for name, ours in NAMES.items() if ours in one.changes], due_date=told["due_at"],
        follow_up_date=told["follow_up_at"], form_key=(row.form or None) if row else None, priority=told["priority"],
        user_task_key=keys.of(*one.name),
    )  # fmt: skip


def _told(instant: int | None) -> str | None:
    moment_then: datetime | None = None if instant is None else clock.from_instant(instant)
    return keys.moment(moment_then)
