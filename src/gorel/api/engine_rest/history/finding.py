"""Finding cases, open and over."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from gorel.api import reach
from gorel.api.engine_rest import either, ids
from gorel.api.engine_rest.filters import Comparison, holding, parse_all
from gorel.api.engine_rest.incidents import of_type
from gorel.api.engine_rest.instances import standing_at
from gorel.api.engine_rest.shapes import Listed, like
from gorel.api.errors import BadRequest
from gorel.api.route import Call
from gorel.cases.models import Case, Incident, LogEntry


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
    variable_names_ignore_case: bool | None = None
    variable_values_ignore_case: bool | None = None
    started_by: str | None = None
    incident_type: str | None = None
    active_activity_id_in: list[str] | None = None
    executed_activity_id_in: list[str] | None = None
    process_definition_name_like: str | None = None


class AskedInstancesEither(AskedInstances, kw_only=True):
    """Filters of which any may fit; variables as a list."""

    variables: list[Comparison] | None = None  # type: ignore[assignment]


class AskedInstancesByPost(AskedInstancesEither, kw_only=True):
    """Filters; variables as a list."""

    or_queries: list[AskedInstancesEither] | None = None


SORTS = {
    "instanceId": "uid",
    "definitionId": "process",
    "definitionKey": "process__key",
    "definitionName": "process__name",
    "definitionVersion": "process__version",
    "businessKey": "business_key",
    "startTime": "started_at",
    "endTime": "ended_at",
    "duration": "took",
    "tenantId": "process__space",
}


# A case that ends itself, by a terminate end or by an error that nobody catches, is completed to others; but one that
# was called and threw is ended by its caller, who catches.
ENDED = (Case.COMPLETED, Case.TERMINATED, Case.THREW)
ENDED_CALLED = (Case.COMPLETED, Case.TERMINATED)
_THREW_TO_ITS_CALLER = Q(state=Case.THREW, parent__isnull=False)
_WITH_ITS_CALLER = Q(parent__state=Case.CANCELLED, parent__ended_at=F("ended_at"))


def found(call: Call, asked: AskedInstances) -> QuerySet[Case]:
    """Return the cases that the filters mean. Errors: BadRequest, NotFound."""
    cases = reach.cases(call).select_related("process", "parent").annotate(took=F("ended_at") - F("started_at"))
    return either.narrowed(_filtered(cases, asked), getattr(asked, "or_queries", None), _filtered)


def _filtered(found: QuerySet[Case], asked: AskedInstances) -> QuerySet[Case]:
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
        found = found.filter(~_THREW_TO_ITS_CALLER, state__in=ENDED)
    if asked.externally_terminated:
        found = found.filter(Q(parent=None) | _WITH_ITS_CALLER, state=Case.CANCELLED)
    if asked.internally_terminated:
        found = found.exclude(_WITH_ITS_CALLER).filter(
            _THREW_TO_ITS_CALLER | Q(state=Case.CANCELLED, parent__isnull=False)
        )
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
    if asked.process_definition_name_like is not None:
        found = found.filter(**like(asked.process_definition_name_like, "process__name"))
    said = LogEntry.objects.filter(case=OuterRef("pk"))
    if asked.started_by is not None:
        found = found.filter(Exists(said.filter(kind="started", by=asked.started_by)))
    if asked.executed_activity_id_in is not None:
        found = found.filter(Exists(said.filter(kind="left", element__in=asked.executed_activity_id_in)))
    if asked.active_activity_id_in is not None:
        found = found.filter(standing_at(asked.active_activity_id_in)).distinct()
    if asked.incident_type is not None:
        found = found.filter(Exists(of_type(stuck, asked.incident_type)))
    if asked.super_process_instance_id is not None:
        found = found.filter(parent__uid=ids.uid(asked.super_process_instance_id, "process instance"))
    if asked.sub_process_instance_id is not None:
        found = found.filter(children__uid=ids.uid(asked.sub_process_instance_id, "process instance"))
    if asked.without_tenant_id:
        found = found.filter(process__space="")
    given = parse_all(asked.variables) if isinstance(asked.variables, str) else asked.variables
    how = {
        "ignore_case": bool(asked.variable_values_ignore_case),
        "names_ignore_case": bool(asked.variable_names_ignore_case),
    }
    return found.filter(pk__in=holding(found, given, **how)) if given else found
