"""History: cases that are over too, the steps that they took, their variables, incidents, jobs and who did what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from gorel.accounts.models import RobotCommand
from gorel.api import reach
from gorel.api.engine_rest import ids, kinds
from gorel.api.engine_rest.filters import Comparison, fits, holding, parse_all
from gorel.api.engine_rest.incidents import EXTERNAL, JOB, ROBOTS, found_by, message_of
from gorel.api.engine_rest.shapes import Count, Listed, Paged, like, page, rows
from gorel.api.engine_rest.variables import tell, types_of
from gorel.api.errors import BadRequest, NotFound
from gorel.api.route import Call, Route, Shape
from gorel.cases import programs, queries
from gorel.cases.models import Case, Incident, LogEntry, Task
from gorel.cases.values import from_json

MOST = 10_000


class HistoricInstance(Shape, kw_only=True):
    """A case, open or over."""

    id: str
    business_key: str | None
    process_definition_id: str
    process_definition_key: str
    process_definition_name: str | None
    process_definition_version: int
    start_time: str | None
    end_time: str | None
    removal_time: str | None
    duration_in_millis: int | None
    start_user_id: str | None
    start_activity_id: str | None
    delete_reason: str | None
    root_process_instance_id: str
    super_process_instance_id: str | None
    super_case_instance_id: str | None
    case_instance_id: str | None
    tenant_id: str | None
    state: str
    restarted_process_instance_id: str | None


class AskedInstances(Listed, kw_only=True):
    """Filters."""

    process_instance_id: str | None = None
    process_instance_ids: list[str] | None = None
    process_definition_id: str | None = None
    process_definition_key: str | None = None
    process_definition_key_in: list[str] | None = None
    process_definition_key_not_in: list[str] | None = None
    process_definition_name: str | None = None
    process_instance_business_key: str | None = None
    process_instance_business_key_in: list[str] | None = None
    process_instance_business_key_like: str | None = None
    root_process_instances: bool | None = None
    finished: bool | None = None
    unfinished: bool | None = None
    with_incidents: bool | None = None
    incident_status: str | None = None
    started_before: str | None = None
    started_after: str | None = None
    finished_before: str | None = None
    finished_after: str | None = None
    super_process_instance_id: str | None = None
    sub_process_instance_id: str | None = None
    active: bool | None = None
    suspended: bool | None = None
    completed: bool | None = None
    externally_terminated: bool | None = None
    internally_terminated: bool | None = None
    tenant_id_in: list[str] | None = None
    without_tenant_id: bool | None = None
    variables: str | None = None


class AskedInstancesByPost(AskedInstances, kw_only=True):
    """Filters; variables as a list."""

    variables: list[Comparison] | None = None  # type: ignore[assignment]


class HistoricActivity(Shape, kw_only=True):
    """One time that a case was at an element."""

    id: str
    parent_activity_instance_id: str | None
    activity_id: str
    activity_name: str | None
    activity_type: str
    process_definition_key: str
    process_definition_id: str
    process_instance_id: str
    execution_id: str
    task_id: str | None
    assignee: str | None
    called_process_instance_id: str | None
    called_case_instance_id: str | None
    start_time: str | None
    end_time: str | None
    duration_in_millis: int | None
    canceled: bool
    complete_scope: bool
    tenant_id: str | None
    removal_time: str | None
    root_process_instance_id: str


class AskedActivities(Listed, kw_only=True):
    """Filters."""

    activity_instance_id: str | None = None
    process_instance_id: str | None = None
    process_instance_id_in: list[str] | None = None
    process_definition_id: str | None = None
    process_definition_key: str | None = None
    execution_id: str | None = None
    activity_id: str | None = None
    activity_name: str | None = None
    activity_type: str | None = None
    task_assignee: str | None = None
    finished: bool | None = None
    unfinished: bool | None = None
    canceled: bool | None = None
    complete_scope: bool | None = None
    tenant_id_in: list[str] | None = None


class HistoricVariable(Shape, kw_only=True):
    """A variable, as it stands or stood last."""

    id: str
    name: str
    type: str
    value: Any
    value_info: dict[str, Any]
    process_definition_key: str
    process_definition_id: str
    process_instance_id: str
    execution_id: str
    activity_instance_id: str
    task_id: str | None
    case_definition_key: str | None
    case_definition_id: str | None
    case_instance_id: str | None
    case_execution_id: str | None
    tenant_id: str | None
    error_message: str | None
    state: str
    create_time: str | None
    removal_time: str | None
    root_process_instance_id: str


class AskedVariables(Listed, kw_only=True):
    """Filters."""

    variable_name: str | None = None
    variable_name_in: list[str] | None = None
    variable_name_like: str | None = None
    variable_value: str | None = None
    process_instance_id: str | None = None
    process_instance_id_in: list[str] | None = None
    process_definition_id: str | None = None
    process_definition_key: str | None = None
    execution_id_in: list[str] | None = None
    activity_instance_id_in: list[str] | None = None
    tenant_id_in: list[str] | None = None
    include_deleted: bool | None = None
    deserialize_values: bool | None = None


class HistoricIncident(Shape, kw_only=True):
    """An incident, open or over."""

    id: str
    process_definition_key: str
    process_definition_id: str
    process_instance_id: str
    execution_id: str
    create_time: str | None
    end_time: str | None
    removal_time: str | None
    incident_type: str
    activity_id: str
    failed_activity_id: str
    cause_incident_id: str
    root_cause_incident_id: str
    configuration: str | None
    history_configuration: str | None
    incident_message: str | None
    tenant_id: str | None
    job_definition_id: str | None
    open: bool
    deleted: bool
    resolved: bool
    annotation: str | None
    root_process_instance_id: str


class AskedIncidents(Listed, kw_only=True):
    """Filters."""

    incident_id: str | None = None
    incident_type: str | None = None
    process_definition_id: str | None = None
    process_definition_key: str | None = None
    process_definition_key_in: list[str] | None = None
    process_instance_id: str | None = None
    execution_id: str | None = None
    activity_id: str | None = None
    failed_activity_id: str | None = None
    open: bool | None = None
    resolved: bool | None = None
    deleted: bool | None = None
    tenant_id_in: list[str] | None = None


class JobLine(Shape, kw_only=True):
    """Something that happened to a job that robots fetch."""

    id: str
    removal_time: str | None
    timestamp: str | None
    external_task_id: str
    topic_name: str | None
    worker_id: str | None
    retries: int | None
    priority: int
    error_message: str | None
    activity_id: str
    activity_instance_id: str
    execution_id: str
    process_instance_id: str
    process_definition_id: str
    process_definition_key: str
    tenant_id: str | None
    creation_log: bool
    failure_log: bool
    success_log: bool
    deletion_log: bool
    root_process_instance_id: str


class AskedJobLines(Listed, kw_only=True):
    """Filters."""

    log_id: str | None = None
    external_task_id: str | None = None
    topic_name: str | None = None
    worker_id: str | None = None
    error_message: str | None = None
    activity_id_in: list[str] | None = None
    activity_instance_id_in: list[str] | None = None
    execution_id_in: list[str] | None = None
    process_instance_id: str | None = None
    process_definition_id: str | None = None
    process_definition_key: str | None = None
    creation_log: bool | None = None
    failure_log: bool | None = None
    success_log: bool | None = None
    deletion_log: bool | None = None
    tenant_id_in: list[str] | None = None


class Operation(Shape, kw_only=True):
    """What somebody did."""

    id: str
    deployment_id: str | None
    process_definition_id: str | None
    process_definition_key: str | None
    process_instance_id: str | None
    execution_id: str | None
    task_id: str | None
    user_id: str | None
    timestamp: str | None
    operation_id: str
    operation_type: str
    entity_type: str
    category: str
    property: str | None
    org_value: str | None
    new_value: str | None
    annotation: str | None
    tenant_id: str | None
    root_process_instance_id: str | None
    removal_time: str | None


class AskedOperations(Listed, kw_only=True):
    """Filters."""

    process_instance_id: str | None = None
    process_definition_id: str | None = None
    process_definition_key: str | None = None
    user_id: str | None = None
    operation_type: str | None = None
    entity_type: str | None = None
    after_timestamp: str | None = None
    before_timestamp: str | None = None


INSTANCE_SORTS = {
    "instanceId": "uid",
    "definitionId": "process",
    "definitionKey": "process__key",
    "definitionName": "process__name",
    "definitionVersion": "process__version",
    "businessKey": "business_key",
    "startTime": "started_at",
    "endTime": "ended_at",
    "tenantId": "process__space",
}
WORDS = {Case.COMPLETED: "COMPLETED", Case.CANCELLED: "EXTERNALLY_TERMINATED", Case.SUSPENDED: "SUSPENDED"}


def _millis(start: datetime, end: datetime | None) -> int | None:
    return None if end is None else round((end - start).total_seconds() * 1000)


# Instances


def _state(case: Case) -> str:
    return "ACTIVE" if case.is_open and case.state != Case.SUSPENDED else WORDS.get(case.state, "INTERNALLY_TERMINATED")


def tell_instance(case: Case, started_by: dict[int, str]) -> HistoricInstance:
    """Return a case in this door's shape."""
    program = programs.known(case.process_id).program
    start = next((one.element for one in program.starts if one.kind == "none"), None)
    return HistoricInstance(
        id=str(case.uid),
        business_key=case.business_key or None,
        process_definition_id=ids.definition(case.process),
        process_definition_key=case.process.key,
        process_definition_name=case.process.name or None,
        process_definition_version=case.process.version,
        start_time=ids.moment(case.started_at),
        end_time=ids.moment(case.ended_at),
        removal_time=None,
        duration_in_millis=_millis(case.started_at, case.ended_at),
        start_user_id=started_by.get(case.pk) or None,
        start_activity_id=start,
        delete_reason=None,
        root_process_instance_id=_root(case),
        super_process_instance_id=str(case.parent.uid) if case.parent else None,
        super_case_instance_id=None,
        case_instance_id=None,
        tenant_id=case.process.space or None,
        state=_state(case),
        restarted_process_instance_id=None,
    )


def _root(case: Case) -> str:
    while case.parent is not None:
        case = case.parent
    return str(case.uid)


def _instances(call: Call, asked: Any) -> QuerySet[Case]:
    found = reach.cases(call).select_related("process", "parent")
    uids = [asked.process_instance_id] if asked.process_instance_id is not None else asked.process_instance_ids
    if uids is not None:
        found = found.filter(uid__in=[ids.uid(one, "process instance") for one in uids])
    if asked.process_definition_id is not None:
        found = found.filter(process__uid=ids.uid(asked.process_definition_id.rpartition(":")[2], "process definition"))
    for value, column in (
        (asked.process_definition_key, "process__key"), (asked.process_definition_key_in, "process__key__in"),
        (asked.process_definition_name, "process__name"), (asked.process_instance_business_key, "business_key"),
        (asked.process_instance_business_key_in, "business_key__in"), (asked.tenant_id_in, "process__space__in"),
    ):  # fmt: skip
        if value is not None:
            found = found.filter(**{column: value})
    if asked.process_definition_key_not_in is not None:
        found = found.exclude(process__key__in=asked.process_definition_key_not_in)
    if asked.process_instance_business_key_like is not None:
        found = found.filter(**like(asked.process_instance_business_key_like, "business_key"))
    if asked.root_process_instances:
        found = found.filter(parent=None)
    if asked.finished or asked.completed:
        found = found.exclude(state__in=Case.OPEN)
    if asked.unfinished or asked.active:
        found = found.filter(state__in=Case.OPEN)
    if asked.active:
        found = found.exclude(state=Case.SUSPENDED)
    if asked.suspended:
        found = found.filter(state=Case.SUSPENDED)
    if asked.completed:
        found = found.filter(state=Case.COMPLETED)
    if asked.externally_terminated:
        found = found.filter(state=Case.CANCELLED)
    if asked.internally_terminated:
        found = found.filter(state__in=(Case.TERMINATED, Case.THREW))
    stuck = Incident.objects.filter(case=OuterRef("pk"))
    if asked.with_incidents:
        found = found.filter(Exists(stuck))
    if asked.incident_status is not None:
        if asked.incident_status not in ("open", "resolved"):
            raise BadRequest("incidentStatus is open or resolved")
        found = found.filter(Exists(stuck.filter(state=asked.incident_status)))
    for text, column in (
        (asked.started_before, "started_at__lt"), (asked.started_after, "started_at__gt"),
        (asked.finished_before, "ended_at__lt"), (asked.finished_after, "ended_at__gt"),
    ):  # fmt: skip
        if text is not None:
            found = found.filter(**{column: ids.to_moment(text, column)})
    if asked.super_process_instance_id is not None:
        found = found.filter(parent__uid=ids.uid(asked.super_process_instance_id, "process instance"))
    if asked.sub_process_instance_id is not None:
        found = found.filter(children__uid=ids.uid(asked.sub_process_instance_id, "process instance"))
    if asked.without_tenant_id:
        found = found.filter(process__space="")
    given = parse_all(asked.variables) if isinstance(asked.variables, str) else asked.variables
    return found.filter(pk__in=holding(found, given)) if given else found


def _starters(found: list[Case]) -> dict[int, str]:
    lines = LogEntry.objects.filter(case__in=[case.pk for case in found], kind="started")
    return dict(lines.values_list("case_id", "by"))


def instances(call: Call) -> list[HistoricInstance]:
    """Return cases, open and over."""
    asked = call.body or call.query
    found = rows(_instances(call, asked), asked, INSTANCE_SORTS, call.query if call.body else None)
    by = _starters(found)
    return [tell_instance(case, by) for case in found]


def count_instances(call: Call) -> Count:
    """Return how many there are."""
    return Count(count=_instances(call, call.body or call.query).count())


def instance(call: Call) -> HistoricInstance:
    """Return one."""
    known = reach.facts(call, uid=ids.uid(call.path["id"], "process instance"))
    case = Case.objects.select_related("process", "parent").filter(pk=known.id).first()
    if case is None:
        raise NotFound(f"Historic process instance with id {call.path['id']} does not exist")
    return tell_instance(case, _starters([case]))


# Activities


def _cases(call: Call, asked: Any) -> QuerySet[Case]:
    found = reach.cases(call).select_related("process", "parent").order_by("pk")
    uids = (
        [asked.process_instance_id]
        if asked.process_instance_id is not None
        else getattr(asked, "process_instance_id_in", None)
    )
    if uids is not None:
        found = found.filter(uid__in=[ids.uid(one, "process instance") for one in uids])
    if asked.process_definition_key is not None:
        found = found.filter(process__key=asked.process_definition_key)
    if asked.process_definition_id is not None:
        found = found.filter(process__uid=ids.uid(asked.process_definition_id.rpartition(":")[2], "process definition"))
    if getattr(asked, "tenant_id_in", None) is not None:
        found = found.filter(process__space__in=asked.tenant_id_in)
    return found


def _activities(call: Call, asked: AskedActivities) -> Iterator[HistoricActivity]:
    for case in _cases(call, asked)[:MOST]:
        for one in _visits(case):
            wrong = (
                asked.activity_instance_id is not None and one.id != asked.activity_instance_id,
                asked.execution_id is not None and one.execution_id != asked.execution_id,
                asked.activity_id is not None and one.activity_id != asked.activity_id,
                asked.activity_name is not None and one.activity_name != asked.activity_name,
                asked.activity_type is not None and one.activity_type != asked.activity_type,
                asked.task_assignee is not None and one.assignee != asked.task_assignee,
                bool(asked.finished) and one.end_time is None,
                bool(asked.unfinished) and one.end_time is not None,
                bool(asked.canceled) and not one.canceled,
                bool(asked.complete_scope) and not one.complete_scope,
            )
            if not any(wrong):
                yield one


def _visits(case: Case) -> Iterator[HistoricActivity]:
    program = programs.known(case.process_id).program
    about = kinds.events_of(program)
    tasks = {row.key: row for row in Task.objects.filter(case=case)}
    called = dict(Case.objects.filter(parent=case).values_list("parent_key", "uid"))
    scopes = kinds.scopes_of(program)
    loops = kinds.loops_of(program)
    visits = _with_arrivals(case, program, queries.visits(case))
    bodies = kinds.bodies(visits, loops)
    for place, visit in enumerate(visits):
        info = program.elements.get(visit.element)
        key = visit.key
        name = ids.of(case.uid, key) if key else f"{case.uid}.0.{place}"
        is_body = place in bodies
        task = tasks.get(key) if key is not None and not is_body else None
        child = called.get(key) if key is not None else None
        scope = scopes.get(visit.element)
        yield HistoricActivity(
            id=name,
            parent_activity_instance_id=scope or str(case.uid),
            activity_id=visit.element + "#multiInstanceBody" if is_body else visit.element,
            activity_name=info.name or None if info else None,
            activity_type="multiInstanceBody" if is_body else kinds.activity_type(info, about),
            process_definition_key=case.process.key,
            process_definition_id=ids.definition(case.process),
            process_instance_id=str(case.uid),
            execution_id=name if key else str(case.uid),
            task_id=str(task.uid) if task else None,
            assignee=task.assignee or None if task else None,
            called_process_instance_id=str(child) if child else None,
            called_case_instance_id=None,
            start_time=ids.moment(visit.entered_at),
            end_time=ids.moment(visit.left_at),
            duration_in_millis=_millis(visit.entered_at, visit.left_at),
            canceled=visit.state == "cancelled",
            complete_scope=visit.state == "completed" and visit.kind == "endEvent",
            tenant_id=case.process.space or None,
            removal_time=None,
            root_process_instance_id=_root(case),
        )


def _with_arrivals(case: Case, program: Any, visits: list[queries.Visit]) -> list[queries.Visit]:
    """Put in a visit for each token that came to a joining gateway, as others count them."""
    joins = kinds.joins_of(program)
    if not joins:
        return visits
    implied = programs.known(case.process_id).implied  # whose taking the log leaves out: their source was left
    ways = {
        flow.source if flow.id in implied else flow.id: flow.target
        for flow in program.process.flows
        if flow.target in joins
    }
    came: dict[str, list[datetime]] = {}
    lines = LogEntry.objects.filter(case=case, kind__in=("took", "left"), element__in=ways).order_by("pk")
    for element, at in lines.values_list("element", "at"):
        came.setdefault(ways[element], []).append(at)
    found = []
    for visit in visits:
        if visit.element in joins:
            here = came.get(visit.element, [])
            arrived = [here.pop(0) for _ in range(min(len(here), joins[visit.element]))] or [visit.entered_at]
            found += [replace(visit, entered_at=at) for at in arrived]
        else:
            found.append(visit)
    for element, times in came.items():
        info = program.elements[element]
        found += [queries.Visit(element, info.name or element, info.kind, None, at, None, "active") for at in times]
    return found


ACTIVITY_SORTS = {
    "activityInstanceId": "id",
    "instanceId": "process_instance_id",
    "executionId": "execution_id",
    "activityId": "activity_id",
    "activityName": "activity_name",
    "activityType": "activity_type",
    "startTime": "start_time",
    "endTime": "end_time",
    "duration": "duration_in_millis",
    "definitionId": "process_definition_id",
    "tenantId": "tenant_id",
    "occurrence": "",
}


def _sorted(found: list[Any], asked: Listed, sorts: dict[str, str]) -> list[Any]:
    orders = [(one.sort_by, one.sort_order) for one in asked.sorting or []]
    if asked.sort_by:
        orders.append((asked.sort_by, asked.sort_order or "asc"))
    for name, order in reversed(orders):
        if name not in sorts or order not in ("asc", "desc"):
            raise BadRequest(f"Cannot sort by {name} {order}. There are {', '.join(sorted(sorts))}; asc, desc")
        field = sorts[name]
        if field:
            found.sort(key=lambda one, field=field: _rank(getattr(one, field)), reverse=order == "desc")
    return found


def _rank(value: Any) -> tuple[bool, Any]:
    return (value is None, value if isinstance(value, int) else str(value or ""))


def activities(call: Call) -> list[HistoricActivity]:
    """Return the steps that cases took, in the order in which they came."""
    asked = call.body or call.query
    found = _sorted(list(_activities(call, asked)), asked, ACTIVITY_SORTS)
    return list(page(found, asked, call.query if call.body else None))


def count_activities(call: Call) -> Count:
    """Return how many there are."""
    return Count(count=sum(1 for _ in _activities(call, call.body or call.query)))


def activity(call: Call) -> HistoricActivity:
    """Return one."""
    uid, _, _rest = call.path["id"].partition(".")
    reach.facts(call, uid=ids.uid(uid, "activity instance"))
    asked = AskedActivities(activity_instance_id=call.path["id"], process_instance_id=uid)
    found = next(_activities(call, asked), None)
    if found is None:
        raise NotFound(f"Historic activity instance with id '{call.path['id'][:80]}' does not exist")
    return found


# Variables


def _variables(call: Call, asked: AskedVariables) -> Iterator[HistoricVariable]:
    cases = list(_cases(call, asked)[: MOST + 1])
    if len(cases) > MOST:
        raise BadRequest(f"More than {MOST} process instances would have to be looked at. Narrow the question")
    names = [asked.variable_name] if asked.variable_name is not None else asked.variable_name_in
    for first in range(0, len(cases), 500):
        some = cases[first : first + 500]
        states = queries.states([case.pk for case in some])
        types = types_of([case.pk for case in some])
        for case in some:
            for key, inst in sorted(states[case.pk].instances.items()) if case.pk in states else ():
                scope = ids.of(case.uid, key)
                if any(
                    wanted is not None and scope not in wanted
                    for wanted in (asked.execution_id_in, asked.activity_instance_id_in)
                ):
                    continue
                for name, value in (inst.variables or {}).items():
                    if names is not None and name not in names:
                        continue
                    if asked.variable_name_like and not fits(
                        {"": name}, [Comparison(name="", operator="like", value=asked.variable_name_like)]
                    ):
                        continue
                    if asked.variable_value is not None and not fits(
                        {name: value}, parse_all(f"{name}_eq_{asked.variable_value}")
                    ):
                        continue
                    told = tell(
                        name, value, types.get((case.pk, name)), deserialize=asked.deserialize_values is not False
                    )
                    yield HistoricVariable(
                        id=f"{scope}~{name}",
                        name=name,
                        type=told.type,
                        value=told.value,
                        value_info=told.value_info,
                        process_definition_key=case.process.key,
                        process_definition_id=ids.definition(case.process),
                        process_instance_id=str(case.uid),
                        execution_id=scope,
                        activity_instance_id=scope,
                        task_id=None,
                        case_definition_key=None,
                        case_definition_id=None,
                        case_instance_id=None,
                        case_execution_id=None,
                        tenant_id=case.process.space or None,
                        error_message=None,
                        state="CREATED",
                        create_time=None,
                        removal_time=None,
                        root_process_instance_id=_root(case),
                    )


def variables(call: Call) -> list[HistoricVariable]:
    """Return variables of cases, as they stand or stood last."""
    asked = call.body or call.query
    sorts = {"instanceId": "process_instance_id", "variableName": "name", "variableId": "id", "tenantId": "tenant_id"}
    return list(page(_sorted(list(_variables(call, asked)), asked, sorts), asked, call.query if call.body else None))


def count_variables(call: Call) -> Count:
    """Return how many there are."""
    return Count(count=sum(1 for _ in _variables(call, call.body or call.query)))


# Incidents


def incidents(call: Call) -> list[HistoricIncident]:
    """Return incidents, open and over."""
    asked: AskedIncidents = call.query
    found = _incidents(call)
    sorts = {
        "incidentId": "uid",
        "createTime": "raised_at",
        "endTime": "closed_at",
        "activityId": "element",
        "incidentState": "state",
    }
    some = rows(found, asked, sorts)
    return [_tell_incident(row) for row in some]


def count_incidents(call: Call) -> Count:
    """Return how many there are."""
    return Count(count=_incidents(call).count())


def _incidents(call: Call) -> QuerySet[Incident]:
    asked: AskedIncidents = call.query
    found = found_by(reach.incidents(call).select_related("case__process", "case__parent"), asked)
    if asked.process_definition_key is not None:
        found = found.filter(case__process__key=asked.process_definition_key)
    for flag, state in (
        (asked.open, Incident.OPEN),
        (asked.resolved, Incident.RESOLVED),
        (asked.deleted, Incident.GONE),
    ):
        if flag:
            found = found.filter(state=state)
    return found


def _tell_incident(row: Incident) -> HistoricIncident:
    name = ids.of(row.case.uid, row.about or 0)
    return HistoricIncident(
        id=str(row.uid),
        process_definition_key=row.case.process.key,
        process_definition_id=ids.definition(row.case.process),
        process_instance_id=str(row.case.uid),
        execution_id=name,
        create_time=ids.moment(row.raised_at),
        end_time=ids.moment(row.closed_at),
        removal_time=None,
        incident_type=EXTERNAL if row.code.startswith(ROBOTS) else JOB,
        activity_id=row.element,
        failed_activity_id=row.element,
        cause_incident_id=str(row.uid),
        root_cause_incident_id=str(row.uid),
        configuration=name,
        history_configuration=None,
        incident_message=message_of(row),
        tenant_id=row.case.process.space or None,
        job_definition_id=None,
        open=row.state == Incident.OPEN,
        deleted=row.state == Incident.GONE,
        resolved=row.state == Incident.RESOLVED,
        annotation=None,
        root_process_instance_id=_root(row.case),
    )


# Jobs


def _job_lines(call: Call) -> Iterator[JobLine]:
    asked: AskedJobLines = call.query
    if asked.external_task_id is not None:
        asked.process_instance_id = str(ids.parse(asked.external_task_id)[0])
    for case in _cases(call, asked)[:MOST]:
        for one in _lines_of(case):
            wrong = (
                asked.log_id is not None and one.id != asked.log_id,
                asked.external_task_id is not None and one.external_task_id != asked.external_task_id,
                asked.topic_name is not None and one.topic_name != asked.topic_name,
                asked.worker_id is not None and one.worker_id != asked.worker_id,
                asked.error_message is not None and one.error_message != asked.error_message,
                asked.activity_id_in is not None and one.activity_id not in asked.activity_id_in,
                asked.activity_instance_id_in is not None
                and one.activity_instance_id not in asked.activity_instance_id_in,
                asked.execution_id_in is not None and one.execution_id not in asked.execution_id_in,
                bool(asked.creation_log) and not one.creation_log,
                bool(asked.failure_log) and not one.failure_log,
                bool(asked.success_log) and not one.success_log,
                bool(asked.deletion_log) and not one.deletion_log,
            )
            if not any(wrong):
                yield one


def _lines_of(case: Case) -> Iterator[JobLine]:
    topics = kinds.topics_of(programs.known(case.process_id).program)
    elements: dict[int, str] = {}
    lines = LogEntry.objects.filter(case=case, kind__in=("entered", "left", "cancelled", "failed", "incident")).exclude(
        key=None
    )
    for line in lines.order_by("pk"):
        key = line.key or 0
        if line.kind == "entered" and line.element in topics:
            elements[key] = line.element
        if key not in elements:
            continue
        detail = from_json(line.detail) if line.detail else {}
        name = ids.of(case.uid, key)
        yield JobLine(
            id=str(line.pk),
            removal_time=None,
            timestamp=ids.moment(line.at),
            external_task_id=name,
            topic_name=topics[elements[key]],
            worker_id=detail.get("worker"),
            retries=detail.get("retries"),
            priority=0,
            error_message=detail.get("message"),
            activity_id=elements[key],
            activity_instance_id=name,
            execution_id=name,
            process_instance_id=str(case.uid),
            process_definition_id=ids.definition(case.process),
            process_definition_key=case.process.key,
            tenant_id=case.process.space or None,
            creation_log=line.kind == "entered",
            failure_log=line.kind == "failed",
            success_log=line.kind == "left",
            deletion_log=line.kind == "cancelled",
            root_process_instance_id=_root(case),
        )


def job_lines(call: Call) -> list[JobLine]:
    """Return what happened to the jobs that robots fetch."""
    sorts = {
        "timestamp": "timestamp",
        "externalTaskId": "external_task_id",
        "topicName": "topic_name",
        "activityId": "activity_id",
        "processInstanceId": "process_instance_id",
        "retries": "retries",
    }
    return list(page(_sorted(list(_job_lines(call)), call.query, sorts), call.query))


def count_job_lines(call: Call) -> Count:
    """Return how many there are."""
    return Count(count=sum(1 for _ in _job_lines(call)))


# Who did what


VERBS = {
    "started": "Create",
    "completed": "Complete",
    "assigned": "Assign",
    "set": "SetVariable",
    "resolved": "Resolve",
    "cancelled": "Delete",
    "modified": "ModifyProcessInstance",
    "migrated": "Migrate",
    "suspended": "Suspend",
    "resumed": "Activate",
    "retried": "SetJobRetries",
    "fired": "Execute",
    "moved": "SetDueDate",
    "threw": "Complete",
}


def _operations(call: Call) -> list[Operation]:
    asked: AskedOperations = call.query
    lines = LogEntry.objects.filter(case__in=_operation_cases(call, asked), kind__in=list(VERBS)).exclude(by="")
    commands = RobotCommand.objects.filter(token__organisation_id=call.organisation_id).select_related("token")
    for text, column in ((asked.after_timestamp, "at__gt"), (asked.before_timestamp, "at__lt")):
        if text is not None:
            moment = ids.to_moment(text, column)
            lines, commands = lines.filter(**{column: moment}), commands.filter(**{column: moment})
    found = [_operation(line) for line in lines.select_related("case__process").order_by("pk")[:MOST]]
    if (
        asked.process_instance_id is None
        and asked.process_definition_key is None
        and asked.process_definition_id is None
    ):
        found += [_command(one) for one in commands.order_by("pk")[:MOST]]
    wanted = {"user_id": asked.user_id, "operation_type": asked.operation_type, "entity_type": asked.entity_type}
    for name, value in wanted.items():
        if value is not None:
            found = [one for one in found if getattr(one, name) == value]
    return found


def _operation_cases(call: Call, asked: AskedOperations) -> Any:
    return _cases(call, asked).order_by().values("pk")


def _operation(line: LogEntry) -> Operation:
    detail = from_json(line.detail) if line.detail else {}
    entity = "Task" if line.kind in ("assigned", "completed") else "ProcessInstance"
    return Operation(
        id=str(line.pk), deployment_id=None, process_definition_id=ids.definition(line.case.process),
        process_definition_key=line.case.process.key, process_instance_id=str(line.case.uid),
        execution_id=ids.of(line.case.uid, line.key), task_id=None, user_id=line.by, timestamp=ids.moment(line.at),
        operation_id=str(line.pk), operation_type=VERBS[line.kind], entity_type=entity, category="Operator",
        property=", ".join(detail["names"]) if "names" in detail else None, org_value=None, new_value=detail.get("to"),
        annotation=detail.get("reason"), tenant_id=line.case.process.space or None,
        root_process_instance_id=str(line.case.uid), removal_time=None,
    )  # fmt: skip


def _command(one: RobotCommand) -> Operation:
    return Operation(
        id=f"command.{one.pk}",
        deployment_id=None,
        process_definition_id=None,
        process_definition_key=None,
        process_instance_id=None,
        execution_id=None,
        task_id=None,
        user_id=f"robot:{one.token.uid}",
        timestamp=ids.moment(one.at),
        operation_id=f"command.{one.pk}",
        operation_type=one.command,
        entity_type="Command",
        category="Operator",
        property=one.about or None,
        org_value=None,
        new_value=str(one.status),
        annotation=None,
        tenant_id=None,
        root_process_instance_id=None,
        removal_time=None,
    )


def operations(call: Call) -> list[Operation]:
    """Return what people and robots did, by id and never by name."""
    return list(page(_sorted(_operations(call), call.query, {"timestamp": "timestamp"}), call.query))


def count_operations(call: Call) -> Count:
    """Return how many there are."""
    return Count(count=len(_operations(call)))


def _four(path: str, listing: Any, count: Any, asked: Any, by_post: Any, answer: Any, what: str) -> list[Route]:
    """A list and its count, by GET and by POST."""
    return [
        Route("GET", path, listing, "read", f"List {what}", query=asked, answer=list[answer]),
        Route("POST", path, listing, "read", f"List {what} by POST", body=by_post, query=Paged, answer=list[answer]),
        Route("GET", path + "/count", count, "read", f"Count {what}", query=asked, answer=Count),
        Route("POST", path + "/count", count, "read", f"Count {what} by POST", body=by_post, answer=Count),
    ]


ROUTES = (
    *_four(
        "/history/process-instance",
        instances,
        count_instances,
        AskedInstances,
        AskedInstancesByPost,
        HistoricInstance,
        "process instances, open and over",
    ),
    Route(
        "GET",
        "/history/process-instance/{id}",
        instance,
        "read",
        "Get a process instance, open or over",
        answer=HistoricInstance,
    ),
    *_four(
        "/history/activity-instance",
        activities,
        count_activities,
        AskedActivities,
        AskedActivities,
        HistoricActivity,
        "activity instances",
    ),
    Route(
        "GET", "/history/activity-instance/{id}", activity, "read", "Get an activity instance", answer=HistoricActivity
    ),
    *_four(
        "/history/variable-instance",
        variables,
        count_variables,
        AskedVariables,
        AskedVariables,
        HistoricVariable,
        "variables",
    ),
    Route(
        "GET",
        "/history/incident",
        incidents,
        "read",
        "List incidents, open and over",
        query=AskedIncidents,
        answer=list[HistoricIncident],
    ),
    Route(
        "GET", "/history/incident/count", count_incidents, "read", "Count incidents", query=AskedIncidents, answer=Count
    ),
    Route(
        "GET",
        "/history/external-task-log",
        job_lines,
        "read",
        "List what happened to external tasks",
        query=AskedJobLines,
        answer=list[JobLine],
    ),
    Route(
        "GET",
        "/history/external-task-log/count",
        count_job_lines,
        "read",
        "Count it",
        query=AskedJobLines,
        answer=Count,
    ),
    Route(
        "GET",
        "/history/user-operation",
        operations,
        "read",
        "List who did what",
        query=AskedOperations,
        answer=list[Operation],
    ),
    Route(
        "GET",
        "/history/user-operation/count",
        count_operations,
        "read",
        "Count it",
        query=AskedOperations,
        answer=Count,
    ),
)
