"""Variables of cases, as they stand or stood last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gorel.api import reach
from gorel.api.engine_rest import ids
from gorel.api.engine_rest.filters import Comparison, fits, value_of
from gorel.api.engine_rest.history.looking import MOST, cases, root
from gorel.api.engine_rest.scoped_variables import content
from gorel.api.engine_rest.shapes import Count, Listed, four, in_order, page
from gorel.api.engine_rest.variables import tell, types_of
from gorel.api.errors import BadRequest, NotFound
from gorel.api.route import Body, Call, Raw, Route, Shape
from gorel.cases import queries


class HistoricVariable(Shape, kw_only=True):
    """A variable, as it stands or stood last."""

    id: str
    name: str
    type: str
    value: Any
    value_info: dict[str, Any]
    process_definition_key: str
    process_definition_id: str
    process_instance_id: str
    execution_id: str
    activity_instance_id: str
    task_id: str | None
    case_definition_key: str | None
    case_definition_id: str | None
    case_instance_id: str | None
    case_execution_id: str | None
    tenant_id: str | None
    error_message: str | None
    state: str
    create_time: str | None
    removal_time: str | None
    root_process_instance_id: str


class AskedVariables(Listed, kw_only=True):
    """Filters."""

    variable_name: str | None = None
    variable_name_in: list[str] | None = None
    variable_name_like: str | None = None
    variable_value: Any = None
    variable_names_ignore_case: bool | None = None
    variable_values_ignore_case: bool | None = None
    process_instance_id: str | None = None
    process_instance_id_in: list[str] | None = None
    process_definition_id: str | None = None
    process_definition_key: str | None = None
    execution_id_in: list[str] | None = None
    activity_instance_id_in: list[str] | None = None
    tenant_id_in: list[str] | None = None
    without_tenant_id: bool | None = None
    variable_type_in: list[str] | None = None
    include_deleted: bool | None = None
    deserialize_values: bool | None = None


class Shown(Body, kw_only=True):
    """How a value is told."""

    deserialize_value: bool | None = None


def _variables(call: Call, asked: AskedVariables) -> Iterator[HistoricVariable]:
    rows = list(cases(call, asked)[: MOST + 1])
    if len(rows) > MOST:
        raise BadRequest(f"More than {MOST} process instances would have to be looked at. Narrow the question")
    for first in range(0, len(rows), 500):
        some = rows[first : first + 500]
        states = queries.states([case.pk for case in some])
        types = types_of([case.pk for case in some])
        for case in some:
            for key, inst in sorted(states[case.pk].instances.items()) if case.pk in states else ():
                scope = ids.of(case.uid, key)
                if any(
                    wanted is not None and scope not in wanted
                    for wanted in (asked.execution_id_in, asked.activity_instance_id_in)
                ):
                    continue
                for name, value in (inst.variables or {}).items():
                    if not _fits(name, value, asked):
                        continue
                    told = tell(
                        name, value, types.get((case.pk, name)), deserialize=asked.deserialize_values is not False
                    )
                    types_wanted = asked.variable_type_in
                    if types_wanted is not None and told.type.lower() not in [one.lower() for one in types_wanted]:
                        continue
                    yield HistoricVariable(
                        id=f"{scope}~{name}",
                        name=name,
                        type=told.type,
                        value=told.value,
                        value_info=told.value_info,
                        process_definition_key=case.process.key,
                        process_definition_id=ids.definition(case.process),
                        process_instance_id=str(case.uid),
                        execution_id=scope,
                        activity_instance_id=scope,
                        task_id=None,
                        case_definition_key=None,
                        case_definition_id=None,
                        case_instance_id=None,
                        case_execution_id=None,
                        tenant_id=case.process.space or None,
                        error_message=None,
                        state="CREATED",
                        create_time=None,
                        removal_time=None,
                        root_process_instance_id=root(case),
                    )


def _fits(name: str, value: Any, asked: AskedVariables) -> bool:
    """Whether a variable is called, and holds, what is asked for."""
    folded = bool(asked.variable_names_ignore_case)

    def same(text: str) -> str:
        return text.casefold() if folded else text

    names = [asked.variable_name] if asked.variable_name is not None else asked.variable_name_in
    if names is not None and same(name) not in map(same, names):
        return False
    pattern = asked.variable_name_like
    if pattern and not fits({"": same(name)}, [Comparison(name="", operator="like", value=same(pattern))]):
        return False
    wanted = asked.variable_value
    if wanted is None:
        return True
    given = value_of(wanted) if isinstance(wanted, str) and not isinstance(value, str) else wanted
    ignore = bool(asked.variable_values_ignore_case)
    return fits({"": value}, [Comparison(name="", value=given)], ignore_case=ignore)


def variables(call: Call) -> list[HistoricVariable]:
    """Return variables of cases, as they stand or stood last."""
    asked = call.body or call.query
    sorts = {"instanceId": "process_instance_id", "variableName": "name", "variableId": "id", "tenantId": "tenant_id"}
    return list(page(in_order(list(_variables(call, asked)), asked, sorts), asked, call.query if call.body else None))


def count_variables(call: Call) -> Count:
    """Return how many there are."""
    return Count(count=sum(1 for _ in _variables(call, call.body or call.query)))


def variable(call: Call) -> HistoricVariable:
    """Return one."""
    scope, _, name = call.path["id"].partition("~")
    uid, key = ids.parse(scope)
    reach.facts(call, uid=uid)
    shown = getattr(call.query, "deserialize_value", None)
    asked = AskedVariables(
        process_instance_id=str(uid), execution_id_in=[ids.of(uid, key)], variable_name=name, deserialize_values=shown
    )
    found = next(_variables(call, asked), None)
    if found is None:
        raise NotFound(f"Variable instance with Id '{call.path['id'][:80]}' does not exist.")
    return found


def data(call: Call) -> Raw:
    """Return a file or bytes."""
    one = variable(call)
    uid, key = ids.parse(one.execution_id)
    case = reach.facts(call, uid=uid).id
    return content(call, case, one.name, (reach.state(case).instances[key].variables or {}).get(one.name))


ROUTES = (
    *four(
        "/history/variable-instance",
        variables,
        count_variables,
        AskedVariables,
        AskedVariables,
        HistoricVariable,
        "variables",
    ),
    Route(
        "GET",
        "/history/variable-instance/{id}",
        variable,
        "read",
        "Get a variable",
        query=Shown,
        answer=HistoricVariable,
    ),
    Route("GET", "/history/variable-instance/{id}/data", data, "read", "Get a file or bytes", answer=Raw),
)
