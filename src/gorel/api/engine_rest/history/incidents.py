"""Incidents, open and over."""

from __future__ import annotations

from django.db.models import QuerySet
from msgspec import structs

from gorel.api import reach
from gorel.api.engine_rest import ids
from gorel.api.engine_rest.history.looking import root
from gorel.api.engine_rest.incidents import EXTERNAL, JOB, ROBOTS, found_by, message_of, of_type, with_those_above
from gorel.api.engine_rest.incidents_above import Above
from gorel.api.engine_rest.shapes import Count, Listed
from gorel.api.route import Call, Route, Shape
from gorel.cases.models import Incident


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


# As for those that are open.
SORTS = {
    "incidentId": ("uid", "id"), "createTime": ("raised_at", "create_time"), "endTime": ("closed_at", "end_time"),
    "activityId": ("element", "activity_id"), "incidentState": ("state", "resolved"),
}  # fmt: skip


def incidents(call: Call) -> list[HistoricIncident]:
    """Return incidents, open and over."""
    every = _in_state(call)
    found = found_by(every, call.query)
    if call.query.process_definition_key is not None:
        found = found.filter(case__process__key=call.query.process_definition_key)
    return with_those_above(call, found, every, tell=_tell_incident, tell_above=_tell_above, sorts=SORTS)


def count_incidents(call: Call) -> Count:
    """Return how many there are."""
    return Count(count=len(incidents(call)))


def _in_state(call: Call) -> QuerySet[Incident]:
    asked: AskedIncidents = call.query
    found = reach.incidents(call).select_related("case__process", "case__parent")
    if asked.incident_type is not None:
        found = of_type(found, asked.incident_type)
    for flag, state in (
        (asked.open, Incident.OPEN),
        (asked.resolved, Incident.RESOLVED),
        (asked.deleted, Incident.GONE),
    ):
        if flag:
            found = found.filter(state=state)
    return found


def _tell_above(one: Above) -> HistoricIncident:
    name = ids.of(one.case.uid, one.key)
    return structs.replace(
        _tell_incident(one.row), id=one.name, process_definition_key=one.case.process.key,
        process_definition_id=ids.definition(one.case.process), process_instance_id=str(one.case.uid),
        execution_id=name, activity_id=one.element, failed_activity_id=one.element, cause_incident_id=one.cause,
        configuration=None, incident_message=None, tenant_id=one.case.process.space or None,
    )  # fmt: skip


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
        root_process_instance_id=root(row.case),
    )


ROUTES = (
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
)
