"""Process definitions: finding them, reading them, starting cases of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from gorel.api import reach
from gorel.api.engine_rest import ids
from gorel.api.engine_rest.shapes import Count, Link, Listed, like, rows
from gorel.api.engine_rest.variables import Given, Reader, Told, tell_case
from gorel.api.errors import BadRequest, NotFound
from gorel.api.route import Body, Call, Route, Shape, not_offered
from gorel.cases import programs, queries, runtime
from gorel.cases.models import Case, DecisionRule, Process, Resource
from gorel.core.engine import events


class ProcessDefinition(Shape, kw_only=True):
    """One version of a process."""

    id: str
    key: str
    category: str | None
    description: str | None
    name: str | None
    version: int
    resource: str
    deployment_id: str
    diagram: str | None
    suspended: bool
    tenant_id: str | None
    version_tag: str | None
    history_time_to_live: int | None
    startable_in_tasklist: bool


class DecisionDefinition(Shape, kw_only=True):
    """One version of a decision."""

    id: str
    key: str
    category: str | None
    name: str | None
    version: int
    resource: str
    deployment_id: str
    tenant_id: str | None
    decision_requirements_definition_id: str | None
    decision_requirements_definition_key: str | None
    history_time_to_live: int | None
    version_tag: str | None


class Requirements(Shape, kw_only=True):
    """One version of a file of decisions."""

    id: str
    key: str
    category: str | None
    name: str | None
    version: int
    resource: str
    deployment_id: str
    tenant_id: str | None


class Xml(Shape, kw_only=True):
    """A picture as it was deployed."""

    id: str
    bpmn20_xml: str


class StartForm(Shape, kw_only=True):
    """The form that a person fills in to start."""

    key: str | None
    context_path: str | None
    camunda_form_ref: dict[str, Any] | None = None


class Instance(Shape, kw_only=True):
    """A case, as starting it tells."""

    id: str
    definition_id: str
    definition_key: str
    business_key: str | None
    case_instance_id: str | None
    ended: bool
    suspended: bool
    tenant_id: str | None
    links: list[Link]


class Started(Instance, kw_only=True):
    """A case that was just started; its variables when they were asked for."""

    variables: Told | None = None


class Instruction(Body, kw_only=True):
    """Where a token is put, or which is taken away."""

    type: str
    activity_id: str | None = None
    transition_id: str | None = None
    activity_instance_id: str | None = None
    transition_instance_id: str | None = None
    ancestor_activity_instance_id: str | None = None
    cancel_current_active_activity_instances: bool | None = None
    variables: Given | None = None


@not_offered("case_instance_id")
class Start(Body, kw_only=True):
    """How a case is started."""

    business_key: str | None = None
    variables: Given | None = None
    case_instance_id: str | None = None
    start_instructions: list[Instruction] | None = None
    skip_custom_listeners: bool | None = None
    skip_io_mappings: bool | None = None
    with_variables_in_return: bool | None = None


class Asked(Listed, kw_only=True):
    """Filters."""

    process_definition_id: str | None = None
    process_definition_id_in: list[str] | None = None
    name: str | None = None
    name_like: str | None = None
    deployment_id: str | None = None
    key: str | None = None
    keys_in: list[str] | None = None
    key_like: str | None = None
    version: int | None = None
    latest_version: bool | None = None
    resource_name: str | None = None
    resource_name_like: str | None = None
    active: bool | None = None
    suspended: bool | None = None
    tenant_id_in: list[str] | None = None
    without_tenant_id: bool | None = None
    include_process_definitions_without_tenant_id: bool | None = None


SORTS = {
    "id": "uid",
    "key": "key",
    "name": "name",
    "version": "version",
    "deploymentId": "resource__deployment",
    "deployTime": "deployed_at",
    "tenantId": "space",
    "category": "key",
}


def tell_process(row: Process) -> ProcessDefinition:
    """Return a version of a process in this door's shape."""
    program = programs.known(row.pk).program
    days = program.history_ttl.removeprefix("P").removesuffix("D")
    return ProcessDefinition(
        id=ids.definition(row), key=row.key, category=None, description=program.documentation or None,
        name=row.name or None, version=row.version, resource=row.resource.name,
        deployment_id=str(row.resource.deployment.uid), diagram=None, suspended=False, tenant_id=row.space or None,
        version_tag=program.version_tag or None, history_time_to_live=int(days) if days.isdigit() else None,
        startable_in_tasklist=True,
    )  # fmt: skip


def tell_decision(row: DecisionRule) -> DecisionDefinition:
    """Return a version of a decision in this door's shape."""
    return DecisionDefinition(
        id=ids.decision(row), key=row.key, category=None, name=row.name or None, version=row.version,
        resource=row.resource.name, deployment_id=str(row.resource.deployment.uid), tenant_id=row.space or None,
        decision_requirements_definition_id=ids.resource(row.resource),
        decision_requirements_definition_key=row.resource.key, history_time_to_live=None, version_tag=None,
    )  # fmt: skip


def tell_requirements(row: Resource) -> Requirements:
    """Return a version of a file of decisions in this door's shape."""
    return Requirements(
        id=ids.resource(row), key=row.key, category=None, name=row.key, version=row.version, resource=row.name,
        deployment_id=str(row.deployment.uid), tenant_id=row.space or None,
    )  # fmt: skip


def _rows(call: Call) -> QuerySet[Process]:
    return reach.processes(call).select_related("resource__deployment").defer("resource__content")


def _found(call: Call, asked: Asked) -> QuerySet[Process]:
    found = _rows(call)
    if asked.process_definition_id is not None:
        found = found.filter(uid=_uid(asked.process_definition_id))
    if asked.process_definition_id_in is not None:
        found = found.filter(uid__in=[_uid(one) for one in asked.process_definition_id_in])
    for value, column in ((asked.name, "name"), (asked.key, "key"), (asked.resource_name, "resource__name")):
        if value is not None:
            found = found.filter(**{column: value})
    for pattern, column in (
        (asked.name_like, "name"), (asked.key_like, "key"), (asked.resource_name_like, "resource__name"),
    ):  # fmt: skip
        if pattern is not None:
            found = found.filter(**like(pattern, column))
    if asked.keys_in is not None:
        found = found.filter(key__in=asked.keys_in)
    if asked.deployment_id is not None:
        found = found.filter(resource__deployment__uid=ids.uid(asked.deployment_id, "deployment"))
    if asked.version is not None:
        found = found.filter(version=asked.version) if abs(asked.version) < 2**31 else found.none()
    if asked.latest_version:
        same = Process.objects.filter(key=OuterRef("key"), space=OuterRef("space"))
        same = same.annotate(owner=Coalesce("organisation_id", 0))
        newest = same.filter(owner=Coalesce(OuterRef("organisation_id"), 0)).order_by("-version").values("pk")[:1]
        found = found.filter(pk=Subquery(newest))
    if asked.suspended:
        found = found.none()
    if asked.tenant_id_in is not None:
        more = [""] if asked.include_process_definitions_without_tenant_id else []
        found = found.filter(space__in=[*asked.tenant_id_in, *more])
    if asked.without_tenant_id:
        found = found.filter(space="")
    return found


def _uid(text: str) -> UUID:
    return ids.uid(text.rpartition(":")[2], "process definition")


def listing(call: Call) -> list[ProcessDefinition]:
    """Return versions of processes."""
    return [tell_process(row) for row in rows(_found(call, call.query), call.query, SORTS)]


def count(call: Call) -> Count:
    """Return how many there are."""
    return Count(count=_found(call, call.query).count())


def find(call: Call) -> Process:
    """Return the version that the address names, by id or by key and tenant. Errors: NotFound."""
    path = call.path
    if "key" in path:
        row = reach.newest(_rows(call), call, path["key"], path.get("tenant", ""))
    else:
        row = by_id(call, path["id"])
    call.need(row.key)
    return row


def by_id(call: Call, text: str) -> Process:
    """Return the version with this id. Errors: NotFound."""
    row = _rows(call).filter(uid=_uid(text)).first()
    if row is None:
        raise NotFound(f"No matching definition with id {text[:80]}")
    return row


def get(call: Call) -> ProcessDefinition:
    """Return one."""
    return tell_process(find(call))


def xml(call: Call) -> Xml:
    """Return its picture."""
    row = find(call)
    return Xml(id=ids.definition(row), bpmn20_xml=row.bpmn.decode("utf-8", "replace"))


def start_form(call: Call) -> StartForm:
    """Return the form of its start, if it has one."""
    program = programs.known(find(call).pk).program
    form = next((start.form for start in program.starts if start.kind == "none"), "")
    return StartForm(key=form or None, context_path=None)


def start(call: Call) -> Started:
    """Start a case, in one transaction with its variables' types."""
    row, body = find(call), call.body
    reader = Reader(call.organisation_id)
    values = reader.read(body.variables)
    with transaction.atomic():
        case = runtime.start(
            row, variables=values, business_key=body.business_key or "", organisation=call.organisation_id,
            by=call.by, at=activations(call, body.start_instructions, reader),
        )  # fmt: skip
        reader.remember(case.pk)
    call.about = str(case.uid)
    told = Started(**instance(case))
    if body.with_variables_in_return:
        told.variables = tell_case(case, queries.variables(case), deserialize=False)
    return told


def activations(call: Call, given: list[Instruction] | None, reader: Reader) -> tuple[events.Activation, ...]:
    """Return where tokens are to be put. Errors: BadRequest."""
    found = []
    for one in given or []:
        variables = reader.read(one.variables)
        if one.type in ("startBeforeActivity", "startAfterActivity") and one.activity_id:
            where = "before" if one.type == "startBeforeActivity" else "after"
            found.append(events.Activation(element=one.activity_id, where=where, variables=variables))
        else:
            raise BadRequest(f"{one.type[:60]} is not offered here. There are startBeforeActivity, startAfterActivity")
    return tuple(found)


def instance(case: Case) -> dict[str, Any]:
    """Return the fields that starting and finding a case share."""
    href = f"/engine-rest/process-instance/{case.uid}"
    return {
        "id": str(case.uid), "definition_id": ids.definition(case.process), "definition_key": case.process.key,
        "business_key": case.business_key or None, "case_instance_id": None, "ended": not case.is_open,
        "suspended": case.state == Case.SUSPENDED, "tenant_id": case.process.space or None,
        "links": [Link(method="GET", href=href, rel="self")],
    }  # fmt: skip


def by_definition(
    base: str, method: str, tail: str, view: Callable[[Call], Any], verb: str, about: str, **more: Any
) -> list[Route]:
    """Return the same call on a definition by its id, by its key, and by key and tenant, below *base*."""
    heads = ("/{id}", "/key/{key}", "/key/{key}/tenant-id/{tenant}")
    return [Route(method, base + head + tail, view, verb, about, **more) for head in heads]


_three = partial(by_definition, "/process-definition")

ROUTES = (
    Route(
        "GET",
        "/process-definition",
        listing,
        "read",
        "List process definitions",
        query=Asked,
        answer=list[ProcessDefinition],
    ),
    Route("GET", "/process-definition/count", count, "read", "Count process definitions", query=Asked, answer=Count),
    *_three("GET", "", get, "read", "Get a process definition", answer=ProcessDefinition),
    *_three("GET", "/xml", xml, "read", "Get its BPMN", answer=Xml),
    *_three("GET", "/startForm", start_form, "read", "Get the key of its start form", answer=StartForm),
    *_three("POST", "/start", start, "start", "Start a process instance", body=Start, answer=Started),
    *_three("POST", "/submit-form", start, "start", "Start a process instance by its form", body=Start, answer=Started),
)
