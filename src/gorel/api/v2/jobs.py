"""Jobs: activation with long poll, and what comes of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from gorel.api import limits, presence, reach
from gorel.api.errors import BadRequest, Conflict, NotFound
from gorel.api.route import Body, Call, Route, Shape, Together, not_offered
from gorel.api.v2 import keys, results
from gorel.cases import outside
from gorel.cases.models import Case, Job

# Units: seconds. A robot that says nothing of waiting gets a short wait: some clients give up after five.
SHORT_WAIT, LONGEST_WAIT = 2, 60


class Activate(Body, kw_only=True):
    """Which jobs a robot asks for. Units: timeout and request_timeout in milliseconds."""

    type: str
    timeout: int
    max_jobs_to_activate: int
    worker: str | None = None
    fetch_variable: list[str] | None = None
    request_timeout: int | None = None
    tenant_ids: list[str] | None = None
    tenant_filter: str | None = None
    with_lease: bool | None = None


class ActivatedJob(Shape, kw_only=True):
    """A job with all that others' clients require. Units: deadline in milliseconds since 1970."""

    type: str
    process_definition_id: str
    process_definition_version: int
    element_id: str
    custom_headers: dict[str, str]
    worker: str
    retries: int
    deadline: int
    variables: dict[str, Any]
    tenant_id: str
    physical_tenant_id: str
    job_key: str
    process_instance_key: str
    process_definition_key: str
    element_instance_key: str
    kind: str
    listener_event_type: str
    user_task: results.HeardTask | None
    tags: list[str]
    root_process_instance_key: str | None
    business_id: str | None
    priority: int
    job_lease_token: str | None
    lease_token: str | None


class Activated(Shape, kw_only=True):
    """The jobs that the robot has now."""

    jobs: list[ActivatedJob]


@not_offered("business_id")
class Complete(Body, kw_only=True):
    """What came of it."""

    variables: dict[str, Any] | None = None
    result: results.Result | None = None
    job_lease_token: str | None = None
    lease_token: str | None = None
    business_id: str | None = None


class Fail(Body, kw_only=True):
    """Why this try failed. Units: retry_back_off in milliseconds."""

    retries: int | None = None
    error_message: str | None = None
    retry_back_off: int | None = None
    variables: dict[str, Any] | None = None
    job_lease_token: str | None = None
    lease_token: str | None = None


class Throw(Body, kw_only=True):
    """A business error."""

    error_code: str
    error_message: str | None = None
    variables: dict[str, Any] | None = None
    job_lease_token: str | None = None
    lease_token: str | None = None


class Changes(Body, kw_only=True):
    """What of a job changes. Units: timeout in milliseconds from now."""

    retries: int | None = None
    timeout: int | None = None
    priority: int | None = None


class Update(Body, kw_only=True):
    """Changes of a job."""

    changeset: Changes
    operation_reference: int | None = None
    job_lease_token: str | None = None
    lease_token: str | None = None


def activate(call: Call) -> Together:
    """Give a robot jobs on lease; with none there, let it wait for one."""
    body: Activate = call.body
    if not body.type or not 0 < body.timeout <= outside.LONGEST_LEASE * 1000 or body.max_jobs_to_activate < 1:
        raise BadRequest("type must not be empty, timeout is from 1 ms to 30 days, maxJobsToActivate is 1 or more")
    call.need_type(body.type)
    worker = body.worker or "default"
    if len(worker) > 100:
        raise BadRequest("worker has at most 100 characters")
    versions = None
    if body.tenant_ids:
        spaces = [keys.space(one) for one in body.tenant_ids]
        versions = frozenset(reach.processes(call).filter(space__in=spaces).values_list("pk", flat=True))
    topic = outside.Topic(
        body.type, lease_seconds=body.timeout / 1000, variables=body.fetch_variable or None,
        processes=tuple(reach.keys_of(call) or ()), versions=versions,
    )  # fmt: skip
    asked = body.request_timeout or 0
    wait = SHORT_WAIT if asked == 0 else 0 if asked < 0 else min(asked / 1000, LONGEST_WAIT)
    with limits.waiting() as may_wait:
        taken: list[outside.Taken] = yield from outside.fetching(
            [topic], worker=f"robot:{call.organisation_id}:{worker}", limit=min(body.max_jobs_to_activate, 1000),
            organisations=[call.organisation_id], wait_seconds=wait if may_wait else 0,
            is_there=lambda: presence.is_there(call.request),
            version=call.request.headers.get("User-Agent", ""),
        )  # fmt: skip
    for one in taken:
        reach.remember(reach.of_taken(one))
    return Activated(jobs=[_told(one, worker) for one in taken])


def _told(one: outside.Taken, worker: str) -> ActivatedJob:
    case_id = one.name[0]
    lease = str(one.tries)
    return ActivatedJob(
        type=one.type, process_definition_id=one.process, process_definition_version=one.process_version,
        element_id=one.element, custom_headers=dict(one.headers), worker=worker, retries=one.retries,
        deadline=round(one.lease_ends_at.timestamp() * 1000), variables=dict(one.variables),
        tenant_id=keys.tenant(one.space), physical_tenant_id="default", job_key=str(one.number),
        process_instance_key=keys.of(case_id), process_definition_key=str(one.process_id),
        element_instance_key=str(one.number), kind=results.kind(one),
        listener_event_type=results.moment(one), user_task=results.heard_task(one), tags=[],
        root_process_instance_key=keys.of(_root(case_id, one.parent)), business_id=one.business_key or None,
        priority=one.priority, job_lease_token=lease, lease_token=lease,
    )  # fmt: skip


def _root(case_id: int, parent: int | None) -> int:
    while parent is not None:
        case_id = parent
        parent = Case.objects.filter(pk=case_id).values_list("parent_id", flat=True).first()
    return case_id


def _name(call: Call) -> outside.Name:
    name = keys.parse(call.path["key"])
    known = reach.facts(call, id=name[0])
    if call.grant.is_narrow:
        type = Job.objects.filter(case_id=name[0], key=name[1]).values_list("type", flat=True).first()
        if type is not None:
            call.need(known.process, type)
    return name


def _answer(call: Call, act: Any, **what: Any) -> None:
    name = _name(call)
    with _in_our_words(call):
        act(name, **what)


@contextmanager
def _in_our_words(call: Call) -> Iterator[None]:
    """Say what is wrong with an answer as this door does."""
    try:
        yield
    except outside.JobGone:
        raise NotFound(f"There is no open job with the key {call.path['key']}") from None
    except outside.NotYours:
        raise Conflict(f"The lease of the job {call.path['key']} is over; somebody else may have it") from None
    except ValueError as error:
        raise BadRequest(str(error)) from None


def _tries(body: Any) -> int | None:
    token = body.job_lease_token or body.lease_token
    if token is None:
        return None
    if not (token.isascii() and token.isdigit() and len(token) < 10):
        raise BadRequest("This is no lease token of Görel's")
    return int(token)


def complete(call: Call) -> Together:
    """The job is done; the case goes on."""
    body: Complete = call.body
    answer = None if body.result is None else results.read(body.result)
    tries = _tries(body)
    name = _name(call)
    with _in_our_words(call):
        yield outside.completing(
            name, worker=None, variables=body.variables, tries=tries, by=call.by, answer=answer
        )  # fmt: skip


def fail(call: Call) -> None:
    """This try failed."""
    body: Fail = call.body
    if not 0 <= (body.retries or 0) < 2**31 or not 0 <= (body.retry_back_off or 0) < 2**45:
        raise BadRequest("retries and retryBackOff are 0 or more")
    _answer(
        call, outside.fail, worker=None, retries=body.retries or 0, backoff_seconds=(body.retry_back_off or 0) / 1000,
        message=(body.error_message or "")[:10_000], variables=body.variables, tries=_tries(body), by=call.by,
    )  # fmt: skip


def throw(call: Call) -> None:
    """A business error that the picture may catch."""
    body: Throw = call.body
    if not body.error_code:
        raise BadRequest("errorCode must not be empty")
    _answer(
        call, outside.throw_error, worker=None, code=body.error_code, message=body.error_message or "",
        variables=body.variables, tries=_tries(body), by=call.by,
    )  # fmt: skip


def update(call: Call) -> None:
    """Change a job's retries, lease or priority."""
    changes: Changes = call.body.changeset
    if changes.retries is None and changes.timeout is None and changes.priority is None:
        raise BadRequest("The changeset is empty. There are retries, timeout and priority")
    if changes.retries is not None and not 1 <= changes.retries < 2**31:
        raise BadRequest("retries is 1 or more")
    if changes.priority is not None and abs(changes.priority) >= 2**31:
        raise BadRequest("priority must fit into 32 bits")
    tries = _tries(call.body)
    if changes.timeout is not None:
        _answer(call, outside.extend, worker=None, seconds=changes.timeout / 1000, tries=tries)
    if changes.retries is not None:
        _answer(call, outside.set_retries, retries=changes.retries, by=call.by)
    if changes.priority is not None:
        _answer(call, outside.set_priority, priority=changes.priority)


ONE = "/jobs/{key}"
ROUTES = (
    Route(
        "POST",
        "/jobs/activation",
        activate,
        "work",
        "Activate jobs",
        body=Activate,
        answer=Activated,
        is_long=True,
        audit=False,
        is_together=True,
    ),
    Route(
        "POST",
        ONE + "/completion",
        complete,
        "work",
        "Complete a job",
        body=Complete,
        audit=False,
        is_together=True,
    ),
    Route("POST", ONE + "/failure", fail, "work", "Fail a job", body=Fail, audit=False),
    Route("POST", ONE + "/error", throw, "work", "Throw a job's error", body=Throw, audit=False),
    Route("PATCH", ONE, update, "work", "Update a job", body=Update, audit=False),
)
