"""Deployments and what they bring: processes, decisions and forms."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db.models import QuerySet

from gorel.accounts.models import Organisation
from gorel.api import reach
from gorel.api.errors import BadRequest, NotFound
from gorel.api.route import Call, Raw, Route, Shape
from gorel.api.v2 import keys, search
from gorel.cases import deployment as deploying
from gorel.cases import programs
from gorel.cases.models import DecisionRule, Process, Resource
from gorel.core import bpmn
from gorel.core.problems import ModelError


class DeployedProcess(Shape, kw_only=True):
    """A version of a process."""

    process_definition_id: str
    process_definition_version: int
    resource_name: str
    tenant_id: str
    process_definition_key: str


class DeployedDecision(Shape, kw_only=True):
    """A version of a decision."""

    decision_definition_id: str
    version: int
    name: str
    tenant_id: str
    decision_requirements_id: str
    decision_definition_key: str
    decision_requirements_key: str


class DeployedRequirements(Shape, kw_only=True):
    """A version of a file of decisions."""

    decision_requirements_id: str
    decision_requirements_name: str
    version: int
    resource_name: str
    tenant_id: str
    decision_requirements_key: str


class DeployedForm(Shape, kw_only=True):
    """A version of a form."""

    form_id: str
    version: int
    resource_name: str
    tenant_id: str
    form_key: str


class Deployment(Shape, kw_only=True):
    """One thing of a deployment; what it is not is null."""

    process_definition: DeployedProcess | None = None
    decision_definition: DeployedDecision | None = None
    decision_requirements: DeployedRequirements | None = None
    form: DeployedForm | None = None
    resource: None = None


class Deployed(Shape, kw_only=True):
    """What was deployed."""

    deployment_key: str
    tenant_id: str
    deployments: list[Deployment]


class ProcessDefinition(Shape, kw_only=True):
    """A version of a process."""

    name: str | None
    resource_name: str
    version: int
    version_tag: str | None
    process_definition_id: str
    tenant_id: str
    process_definition_key: str
    has_start_form: bool
    state: str


ProcessDefinitions = search.result("ProcessDefinitions", ProcessDefinition)


def create(call: Call) -> Deployed:
    """Deploy; what has not changed keeps its version, and is told with it."""
    files = [file for file in call.files if file.field == "resources"]
    if not files:
        raise BadRequest("There is no file in this deployment. Send each as a part called resources")
    space = keys.space(call.form.get("tenantId"))
    organisation = Organisation.objects.get(pk=call.organisation_id)
    for file in files:
        if file.name.lower().endswith(".bpmn"):
            for key in _processes_in(file.content):
                call.need(key)
    given = [(file.name, file.content) for file in files]
    done = deploying.deploy(given, organisation=organisation, space=space, by=call.by)
    resources = [_resource(organisation, space, file.name, file.content) for file in files]
    row = done.deployment or max((one.deployment for one in resources), key=lambda one: one.pk)
    call.about = str(row.pk)
    told = [one for resource in resources for one in _told(resource)]
    return Deployed(deployment_key=str(row.pk), tenant_id=keys.tenant(space), deployments=told)


def _processes_in(data: bytes) -> list[str]:
    try:
        return [process.id for process in bpmn.read(data).processes if process.executable]
    except ModelError:
        return []  # deploying says all that is wrong


def _resource(organisation: Organisation, space: str, name: str, data: bytes) -> Resource:
    digest = hashlib.sha256(data).hexdigest()
    found = Resource.objects.filter(organisation=organisation, space=space, digest=digest).select_related("deployment")
    row = found.filter(name=name).order_by("-pk").first() or found.order_by("-pk").first()
    assert row is not None
    return row


def _told(row: Resource) -> list[Deployment]:
    tenant = keys.tenant(row.space)
    if row.kind == "form":
        form = DeployedForm(
            form_id=row.key, version=row.version, resource_name=row.name, tenant_id=tenant, form_key=str(row.pk)
        )
        return [Deployment(form=form)]
    if row.kind == "bpmn":
        return [
            Deployment(
                process_definition=DeployedProcess(
                    process_definition_id=one.key, process_definition_version=one.version, resource_name=row.name,
                    tenant_id=tenant, process_definition_key=str(one.pk),
                )
            )
            for one in row.processes.order_by("pk")
        ]  # fmt: skip
    requirements = DeployedRequirements(
        decision_requirements_id=row.key, decision_requirements_name=row.key, version=row.version,
        resource_name=row.name, tenant_id=tenant, decision_requirements_key=str(row.pk),
    )  # fmt: skip
    decisions = [
        Deployment(
            decision_definition=DeployedDecision(
                decision_definition_id=one.key, version=one.version, name=one.name or one.key, tenant_id=tenant,
                decision_requirements_id=row.key, decision_definition_key=str(one.pk),
                decision_requirements_key=str(row.pk),
            )
        )
        for one in DecisionRule.objects.filter(resource=row).order_by("pk")
    ]  # fmt: skip
    return [*decisions, Deployment(decision_requirements=requirements)]


def tell(row: Process) -> ProcessDefinition:
    """Return a version of a process in this door's shape."""
    program = programs.known(row.pk).program
    form = next((start.form for start in program.starts if start.kind == "none"), "")
    return ProcessDefinition(
        name=row.name or None, resource_name=row.resource.name, version=row.version,
        version_tag=program.version_tag or None, process_definition_id=row.key, tenant_id=keys.tenant(row.space),
        process_definition_key=str(row.pk), has_start_form=bool(form), state="ACTIVE",
    )  # fmt: skip


def _rows(call: Call) -> QuerySet[Process]:
    return reach.processes(call).select_related("resource").defer("resource__content")


def processes(call: Call) -> Any:
    """Return versions of processes."""
    narrowed = search.narrowed(_rows(call), call.body, {"processDefinitionId": "key"})
    newest: dict[Any, int] = {}
    rows = list(narrowed.order_by("-pk")[: search.MOST])
    for row in rows:
        at = row.key, row.space, row.organisation_id
        newest[at] = max(newest.get(at, 0), row.version)
    latest = {str(row.pk) for row in rows if newest[row.key, row.space, row.organisation_id] == row.version}
    extra = {"isLatestVersion": lambda one: one.process_definition_key in latest}
    return search.answer(ProcessDefinitions, ProcessDefinition, map(tell, rows), call.body, extra)


def find(call: Call) -> Process:
    """Return the version that the address names. Errors: NotFound."""
    row = _rows(call).filter(pk=keys.number(call.path["key"])).first()
    if row is None:
        raise NotFound(f"There is no process definition {call.path['key']}")
    return row


def process(call: Call) -> ProcessDefinition:
    """Return one."""
    return tell(find(call))


def xml(call: Call) -> Raw:
    """Return its picture."""
    return Raw(find(call).bpmn, "text/xml; charset=utf-8")


ROUTES = (
    Route("POST", "/deployments", create, "deploy", "Deploy resources", answer=Deployed, multipart=True),
    Route(
        "POST",
        "/process-definitions/search",
        processes,
        "read",
        "Search process definitions",
        body=search.Search,
        answer=ProcessDefinitions,
    ),
    Route("GET", "/process-definitions/{key}", process, "read", "Get a process definition", answer=ProcessDefinition),
    Route("GET", "/process-definitions/{key}/xml", xml, "read", "Get its BPMN", answer=Raw),
)
