"""Process instances: finding, changing, moving and ending cases."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from gorel.api import reach
from gorel.api.engine_rest import either, ids
from gorel.api.engine_rest.filters import Comparison, holding, parse_all
from gorel.api.engine_rest.incidents_above import held_up
from gorel.api.engine_rest.shapes import Count, Listed, four, like, rows
from gorel.api.engine_rest.starting import Instance, Instruction, activations, instance
from gorel.api.engine_rest.variables import Reader
from gorel.api.errors import BadRequest, NotFound
from gorel.api.route import Body, Call, Route, not_offered
from gorel.cases import runtime
from gorel.cases.models import Case, Incident


class Asked(Listed, kw_only=True):
    """Filters."""

    process_instance_ids: list[str] | None = None
    business_key: str | None = None
    business_key_like: str | None = None
    process_definition_id: str | None = None
    process_definition_key: str | None = None
    process_definition_key_in: list[str] | None = None
    process_definition_key_not_in: list[str] | None = None
    deployment_id: str | None = None
    super_process_instance: str | None = None
    sub_process_instance: str | None = None
    active: bool | None = None
    suspended: bool | None = None
    with_incident: bool | None = None
    incident_id: str | None = None
    incident_type: str | None = None
    tenant_id_in: list[str] | None = None
    without_tenant_id: bool | None = None
    activity_id_in: list[str] | None = None
    root_process_instances: bool | None = None
    leaf_process_instances: bool | None = None
    process_definition_without_tenant_id: bool | None = None
    variables: str | None = None
    variable_names_ignore_case: bool | None = None
    variable_values_ignore_case: bool | None = None


class AskedEither(Asked, kw_only=True):
    """Filters of which any may fit; variables as a list."""

    variables: list[Comparison] | None = None  # type: ignore[assignment]


class AskedByPost(AskedEither, kw_only=True):
    """Filters; variables as a list."""

    or_queries: list[AskedEither] | None = None


class Suspension(Body, kw_only=True):
    """Pause, or go on."""

    suspended: bool


@not_offered("process_instance_ids")
class Modification(Body, kw_only=True):
    """Where tokens go and which are taken away."""

    skip_custom_listeners: bool | None = None
    skip_io_mappings: bool | None = None
    instructions: list[Instruction]
    annotation: str | None = None
    process_instance_ids: list[str] | None = None


class Delete(Body, kw_only=True):
    """How a case is ended."""

    skip_custom_listeners: bool | None = None
    skip_io_mappings: bool | None = None
    skip_subprocesses: bool | None = None
    fail_if_not_exists: bool | None = None


SORTS = {
    "instanceId": "uid",
    "definitionId": "process",
    "definitionKey": "process__key",
    "businessKey": "business_key",
    "tenantId": "process__space",
}


def _found(call: Call, asked: Asked) -> QuerySet[Case]:
    found = _filtered(reach.cases(call).filter(state__in=Case.OPEN).select_related("process"), asked)
    return either.narrowed(found, getattr(asked, "or_queries", None), _filtered)


def _filtered(found: QuerySet[Case], asked: Asked) -> QuerySet[Case]:
    if asked.process_instance_ids is not None:
        found = found.filter(uid__in=[ids.uid(one, "process instance") for one in asked.process_instance_ids])
    if asked.business_key is not None:
        found = found.filter(business_key=asked.business_key)
    if asked.business_key_like is not None:
        found = found.filter(**like(asked.business_key_like, "business_key"))
    if asked.process_definition_id is not None:
        found = found.filter(process__uid=ids.uid(asked.process_definition_id.rpartition(":")[2], "process definition"))
    if asked.process_definition_key is not None:
        found = found.filter(process__key=asked.process_definition_key)
    if asked.process_definition_key_in is not None:
        found = found.filter(process__key__in=asked.process_definition_key_in)
    if asked.process_definition_key_not_in is not None:
        found = found.exclude(process__key__in=asked.process_definition_key_not_in)
    if asked.deployment_id is not None:
        found = found.filter(process__resource__deployment__uid=ids.uid(asked.deployment_id, "deployment"))
    if asked.super_process_instance is not None:
        found = found.filter(parent__uid=ids.uid(asked.super_process_instance, "process instance"))
    if asked.sub_process_instance is not None:
        found = found.filter(children__uid=ids.uid(asked.sub_process_instance, "process instance"))
    if asked.active:
        found = found.exclude(state=Case.SUSPENDED)
    if asked.suspended:
        found = found.filter(state=Case.SUSPENDED)
    stuck = Incident.objects.filter(case=OuterRef("pk"), state=Incident.OPEN)
    if asked.with_incident:
        ours = Incident.objects.filter(state=Incident.OPEN, case__organisation__in=found.values("organisation"))
        found = found.filter(held_up(ours))
    if asked.incident_id is not None:
        found = found.filter(Exists(stuck.filter(uid=ids.uid(asked.incident_id, "incident"))))
    if asked.incident_type is not None:
        from gorel.api.engine_rest.incidents import of_type

        found = found.filter(Exists(of_type(stuck, asked.incident_type)))
    if asked.tenant_id_in is not None:
        found = found.filter(process__space__in=asked.tenant_id_in)
    if asked.without_tenant_id or asked.process_definition_without_tenant_id:
        found = found.filter(process__space="")
    if asked.root_process_instances:
        found = found.filter(parent=None)
    if asked.leaf_process_instances:
        found = found.exclude(children__state__in=Case.OPEN)
    if asked.activity_id_in is not None:
        found = found.filter(standing_at(asked.activity_id_in)).distinct()
    given = parse_all(asked.variables) if isinstance(asked.variables, str) else asked.variables
    if given:
        how = {
            "ignore_case": bool(asked.variable_values_ignore_case),
            "names_ignore_case": bool(asked.variable_names_ignore_case),
        }
        found = found.filter(pk__in=holding(found, given, **how))
    return found


def standing_at(elements: list[str]) -> Q:
    """Return the condition that a case waits at one of *elements*."""
    may = Q(incidents__element__in=elements, incidents__state=Incident.OPEN)
    for name in ("tasks", "jobs", "timers", "subscriptions"):
        more = {"tasks__state": "open"} if name == "tasks" else {}
        may |= Q(**{f"{name}__element__in": elements}, **more)
    return may


def listing(call: Call) -> list[Instance]:
    """Return open cases."""
    asked = call.body or call.query
    found = rows(_found(call, asked), asked, SORTS, call.query if call.body else None)
    return [Instance(**instance(row)) for row in found]


def count(call: Call) -> Count:
    """Return how many there are."""
    return Count(count=_found(call, call.body or call.query).count())


def find(call: Call) -> Case:
    """Return the open case that the address names. Errors: NotFound."""
    case = reach.case(call, uid=ids.uid(call.path["id"], "process instance"))
    if not case.is_open:
        raise NotFound(f"Process instance with id {call.path['id']} does not exist")
    return case


def get(call: Call) -> Instance:
    """Return one."""
    return Instance(**instance(find(call)))


def delete(call: Call) -> None:
    """Stop a case, and those that it called."""
    try:
        case = find(call)
    except NotFound:
        if call.query.fail_if_not_exists is False:
            return
        raise
    runtime.cancel(case, by=call.by, reason="deleted through the interface")


def suspend(call: Call) -> None:
    """Pause a case, or let it go on."""
    case = find(call)
    if call.body.suspended == (case.state == Case.SUSPENDED):
        return
    (runtime.suspend if call.body.suspended else runtime.resume)(case, by=call.by, reason="asked through the interface")


def modify(call: Call) -> None:
    """Move a case's tokens, all at once or not at all."""
    case = find(call)
    reader = Reader(call.organisation_id)
    activate, terminate = moves(call, call.body.instructions, reach.state(case.pk), reader)
    with transaction.atomic():
        runtime.modify(
            case, activate=activate, terminate=terminate, by=call.by, reason=(call.body.annotation or "")[:400]
        )
        reader.remember(case.pk)


def moves(call: Call, instructions: list[Instruction], state: Any, reader: Reader) -> tuple[Any, list[int]]:
    """Return what is put in and what is taken away. Errors: BadRequest."""
    cancel = [one for one in instructions if one.type == "cancel"]
    terminate: list[int] = []
    for one in cancel:
        if one.activity_instance_id:
            terminate.append(_key(one.activity_instance_id))
        elif one.activity_id:
            terminate += [key for key, inst in state.instances.items() if key and inst.element == one.activity_id]
        else:
            raise BadRequest("For instruction type 'cancel': activityInstanceId or activityId must be set")
    return activations(call, [one for one in instructions if one.type != "cancel"], reader), terminate


def _key(name: str) -> int:
    return ids.parse(name)[1]


ONE = "/process-instance/{id}"
ROUTES = (
    *four("/process-instance", listing, count, Asked, AskedByPost, Instance, "process instances"),
    Route("GET", ONE, get, "read", "Get a process instance", answer=Instance),
    Route("DELETE", ONE, delete, "manage", "Delete a process instance", query=Delete),
    Route("PUT", ONE + "/suspended", suspend, "manage", "Suspend or activate a process instance", body=Suspension),
    Route("POST", ONE + "/modification", modify, "manage", "Modify a process instance", body=Modification),
)
