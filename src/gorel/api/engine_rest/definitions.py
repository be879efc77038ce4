"""Process definitions: finding them, reading them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from gorel.api import reach
from gorel.api.engine_rest import ids
from gorel.api.engine_rest.shapes import Count, Listed, like, rows
from gorel.api.errors import NotFound
from gorel.api.route import Call, Route, Shape
from gorel.cases import programs
from gorel.cases.models import DecisionRule, Process, Resource


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
    version_tag: str | None = None
    version_tag_like: str | None = None
    without_version_tag: bool | None = None
    deployed_after: str | None = None
    deployed_at: str | None = None
    startable_in_tasklist: bool | None = None


SORTS = {
    "id": "uid",
    "key": "key",
    "name": "name",
    "version": "version",
    "deploymentId": "resource__deployment",
    "deployTime": "deployed_at",
    "tenantId": "space",
    "category": "key",
    "versionTag": "tag",
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
    for value, column in (
        (asked.name, "name"),
        (asked.key, "key"),
        (asked.resource_name, "resource__name"),
        (asked.version_tag, "tag"),
    ):
        if value is not None:
            found = found.filter(**{column: value})
    for pattern, column in (
        (asked.name_like, "name"), (asked.key_like, "key"), (asked.resource_name_like, "resource__name"),
        (asked.version_tag_like, "tag"),
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
    if asked.without_version_tag:
        found = found.filter(tag="")
    for text, column in ((asked.deployed_after, "deployed_at__gt"), (asked.deployed_at, "deployed_at")):
        if text is not None:
            found = found.filter(**{column: ids.to_moment(text, column)})
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
        row = reach.newest(_rows(call), call, path["key"], path.get("tenant", ""), what="process definition")
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
)
