"""External tasks: jobs that robots fetch, answer, extend and give back."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from msgspec import structs

from gorel.api import limits, presence, reach
from gorel.api.engine_rest import ids
from gorel.api.engine_rest.incidents import ROBOTS, message_of
from gorel.api.engine_rest.shapes import LONGEST_LIST, Count, Listed, Paged, Sorting, page, rows
from gorel.api.engine_rest.variables import Given, Reader, Told, tell_all, types_of
from gorel.api.errors import BadRequest, NotFound
from gorel.api.route import Body, Call, Nothing, Route, Shape
from gorel.cases import outside, programs
from gorel.cases.models import Case, Incident, Job
from gorel.cases.values import from_json
from gorel.ground import clock, machine

# Units: seconds that a robot may wait for work in one call; milliseconds everywhere else at this door.
LONGEST_WAIT = 60
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


class LockedTask(ExternalTask, kw_only=True):
    """A job with what the robot needs to do it."""

    error_details: str | None
    variables: Told
    extension_properties: dict[str, str] | None


class Topic(Body, kw_only=True):
    """What a robot can do, and what it wants to know for it."""

    topic_name: str
    lock_duration: int
    variables: list[str] | None = None
    local_variables: bool | None = None
    business_key: str | None = None
    process_definition_id: str | None = None
    process_definition_id_in: list[str] | None = None
    process_definition_key: str | None = None
    process_definition_key_in: list[str] | None = None
    process_definition_version_tag: str | None = None
    process_variables: dict[str, Any] | None = None
    tenant_id_in: list[str] | None = None
    without_tenant_id: bool | None = None
    deserialize_values: bool | None = None
    include_extension_properties: bool | None = None


class Fetch(Body, kw_only=True):
    """Which jobs a robot asks for. Shape: usePriority is always so: what is urgent comes first."""

    worker_id: str
    max_tasks: int
    topics: list[Topic] | None = None
    use_priority: bool | None = None
    async_response_timeout: int | None = None
    sorting: list[Sorting] | None = None


class Answered(Body, kw_only=True):
    """A job is done."""

    worker_id: str
    variables: Given | None = None
    local_variables: Given | None = None


class Failed(Answered, kw_only=True):
    """A try failed."""

    error_message: str | None = None
    error_details: str | None = None
    retries: int | None = None
    retry_timeout: int | None = None


class Threw(Body, kw_only=True):
    """A business error."""

    worker_id: str
    error_code: str
    error_message: str | None = None
    variables: Given | None = None


class Extend(Body, kw_only=True):
    """More time."""

    worker_id: str
    new_duration: int


class Lock(Body, kw_only=True):
    """One job for one robot."""

    worker_id: str
    lock_duration: int


class Retries(Body, kw_only=True):
    """How many tries are left."""

    retries: int


class Priority(Body, kw_only=True):
    """How urgent a job is."""

    priority: int


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


# Fetching


def fetch(call: Call) -> list[LockedTask]:
    """Give a robot jobs on lease; with none there, let it wait for one."""
    body: Fetch = call.body
    wait = (body.async_response_timeout or 0) / 1000
    if not 0 <= wait <= 1800:
        raise BadRequest("asyncResponseTimeout is from 0 to 1800000 milliseconds")
    asked = {topic.topic_name: topic for topic in body.topics or []}
    topics = [_topic(call, topic) for topic in asked.values()]
    if not topics:
        return []
    wait = min(wait, LONGEST_WAIT)
    if wait <= 0:
        return _fetch(call, body, topics, asked, 0)
    with limits.waiting() as may_wait:
        return _fetch(call, body, topics, asked, wait if may_wait else 0)


def _fetch(
    call: Call, body: Fetch, topics: list[outside.Topic], asked: dict[str, Topic], wait: float
) -> list[LockedTask]:
    try:
        taken = outside.fetch_and_lock(
            topics, worker=_owner(call, body.worker_id), limit=min(body.max_tasks, 1000),
            organisations=[call.organisation_id], wait_seconds=wait, is_there=lambda: presence.is_there(call.request),
        )  # fmt: skip
    except ValueError as error:
        raise BadRequest(str(error)) from None
    types = types_of({one.name[0] for one in taken}) if taken else {}
    for one in taken:
        reach.remember(reach.of_taken(one))
    return [_locked(one, asked[one.type], types, body.worker_id) for one in taken]


def _topic(call: Call, topic: Topic) -> outside.Topic:
    call.need_type(topic.topic_name)
    if topic.lock_duration <= 0:
        raise BadRequest(f"lockDuration of topic {topic.topic_name} must be more than 0 milliseconds")
    wanted = [topic.process_definition_key] if topic.process_definition_key else topic.process_definition_key_in
    versions = [topic.process_definition_id] if topic.process_definition_id else topic.process_definition_id_in
    spaces = [""] if topic.without_tenant_id else topic.tenant_id_in
    return outside.Topic(
        topic.topic_name, lease_seconds=topic.lock_duration / 1000, variables=topic.variables,
        processes=tuple(reach.keys_of(call, wanted) or ()),
        versions=_versions(call, topic, versions, spaces), business_key=topic.business_key,
        holding=topic.process_variables or {}, is_local=bool(topic.local_variables),
    )  # fmt: skip


def _versions(call: Call, topic: Topic, wanted: list[str] | None, spaces: list[str] | None) -> frozenset[int] | None:
    tag = topic.process_definition_version_tag
    if wanted is None and spaces is None and not tag:
        return None
    found = reach.processes(call)
    if wanted is not None:
        found = found.filter(uid__in=[ids.uid(one.rpartition(":")[2], "process definition") for one in wanted])
    if spaces is not None:
        found = found.filter(space__in=spaces)
    mine = found.values_list("pk", flat=True)
    return frozenset(pk for pk in mine if not tag or programs.known(pk).program.version_tag == tag)


def _locked(one: outside.Taken, topic: Topic, types: Any, worker: str) -> LockedTask:
    case, key = one.case, one.name[1]
    told = tell_all(one.name[0], one.variables, types, deserialize=bool(topic.deserialize_values))
    return LockedTask(
        activity_id=one.element, activity_instance_id=ids.of(case, key), error_message=None, error_details=None,
        execution_id=ids.of(case, key), id=ids.of(case, key), lock_expiration_time=ids.moment(one.lease_ends_at),
        create_time=None, process_definition_id=f"{one.process}:{one.process_version}:{one.process_uid}",
        process_definition_key=one.process, process_definition_version_tag=one.version_tag or None,
        process_instance_id=case, retries=one.retries, suspended=False, worker_id=worker, topic_name=one.type,
        tenant_id=one.space or None, priority=one.priority, variables=told, business_key=one.business_key or None,
        extension_properties=dict(one.headers) if topic.include_extension_properties else None,
    )  # fmt: skip


def _owner(call: Call, worker: str) -> str:
    """The lease's owner as its row says: a robot's own name, marked as one from outside."""
    if not worker or len(worker) > 100:
        raise BadRequest("workerId has 1 to 100 characters")
    return f"robot:{call.organisation_id}:{worker}"


def _worker(owner: str) -> str | None:
    return owner.split(":", 2)[2] if owner.startswith("robot:") else owner or None


# Answering


def _name(call: Call) -> outside.Name:
    """The job that the address names, if the token reaches it. Errors: NotFound, Forbidden."""
    uid, key = ids.parse(call.path["id"])
    known = reach.facts(call, uid=uid)
    if call.grant.is_narrow:
        type = Job.objects.filter(case_id=known.id, key=key).values_list("type", flat=True).first()
        if type is not None:
            call.need(known.process, type)
    return known.id, key


def _answer(call: Call, act: Any, **what: Any) -> None:
    """Let the case see it, and say what is wrong in this door's words."""
    name = _name(call)
    try:
        act(name, **what)
    except outside.JobGone:
        raise NotFound(f"External task with id {call.path['id']} does not exist", type="RestException") from None
    except outside.NotYours:
        raise BadRequest(
            f"External Task {call.path['id']} cannot be answered by '{call.body.worker_id}': it is locked by another"
            " worker, or by none",
            type="RestException",
        ) from None
    except ValueError as error:
        raise BadRequest(str(error)) from None


def complete(call: Call) -> None:
    """The job is done; the case goes on."""
    body: Answered = call.body
    reader = Reader(call.organisation_id)
    values, local = reader.read(body.variables), reader.read(body.local_variables)
    owner = _owner(call, body.worker_id)
    _remember(call, reader)
    _answer(call, outside.complete, worker=owner, variables=values, local=local, by=call.by)


def failure(call: Call) -> None:
    """This try failed."""
    body: Failed = call.body
    reader = Reader(call.organisation_id)
    values = {**reader.read(body.variables), **reader.read(body.local_variables)}
    if (body.retries is not None and not 0 <= body.retries < 2**31) or not 0 <= (body.retry_timeout or 0) < 2**45:
        raise BadRequest("retries and retryTimeout are 0 or more")
    owner = _owner(call, body.worker_id)
    _remember(call, reader)
    _answer(
        call, outside.fail, worker=owner, retries=body.retries or 0,
        backoff_seconds=(body.retry_timeout or 0) / 1000, message=(body.error_message or "")[:666],
        details=(body.error_details or "")[:10_000], variables=values, by=call.by,
    )  # fmt: skip


def bpmn_error(call: Call) -> None:
    """A business error that the picture may catch."""
    body: Threw = call.body
    if not body.error_code:
        raise BadRequest("errorCode must not be empty")
    reader = Reader(call.organisation_id)
    values = reader.read(body.variables)
    owner = _owner(call, body.worker_id)
    _remember(call, reader)
    _answer(
        call, outside.throw_error, worker=owner, code=body.error_code,
        message=body.error_message or "", variables=values, by=call.by,
    )  # fmt: skip


def _remember(call: Call, reader: Reader) -> None:
    if reader.has_more:
        reader.remember(_name(call)[0])


def extend(call: Call) -> None:
    """Let the lease end later."""
    _bounded(call.body.new_duration)
    owner = _owner(call, call.body.worker_id)
    _answer(call, outside.extend, worker=owner, seconds=call.body.new_duration / 1000)


def lock(call: Call) -> None:
    """Give this one job to this robot."""
    _bounded(call.body.lock_duration)
    owner = _owner(call, call.body.worker_id)
    _answer(call, outside.lock, worker=owner, seconds=call.body.lock_duration / 1000)


def unlock(call: Call) -> None:
    """Take the job back."""
    _answer(call, outside.unlock)


def retries(call: Call) -> None:
    """Say how many tries are left; more than none lets what stands still go on."""
    if not 0 <= call.body.retries < 2**31:
        raise BadRequest("The number of retries is 0 or more")
    _answer(call, outside.set_retries, retries=call.body.retries, by=call.by)


def priority(call: Call) -> None:
    """Say how urgent it is."""
    if abs(call.body.priority) >= 2**31:
        raise BadRequest("priority must fit into 32 bits")
    _answer(call, outside.set_priority, priority=call.body.priority)


def _bounded(milliseconds: int) -> None:
    if not 0 < milliseconds <= outside.LONGEST_LEASE * 1000:
        raise BadRequest("A lock lasts more than 0 milliseconds and at most 30 days")


# Looking


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


def tell(row: Job) -> ExternalTask:
    """Return a job in this door's shape."""
    known = programs.known(row.case.process_id)
    is_locked = bool(row.lease_owner) and row.due_at > machine.now()
    name = ids.of(row.case.uid, row.key)
    return ExternalTask(
        activity_id=row.element, activity_instance_id=name, error_message=getattr(row, "said", (None, ""))[0],
        execution_id=name, id=name, lock_expiration_time=ids.moment(row.due_at) if is_locked else None,
        create_time=ids.moment(row.opened_at), process_definition_id=ids.definition(row.case.process),
        process_definition_key=known.key, process_definition_version_tag=known.program.version_tag or None,
        process_instance_id=str(row.case.uid), retries=row.retries, suspended=row.case.state == Case.SUSPENDED,
        worker_id=_worker(row.lease_owner) if is_locked else None, topic_name=row.type,
        tenant_id=row.case.process.space or None, priority=row.priority, business_key=row.case.business_key or None,
    )  # fmt: skip


def _stuck(call: Call) -> list[Job]:
    """The jobs that have no tries left: their rows are gone, and incidents stand for them."""
    found = reach.incidents(call).filter(state=Incident.OPEN, code__startswith=ROBOTS, about__isnull=False)
    rows_ = []
    for one in found.select_related("case__process").order_by("pk")[:LONGEST_LIST]:
        values = from_json(one.problem).get("values") or {}
        type = str(values.get("type") or "")
        if call.grant.may(call.route.verb, None, type or None):
            row = Job(case=one.case, key=one.about, element=one.element, type=type, retries=0, due_at=_NEVER)
            row.opened_at = one.raised_at
            rows_.append(row)
            row.said = message_of(one), str(values.get("details") or "")  # type: ignore[attr-defined]
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
    return [tell(row) for row in _all(call, asked, call.query if call.body else None)]


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
    return tell(_one(call))


def error_details(call: Call) -> str | None:
    """Return the details of what went wrong last."""
    return str(getattr(_one(call), "said", ("", ""))[1])


def topic_names(call: Call) -> list[str]:
    """Return the types of jobs that wait."""
    return sorted(reach.jobs(call).values_list("type", flat=True).distinct())


ONE = "/external-task/{id}"
ROUTES = (
    Route(
        "POST",
        "/external-task/fetchAndLock",
        fetch,
        "work",
        "Fetch and lock external tasks",
        body=Fetch,
        answer=list[LockedTask],
        is_long=True,
        audit=False,
    ),
    Route("GET", "/external-task", listing, "read", "List external tasks", query=Asked, answer=list[ExternalTask]),
    Route(
        "POST",
        "/external-task",
        listing,
        "read",
        "List external tasks by POST",
        body=Asked,
        query=Paged,
        answer=list[ExternalTask],
    ),
    Route("GET", "/external-task/count", count, "read", "Count external tasks", query=Asked, answer=Count),
    Route("POST", "/external-task/count", count, "read", "Count external tasks by POST", body=Asked, answer=Count),
    Route("GET", "/external-task/topic-names", topic_names, "read", "List topics", answer=list[str]),
    Route("GET", ONE, get, "read", "Get an external task", answer=ExternalTask),
    Route("GET", ONE + "/errorDetails", error_details, "read", "Get what went wrong", answer=str),
    Route("POST", ONE + "/complete", complete, "work", "Complete an external task", body=Answered, audit=False),
    Route("POST", ONE + "/failure", failure, "work", "Report a failure", body=Failed, audit=False),
    Route("POST", ONE + "/bpmnError", bpmn_error, "work", "Report a BPMN error", body=Threw, audit=False),
    Route("POST", ONE + "/extendLock", extend, "work", "Extend a lock", body=Extend, audit=False),
    Route("POST", ONE + "/lock", lock, "work", "Lock one external task", body=Lock),
    Route("POST", ONE + "/unlock", unlock, "work", "Unlock an external task", body=Nothing),
    Route("PUT", ONE + "/retries", retries, "manage", "Set the number of retries", body=Retries),
    Route("PUT", ONE + "/priority", priority, "manage", "Set the priority", body=Priority),
)
