"""Deployments: files in, with duplicate filtering and tenants' spaces."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from gorel.accounts.models import Organisation
from gorel.api.engine_rest import ids
from gorel.api.engine_rest.definitions import (
    DecisionDefinition,
    ProcessDefinition,
    Requirements,
    tell_decision,
    tell_process,
    tell_requirements,
)
from gorel.api.engine_rest.shapes import Count, Link, Listed, like, rows
from gorel.api.errors import BadRequest, NotFound
from gorel.api.route import Body, Call, File, Raw, Route, Shape
from gorel.cases import deployment as deploying
from gorel.cases import withdrawing
from gorel.cases.models import DecisionRule, Deployment, Process, Resource
from gorel.core import bpmn
from gorel.core.problems import ModelError


class DeploymentShape(Shape, kw_only=True):
    """A deployment."""

    id: str
    name: str | None
    source: str | None
    deployment_time: str | None
    tenant_id: str | None
    links: list[Link]


class Deployed(DeploymentShape, kw_only=True):
    """What a deployment brought; null where it brought none of that kind."""

    deployed_process_definitions: dict[str, ProcessDefinition] | None
    deployed_decision_definitions: dict[str, DecisionDefinition] | None
    deployed_decision_requirements_definitions: dict[str, Requirements] | None
    deployed_case_definitions: None


class ResourceShape(Shape, kw_only=True):
    """A file of a deployment."""

    id: str
    name: str
    deployment_id: str


class Asked(Listed, kw_only=True):
    """Filters."""

    id: str | None = None
    name: str | None = None
    name_like: str | None = None
    source: str | None = None
    without_source: bool | None = None
    tenant_id_in: list[str] | None = None
    without_tenant_id: bool | None = None
    include_deployments_without_tenant_id: bool | None = None
    before: str | None = None
    after: str | None = None


class Deletion(Body, kw_only=True):
    """How a deployment goes. Shape: nothing is skipped, since no case is ended by it."""

    cascade: bool | None = None
    skip_custom_listeners: bool | None = None
    skip_io_mappings: bool | None = None


SORTS = {"id": "uid", "name": "name", "deploymentTime": "at", "tenantId": "space"}
OWN_FIELDS = {
    "deployment-name",
    "deployment-source",
    "enable-duplicate-filtering",
    "deploy-changed-only",
    "tenant-id",
    "deployment-activation-time",
}


def create(call: Call) -> Deployed:
    """Deploy. A form field without a file name may hold a file too, as some clients send them."""
    files = _files(call)
    if not files:
        raise BadRequest("There is no file in this deployment. Send .bpmn, .dmn or .form files as multipart/form-data")
    if call.form.get("deployment-activation-time"):
        raise BadRequest("deployment-activation-time is not offered by Görel")
    space, name, source = (call.form.get(one, "") for one in ("tenant-id", "deployment-name", "deployment-source"))
    if len(space) > 64 or len(name) > 255 or len(source) > 255:
        raise BadRequest("A tenant-id has at most 64 characters, a deployment-name and a deployment-source 255")
    only_changed = any(call.form.get(flag) == "true" for flag in ("enable-duplicate-filtering", "deploy-changed-only"))
    organisation = Organisation.objects.get(pk=call.organisation_id)
    for key in _processes_in(files):
        call.need(key)
    done = deploying.deploy(
        [(file.name, file.content) for file in files], organisation=organisation, space=space, name=name, by=call.by,
        always=not only_changed, source=source,
    )  # fmt: skip
    row = done.deployment or _last(files, organisation, space)
    call.about = str(row.uid)
    processes = {ids.definition(one): tell_process(one) for one in done.processes}
    files_of = {one.pk: one for one in done.resources}
    rules = list(DecisionRule.objects.filter(resource__in=files_of).select_related("resource__deployment"))
    decisions = {ids.decision(one): tell_decision(one) for one in rules}
    graphs = {ids.resource(one): tell_requirements(one) for one in done.resources if one.kind == "dmn"}
    return Deployed(
        **tell(row), deployed_process_definitions=processes or None, deployed_decision_definitions=decisions or None,
        deployed_decision_requirements_definitions=graphs or None, deployed_case_definitions=None,
    )  # fmt: skip


def _files(call: Call) -> list[File]:
    files = [File(file.field, _named(file.name), file.content) for file in call.files]
    for name, text in call.form.items():
        if name not in OWN_FIELDS and "." in name:
            files.append(File(name, _named(name), text.encode()))
    return files


def _named(name: str) -> str:
    """Others write `invoice.bpmn20.xml` and `rules.dmn11.xml` too."""
    for ending, proper in ((".bpmn20.xml", ".bpmn"), (".dmn11.xml", ".dmn")):
        if name.lower().endswith(ending):
            return name[: -len(ending)] + proper
    return name


def _processes_in(files: list[File]) -> list[str]:
    found = []
    for file in files:
        if file.name.lower().endswith(".bpmn"):
            try:
                found += [process.id for process in bpmn.read(file.content).processes if process.executable]
            except ModelError:
                continue  # deploying says all that is wrong
    return found


def _last(files: list[File], organisation: Organisation, space: str) -> Deployment:
    """The deployment that nothing has changed since: that of the newest of these files."""
    found = Deployment.objects.filter(
        organisation=organisation, space=space, resources__name__in=[f.name for f in files]
    )
    row = found.order_by("-pk").first()
    if row is None:
        raise NotFound("Nothing has changed, and the deployment of these files is not here")
    return row


def tell(row: Deployment) -> dict[str, Any]:
    """Return a deployment's fields."""
    href = f"/engine-rest/deployment/{row.uid}"
    return {
        "id": str(row.uid), "name": row.name or None, "source": row.source or None,
        "deployment_time": ids.moment(row.at), "tenant_id": row.space or None,
        "links": [Link(method="GET", href=href, rel="self")],
    }  # fmt: skip


def _found(call: Call, asked: Asked) -> QuerySet[Deployment]:
    found = Deployment.objects.filter(organisation_id=call.organisation_id)
    if asked.id is not None:
        found = found.filter(uid=ids.uid(asked.id, "deployment"))
    if asked.name is not None:
        found = found.filter(name=asked.name)
    if asked.name_like is not None:
        found = found.filter(**like(asked.name_like, "name"))
    if asked.source is not None:
        found = found.filter(source=asked.source)
    if asked.without_source:
        found = found.filter(source="")
    if asked.tenant_id_in is not None:
        more = [""] if asked.include_deployments_without_tenant_id else []
        found = found.filter(space__in=[*asked.tenant_id_in, *more])
    if asked.without_tenant_id:
        found = found.filter(space="")
    if asked.before is not None:
        found = found.filter(at__lt=ids.to_moment(asked.before, "before"))
    if asked.after is not None:
        found = found.filter(at__gt=ids.to_moment(asked.after, "after"))
    return found


def listing(call: Call) -> list[DeploymentShape]:
    """Return deployments."""
    return [DeploymentShape(**tell(row)) for row in rows(_found(call, call.query), call.query, SORTS)]


def count(call: Call) -> Count:
    """Return how many there are."""
    return Count(count=_found(call, call.query).count())


def _one(call: Call) -> Deployment:
    row = Deployment.objects.filter(
        organisation_id=call.organisation_id, uid=ids.uid(call.path["id"], "deployment")
    ).first()
    if row is None:
        raise NotFound(f"Deployment with id '{call.path['id']}' does not exist")
    return row


def get(call: Call) -> DeploymentShape:
    """Return one."""
    return DeploymentShape(**tell(_one(call)))


def delete(call: Call) -> None:
    """Take it back, when nothing needs it: the versions before it are the newest again.

    Errors: BadRequest when cases, or what is left of them, need it; none of them is ever ended or deleted by this.
    """
    row = _one(call)
    for key in Process.objects.filter(resource__deployment=row).values_list("key", flat=True):
        call.need(key)
    try:
        withdrawing.withdraw(row)
    except withdrawing.InUse as error:
        said = f"cascade is not offered by Görel for a deployment in use: {error}" if call.query.cascade else str(error)
        raise BadRequest(f"Cannot delete deployment '{call.path['id']}': {said}") from None


def resources(call: Call) -> list[ResourceShape]:
    """Return its files."""
    row = _one(call)
    return [
        ResourceShape(id=str(one.pk), name=one.name, deployment_id=str(row.uid)) for one in row.resources.order_by("pk")
    ]


def _resource(call: Call) -> Resource:
    number = call.path["resource"]
    row = (
        _one(call)
        .resources.filter(pk=int(number) if number.isascii() and number.isdigit() and len(number) < 18 else 0)
        .first()
    )
    if row is None:
        raise NotFound(f"There is no resource {number[:40]} in this deployment")
    return row


def resource(call: Call) -> ResourceShape:
    """Return one file's facts."""
    row = _resource(call)
    return ResourceShape(id=str(row.pk), name=row.name, deployment_id=call.path["id"])


def data(call: Call) -> Raw:
    """Return one file."""
    row = _resource(call)
    return Raw(bytes(row.content), "application/octet-stream", row.name)


ROUTES = (
    Route("POST", "/deployment/create", create, "deploy", "Deploy files", answer=Deployed, multipart=True),
    Route("GET", "/deployment", listing, "read", "List deployments", query=Asked, answer=list[DeploymentShape]),
    Route("GET", "/deployment/count", count, "read", "Count deployments", query=Asked, answer=Count),
    Route("GET", "/deployment/{id}", get, "read", "Get a deployment", answer=DeploymentShape),
    Route("DELETE", "/deployment/{id}", delete, "deploy", "Delete a deployment that nothing needs", query=Deletion),
    Route("GET", "/deployment/{id}/resources", resources, "read", "List its files", answer=list[ResourceShape]),
    Route("GET", "/deployment/{id}/resources/{resource}", resource, "read", "Get a file's facts", answer=ResourceShape),
    Route("GET", "/deployment/{id}/resources/{resource}/data", data, "read", "Get a file", answer=Raw),
)
