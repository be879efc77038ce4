"""Incidents: where a person must look."""

from __future__ import annotations

from typing import Any

from gorel.api import reach
from gorel.api.engine_rest.incidents import ROBOTS, message_of
from gorel.api.errors import NotFound
from gorel.api.route import Call, Route, Shape
from gorel.api.v2 import keys, search
from gorel.api.v2.instances import Reference
from gorel.api.v2.instances import find as find_case
from gorel.cases import runtime
from gorel.cases.models import Case, Incident


class IncidentShape(Shape, kw_only=True):
    """An incident."""

    process_definition_id: str
    error_type: str
    error_message: str
    element_id: str
    creation_time: str | None
    state: str
    tenant_id: str
    incident_key: str
    process_definition_key: str
    process_instance_key: str
    root_process_instance_key: str | None
    element_instance_key: str
    job_key: str | None


Incidents = search.result("Incidents", IncidentShape)
# The first that the code begins with.
TYPES = (
    (ROBOTS, "JOB_NO_RETRIES"),
    ("engine.error-uncaught", "UNHANDLED_ERROR_EVENT"),
    ("engine.unknown-process", "CALLED_ELEMENT_ERROR"),
    ("call.", "CALLED_ELEMENT_ERROR"),
    ("engine.unknown-decision", "CALLED_DECISION_ERROR"),
    ("engine.decision-", "DECISION_EVALUATION_ERROR"),
    ("dmn.", "DECISION_EVALUATION_ERROR"),
    ("engine.no-flow", "CONDITION_ERROR"),
    ("engine.condition-", "CONDITION_ERROR"),
    ("engine.timer-value", "EXTRACT_VALUE_ERROR"),
    ("engine.text-expected", "EXTRACT_VALUE_ERROR"),
    ("engine.number-expected", "EXTRACT_VALUE_ERROR"),
    ("engine.names-expected", "EXTRACT_VALUE_ERROR"),
    ("engine.list-expected", "EXTRACT_VALUE_ERROR"),
    ("feel.", "EXTRACT_VALUE_ERROR"),
    ("juel.", "EXTRACT_VALUE_ERROR"),
)


def tell(row: Incident) -> IncidentShape:
    """Return an incident in this door's shape."""
    case: Case = row.case
    root = case
    while root.parent is not None:
        root = root.parent
    about = keys.of(case.pk, row.about or 0)
    return IncidentShape(
        process_definition_id=case.process.key, error_message=message_of(row), element_id=row.element,
        error_type=next((kind for start, kind in TYPES if row.code.startswith(start)), "UNKNOWN"),
        creation_time=keys.moment(row.raised_at), state="ACTIVE" if row.state == Incident.OPEN else "RESOLVED",
        tenant_id=keys.tenant(case.process.space), incident_key=keys.of(case.pk, row.key),
        process_definition_key=str(case.process_id), process_instance_key=keys.of(case.pk),
        root_process_instance_key=keys.of(root.pk), element_instance_key=about,
        job_key=about if row.code.startswith(ROBOTS) else None,
    )  # fmt: skip


def _rows(call: Call) -> Any:
    return reach.incidents(call).filter(key__gte=0).select_related("case__process", "case__parent").order_by("-pk")


def of_case(call: Call) -> Any:
    """Return a case's incidents."""
    case = find_case(call)
    found = map(tell, _rows(call).filter(case=case)[: search.MOST])
    return search.answer(Incidents, IncidentShape, found, call.body)


def of_element(call: Call) -> Any:
    """Return the incidents of an element instance; of the whole case when it is the case itself."""
    number, key = keys.parse(call.path["key"])
    reach.facts(call, id=number)
    rows = _rows(call).filter(case_id=number, **({"about": key} if key else {}))
    return search.answer(Incidents, IncidentShape, map(tell, rows[: search.MOST]), call.body)


def listing(call: Call) -> Any:
    """Return incidents, open and over."""
    rows = search.narrowed(
        _rows(call), call.body, {"processDefinitionId": "case__process__key", "elementId": "element"}
    )
    value = search.exact(call.body, "processInstanceKey")
    if value is not None:
        rows = rows.filter(case_id=keys.parse(str(value))[0])
    return search.answer(Incidents, IncidentShape, map(tell, rows[: search.MOST]), call.body)


def find(call: Call) -> Incident:
    """Return the incident that the address names. Errors: NotFound."""
    number, key = keys.parse(call.path["key"])
    row: Incident | None = _rows(call).filter(case_id=number, key=key).first()
    if row is None:
        raise NotFound(f"There is no incident {call.path['key']}")
    return row


def get(call: Call) -> IncidentShape:
    """Return one."""
    return tell(find(call))


def resolve(call: Call) -> None:
    """Its cause is mended: try again."""
    row = find(call)
    if row.state != Incident.OPEN:
        raise NotFound(f"Incident {call.path['key']} is resolved already")
    runtime.retry(row, by=call.by)


ROUTES = (
    Route("POST", "/incidents/search", listing, "read", "Search incidents", body=search.Search, answer=Incidents),
    Route(
        "POST",
        "/process-instances/{key}/incidents/search",
        of_case,
        "read",
        "Search a process instance's incidents",
        body=search.Search,
        answer=Incidents,
    ),
    Route(
        "POST",
        "/element-instances/{key}/incidents/search",
        of_element,
        "read",
        "Search an element instance's incidents",
        body=search.Search,
        answer=Incidents,
    ),
    Route("GET", "/incidents/{key}", get, "read", "Get an incident", answer=IncidentShape),
    Route("POST", "/incidents/{key}/resolution", resolve, "manage", "Resolve an incident", body=Reference),
)
