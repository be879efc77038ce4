"""Variable instances: what stands in the scopes of open cases."""

from __future__ import annotations

from typing import Any

from gorel.api import reach
from gorel.api.engine_rest import ids
from gorel.api.engine_rest.executions import states_of
from gorel.api.engine_rest.filters import Comparison, fits, parse_all
from gorel.api.engine_rest.scoped_variables import content
from gorel.api.engine_rest.shapes import Count, Listed, four, in_order, page
from gorel.api.engine_rest.variables import tell, types_of
from gorel.api.errors import NotFound
from gorel.api.route import Body, Call, Raw, Route, Shape
from gorel.cases.models import Case, Task


class VariableInstance(Shape, kw_only=True):
    """A variable in its scope."""

    id: str
    name: str
    type: str
    value: Any
    value_info: dict[str, Any]
    process_instance_id: str
    execution_id: str
    activity_instance_id: str
    process_definition_id: str
    task_id: str | None
    case_instance_id: str | None
    case_execution_id: str | None
    batch_id: str | None
    tenant_id: str | None
    error_message: str | None


class AskedVariables(Listed, kw_only=True):
    """Filters."""

    variable_name: str | None = None
    variable_name_in: list[str] | None = None
    variable_name_like: str | None = None
    process_instance_id_in: list[str] | None = None
    execution_id_in: list[str] | None = None
    activity_instance_id_in: list[str] | None = None
    task_id_in: list[str] | None = None
    variable_scope_id_in: list[str] | None = None
    tenant_id_in: list[str] | None = None
    variable_values: str | None = None
    deserialize_values: bool | None = None


class AskedVariablesByPost(AskedVariables, kw_only=True):
    """Filters; values as a list."""

    variable_values: list[Comparison] | None = None  # type: ignore[assignment]


class Shown(Body, kw_only=True):
    """How values are told."""

    deserialize_value: bool | None = None


def _variables(call: Call, asked: Any, *, only: tuple[Any, int, str] | None = None) -> list[VariableInstance]:
    cases = reach.cases(call).filter(state__in=Case.OPEN)
    if asked.process_instance_id_in is not None:
        cases = cases.filter(uid__in=[ids.uid(one, "process instance") for one in asked.process_instance_id_in])
    scopes = [
        names
        for names in (asked.execution_id_in, asked.activity_instance_id_in, asked.variable_scope_id_in)
        if names is not None
    ]
    if asked.task_id_in is not None:
        rows = (
            reach.tasks(call).filter(uid__in=[ids.uid(one, "task") for one in asked.task_id_in]).select_related("case")
        )
        scopes.append([ids.of(row.case.uid, row.key) for row in rows])
    for names in scopes:
        cases = cases.filter(uid__in=[ids.parse(one)[0] for one in names])
    if asked.tenant_id_in is not None:
        cases = cases.filter(process__space__in=asked.tenant_id_in)
    if only is not None:
        cases = cases.filter(uid=only[0])
    names = [asked.variable_name] if asked.variable_name is not None else asked.variable_name_in
    wanted = parse_all(asked.variable_values) if isinstance(asked.variable_values, str) else asked.variable_values or []
    found = []
    for case, state in states_of(cases):
        types = types_of([case.pk])
        tasks = dict(Task.objects.filter(case=case, state=Task.OPEN).values_list("key", "uid"))
        for key, inst in sorted(state.instances.items()):
            scope = ids.of(case.uid, key)
            if any(scope not in one for one in scopes) or (only is not None and only[1] != key):
                continue
            for name, value in (inst.variables or {}).items():
                if (names is not None and name not in names) or (only is not None and only[2] != name):
                    continue
                like = (
                    [Comparison(name=name, operator="like", value=asked.variable_name_like)]
                    if asked.variable_name_like
                    else []
                )
                values = [one for one in wanted if one.name == name]
                if not fits({name: name}, like) or (wanted and (not values or not fits({name: value}, values))):
                    continue
                told = tell(name, value, types.get((case.pk, name)), deserialize=asked.deserialize_values is not False)
                found.append(
                    VariableInstance(
                        id=f"{scope}~{name}",
                        name=name,
                        type=told.type,
                        value=told.value,
                        value_info=told.value_info,
                        process_instance_id=str(case.uid),
                        execution_id=scope,
                        activity_instance_id=scope,
                        process_definition_id=ids.definition(case.process),
                        task_id=str(tasks[key]) if key in tasks else None,
                        case_instance_id=None,
                        case_execution_id=None,
                        batch_id=None,
                        tenant_id=case.process.space or None,
                        error_message=None,
                    )
                )
    return found


SORTS = {
    "variableName": "name",
    "variableType": "type",
    "activityInstanceId": "activity_instance_id",
    "tenantId": "tenant_id",
}


def variables(call: Call) -> list[VariableInstance]:
    """Return variables in their scopes."""
    asked = call.body or call.query
    found = in_order(_variables(call, asked), asked, SORTS)
    return list(page(found, asked, call.query if call.body else None))


def count_variables(call: Call) -> Count:
    """Return how many there are."""
    return Count(count=len(_variables(call, call.body or call.query)))


def _variable(call: Call) -> VariableInstance:
    scope, _, name = call.path["id"].partition("~")
    uid, key = ids.parse(scope)
    reach.facts(call, uid=uid)
    asked = AskedVariables(deserialize_values=getattr(call.query, "deserialize_value", None))
    found = _variables(call, asked, only=(uid, key, name))
    if not found:
        raise NotFound(f"Variable instance with Id '{call.path['id'][:80]}' does not exist.")
    return found[0]


def variable(call: Call) -> VariableInstance:
    """Return one."""
    return _variable(call)


def data(call: Call) -> Raw:
    """Return a file or bytes."""
    one = _variable(call)
    uid, key = ids.parse(one.execution_id)
    known = reach.facts(call, uid=uid)
    return content(call, known.id, one.name, (reach.state(known.id).instances[key].variables or {}).get(one.name))


ROUTES = (
    *four(
        "/variable-instance",
        variables,
        count_variables,
        AskedVariables,
        AskedVariablesByPost,
        VariableInstance,
        "variable instances",
    ),
    Route(
        "GET",
        "/variable-instance/{id}",
        variable,
        "read",
        "Get a variable instance",
        query=Shown,
        answer=VariableInstance,
    ),
    Route("GET", "/variable-instance/{id}/data", data, "read", "Get a file or bytes", answer=Raw),
)
