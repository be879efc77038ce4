"""Cases, open and over."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from gorel.api import reach
from gorel.api.engine_rest import ids
from gorel.api.engine_rest.history.finding import (
    ENDED,
    ENDED_CALLED,
    SORTS,
    AskedInstances,
    AskedInstancesByPost,
    found,
)
from gorel.api.engine_rest.history.looking import millis, root
from gorel.api.engine_rest.shapes import Count, four, rows
from gorel.api.errors import NotFound
from gorel.api.route import Call, Route, Shape
from gorel.cases import programs
from gorel.cases.models import Case, LogEntry
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


def _state(case: Case) -> str:
    if case.state == Case.SUSPENDED:
        return "SUSPENDED"
    if case.is_open:
        return "ACTIVE"
    caller = case.parent
    if case.state in (ENDED if caller is None else ENDED_CALLED):
        return "COMPLETED"
    # Its caller went on without it, as one that caught its error does; or somebody ended it, or its caller with it.
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


def _begun(some: list[Case]) -> Begun:
    starts = {
        one.element for process in {case.process_id for case in some}
        for one in programs.known(process).program.starts
    }  # fmt: skip
    lines = LogEntry.objects.filter(
        Q(kind="started") | Q(kind="cancelled", key=None) | Q(kind__in=("entered", "left"), element__in=starts),
        case__in=[case.pk for case in some],
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
    some = rows(found(call, asked), asked, SORTS, call.query if call.body else None)
    begun = _begun(some)
    return [tell_instance(case, begun) for case in some]


def count_instances(call: Call) -> Count:
    """Return how many there are."""
    return Count(count=found(call, call.body or call.query).count())


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
