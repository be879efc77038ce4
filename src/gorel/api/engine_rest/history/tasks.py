"""People's tasks, open and over."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from gorel.api import reach
from gorel.api.engine_rest import either, ids
from gorel.api.engine_rest.filters import Comparison, holding, parse_all
from gorel.api.engine_rest.history.looking import millis, root
from gorel.api.engine_rest.shapes import Count, Listed, four, like, rows
from gorel.api.engine_rest.tasks.looking import delegation_of
from gorel.api.route import Call, Shape
from gorel.cases import programs
from gorel.cases.models import Candidate, Case, Task


class HistoricTask(Shape, kw_only=True):
    """A task, open or over. Units: duration is milliseconds."""

    id: str
    process_definition_key: str
    process_definition_id: str
    process_instance_id: str
    execution_id: str
    case_definition_key: str | None
    case_definition_id: str | None
    case_instance_id: str | None
    case_execution_id: str | None
    activity_instance_id: str
    name: str | None
    description: str | None
    delete_reason: str | None
    owner: str | None
    assignee: str | None
    start_time: str | None
    end_time: str | None
    duration: int | None
    task_definition_key: str
    priority: int
    due: str | None
    parent_task_id: str | None
    follow_up: str | None
    tenant_id: str | None
    removal_time: str | None
    root_process_instance_id: str


class AskedTasks(Listed, kw_only=True):
    """Filters."""

    task_id: str | None = None
    task_name: str | None = None
    task_name_like: str | None = None
    task_definition_key: str | None = None
    task_definition_key_in: list[str] | None = None
    task_delete_reason: str | None = None
    task_assignee: str | None = None
    task_assignee_like: str | None = None
    task_owner: str | None = None
    task_priority: int | None = None
    task_involved_user: str | None = None
    task_had_candidate_user: str | None = None
    task_had_candidate_group: str | None = None
    assigned: bool | None = None
    unassigned: bool | None = None
    finished: bool | None = None
    unfinished: bool | None = None
    process_finished: bool | None = None
    process_unfinished: bool | None = None
    process_instance_id: str | None = None
    process_instance_business_key: str | None = None
    process_instance_business_key_in: list[str] | None = None
    process_instance_business_key_like: str | None = None
    process_definition_id: str | None = None
    process_definition_key: str | None = None
    process_definition_name: str | None = None
    execution_id: str | None = None
    activity_instance_id_in: list[str] | None = None
    task_due_date: str | None = None
    task_due_date_before: str | None = None
    task_due_date_after: str | None = None
    without_task_due_date: bool | None = None
    task_follow_up_date: str | None = None
    task_follow_up_date_before: str | None = None
    task_follow_up_date_after: str | None = None
    started_before: str | None = None
    started_after: str | None = None
    finished_before: str | None = None
    finished_after: str | None = None
    tenant_id_in: list[str] | None = None
    without_tenant_id: bool | None = None
    process_variables: str | None = None
    variable_names_ignore_case: bool | None = None
    variable_values_ignore_case: bool | None = None


class AskedTasksEither(AskedTasks, kw_only=True):
    """Filters of which any may fit; variables as a list."""

    process_variables: list[Comparison] | None = None  # type: ignore[assignment]


class AskedTasksByPost(AskedTasksEither, kw_only=True):
    """Filters; variables as a list."""

    or_queries: list[AskedTasksEither] | None = None


SORTS = {
    "taskId": "uid", "activityInstanceId": "key", "processDefinitionId": "case__process", "duration": "took",
    "processInstanceId": "case__uid", "executionId": "key", "startTime": "opened_at", "endTime": "closed_at",
    "taskName": "name", "taskDescription": "element", "assignee": "assignee", "owner": "delegation__owner",
    "dueDate": "due_at", "followUpDate": "follow_up_at", "deleteReason": "state", "taskDefinitionKey": "element",
    "priority": "priority", "tenantId": "case__process__space",
}  # fmt: skip
# What others call how a task ended.
REASONS = {Task.COMPLETED: "completed", Task.CANCELLED: "deleted"}
COLUMNS = {
    "task_name": "name", "task_definition_key": "element", "task_definition_key_in": "element__in",
    "task_assignee": "assignee", "task_owner": "delegation__owner",
    "process_instance_business_key": "case__business_key",
    "process_instance_business_key_in": "case__business_key__in", "process_definition_key": "case__process__key",
    "process_definition_name": "case__process__name", "tenant_id_in": "case__process__space__in",
}  # fmt: skip
PATTERNS = {
    "task_name_like": "name", "task_assignee_like": "assignee",
    "process_instance_business_key_like": "case__business_key",
}  # fmt: skip
MOMENTS = {
    "task_due_date": "due_at", "task_due_date_before": "due_at__lt", "task_due_date_after": "due_at__gt",
    "task_follow_up_date": "follow_up_at", "task_follow_up_date_before": "follow_up_at__lt",
    "task_follow_up_date_after": "follow_up_at__gt", "started_before": "opened_at__lt",
    "started_after": "opened_at__gt", "finished_before": "closed_at__lt", "finished_after": "closed_at__gt",
}  # fmt: skip
FLAGS = {
    "assigned": ~Q(assignee=""), "unassigned": Q(assignee=""), "finished": ~Q(state=Task.OPEN),
    "unfinished": Q(state=Task.OPEN), "process_finished": ~Q(case__state__in=Case.OPEN),
    "process_unfinished": Q(case__state__in=Case.OPEN), "without_task_due_date": Q(due_at=None),
    "without_tenant_id": Q(case__process__space=""),
}  # fmt: skip


def _found(call: Call, asked: AskedTasks) -> QuerySet[Task]:
    tasks = reach.tasks(call).select_related("case__process", "case__parent", "delegation")
    tasks = tasks.annotate(took=F("closed_at") - F("opened_at"))
    return either.narrowed(_filtered(tasks, asked), getattr(asked, "or_queries", None), _filtered)


def _filtered(found: QuerySet[Task], asked: AskedTasks) -> QuerySet[Task]:
    for name, column in COLUMNS.items():
        if getattr(asked, name) is not None:
            found = found.filter(**{column: getattr(asked, name)})
    for name, column in PATTERNS.items():
        if getattr(asked, name) is not None:
            found = found.filter(**like(getattr(asked, name), column))
    for name, column in MOMENTS.items():
        if getattr(asked, name) is not None:
            found = found.filter(**{column: ids.to_moment(getattr(asked, name), name)})
    for name, condition in FLAGS.items():
        if getattr(asked, name):
            found = found.filter(condition)
    if asked.task_priority is not None:
        found = found.filter(priority=max(min(asked.task_priority, 2**31 - 1), -(2**31)))
    if asked.task_delete_reason is not None:
        states = [state for state, reason in REASONS.items() if reason == asked.task_delete_reason]
        found = found.filter(state__in=states)
    return _holding(_of_people(_named(found, asked), asked), asked)


def _named(found: QuerySet[Task], asked: AskedTasks) -> QuerySet[Task]:
    if asked.task_id is not None:
        found = found.filter(uid=ids.uid(asked.task_id, "task"))
    if asked.process_instance_id is not None:
        found = found.filter(case__uid=ids.uid(asked.process_instance_id, "process instance"))
    if asked.process_definition_id is not None:
        version = ids.uid(asked.process_definition_id.rpartition(":")[2], "process definition")
        found = found.filter(case__process__uid=version)
    for names in (None if asked.execution_id is None else [asked.execution_id], asked.activity_instance_id_in):
        if names is not None:
            may = Q(pk=None)
            for uid, key in map(ids.parse, names):
                may |= Q(case__uid=uid, key=key)
            found = found.filter(may)
    return found


def _of_people(found: QuerySet[Task], asked: AskedTasks) -> QuerySet[Task]:
    def had(**who: str) -> Exists:
        return Exists(Candidate.objects.filter(task=OuterRef("pk"), **who))

    user, group = asked.task_had_candidate_user, asked.task_had_candidate_group
    if asked.task_involved_user is not None:
        name = asked.task_involved_user
        found = found.filter(Q(assignee=name) | Q(delegation__owner=name) | had(kind="person", name=name))
    if user is not None:
        found = found.filter(had(kind="person", name=user))
    if group is not None:
        found = found.filter(had(kind="group", name=group) | had(kind="group", name__startswith=f"{group}@"))
    return found


def _holding(found: QuerySet[Task], asked: AskedTasks) -> QuerySet[Task]:
    given = asked.process_variables
    wanted = parse_all(given) if isinstance(given, str) else given
    if not wanted:
        return found
    how = {
        "ignore_case": bool(asked.variable_values_ignore_case),
        "names_ignore_case": bool(asked.variable_names_ignore_case),
    }
    cases = Case.objects.filter(pk__in=found.order_by().values("case_id"))
    return found.filter(case__in=holding(cases, wanted, **how))


def tell(row: Task) -> HistoricTask:
    """Return a task, open or over, in this door's shape."""
    drawn = programs.known(row.case.process_id).program.elements.get(row.element)
    name, given = ids.of(row.case.uid, row.key), delegation_of(row)
    return HistoricTask(
        id=str(row.uid), process_definition_key=row.case.process.key,
        process_definition_id=ids.definition(row.case.process), process_instance_id=str(row.case.uid),
        execution_id=name, case_definition_key=None, case_definition_id=None, case_instance_id=None,
        case_execution_id=None, activity_instance_id=name, name=row.name or None,
        description=(drawn.documentation or None) if drawn else None, delete_reason=REASONS.get(row.state),
        owner=(given and given.owner) or None, assignee=row.assignee or None, start_time=ids.moment(row.opened_at),
        end_time=ids.moment(row.closed_at),
        duration=millis(row.opened_at, row.closed_at), task_definition_key=row.element, priority=row.priority,
        due=ids.moment(row.due_at), parent_task_id=None, follow_up=ids.moment(row.follow_up_at),
        tenant_id=row.case.process.space or None, removal_time=None, root_process_instance_id=root(row.case),
    )  # fmt: skip


def listing(call: Call) -> list[HistoricTask]:
    """Return tasks, open and over."""
    asked = call.body or call.query
    return [tell(row) for row in rows(_found(call, asked), asked, SORTS, call.query if call.body else None)]


def count(call: Call) -> Count:
    """Return how many there are."""
    return Count(count=_found(call, call.body or call.query).count())


ROUTES = tuple(
    four("/history/task", listing, count, AskedTasks, AskedTasksByPost, HistoricTask, "tasks, open and over")
)
