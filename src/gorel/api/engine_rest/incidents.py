"""Incidents: where a person must look."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from msgspec import structs

from gorel.api import reach
from gorel.api.engine_rest import ids
from gorel.api.engine_rest.incidents_above import Above, above
from gorel.api.engine_rest.shapes import Count, Listed, in_order, page, rows
from gorel.api.errors import NotFound
from gorel.api.route import Call, Route, Shape
from gorel.cases import runtime
from gorel.cases.models import Incident
from gorel.cases.values import from_json
from gorel.core.problems import Place, Problem
from gorel.core.say import say

JOB, EXTERNAL = "failedJob", "failedExternalTask"
ROBOTS = "job."  # the codes of incidents that robots bring about begin so


class IncidentShape(Shape, kw_only=True):
    """An incident that is open."""

    id: str
    process_definition_id: str
    process_instance_id: str
    execution_id: str
    incident_timestamp: str | None
    incident_type: str
    activity_id: str
    failed_activity_id: str
    cause_incident_id: str
    root_cause_incident_id: str
    configuration: str | None
    tenant_id: str | None
    incident_message: str | None
    job_definition_id: str | None
    annotation: str | None


class Asked(Listed, kw_only=True):
    """Filters."""

    incident_id: str | None = None
    incident_type: str | None = None
    incident_message: str | None = None
    process_definition_id: str | None = None
    process_definition_key_in: list[str] | None = None
    process_instance_id: str | None = None
    execution_id: str | None = None
    activity_id: str | None = None
    failed_activity_id: str | None = None
    incident_timestamp_before: str | None = None
    incident_timestamp_after: str | None = None
    tenant_id_in: list[str] | None = None


# By what is asked: the column of a row, and the field of what is told.
SORTS = {
    "incidentId": ("uid", "id"), "incidentMessage": ("code", "incident_message"),
    "incidentTimestamp": ("raised_at", "incident_timestamp"), "incidentType": ("code", "incident_type"),
    "executionId": ("case__uid", "execution_id"), "activityId": ("element", "activity_id"),
    "processInstanceId": ("case__uid", "process_instance_id"),
    "processDefinitionId": ("case__process", "process_definition_id"),
    "tenantId": ("case__process__space", "tenant_id"),
}  # fmt: skip


def message_of(row: Incident) -> str:
    """Return what a robot said went wrong, or else what Görel says, in English."""
    problem = from_json(row.problem)
    values = dict(problem.get("values") or {})
    if row.code.startswith("job.") and values.get("message"):
        said = values["message"]
        return str(said["en"] if isinstance(said, dict) else said)
    place = problem.get("where") or {}
    where = Place(place.get("element"), place.get("name"), place.get("part"))
    return say(Problem(row.code, where, values), "en")


def of_type(found: QuerySet[Incident], type: str) -> QuerySet[Incident]:
    """Return those of one type: a job that robots fetch has no tries left, or anything else stands still."""
    if type == EXTERNAL:
        return found.filter(code__startswith=ROBOTS)
    return found.exclude(code__startswith=ROBOTS) if type == JOB else found.none()


def tell(row: Incident) -> IncidentShape:
    """Return an incident in this door's shape."""
    about = row.about or 0
    is_external = row.code.startswith(ROBOTS)
    name = ids.of(row.case.uid, about)
    return IncidentShape(
        id=str(row.uid), process_definition_id=ids.definition(row.case.process),
        process_instance_id=str(row.case.uid), execution_id=name, incident_timestamp=ids.moment(row.raised_at),
        incident_type=EXTERNAL if is_external else JOB, activity_id=row.element, failed_activity_id=row.element,
        cause_incident_id=str(row.uid), root_cause_incident_id=str(row.uid),
        configuration=name if is_external else ids.of(row.case.uid, row.key), tenant_id=row.case.process.space or None,
        incident_message=message_of(row), job_definition_id=None, annotation=None,
    )  # fmt: skip


def found_by(found: QuerySet[Incident], asked: Any) -> QuerySet[Incident]:
    """Return the incidents that the filters mean."""
    if asked.incident_id is not None:
        name, dot, _level = asked.incident_id.partition(".")
        found = found.none() if dot else found.filter(uid=ids.uid(name, "incident"))
    if asked.incident_type is not None:
        found = of_type(found, asked.incident_type)
    if asked.process_definition_id is not None:
        found = found.filter(
            case__process__uid=ids.uid(asked.process_definition_id.rpartition(":")[2], "process definition")
        )
    if asked.process_definition_key_in is not None:
        found = found.filter(case__process__key__in=asked.process_definition_key_in)
    if asked.process_instance_id is not None:
        found = found.filter(case__uid=ids.uid(asked.process_instance_id, "process instance"))
    if asked.execution_id is not None:
        uid, key = ids.parse(asked.execution_id)
        found = found.filter(case__uid=uid, about=key)
    for value in (asked.activity_id, asked.failed_activity_id):
        if value is not None:
            found = found.filter(element=value)
    if asked.tenant_id_in is not None:
        found = found.filter(case__process__space__in=asked.tenant_id_in)
    return found


def tell_above(one: Above) -> IncidentShape:
    """Return the incident of a caller in this door's shape."""
    name = ids.of(one.case.uid, one.key)
    return structs.replace(
        tell(one.row), id=one.name, process_definition_id=ids.definition(one.case.process),
        process_instance_id=str(one.case.uid), execution_id=name, activity_id=one.element,
        failed_activity_id=one.element, cause_incident_id=one.cause, configuration=None,
        tenant_id=one.case.process.space or None, incident_message=None,
    )  # fmt: skip


def with_those_above(
    call: Call, found: QuerySet[Incident], every: QuerySet[Incident], *, tell: Callable[[Incident], Any],
    tell_above: Callable[[Above], Any], sorts: Mapping[str, tuple[str, str]],
) -> list[Any]:  # fmt: skip
    """Return the asked-for page of incidents *found*, and of those that *every* one brings about in callers.

    Shape: *sorts* has, by what is asked, the column of a row and the field of what is told.
    """
    asked = call.query
    more = [tell_above(one) for one in above(call, every, asked)]
    columns = {name: column for name, (column, _field) in sorts.items()}
    if not more:
        return [tell(row) for row in rows(found, asked, columns)]
    whole = structs.replace(asked, first_result=None, max_results=None)
    told = [*(tell(row) for row in rows(found, whole, columns)), *more]
    return list(page(in_order(told, asked, {name: field for name, (_column, field) in sorts.items()}), asked))


def _timely(found: QuerySet[Incident], asked: Asked) -> QuerySet[Incident]:
    if asked.incident_timestamp_before is not None:
        found = found.filter(raised_at__lt=ids.to_moment(asked.incident_timestamp_before, "incidentTimestampBefore"))
    if asked.incident_timestamp_after is not None:
        found = found.filter(raised_at__gt=ids.to_moment(asked.incident_timestamp_after, "incidentTimestampAfter"))
    return found


def listing(call: Call) -> list[IncidentShape]:
    """Return open incidents."""
    asked = call.query
    every = reach.incidents(call).filter(state=Incident.OPEN).select_related("case__process")
    if asked.incident_type is not None:
        every = of_type(every, asked.incident_type)
    if asked.incident_message is None:
        found = _timely(found_by(every, asked), asked)
        return with_those_above(call, found, every, tell=tell, tell_above=tell_above, sorts=SORTS)
    # What is said is made of what is kept: it is compared when it is said.
    whole = structs.replace(asked, first_result=None, max_results=None)
    some = rows(_timely(found_by(every, asked), asked), whole, {name: column for name, (column, _) in SORTS.items()})
    return list(page([tell(row) for row in some if message_of(row) == asked.incident_message], asked))


def count(call: Call) -> Count:
    """Return how many there are."""
    return Count(count=len(listing(call)))


def find(call: Call) -> Incident:
    """Return the open incident that the address names, or that brought it about. Errors: NotFound."""
    uid = ids.uid(call.path["id"].partition(".")[0], "incident")
    row = reach.incidents(call).filter(uid=uid, state=Incident.OPEN).select_related("case__process").first()
    if row is None:
        raise NotFound(f"No matching incident with id {uid}")
    return row


def get(call: Call) -> IncidentShape:
    """Return one."""
    row = find(call)
    if "." not in call.path["id"]:
        return tell(row)
    asked = Asked(incident_id=call.path["id"])
    some = above(call, reach.incidents(call).filter(pk=row.pk), asked)
    if not some:
        raise NotFound(f"No matching incident with id {call.path['id'][:60]}")
    return tell_above(some[0])


def resolve(call: Call) -> None:
    """Its cause is mended: try again."""
    runtime.retry(find(call), by=call.by)


ROUTES = (
    Route("GET", "/incident", listing, "read", "List incidents", query=Asked, answer=list[IncidentShape]),
    Route("GET", "/incident/count", count, "read", "Count incidents", query=Asked, answer=Count),
    Route("GET", "/incident/{id}", get, "read", "Get an incident", answer=IncidentShape),
    Route("DELETE", "/incident/{id}", resolve, "manage", "Resolve an incident: try again where the case stopped"),
)
