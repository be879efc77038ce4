"""Looking: the jobs that wait, and those that have no tries left."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from msgspec import structs

from gorel.api import reach
from gorel.api.engine_rest import ids
from gorel.api.engine_rest.external_tasks import failures
from gorel.api.engine_rest.external_tasks.owners import worker_of
from gorel.api.engine_rest.incidents import ROBOTS, message_of
from gorel.api.engine_rest.shapes import LONGEST_LIST, Count, Listed, Paged, four, page, rows
from gorel.api.errors import NotFound
from gorel.api.route import Body, Call, Raw, Route, Shape
from gorel.cases import programs
from gorel.cases.models import Case, Incident, Job
from gorel.cases.values import from_json
from gorel.ground import clock, machine

_NEVER = clock.from_instant(0)


class ExternalTask(Shape, kw_only=True):
    """A job as it is told."""

    activity_id: str
    activity_instance_id: str
    error_message: str | None
    execution_id: str
    id: str
    lock_expiration_time: str | None
    create_time: str | None
    process_definition_id: str
    process_definition_key: str
    process_definition_version_tag: str | None
    process_instance_id: str
    retries: int | None
    suspended: bool
    worker_id: str | None
    topic_name: str
    tenant_id: str | None
    priority: int
    business_key: str | None


class Asked(Listed, kw_only=True):
    """Filters."""

    external_task_id: str | None = None
    external_task_id_in: list[str] | None = None
    topic_name: str | None = None
    worker_id: str | None = None
    locked: bool | None = None
    not_locked: bool | None = None
    with_retries_left: bool | None = None
    no_retries_left: bool | None = None
    lock_expiration_after: str | None = None
    lock_expiration_before: str | None = None
    activity_id: str | None = None
    activity_id_in: list[str] | None = None
    execution_id: str | None = None
    process_instance_id: str | None = None
    process_instance_id_in: list[str] | None = None
    process_definition_id: str | None = None
    tenant_id_in: list[str] | None = None
    active: bool | None = None
    suspended: bool | None = None
    priority_higher_than_or_equals: int | None = None
    priority_lower_than_or_equals: int | None = None


class AskedTopics(Body, kw_only=True):
    """Which topics."""

    with_locked_tasks: bool | None = None
    with_unlocked_tasks: bool | None = None
    with_retries_left: bool | None = None


SORTS = {
    "id": "case__uid",
    "lockExpirationTime": "due_at",
    "processInstanceId": "case__uid",
    "tenantId": "case__process__space",
    "processDefinitionId": "case__process",
    "processDefinitionKey": "case__process__key",
    "taskPriority": "priority",
    "createTime": "opened_at",
}


def _found(call: Call, asked: Asked) -> QuerySet[Job]:
    now = machine.now()
    found = reach.jobs(call).select_related("case__process")
    if asked.external_task_id is not None:
        found = _named(found, [asked.external_task_id])
    if asked.external_task_id_in is not None:
        found = _named(found, asked.external_task_id_in)
    if asked.execution_id is not None:
        found = _named(found, [asked.execution_id])
    cases = [asked.process_instance_id] if asked.process_instance_id is not None else asked.process_instance_id_in
    if cases is not None:
        found = found.filter(case__uid__in=[ids.uid(one, "process instance") for one in cases])
    if asked.topic_name is not None:
        found = found.filter(type=asked.topic_name)
    if asked.worker_id is not None:
        found = found.filter(lease_owner=f"robot:{call.organisation_id}:{asked.worker_id}", due_at__gt=now)
    if asked.locked:
        found = found.filter(~Q(lease_owner=""), due_at__gt=now)
    if asked.not_locked:
        found = found.filter(Q(lease_owner="") | Q(due_at__lte=now))
    if asked.with_retries_left:
        found = found.filter(retries__gt=0)
    if asked.no_retries_left:
        found = found.filter(retries=0)
    if asked.lock_expiration_after is not None:
        found = found.exclude(lease_owner="").filter(
            due_at__gt=ids.to_moment(asked.lock_expiration_after, "lockExpirationAfter")
        )
    if asked.lock_expiration_before is not None:
        found = found.exclude(lease_owner="").filter(
            due_at__lt=ids.to_moment(asked.lock_expiration_before, "lockExpirationBefore")
        )
    elements = [asked.activity_id] if asked.activity_id is not None else asked.activity_id_in
    if elements is not None:
        found = found.filter(element__in=elements)
    if asked.process_definition_id is not None:
        found = found.filter(
            case__process__uid=ids.uid(asked.process_definition_id.rpartition(":")[2], "process definition")
        )
    if asked.tenant_id_in is not None:
        found = found.filter(case__process__space__in=asked.tenant_id_in)
    if asked.active:
        found = found.exclude(case__state=Case.SUSPENDED)
    if asked.suspended:
        found = found.filter(case__state=Case.SUSPENDED)
    for value, column in (
        (asked.priority_higher_than_or_equals, "priority__gte"), (asked.priority_lower_than_or_equals, "priority__lte"),
    ):  # fmt: skip
        if value is not None:
            found = found.filter(**{column: max(min(value, 2**31 - 1), -(2**31))})
    return found


def _named(found: QuerySet[Job], names: list[str]) -> QuerySet[Job]:
    may = Q(pk=None)
    for name in names:
        uid, key = ids.parse(name)
        may |= Q(case__uid=uid, key=key)
    return found.filter(may)


def tell(row: Job, said: failures.Said | None = None) -> ExternalTask:
    """Return a job in this door's shape."""
    known = programs.known(row.case.process_id)
    said = getattr(row, "said", said)
    is_locked = bool(row.lease_owner) and row.due_at > machine.now()
    name = ids.of(row.case.uid, row.key)
    return ExternalTask(
        activity_id=row.element, activity_instance_id=name, error_message=failures.message(said),
        execution_id=name, id=name, lock_expiration_time=ids.moment(row.due_at) if is_locked else None,
        create_time=ids.moment(row.opened_at), process_definition_id=ids.definition(row.case.process),
        process_definition_key=known.key, process_definition_version_tag=known.program.version_tag or None,
        process_instance_id=str(row.case.uid), retries=failures.told(row.retries, said),
        suspended=row.case.state == Case.SUSPENDED,
        worker_id=worker_of(row.lease_owner) if is_locked else None, topic_name=row.type,
        tenant_id=row.case.process.space or None, priority=row.priority, business_key=row.case.business_key or None,
    )  # fmt: skip


def _stuck(call: Call) -> list[Job]:
    """The jobs that have no tries left: their rows are gone, and incidents stand for them."""
    found = reach.incidents(call).filter(state=Incident.OPEN, code__startswith=ROBOTS, about__isnull=False)
    rows_ = []
    for one in found.select_related("case__process").order_by("pk")[:LONGEST_LIST]:
        values = from_json(one.problem).get("values") or {}
        assert one.about is not None  # it was asked for
        type = str(values.get("type") or "")
        if call.grant.may(call.route.verb, None, type or None):
            row = Job(case=one.case, key=one.about, element=one.element, type=type, retries=0, due_at=_NEVER)
            row.opened_at = one.raised_at
            rows_.append(row)
            row.said = failures.Said(message_of(one), str(values.get("details") or ""))  # type: ignore[attr-defined]
    return rows_


def _fits(row: Job, asked: Asked) -> bool:
    """Whether a job without tries is one that the filters mean."""
    name, case = ids.of(row.case.uid, row.key), str(row.case.uid)
    names = asked.external_task_id_in if asked.external_task_id is None else [asked.external_task_id]
    cases = asked.process_instance_id_in if asked.process_instance_id is None else [asked.process_instance_id]
    elements = asked.activity_id_in if asked.activity_id is None else [asked.activity_id]
    wrong = (
        names is not None and name not in names,
        cases is not None and case not in cases,
        elements is not None and row.element not in elements,
        asked.execution_id not in (None, name),
        asked.topic_name not in (None, row.type),
        asked.process_definition_id not in (None, ids.definition(row.case.process)),
        asked.tenant_id_in is not None and row.case.process.space not in asked.tenant_id_in,
        asked.worker_id is not None or bool(asked.locked) or bool(asked.with_retries_left),
        asked.lock_expiration_after is not None or asked.lock_expiration_before is not None,
        bool(asked.active) and row.case.state == Case.SUSPENDED,
        bool(asked.suspended) and row.case.state != Case.SUSPENDED,
    )
    return not any(wrong)


def _all(call: Call, asked: Asked, paged: Paged | None) -> list[Job]:
    """The jobs that wait, then those that have no tries left."""
    stuck = [row for row in _stuck(call) if _fits(row, asked)]
    if not stuck:
        return rows(_found(call, asked), asked, SORTS, paged)
    whole = structs.replace(asked, first_result=None, max_results=None)
    return list(page([*rows(_found(call, whole), whole, SORTS), *stuck], asked, paged))


def listing(call: Call) -> list[ExternalTask]:
    """Return jobs."""
    asked = call.body or call.query
    found = _all(call, asked, call.query if call.body else None)
    said = failures.said_of([(row.case_id, row.key) for row in found])
    return [tell(row, said.get((row.case_id, row.key))) for row in found]


def count(call: Call) -> Count:
    """Return how many there are."""
    asked = call.body or call.query
    return Count(count=_found(call, asked).count() + sum(_fits(row, asked) for row in _stuck(call)))


def _one(call: Call) -> Job:
    name = call.path["id"]
    row = _named(reach.jobs(call).select_related("case__process"), [name]).first()
    row = row or next((one for one in _stuck(call) if ids.of(one.case.uid, one.key) == name), None)
    if row is None:
        raise NotFound(f"External task with id {call.path['id'][:60]} does not exist", type="RestException")
    return row


def get(call: Call) -> ExternalTask:
    """Return one."""
    row = _one(call)
    return tell(row, failures.said_of([(row.case_id, row.key)]).get((row.case_id, row.key)))


def error_details(call: Call) -> Raw | None:
    """Return the details of what went wrong last; nothing when there are none."""
    row = _one(call)
    name = row.case_id, row.key
    details = (getattr(row, "said", None) or failures.said_of([name]).get(name, failures.Said())).details
    return Raw(details.encode(), "text/plain; charset=utf-8") if details else None


def topic_names(call: Call) -> list[str]:
    """Return the types of jobs that wait."""
    asked: AskedTopics = call.query
    wanted = Asked(
        locked=asked.with_locked_tasks, not_locked=asked.with_unlocked_tasks, with_retries_left=asked.with_retries_left
    )
    return sorted(_found(call, wanted).order_by().values_list("type", flat=True).distinct())


ONE = "/external-task/{id}"
ROUTES = (
    *four("/external-task", listing, count, Asked, Asked, ExternalTask, "external tasks"),
    Route("GET", "/external-task/topic-names", topic_names, "read", "List topics", query=AskedTopics, answer=list[str]),
    Route("GET", ONE, get, "read", "Get an external task", answer=ExternalTask),
    Route("GET", ONE + "/errorDetails", error_details, "read", "Get what went wrong", answer=Raw | None),
)
