"""Element instances and variables: where cases are and were, and what stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction

from gorel.api import commands, reach
from gorel.api.engine_rest import kinds
from gorel.api.errors import NotFound
from gorel.api.route import Body, Call, Route, Shape
from gorel.api.v2 import keys, search
from gorel.cases import programs, queries
from gorel.cases.models import Case, Incident
from gorel.cases.values import to_json
from gorel.core import engine


class ElementInstance(Shape, kw_only=True):
    """One time that a case was at an element."""

    process_definition_id: str | None
    start_date: str | None
    end_date: str | None
    element_id: str
    element_name: str
    type: str
    state: str
    has_incident: bool
    tenant_id: str
    element_instance_key: str
    process_instance_key: str
    root_process_instance_key: str | None
    process_definition_key: str | None
    incident_key: str | None


class Variable(Shape, kw_only=True):
    """A variable in its scope. Shape: value is JSON text."""

    value: str
    is_truncated: bool
    name: str
    tenant_id: str
    variable_key: str
    scope_key: str
    process_instance_key: str
    root_process_instance_key: str | None


class SetVariables(Body, kw_only=True):
    """What is written. Shape: local keeps new ones in the scope itself."""

    variables: dict[str, Any]
    local: bool | None = None
    operation_reference: int | None = None


ElementInstances = search.result("ElementInstances", ElementInstance)
Variables = search.result("Variables", Variable)
STATES = {"active": "ACTIVE", "completed": "COMPLETED", "cancelled": "TERMINATED"}
TYPES = {"transaction": "SUB_PROCESS", "adHocSubProcess": "AD_HOC_SUB_PROCESS", "complexGateway": "UNKNOWN"}
_KEPT = 10_000_000  # what is passed at once has no number of its own in its case: it is counted from here


def _cases(call: Call) -> Any:
    rows = reach.cases(call).select_related("process").order_by("-pk")
    rows = search.narrowed(rows, call.body, {"processDefinitionId": "process__key"}) if call.body else rows
    return rows


def _of_one(call: Call, rows: Any, *names: str) -> Any:
    for name in names:
        value = search.exact(call.body, name)
        if value is not None:
            rows = rows.filter(pk=keys.parse(str(value))[0])
    return rows


def _elements(cases: Any) -> Iterator[ElementInstance]:
    for case in cases:
        stuck = dict(Incident.objects.filter(case=case, state=Incident.OPEN).values_list("about", "key"))
        program = programs.known(case.process_id).program
        aside = {node.id for node in program.process.nodes if node.triggered_by_event}
        visits = queries.visits(case)
        bodies = kinds.bodies(visits, kinds.loops_of(program))
        yield _process(case, stuck)
        for place, visit in enumerate(visits):
            key = visit.key if visit.key is not None else _KEPT + place
            yield ElementInstance(
                process_definition_id=case.process.key, start_date=keys.moment(visit.entered_at),
                end_date=keys.moment(visit.left_at), element_id=visit.element, element_name=visit.name,
                type=(
                    "MULTI_INSTANCE_BODY" if place in bodies
                    else "EVENT_SUB_PROCESS" if visit.element in aside
                    else TYPES.get(visit.kind) or re.sub(r"(?<!^)(?=[A-Z])", "_", visit.kind).upper() or "UNKNOWN"
                ),
                state=STATES[visit.state], has_incident=visit.key in stuck and visit.key is not None,
                tenant_id=keys.tenant(case.process.space), element_instance_key=keys.of(case.pk, key),
                process_instance_key=keys.of(case.pk), root_process_instance_key=_root(case),
                process_definition_key=str(case.process_id),
                incident_key=keys.of(case.pk, stuck[visit.key]) if visit.key in stuck else None,
            )  # fmt: skip


def _process(case: Case, stuck: Mapping[int | None, int]) -> ElementInstance:
    """Tell the case itself, as the element instance that holds all others."""
    state = "ACTIVE" if case.is_open else "COMPLETED" if case.state == Case.COMPLETED else "TERMINATED"
    return ElementInstance(
        process_definition_id=case.process.key, start_date=keys.moment(case.started_at),
        end_date=keys.moment(case.ended_at), element_id=case.process.key,
        element_name=case.process.name or case.process.key, type="PROCESS", state=state, has_incident=bool(stuck),
        tenant_id=keys.tenant(case.process.space), element_instance_key=keys.of(case.pk),
        process_instance_key=keys.of(case.pk), root_process_instance_key=_root(case),
        process_definition_key=str(case.process_id), incident_key=None,
    )  # fmt: skip


def _root(case: Case) -> str:
    while case.parent is not None:
        case = case.parent
    return keys.of(case.pk)


def elements(call: Call) -> Any:
    """Return element instances."""
    cases = _of_one(call, _cases(call), "processInstanceKey", "elementInstanceKey", "incidentKey")[: search.MOST]
    extra = {"elementInstanceScopeKey": lambda one: one.process_instance_key}
    return search.answer(ElementInstances, ElementInstance, _elements(cases), call.body, extra)


def element(call: Call) -> ElementInstance:
    """Return one."""
    name = call.path["key"]
    case = reach.case(call, id=keys.parse(name)[0])
    found = next((one for one in _elements([case]) if one.element_instance_key == name), None)
    if found is None:
        raise NotFound(f"There is no element instance {name}")
    return found


def set_variables(call: Call) -> None:
    """Write variables where an instance is: into its own scope, or each where it already stands around it."""
    number, key = keys.parse(call.path["key"])
    known = reach.facts(call, id=number)
    state = reach.state(known.id)
    if key not in state.instances or not Case.objects.filter(pk=known.id, state__in=Case.OPEN).exists():
        raise NotFound(f"There is no open element instance {call.path['key']}")
    values = call.body.variables
    with transaction.atomic():
        if call.body.local:
            commands.set_variables(known.id, values, key=key, by=call.by)
            return
        for scope, names in engine.outwards(state, key, list(values)).items():
            commands.set_variables(known.id, {name: values[name] for name in names}, key=scope, by=call.by)


def _variables(cases: list[Case]) -> Iterator[Variable]:
    for first in range(0, len(cases), 500):
        some = cases[first : first + 500]
        states = queries.states([case.pk for case in some])
        for case in some:
            if case.pk in states:
                yield from variables_of(case, states[case.pk].instances)


def variables_of(case: Case, instances: Mapping[int, Any]) -> Iterator[Variable]:
    """Tell what stands in these scopes of a case."""
    for key, one in sorted(instances.items()):
        for place, (name, value) in enumerate((one.variables or {}).items()):
            yield Variable(
                value=to_json(value), is_truncated=False, name=name, tenant_id=keys.tenant(case.process.space),
                variable_key=_name(case.pk, key, place), scope_key=keys.of(case.pk, key),
                process_instance_key=keys.of(case.pk), root_process_instance_key=_root(case),
            )  # fmt: skip


def _name(case_id: int, key: int, place: int) -> str:
    """A variable is named by its scope and its place there; others' clients want a number."""
    return keys.of(case_id, key) + f"{place:03}"


def variables(call: Call) -> Any:
    """Return variables in their scopes."""
    rows = _of_one(call, _cases(call), "processInstanceKey", "scopeKey")
    return search.answer(Variables, Variable, _variables(list(rows[: search.MOST])), call.body)


def variable(call: Call) -> Variable:
    """Return one."""
    name = call.path["key"]
    case = reach.case(call, id=keys.parse(name[:-3])[0])
    found = next((one for one in _variables([case]) if one.variable_key == name), None)
    if found is None:
        raise NotFound(f"There is no variable {name}")
    return found


ROUTES = (
    Route(
        "POST",
        "/element-instances/search",
        elements,
        "read",
        "Search element instances",
        body=search.Search,
        answer=ElementInstances,
    ),
    Route("GET", "/element-instances/{key}", element, "read", "Get an element instance", answer=ElementInstance),
    Route("PUT", "/element-instances/{key}/variables", set_variables, "manage", "Set variables", body=SetVariables),
    Route("POST", "/variables/search", variables, "read", "Search variables", body=search.Search, answer=Variables),
    Route("GET", "/variables/{key}", variable, "read", "Get a variable", answer=Variable),
)
