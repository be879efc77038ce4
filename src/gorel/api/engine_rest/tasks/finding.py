"""Finding open tasks by what they are, whose they are and what their cases hold."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from gorel.api import reach
from gorel.api.engine_rest import either, ids
from gorel.api.engine_rest.filters import Comparison, fits, holding, parse_all
from gorel.api.engine_rest.shapes import Listed, like
from gorel.api.errors import BadRequest
from gorel.api.route import Call
from gorel.cases import queries
from gorel.cases.models import Candidate, Case, Task

MOST = 10_000


class Asked(Listed, kw_only=True):
    """Filters."""

    task_id: str | None = None
    task_id_in: list[str] | None = None
    name: str | None = None
    name_not_equal: str | None = None
    name_like: str | None = None
    name_not_like: str | None = None
    assignee: str | None = None
    assignee_like: str | None = None
    assignee_in: list[str] | None = None
    assignee_not_in: list[str] | None = None
    assigned: bool | None = None
    unassigned: bool | None = None
    candidate_group: str | None = None
    candidate_groups: list[str] | None = None
    candidate_user: str | None = None
    include_assigned_tasks: bool | None = None
    with_candidate_groups: bool | None = None
    without_candidate_groups: bool | None = None
    with_candidate_users: bool | None = None
    without_candidate_users: bool | None = None
    involved_user: str | None = None
    owner: str | None = None
    delegation_state: str | None = None
    task_definition_key: str | None = None
    task_definition_key_in: list[str] | None = None
    task_definition_key_like: str | None = None
    process_instance_id: str | None = None
    process_instance_id_in: list[str] | None = None
    process_instance_business_key: str | None = None
    process_instance_business_key_in: list[str] | None = None
    process_instance_business_key_like: str | None = None
    process_definition_id: str | None = None
    process_definition_key: str | None = None
    process_definition_key_in: list[str] | None = None
    process_definition_name: str | None = None
    process_definition_name_like: str | None = None
    execution_id: str | None = None
    activity_instance_id_in: list[str] | None = None
    priority: int | None = None
    min_priority: int | None = None
    max_priority: int | None = None
    due_date: str | None = None
    due_before: str | None = None
    due_after: str | None = None
    without_due_date: bool | None = None
    follow_up_date: str | None = None
    follow_up_before: str | None = None
    follow_up_after: str | None = None
    follow_up_before_or_not_existent: str | None = None
    created_on: str | None = None
    created_before: str | None = None
    created_after: str | None = None
    active: bool | None = None
    suspended: bool | None = None
    tenant_id_in: list[str] | None = None
    without_tenant_id: bool | None = None
    task_variables: str | None = None
    process_variables: str | None = None
    variable_names_ignore_case: bool | None = None
    variable_values_ignore_case: bool | None = None


class AskedEither(Asked, kw_only=True):
    """Filters of which any may fit; variables as lists."""

    task_variables: list[Comparison] | None = None  # type: ignore[assignment]
    process_variables: list[Comparison] | None = None  # type: ignore[assignment]


class AskedByPost(AskedEither, kw_only=True):
    """Filters; variables as lists."""

    or_queries: list[AskedEither] | None = None


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
    "executionId": "case__uid",
    "tenantId": "case__process__space",
}
# What a filter is asked of, as it stands.
COLUMNS = {
    "name": "name",
    "assignee": "assignee",
    "assignee_in": "assignee__in",
    "owner": "delegation__owner",
    "delegation_state": "delegation__state",
    "task_definition_key": "element",
    "task_definition_key_in": "element__in",
    "process_instance_business_key": "case__business_key",
    "process_instance_business_key_in": "case__business_key__in",
    "process_definition_key": "case__process__key",
    "process_definition_key_in": "case__process__key__in",
    "process_definition_name": "case__process__name",
    "tenant_id_in": "case__process__space__in",
}
PATTERNS = {
    "name_like": "name",
    "assignee_like": "assignee",
    "task_definition_key_like": "element",
    "process_instance_business_key_like": "case__business_key",
    "process_definition_name_like": "case__process__name",
}
MOMENTS = {
    "due_date": "due_at",
    "due_before": "due_at__lt",
    "due_after": "due_at__gt",
    "follow_up_date": "follow_up_at",
    "follow_up_before": "follow_up_at__lt",
    "follow_up_after": "follow_up_at__gt",
    "created_on": "opened_at",
    "created_before": "opened_at__lt",
    "created_after": "opened_at__gt",
}
PRIORITIES = {"priority": "priority", "min_priority": "priority__gte", "max_priority": "priority__lte"}


def found(call: Call, asked: Asked) -> QuerySet[Task]:
    """Return the open tasks that the filters mean. Errors: BadRequest, NotFound."""
    rows = _filtered(reach.tasks(call).filter(state=Task.OPEN).select_related("case__process", "delegation"), asked)
    return either.narrowed(rows, getattr(asked, "or_queries", None), _filtered)


def _filtered(rows: QuerySet[Task], asked: Asked) -> QuerySet[Task]:
    rows = _of_people(_named(rows, asked), asked)
    for name, column in COLUMNS.items():
        if getattr(asked, name) is not None:
            rows = rows.filter(**{column: getattr(asked, name)})
    for name, column in PATTERNS.items():
        if getattr(asked, name) is not None:
            rows = rows.filter(**like(getattr(asked, name), column))
    for name, column in MOMENTS.items():
        if getattr(asked, name) is not None:
            rows = rows.filter(**{column: ids.to_moment(getattr(asked, name), name)})
    for name, column in PRIORITIES.items():
        if getattr(asked, name) is not None:
            rows = rows.filter(**{column: max(min(getattr(asked, name), 2**31 - 1), -(2**31))})
    if asked.name_not_equal is not None:
        rows = rows.exclude(name=asked.name_not_equal)
    if asked.name_not_like is not None:
        rows = rows.exclude(**like(asked.name_not_like, "name"))
    if asked.without_due_date:
        rows = rows.filter(due_at=None)
    if asked.follow_up_before_or_not_existent is not None:
        until = ids.to_moment(asked.follow_up_before_or_not_existent, "followUpBeforeOrNotExistent")
        rows = rows.filter(Q(follow_up_at=None) | Q(follow_up_at__lt=until))
    if asked.active:
        rows = rows.exclude(case__state=Case.SUSPENDED)
    if asked.suspended:
        rows = rows.filter(case__state=Case.SUSPENDED)
    if asked.without_tenant_id:
        rows = rows.filter(case__process__space="")
    return _holding(rows, asked)


def _named(rows: QuerySet[Task], asked: Asked) -> QuerySet[Task]:
    uids = [asked.task_id] if asked.task_id is not None else asked.task_id_in
    if uids is not None:
        rows = rows.filter(uid__in=[ids.uid(one, "task") for one in uids])
    cases = [asked.process_instance_id] if asked.process_instance_id is not None else asked.process_instance_id_in
    if cases is not None:
        rows = rows.filter(case__uid__in=[ids.uid(one, "process instance") for one in cases])
    if asked.process_definition_id is not None:
        version = ids.uid(asked.process_definition_id.rpartition(":")[2], "process definition")
        rows = rows.filter(case__process__uid=version)
    for names in (None if asked.execution_id is None else [asked.execution_id], asked.activity_instance_id_in):
        if names is not None:
            may = Q(pk=None)
            for uid, key in map(ids.parse, names):
                may |= Q(case__uid=uid, key=key) if key else Q(case__uid=uid)
            rows = rows.filter(may)
    return rows


def _of_people(rows: QuerySet[Task], asked: Asked) -> QuerySet[Task]:
    if asked.assignee_not_in is not None:
        rows = rows.exclude(assignee__in=asked.assignee_not_in)
    if asked.assigned:
        rows = rows.exclude(assignee="")
    if asked.unassigned:
        rows = rows.filter(assignee="")
    if asked.involved_user is not None:
        rows = rows.filter(Q(assignee=asked.involved_user) | _may_take(Q(kind="person", name=asked.involved_user)))
    if asked.candidate_user is not None:
        rows = rows.filter(_may_take(Q(kind="person", name=asked.candidate_user)))
    groups = [asked.candidate_group] if asked.candidate_group is not None else asked.candidate_groups
    if groups is not None:
        may = Q(pk=None)
        for group in groups:
            may |= Q(kind="group", name=group) | Q(kind="group", name__startswith=f"{group}@")
        rows = rows.filter(_may_take(may))
    if (groups is not None or asked.candidate_user is not None) and not asked.include_assigned_tasks:
        rows = rows.filter(assignee="")
    for wanted, kind, is_there in (
        (asked.with_candidate_groups, "group", True), (asked.without_candidate_groups, "group", False),
        (asked.with_candidate_users, "person", True), (asked.without_candidate_users, "person", False),
    ):  # fmt: skip
        if wanted:
            rows = rows.filter(_may_take(Q(kind=kind)) if is_there else ~_may_take(Q(kind=kind)))
    return rows


def _may_take(who: Q) -> Exists:
    return Exists(Candidate.objects.filter(who, task=OuterRef("pk")))


def _holding(rows: QuerySet[Task], asked: Asked) -> QuerySet[Task]:
    """Return the tasks whose case, and whose own scope, hold what is asked."""
    around, mine = (
        parse_all(given) if isinstance(given, str) else given or []
        for given in (asked.process_variables, asked.task_variables)
    )
    how = {
        "ignore_case": bool(asked.variable_values_ignore_case),
        "names_ignore_case": bool(asked.variable_names_ignore_case),
    }
    if around:
        cases = Case.objects.filter(pk__in=rows.order_by().values("case_id"))
        rows = rows.filter(case__in=holding(cases, around, **how))
    if mine:
        pairs = list(rows.values_list("pk", "case_id", "key")[: MOST + 1])
        if len(pairs) > MOST:
            raise BadRequest(f"More than {MOST} tasks would have to be looked at. Narrow the question, by a key say")
        states = queries.states({case for _pk, case, _key in pairs})
        some = [
            pk for pk, case, key in pairs
            if case in states and key in states[case].instances
            and fits(dict(states[case].instances[key].variables or {}), mine, **how)
        ]  # fmt: skip
        rows = rows.filter(pk__in=some)
    return rows
