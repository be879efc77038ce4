"""Jobs, as this door means them: timers that wait, and what stands still and can be tried again.

What robots fetch are external tasks, not these.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from gorel.api import commands, reach
from gorel.api.engine_rest import ids
from gorel.api.engine_rest.incidents import JOB as FAILED_JOB
from gorel.api.engine_rest.incidents import message_of, of_type
from gorel.api.engine_rest.shapes import Count, Listed, four, orders, page
from gorel.api.errors import BadRequest, NotFound
from gorel.api.route import Body, Call, Nothing, Raw, Route, Shape
from gorel.cases import runtime
from gorel.cases.models import Case, Incident, Timer
from gorel.ground import clock

MOST = 10_000
TRIES = 3  # what others say of a timer that has not failed


class JobShape(Shape, kw_only=True):
    """A timer, or something that failed."""

    id: str
    job_definition_id: str | None
    process_instance_id: str
    process_definition_id: str
    process_definition_key: str
    execution_id: str
    exception_message: str | None
    failed_activity_id: str | None
    retries: int
    due_date: str | None
    suspended: bool
    priority: int
    tenant_id: str | None
    create_time: str | None


class Asked(Listed, kw_only=True):
    """Filters."""

    job_id: str | None = None
    job_ids: list[str] | None = None
    process_instance_id: str | None = None
    process_instance_ids: list[str] | None = None
    process_definition_id: str | None = None
    process_definition_key: str | None = None
    execution_id: str | None = None
    activity_id: str | None = None
    failed_activity_id: str | None = None
    with_retries_left: bool | None = None
    no_retries_left: bool | None = None
    executable: bool | None = None
    timers: bool | None = None
    messages: bool | None = None
    with_exception: bool | None = None
    exception_message: str | None = None
    active: bool | None = None
    suspended: bool | None = None
    tenant_id_in: list[str] | None = None
    without_tenant_id: bool | None = None
    include_jobs_without_tenant_id: bool | None = None
    due_dates: str | None = None
    priority_higher_than_or_equals: int | None = None
    priority_lower_than_or_equals: int | None = None


class Moment(Body, kw_only=True):
    """On which side of a moment. Shape: operator is gt or lt."""

    operator: str
    value: str


class AskedByPost(Asked, kw_only=True):
    """Filters; moments as a list."""

    due_dates: list[Moment] | None = None  # type: ignore[assignment]


class Due(Body, kw_only=True):
    """When a timer is due; null is now."""

    duedate: str | None = None
    cascade: bool | None = None


class Retries(Body, kw_only=True):
    """How often it is tried again."""

    retries: int
    due_date: str | None = None


@dataclass(frozen=True, slots=True)
class _Work:
    """One of them. Shape: timer or incident, not both."""

    case: Case
    key: int
    element: str
    about: int
    due_at: datetime | None
    timer: Timer | None = None
    incident: Incident | None = None


SORTS = {
    "jobId": lambda work: (str(work.case.uid), work.key),
    "jobDueDate": lambda work: clock.to_instant(work.due_at) if work.due_at else 2**62,
    "jobRetries": lambda work: 0 if work.incident else TRIES,
    "jobPriority": lambda _work: 0,
    "processInstanceId": lambda work: str(work.case.uid),
    "executionId": lambda work: (str(work.case.uid), work.about),
    "processDefinitionId": lambda work: ids.definition(work.case.process),
    "tenantId": lambda work: work.case.process.space,
    "processDefinitionKey": lambda work: work.case.process.key,
}


def _all(call: Call, asked: Asked) -> list[_Work]:
    timers = reach.timers(call).select_related("case__process")
    stuck = _stuck(call)
    cases = [asked.process_instance_id] if asked.process_instance_id is not None else asked.process_instance_ids
    if cases is not None:
        uids = [ids.uid(one, "process instance") for one in cases]
        timers, stuck = timers.filter(case__uid__in=uids), stuck.filter(case__uid__in=uids)
    if asked.process_definition_key is not None:
        same = {"case__process__key": asked.process_definition_key}
        timers, stuck = timers.filter(**same), stuck.filter(**same)
    if asked.process_definition_id is not None:
        uid = ids.uid(asked.process_definition_id.rpartition(":")[2], "process definition")
        timers, stuck = timers.filter(case__process__uid=uid), stuck.filter(case__process__uid=uid)
    if asked.tenant_id_in is not None:
        more = [""] if asked.include_jobs_without_tenant_id else []
        within = {"case__process__space__in": [*asked.tenant_id_in, *more]}
        timers, stuck = timers.filter(**within), stuck.filter(**within)
    if asked.without_tenant_id:
        timers, stuck = timers.filter(case__process__space=""), stuck.filter(case__process__space="")
    found = [_of_timer(row) for row in timers.order_by("pk")[:MOST]]
    found += [_of_incident(row) for row in stuck.order_by("pk")[:MOST]]
    moments = _moments(asked.due_dates)
    return [work for work in found if _fits(work, asked) and _is_due(work, moments)]


def _moments(given: str | list[Moment] | None) -> list[tuple[str, datetime]]:
    """Return what due dates must be. Shape: in an address, `gt_2026-11-22T09:00:00.000+0100,lt_…`."""
    if isinstance(given, str):
        parts = [part.partition("_") for part in given.split(",")]
        given = [Moment(operator=word, value=text) for word, _, text in parts]
    for one in given or []:
        if one.operator not in ("gt", "lt"):
            raise BadRequest(f"dueDates: {one.operator[:40]!r} is no operator. There are gt and lt")
    return [(one.operator, ids.to_moment(one.value, "dueDates")) for one in given or []]


def _is_due(work: _Work, moments: list[tuple[str, datetime]]) -> bool:
    return all(
        work.due_at is not None and (work.due_at > at if word == "gt" else work.due_at < at) for word, at in moments
    )


def _stuck(call: Call) -> QuerySet[Incident]:
    found = reach.incidents(call).filter(state=Incident.OPEN).select_related("case__process")
    return of_type(found, FAILED_JOB)


def _of_timer(row: Timer) -> _Work:
    return _Work(row.case, row.key, row.element, row.key, row.due_at, timer=row)


def _of_incident(row: Incident) -> _Work:
    return _Work(row.case, row.key, row.element, row.about or 0, None, incident=row)


def _fits(work: _Work, asked: Asked) -> bool:
    failed = work.incident is not None
    names = [asked.job_id] if asked.job_id is not None else asked.job_ids
    wrong = (
        names is not None and ids.of(work.case.uid, work.key) not in names,
        asked.execution_id is not None and ids.of(work.case.uid, work.about) != asked.execution_id,
        asked.activity_id is not None and work.element != asked.activity_id,
        asked.failed_activity_id is not None and (not failed or work.element != asked.failed_activity_id),
        bool(asked.with_retries_left) and failed,
        bool(asked.no_retries_left) and not failed,
        bool(asked.executable) and (failed or work.due_at is None or work.due_at > clock.now()),
        bool(asked.timers) and failed,
        bool(asked.messages) and not failed,
        bool(asked.with_exception) and not failed,
        asked.exception_message is not None and (not failed or message_of(work.incident) != asked.exception_message),  # type: ignore[arg-type]
        (asked.priority_higher_than_or_equals or 0) > 0,
        (asked.priority_lower_than_or_equals or 0) < 0,
        bool(asked.active) and work.case.state == Case.SUSPENDED,
        bool(asked.suspended) and work.case.state != Case.SUSPENDED,
    )
    return not any(wrong)


def _sorted(found: list[_Work], asked: Asked) -> list[_Work]:
    for name, is_down in reversed(orders(asked, SORTS)):
        found.sort(key=SORTS[name], reverse=is_down)
    return found


def tell(work: _Work) -> JobShape:
    """Return one in this door's shape."""
    failed = work.incident
    return JobShape(
        id=ids.of(work.case.uid, work.key), job_definition_id=None, process_instance_id=str(work.case.uid),
        process_definition_id=ids.definition(work.case.process), process_definition_key=work.case.process.key,
        execution_id=ids.of(work.case.uid, work.about), exception_message=message_of(failed) if failed else None,
        failed_activity_id=work.element if failed else None, retries=0 if failed else TRIES,
        due_date=ids.moment(work.due_at), suspended=work.case.state == Case.SUSPENDED, priority=0,
        tenant_id=work.case.process.space or None, create_time=ids.moment(failed.raised_at) if failed else None,
    )  # fmt: skip


def listing(call: Call) -> list[JobShape]:
    """Return timers, and what failed."""
    asked = call.body or call.query
    found = _sorted(_all(call, asked), asked)
    return [tell(work) for work in page(found, asked, call.query if call.body else None)]


def count(call: Call) -> Count:
    """Return how many there are."""
    return Count(count=len(_all(call, call.body or call.query)))


def find(call: Call) -> _Work:
    """Return the one that the address names. Errors: NotFound."""
    uid, key = ids.parse(call.path["id"])
    at = {"case__uid": uid, "key": key}
    timer = reach.timers(call).filter(**at).select_related("case__process").first()
    if timer is not None:
        return _of_timer(timer)
    stuck = _stuck(call).filter(**at).first()
    if stuck is None:
        raise NotFound(f"Job with id {call.path['id'][:80]} does not exist")
    return _of_incident(stuck)


def get(call: Call) -> JobShape:
    """Return one."""
    return tell(find(call))


def execute(call: Call) -> None:
    """Do it now: fire the timer, or try again."""
    work = find(call)
    if work.timer is not None:
        commands.fire(work.timer, by=call.by)
    elif work.incident is not None:
        runtime.retry(work.incident, by=call.by)


def set_due(call: Call) -> None:
    """Move a timer."""
    work = find(call)
    if work.timer is None:
        raise BadRequest("Only a timer has a due date; this is something that failed. Set its retries")
    due_at = clock.now() if call.body.duedate is None else ids.to_moment(call.body.duedate, "duedate")
    commands.move_timer(work.timer, due_at, by=call.by)


def set_retries(call: Call) -> None:
    """Let what failed be tried again; a timer has its own time."""
    if not 0 <= call.body.retries < 2**31:
        raise BadRequest("The number of retries is 0 or more")
    work = find(call)
    if work.incident is not None and call.body.retries:
        runtime.retry(work.incident, by=call.by, retries=call.body.retries)


def stacktrace(call: Call) -> Raw:
    """Return what is known of what went wrong."""
    work = find(call)
    return Raw((message_of(work.incident) if work.incident else "").encode(), "text/plain; charset=utf-8")


ONE = "/job/{id}"
ROUTES = (
    *four("/job", listing, count, Asked, AskedByPost, JobShape, "jobs: timers, and what failed"),
    Route("GET", ONE, get, "read", "Get a job", answer=JobShape),
    Route("GET", ONE + "/stacktrace", stacktrace, "read", "Get what went wrong", answer=Raw),
    Route("POST", ONE + "/execute", execute, "manage", "Execute a job now", body=Nothing),
    Route("PUT", ONE + "/duedate", set_due, "manage", "Set a timer's due date", body=Due),
    Route("PUT", ONE + "/retries", set_retries, "manage", "Set the retries", body=Retries),
)
