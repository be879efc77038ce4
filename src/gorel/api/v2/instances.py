"""Process instances: starting, waiting for, finding and ending cases."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from gorel.api import limits, reach
from gorel.api.errors import BadRequest, NotFound, Refused
from gorel.api.route import Body, Call, Route, Shape, not_offered
from gorel.api.v2 import holding, keys, search
from gorel.api.v2.deployments import find as find_process
from gorel.cases import programs, queries, runtime, wake
from gorel.cases.models import Case, Incident, Process
from gorel.core.engine import events

DEFAULT_WAIT, LONGEST_WAIT = 10, 60  # seconds


class NotInTime(Refused):
    """The instance was started, and has not ended yet."""

    status, title = 504, "DEADLINE_EXCEEDED"


class StartAt(Body, kw_only=True):
    """An element to begin at."""

    element_id: str


@not_offered("runtime_instructions", "tags")
class Create(Body, kw_only=True):
    """How a case is started. Units: request_timeout in milliseconds."""

    process_definition_id: str | None = None
    process_definition_key: str | None = None
    process_definition_version: int | None = None
    variables: dict[str, Any] | None = None
    tenant_id: str | None = None
    operation_reference: int | None = None
    start_instructions: list[StartAt] | None = None
    runtime_instructions: list[dict[str, Any]] | None = None
    await_completion: bool | None = None
    fetch_variables: list[str] | None = None
    request_timeout: int | None = None
    tags: list[str] | None = None
    business_id: str | None = None


class Created(Shape, kw_only=True):
    """A case; with its variables when its end was awaited."""

    process_definition_id: str
    process_definition_version: int
    tenant_id: str
    variables: dict[str, Any]
    process_definition_key: str
    process_instance_key: str
    tags: list[str]
    business_id: str | None


class Reference(Body, kw_only=True):
    """A mark of the caller's own."""

    operation_reference: int | None = None


class ProcessInstance(Shape, kw_only=True):
    """A case, open or over."""

    process_definition_id: str
    process_definition_name: str | None
    process_definition_version: int
    process_definition_version_tag: str | None
    start_date: str | None
    end_date: str | None
    state: str
    suspended_date: str | None
    has_incident: bool
    tenant_id: str
    process_instance_key: str
    process_definition_key: str
    parent_process_instance_key: str | None
    parent_element_instance_key: str | None
    root_process_instance_key: str | None
    tags: list[str]
    business_id: str | None


ProcessInstances = search.result("ProcessInstances", ProcessInstance)
STATES = {Case.COMPLETED: "COMPLETED", Case.SUSPENDED: "SUSPENDED", Case.RUNNING: "ACTIVE", Case.INCIDENT: "ACTIVE"}


def create(call: Call) -> Created:
    """Start a case; with awaitCompletion, answer when it is over."""
    body: Create = call.body
    row = _process(call, body)
    call.need(row.key)
    if body.business_id is not None and len(body.business_id) > 255:
        raise BadRequest("businessId has at most 255 characters")
    at = [events.Activation(element=one.element_id) for one in body.start_instructions or []]
    case = runtime.start(
        row, organisation=call.organisation_id, by=call.by, variables=body.variables or {}, at=at,
        business_key=body.business_id or "",
    )  # fmt: skip
    call.about = keys.of(case.pk)
    values: dict[str, Any] = {}
    if body.await_completion:
        _wait(case.pk, body.request_timeout or 0)
        values = queries.variables(case)
        if body.fetch_variables:
            values = {name: value for name, value in values.items() if name in body.fetch_variables}
    return Created(
        process_definition_id=row.key, process_definition_version=row.version, tenant_id=keys.tenant(row.space),
        variables=values, process_definition_key=str(row.pk), process_instance_key=keys.of(case.pk), tags=[],
        business_id=case.business_key or None,
    )  # fmt: skip


def _process(call: Call, body: Create) -> Process:
    if (body.process_definition_id is None) == (body.process_definition_key is None):
        raise BadRequest("Give processDefinitionId or processDefinitionKey, one of them")
    if body.process_definition_key is not None:
        call.path = {**call.path, "key": body.process_definition_key}
        return find_process(call)
    rows = reach.processes(call).select_related("resource").defer("resource__content")
    version = body.process_definition_version
    if version is not None and version != -1:
        rows = rows.filter(version=version) if 0 < version < 2**31 else rows.none()
    found: Process = reach.newest(rows, call, body.process_definition_id or "", keys.space(body.tenant_id))
    return found


def _wait(case_id: int, milliseconds: int) -> None:
    seconds = min(milliseconds / 1000, LONGEST_WAIT) if milliseconds > 0 else DEFAULT_WAIT
    until = time.monotonic() + seconds
    with limits.waiting() as may_wait:
        while Case.objects.filter(pk=case_id, state__in=Case.OPEN).exists():
            left = until - time.monotonic()
            if left <= 0 or not may_wait:
                raise NotInTime(f"Process instance {keys.of(case_id)} was started, and has not ended yet")
            # An end rings no bell of its own: what leads to it mostly does.
            wake.wait(wake.heard(), min(left, 0.1))


def find(call: Call) -> Case:
    """Return the case that the address names. Errors: NotFound."""
    number, key = keys.parse(call.path["key"])
    if key:
        raise NotFound(f"There is no process instance {call.path['key']}")
    return reach.case(call, id=number)


def still_open(call: Call) -> Case:
    case = find(call)
    if not case.is_open:
        raise NotFound(f"Process instance {call.path['key']} is over")
    return case


def cancel(call: Call) -> None:
    """Stop a case, and those that it called."""
    runtime.cancel(still_open(call), by=call.by, reason="cancelled through the interface")


def suspend(call: Call) -> None:
    """Let a case rest."""
    case = still_open(call)
    if case.state != Case.SUSPENDED:
        runtime.suspend(case, by=call.by, reason="asked through the interface")


def resume(call: Call) -> None:
    """Let a case go on."""
    case = still_open(call)
    if case.state == Case.SUSPENDED:
        runtime.resume(case, by=call.by)


def tell(case: Case, stuck: set[int]) -> ProcessInstance:
    """Return a case in this door's shape."""
    root = case
    while root.parent is not None:
        root = root.parent
    return ProcessInstance(
        process_definition_id=case.process.key, process_definition_name=case.process.name or None,
        process_definition_version=case.process.version,
        process_definition_version_tag=programs.known(case.process_id).program.version_tag or None,
        start_date=keys.moment(case.started_at), end_date=keys.moment(case.ended_at),
        state=STATES.get(case.state, "TERMINATED"), suspended_date=None, has_incident=case.pk in stuck,
        tenant_id=keys.tenant(case.process.space), process_instance_key=keys.of(case.pk),
        process_definition_key=str(case.process_id),
        parent_process_instance_key=keys.of(case.parent_id) if case.parent_id else None,
        parent_element_instance_key=keys.of(case.parent_id, case.parent_key or 0) if case.parent_id else None,
        root_process_instance_key=keys.of(root.pk), tags=[], business_id=case.business_key or None,
    )  # fmt: skip


def told(cases: Iterable[Case]) -> list[ProcessInstance]:
    """Return cases in this door's shape. One query more."""
    found = list(cases)
    stuck = Incident.objects.filter(case__in=[case.pk for case in found], state=Incident.OPEN)
    ids = set(stuck.values_list("case_id", flat=True))
    return [tell(case, ids) for case in found]


def _rows(call: Call) -> QuerySet[Case]:
    return reach.cases(call).select_related("process", "parent")


def listing(call: Call) -> Any:
    """Return cases, open and over, the newest first."""
    columns = {
        "processDefinitionId": "process__key",
        "businessId": "business_key",
        "processDefinitionVersion": "process__version",
    }
    rows = search.narrowed(_rows(call), call.body, columns)
    for name, column in (
        ("processInstanceKey", "pk"), ("parentProcessInstanceKey", "parent_id"), ("processDefinitionKey", "process_id"),
    ):  # fmt: skip
        value = search.exact(call.body, name)
        if value is not None:
            number = keys.number(str(value))
            rows = rows.filter(**{column: number if column == "process_id" else number >> 24})
    plain, rows = holding.narrowed(rows, call.body)
    found = told(rows.order_by("-pk")[: search.MOST])
    return search.answer(ProcessInstances, ProcessInstance, found, plain)


def get(call: Call) -> ProcessInstance:
    """Return one."""
    case = find(call)
    return told(_rows(call).filter(pk=case.pk))[0]


ONE = "/process-instances/{key}"
ROUTES = (
    Route(
        "POST",
        "/process-instances",
        create,
        "start",
        "Create a process instance",
        body=Create,
        answer=Created,
        is_long=True,
        errors=(504,),
    ),
    Route(
        "POST",
        "/process-instances/search",
        listing,
        "read",
        "Search process instances",
        body=search.Search,
        answer=ProcessInstances,
    ),
    Route("GET", ONE, get, "read", "Get a process instance", answer=ProcessInstance),
    Route("POST", ONE + "/cancellation", cancel, "manage", "Cancel a process instance", body=Reference),
    Route("POST", ONE + "/suspension", suspend, "manage", "Suspend a process instance", body=Reference),
    Route("POST", ONE + "/resumption", resume, "manage", "Resume a process instance", body=Reference),
)
