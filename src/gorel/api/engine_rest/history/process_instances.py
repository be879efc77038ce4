"""Cases, open and over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from gorel.api import reach
from gorel.api.engine_rest import ids
from gorel.api.engine_rest.filters import Comparison, holding, parse_all
from gorel.api.engine_rest.history.looking import millis, root
from gorel.api.engine_rest.incidents import of_type
from gorel.api.engine_rest.instances import standing_at
from gorel.api.engine_rest.shapes import Count, Listed, four, like, rows
from gorel.api.errors import BadRequest, NotFound
from gorel.api.route import Call, Route, Shape, not_offered
from gorel.cases import programs
from gorel.cases.models import Case, Incident, LogEntry
from gorel.cases.values import from_json


class HistoricInstance(Shape, kw_only=True):
    """A case, open or over."""

    id: str
    business_key: str | None
    process_definition_id: str
    process_definition_key: str
    process_definition_name: str | None
    process_definition_version: int
    start_time: str | None
    end_time: str | None
    removal_time: str | None
    duration_in_millis: int | None
    start_user_id: str | None
    start_activity_id: str | None
    delete_reason: str | None
    root_process_instance_id: str
    super_process_instance_id: str | None
    super_case_instance_id: str | None
    case_instance_id: str | None
    tenant_id: str | None
    state: str
    restarted_process_instance_id: str | None


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


@not_offered("or_queries")
class AskedInstancesByPost(AskedInstances, kw_only=True):
    """Filters; variables as a list."""

    variables: list[Comparison] | None = None  # type: ignore[assignment]
    or_queries: list[dict[str, Any]] | None = None


INSTANCE_SORTS = {
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


# A case that ends itself, by a terminate end or by an error that nobody catches, is completed to others.
ENDED = (Case.COMPLETED, Case.TERMINATED, Case.THREW)
_WITH_ITS_CALLER = Q(parent__state=Case.CANCELLED, parent__ended_at=F("ended_at"))


def _state(case: Case) -> str:
    if case.state == Case.SUSPENDED:
        return "SUSPENDED"
    if case.is_open:
        return "ACTIVE"
    if case.state in ENDED:
        return "COMPLETED"
    caller = case.parent
    # Its caller went on without it; or somebody ended it, or its caller with it.
    is_inner = caller is not None and (caller.state != Case.CANCELLED or caller.ended_at != case.ended_at)
    return "INTERNALLY_TERMINATED" if is_inner else "EXTERNALLY_TERMINATED"


@dataclass(frozen=True, slots=True)
class Begun:
    """Who began cases, by case, where each did, and why it was ended by hand."""

    by: dict[int, str]
    at: dict[int, str]
    why: dict[int, str]


def tell_instance(case: Case, begun: Begun) -> HistoricInstance:
    """Return a case in this door's shape."""
    return HistoricInstance(
        id=str(case.uid),
        business_key=case.business_key or None,
        process_definition_id=ids.definition(case.process),
        process_definition_key=case.process.key,
        process_definition_name=case.process.name or None,
        process_definition_version=case.process.version,
        start_time=ids.moment(case.started_at),
        end_time=ids.moment(case.ended_at),
        removal_time=None,
        duration_in_millis=millis(case.started_at, case.ended_at),
        start_user_id=begun.by.get(case.pk) or None,
        start_activity_id=begun.at.get(case.pk),
        delete_reason=begun.why.get(case.pk) or None,
        root_process_instance_id=root(case),
        super_process_instance_id=str(case.parent.uid) if case.parent else None,
        super_case_instance_id=None,
        case_instance_id=None,
        tenant_id=case.process.space or None,
        state=_state(case),
        restarted_process_instance_id=None,
    )


def _instances(call: Call, asked: Any) -> QuerySet[Case]:
    found = reach.cases(call).select_related("process", "parent").annotate(took=F("ended_at") - F("started_at"))
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
        found = found.filter(state__in=ENDED)
    if asked.externally_terminated:
        found = found.filter(Q(parent=None) | _WITH_ITS_CALLER, state=Case.CANCELLED)
    if asked.internally_terminated:
        found = found.exclude(_WITH_ITS_CALLER).filter(state=Case.CANCELLED, parent__isnull=False)
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


def _begun(found: list[Case]) -> Begun:
    starts = {
        one.element for process in {case.process_id for case in found}
        for one in programs.known(process).program.starts
    }  # fmt: skip
    lines = LogEntry.objects.filter(
        Q(kind="started") | Q(kind="cancelled", key=None) | Q(kind__in=("entered", "left"), element__in=starts),
        case__in=[case.pk for case in found],
    ).order_by("-pk")  # the first of a case is the last that is noted
    begun = Begun({}, {}, {})
    for case, kind, element, by, detail in lines.values_list("case_id", "kind", "element", "by", "detail"):
        if kind == "started":
            begun.by[case] = by
        elif kind == "cancelled":
            begun.why[case] = str((from_json(detail) if detail else {}).get("reason") or "")
        else:
            begun.at[case] = element
    return begun


def instances(call: Call) -> list[HistoricInstance]:
    """Return cases, open and over."""
    asked = call.body or call.query
    found = rows(_instances(call, asked), asked, INSTANCE_SORTS, call.query if call.body else None)
    begun = _begun(found)
    return [tell_instance(case, begun) for case in found]


def count_instances(call: Call) -> Count:
    """Return how many there are."""
    return Count(count=_instances(call, call.body or call.query).count())


def instance(call: Call) -> HistoricInstance:
    """Return one."""
    known = reach.facts(call, uid=ids.uid(call.path["id"], "process instance"))
    case = Case.objects.select_related("process", "parent").filter(pk=known.id).first()
    if case is None:
        raise NotFound(f"Historic process instance with id {call.path['id']} does not exist")
    return tell_instance(case, _begun([case]))


ROUTES = (
    *four(
        "/history/process-instance",
        instances,
        count_instances,
        AskedInstances,
        AskedInstancesByPost,
        HistoricInstance,
        "process instances, open and over",
    ),
    Route(
        "GET",
        "/history/process-instance/{id}",
        instance,
        "read",
        "Get a process instance, open or over",
        answer=HistoricInstance,
    ),
)
