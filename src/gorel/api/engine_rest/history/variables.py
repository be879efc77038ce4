"""Variables of cases, as they stand or stood last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gorel.api.engine_rest import ids
from gorel.api.engine_rest.filters import Comparison, fits, parse_all
from gorel.api.engine_rest.history.looking import MOST, cases, four, in_order, root
from gorel.api.engine_rest.shapes import Count, Listed, page
from gorel.api.engine_rest.variables import tell, types_of
from gorel.api.errors import BadRequest
from gorel.api.route import Call, Shape
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
    variable_value: str | None = None
    process_instance_id: str | None = None
    process_instance_id_in: list[str] | None = None
    process_definition_id: str | None = None
    process_definition_key: str | None = None
    execution_id_in: list[str] | None = None
    activity_instance_id_in: list[str] | None = None
    tenant_id_in: list[str] | None = None
    include_deleted: bool | None = None
    deserialize_values: bool | None = None


def _variables(call: Call, asked: AskedVariables) -> Iterator[HistoricVariable]:
    rows = list(cases(call, asked)[: MOST + 1])
    if len(rows) > MOST:
        raise BadRequest(f"More than {MOST} process instances would have to be looked at. Narrow the question")
    names = [asked.variable_name] if asked.variable_name is not None else asked.variable_name_in
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
                    if names is not None and name not in names:
                        continue
                    if asked.variable_name_like and not fits(
                        {"": name}, [Comparison(name="", operator="like", value=asked.variable_name_like)]
                    ):
                        continue
                    if asked.variable_value is not None and not fits(
                        {name: value}, parse_all(f"{name}_eq_{asked.variable_value}")
                    ):
                        continue
                    told = tell(
                        name, value, types.get((case.pk, name)), deserialize=asked.deserialize_values is not False
                    )
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


def variables(call: Call) -> list[HistoricVariable]:
    """Return variables of cases, as they stand or stood last."""
    asked = call.body or call.query
    sorts = {"instanceId": "process_instance_id", "variableName": "name", "variableId": "id", "tenantId": "tenant_id"}
    return list(page(in_order(list(_variables(call, asked)), asked, sorts), asked, call.query if call.body else None))


def count_variables(call: Call) -> Count:
    """Return how many there are."""
    return Count(count=sum(1 for _ in _variables(call, call.body or call.query)))


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
)
