"""Searching jobs: those that are open, and those that have no tries left and stand still."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gorel.api import reach
from gorel.api.engine_rest.external_tasks.owners import worker_of
from gorel.api.engine_rest.incidents import ROBOTS, message_of
from gorel.api.route import Call, Route, Shape
from gorel.api.v2 import keys, search
from gorel.cases.models import Case, Incident, Job
from gorel.cases.values import from_json
from gorel.ground import machine


class JobShape(Shape, kw_only=True):
    """A job."""

    custom_headers: dict[str, str]
    deadline: str | None
    denied_reason: str | None
    element_id: str | None
    element_instance_key: str
    end_time: str | None
    error_code: str | None
    error_message: str | None
    has_failed_with_retries_left: bool
    is_denied: bool | None
    job_key: str
    kind: str
    listener_event_type: str
    process_definition_id: str | None
    process_definition_key: str | None
    process_instance_key: str
    root_process_instance_key: str | None
    business_id: str | None
    retries: int
    state: str
    tenant_id: str
    type: str
    worker: str
    creation_time: str | None
    last_update_time: str | None
    priority: int


Jobs = search.result("Jobs", JobShape)


def _tell(case: Case, key: int, element: str, **more: Any) -> JobShape:
    root = case
    while root.parent is not None:
        root = root.parent
    plain: dict[str, Any] = {
        "custom_headers": {}, "deadline": None, "denied_reason": None, "end_time": None, "error_code": None,
        "error_message": None, "has_failed_with_retries_left": False, "is_denied": None, "kind": "BPMN_ELEMENT",
        "listener_event_type": "UNSPECIFIED", "worker": "", "last_update_time": None, "priority": 0,
    }  # fmt: skip
    return JobShape(
        element_id=element, element_instance_key=keys.of(case.pk, key), job_key=keys.of(case.pk, key),
        process_definition_id=case.process.key, process_definition_key=str(case.process_id),
        process_instance_key=keys.of(case.pk), root_process_instance_key=keys.of(root.pk),
        business_id=case.business_key or None, tenant_id=keys.tenant(case.process.space), **plain | more,
    )  # fmt: skip


def _open(rows: Any) -> Iterator[JobShape]:
    now = machine.now()
    row: Job
    for row in rows:
        is_leased = bool(row.lease_owner) and row.due_at > now
        yield _tell(
            row.case, row.key, row.element, type=row.type, retries=row.retries, state="CREATED", priority=row.priority,
            worker=(worker_of(row.lease_owner) or "") if is_leased else "", creation_time=keys.moment(row.opened_at),
            deadline=keys.moment(row.due_at) if is_leased else None,
        )  # fmt: skip


def _stuck(rows: Any) -> Iterator[JobShape]:
    row: Incident
    for row in rows:
        type = str((from_json(row.problem).get("values") or {}).get("type") or "")
        yield _tell(
            row.case, row.about or 0, row.element, type=type, retries=0, state="FAILED", error_message=message_of(row),
            creation_time=keys.moment(row.raised_at), last_update_time=keys.moment(row.raised_at),
        )  # fmt: skip


def listing(call: Call) -> Any:
    """Return jobs, the newest first."""
    columns = {"type": "type", "elementId": "element", "processDefinitionId": "case__process__key"}
    with_case = ("case__process", "case__parent")
    jobs = search.narrowed(reach.jobs(call).select_related(*with_case).order_by("-pk"), call.body, columns)
    stuck = reach.incidents(call).filter(state=Incident.OPEN, code__startswith=ROBOTS, about__isnull=False)
    stuck = stuck.select_related(*with_case).order_by("-pk")
    for name in ("processInstanceKey", "jobKey", "elementInstanceKey"):
        value = search.exact(call.body, name)
        if value is not None:
            number, key = keys.parse(str(value))
            jobs, stuck = jobs.filter(case_id=number), stuck.filter(case_id=number)
            if key:
                jobs, stuck = jobs.filter(key=key), stuck.filter(about=key)
    may_see = call.grant.may
    found = [*_open(jobs[: search.MOST]), *_stuck(stuck[: search.MOST])]
    seen = [one for one in found if may_see(call.route.verb, one.process_definition_id, one.type or None)]
    return search.answer(Jobs, JobShape, seen, call.body)


ROUTES = (Route("POST", "/jobs/search", listing, "read", "Search jobs", body=search.Search, answer=Jobs),)
