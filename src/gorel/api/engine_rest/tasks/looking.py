"""Looking: tasks by what they are, whose they are and what their forms show."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from gorel.api import reach
from gorel.api.engine_rest import ids
from gorel.api.engine_rest.scoped_variables import Scope
from gorel.api.engine_rest.shapes import Count, Listed, Paged, like, rows
from gorel.api.engine_rest.variables import Told, tell_all, types_of
from gorel.api.errors import NotFound
from gorel.api.route import Body, Call, Route, Shape
from gorel.cases.models import Candidate, Case, Task


class TaskShape(Shape, kw_only=True):
    """A task."""

    id: str
    name: str | None
    assignee: str | None
    owner: str | None
    created: str | None
    last_updated: str | None
    due: str | None
    follow_up: str | None
    delegation_state: str | None
    description: str | None
    execution_id: str
    parent_task_id: str | None
    priority: int
    process_definition_id: str
    process_instance_id: str
    task_definition_key: str
    case_execution_id: str | None
    case_instance_id: str | None
    case_definition_id: str | None
    suspended: bool
    form_key: str | None
    camunda_form_ref: dict[str, Any] | None
    tenant_id: str | None


class Form(Shape, kw_only=True):
    """The form of a task."""

    key: str | None
    context_path: str | None


class Link(Shape, kw_only=True):
    """Who may take a task, or has it."""

    user_id: str | None
    group_id: str | None
    type: str


class Names(Body, kw_only=True):
    """Which variables."""

    variable_names: list[str] | None = None
    deserialize_values: bool | None = None


class Asked(Listed, kw_only=True):
    """Filters."""

    task_id: str | None = None
    task_id_in: list[str] | None = None
    name: str | None = None
    name_like: str | None = None
    assignee: str | None = None
    assignee_in: list[str] | None = None
    assigned: bool | None = None
    unassigned: bool | None = None
    candidate_group: str | None = None
    candidate_groups: list[str] | None = None
    candidate_user: str | None = None
    include_assigned_tasks: bool | None = None
    task_definition_key: str | None = None
    task_definition_key_in: list[str] | None = None
    process_instance_id: str | None = None
    process_instance_id_in: list[str] | None = None
    process_instance_business_key: str | None = None
    process_instance_business_key_in: list[str] | None = None
    process_definition_id: str | None = None
    process_definition_key: str | None = None
    process_definition_key_in: list[str] | None = None
    execution_id: str | None = None
    priority: int | None = None
    due_before: str | None = None
    due_after: str | None = None
    created_before: str | None = None
    created_after: str | None = None
    active: bool | None = None
    suspended: bool | None = None
    tenant_id_in: list[str] | None = None
    without_tenant_id: bool | None = None


SORTS = {
    "instanceId": "case__uid",
    "dueDate": "due_at",
    "followUpDate": "follow_up_at",
    "created": "opened_at",
    "name": "name",
    "nameCaseInsensitive": "name",
    "assignee": "assignee",
    "priority": "priority",
    "id": "uid",
    "taskDefinitionKey": "element",
    "processInstanceId": "case__uid",
    "tenantId": "case__process__space",
}


def tell(row: Task) -> TaskShape:
    """Return a task in this door's shape."""
    return TaskShape(
        id=str(row.uid), name=row.name or None, assignee=row.assignee or None, owner=None,
        created=ids.moment(row.opened_at), last_updated=None, due=ids.moment(row.due_at),
        follow_up=ids.moment(row.follow_up_at), delegation_state=None, description=None,
        execution_id=ids.of(row.case.uid, row.key), parent_task_id=None, priority=row.priority,
        process_definition_id=ids.definition(row.case.process), process_instance_id=str(row.case.uid),
        task_definition_key=row.element, case_execution_id=None, case_instance_id=None, case_definition_id=None,
        suspended=row.case.state == Case.SUSPENDED, form_key=row.form or None, camunda_form_ref=None,
        tenant_id=row.case.process.space or None,
    )  # fmt: skip


def _found(call: Call, asked: Asked) -> QuerySet[Task]:
    found = reach.tasks(call).filter(state=Task.OPEN).select_related("case__process")
    uids = [asked.task_id] if asked.task_id is not None else asked.task_id_in
    if uids is not None:
        found = found.filter(uid__in=[ids.uid(one, "task") for one in uids])
    cases = [asked.process_instance_id] if asked.process_instance_id is not None else asked.process_instance_id_in
    if cases is not None:
        found = found.filter(case__uid__in=[ids.uid(one, "process instance") for one in cases])
    for value, column in (
        (asked.name, "name"), (asked.assignee, "assignee"), (asked.task_definition_key, "element"),
        (asked.process_instance_business_key, "case__business_key"),
        (asked.process_definition_key, "case__process__key"),
        (asked.assignee_in, "assignee__in"), (asked.task_definition_key_in, "element__in"),
        (asked.process_instance_business_key_in, "case__business_key__in"),
        (asked.process_definition_key_in, "case__process__key__in"), (asked.tenant_id_in, "case__process__space__in"),
    ):  # fmt: skip
        if value is not None:
            found = found.filter(**{column: value})
    if asked.name_like is not None:
        found = found.filter(**like(asked.name_like, "name"))
    if asked.assigned:
        found = found.exclude(assignee="")
    if asked.unassigned:
        found = found.filter(assignee="")
    if asked.candidate_user is not None:
        found = found.filter(_may_take(Q(kind="person", name=asked.candidate_user)))
    groups = [asked.candidate_group] if asked.candidate_group is not None else asked.candidate_groups
    if groups is not None:
        may = Q(pk=None)
        for group in groups:
            may |= Q(kind="group", name=group) | Q(kind="group", name__startswith=f"{group}@")
        found = found.filter(_may_take(may))
    if (groups is not None or asked.candidate_user is not None) and not asked.include_assigned_tasks:
        found = found.filter(assignee="")
    if asked.process_definition_id is not None:
        found = found.filter(
            case__process__uid=ids.uid(asked.process_definition_id.rpartition(":")[2], "process definition")
        )
    if asked.execution_id is not None:
        uid, key = ids.parse(asked.execution_id)
        found = found.filter(case__uid=uid, key=key) if key else found.filter(case__uid=uid)
    if asked.priority is not None:
        found = found.filter(priority=asked.priority) if abs(asked.priority) < 2**31 else found.none()
    for text, column in (
        (asked.due_before, "due_at__lt"), (asked.due_after, "due_at__gt"), (asked.created_before, "opened_at__lt"),
        (asked.created_after, "opened_at__gt"),
    ):  # fmt: skip
        if text is not None:
            found = found.filter(**{column: ids.to_moment(text, column)})
    if asked.active:
        found = found.exclude(case__state=Case.SUSPENDED)
    if asked.suspended:
        found = found.filter(case__state=Case.SUSPENDED)
    if asked.without_tenant_id:
        found = found.filter(case__process__space="")
    return found


def _may_take(who: Q) -> Exists:
    return Exists(Candidate.objects.filter(who, task=OuterRef("pk")))


def listing(call: Call) -> list[TaskShape]:
    """Return open tasks."""
    asked = call.body or call.query
    return [tell(row) for row in rows(_found(call, asked), asked, SORTS, call.query if call.body else None)]


def count(call: Call) -> Count:
    """Return how many there are."""
    return Count(count=_found(call, call.body or call.query).count())


def find(call: Call) -> Task:
    """Return the open task that the address names. Errors: NotFound."""
    uid = ids.uid(call.path["id"], "task")
    row = reach.tasks(call).filter(uid=uid, state=Task.OPEN).select_related("case__process").first()
    if row is None:
        raise NotFound(f"Cannot find task with id {uid}: task is null", type="RestException")
    return row


def get(call: Call) -> TaskShape:
    """Return one."""
    return tell(find(call))


def form(call: Call) -> Form:
    """Return the key of its form."""
    return Form(key=find(call).form or None, context_path=None)


def form_variables(call: Call) -> Told:
    """Return what its form may show."""
    row = find(call)
    seen = Scope(row.case_id, row.key, is_local=False, is_open=True).seen()
    if call.query.variable_names is not None:
        seen = {name: value for name, value in seen.items() if name in call.query.variable_names}
    shown = call.query.deserialize_values is not False
    return tell_all(row.case_id, seen, types_of([row.case_id]), deserialize=shown)


def links(call: Call) -> list[Link]:
    """Return who may take it, and who has it."""
    row = find(call)
    found = [Link(user_id=row.assignee, group_id=None, type="assignee")] if row.assignee else []
    for one in row.candidates.order_by("pk"):
        is_group = one.kind == "group"
        found.append(
            Link(user_id=None if is_group else one.name, group_id=one.name if is_group else None, type="candidate")
        )
    return found


ONE = "/task/{id}"
ROUTES = (
    Route("GET", "/task", listing, "read", "List tasks", query=Asked, answer=list[TaskShape]),
    Route("POST", "/task", listing, "read", "List tasks by POST", body=Asked, query=Paged, answer=list[TaskShape]),
    Route("GET", "/task/count", count, "read", "Count tasks", query=Asked, answer=Count),
    Route("POST", "/task/count", count, "read", "Count tasks by POST", body=Asked, answer=Count),
    Route("GET", ONE, get, "read", "Get a task", answer=TaskShape),
    Route("GET", ONE + "/form", form, "read", "Get the form's key", answer=Form),
    Route("GET", ONE + "/form-variables", form_variables, "read", "Get the form's variables", query=Names, answer=Told),
    Route("GET", ONE + "/identity-links", links, "read", "Get who may take it", answer=list[Link]),
)
