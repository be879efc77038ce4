"""Messages, signals and conditions that are said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from gorel.api import commands, reach
from gorel.api.engine_rest import ids
from gorel.api.engine_rest.starting import Instance, instance
from gorel.api.engine_rest.variables import Given, Reader, Told, tell_case
from gorel.api.errors import BadRequest
from gorel.api.route import Body, Call, Route, Shape, not_offered
from gorel.cases import programs, queries, runtime, speaking
from gorel.cases.models import Case, Process, Start, Subscription
from gorel.core import engine
from gorel.ground import clock

MOST = 10_000


@not_offered("process_variables_to_triggered_scope")
class Message(Body, kw_only=True):
    """What is said, and to whom."""

    message_name: str
    business_key: str | None = None
    tenant_id: str | None = None
    without_tenant_id: bool | None = None
    process_instance_id: str | None = None
    correlation_keys: Given | None = None
    local_correlation_keys: Given | None = None
    process_variables: Given | None = None
    process_variables_local: Given | None = None
    process_variables_to_triggered_scope: Given | None = None
    all: bool | None = None
    result_enabled: bool | None = None
    variables_in_result_enabled: bool | None = None


class Signal(Body, kw_only=True):
    """What is called out."""

    name: str
    execution_id: str | None = None
    variables: Given | None = None
    tenant_id: str | None = None
    without_tenant_id: bool | None = None


class Condition(Body, kw_only=True):
    """Variables that start whatever begins when they are so."""

    variables: Given | None = None
    business_key: str | None = None
    tenant_id: str | None = None
    without_tenant_id: bool | None = None
    process_definition_id: str | None = None


class Execution(Shape, kw_only=True):
    """Where somebody heard."""

    id: str
    process_instance_id: str
    ended: bool
    tenant_id: str | None


class Heard(Shape, kw_only=True):
    """Who heard: an execution, or a definition that started an instance."""

    result_type: str
    execution: Execution | None
    process_instance: Instance | None
    variables: Told | None = None


@dataclass(frozen=True, slots=True)
class _Waiting:
    case: Case
    key: int


def message(call: Call) -> list[Heard] | None:
    """Give a message to the one who waits for it, or to all who do."""
    body: Message = call.body
    reader = Reader(call.organisation_id)
    values, local = reader.read(body.process_variables), reader.read(body.process_variables_local)
    if not body.message_name and not body.process_instance_id:
        raise BadRequest("messageName must not be empty")
    with transaction.atomic():
        waiting = _waiting(call, body)
        starts = [] if body.process_instance_id or (waiting and not body.all) else _starts(call, body)
        if not body.all and len(waiting) + len(starts) != 1:
            said = "No process definition or execution matches the parameters"
            if waiting or starts:
                said = f"{len(waiting) + len(starts)} executions or definitions match the parameters, and one is meant"
            raise BadRequest(
                f"MismatchingMessageCorrelationException: Cannot correlate message '{body.message_name}': {said}",
                type="RestException",
            )
        heard = [_tell(call, body, one, (values, local), reader) for one in waiting]
        heard += [_begin(call, body, process, {**values, **local}, reader) for process in starts]
    call.about = body.message_name
    return heard if body.result_enabled else None


def _tell(
    call: Call, body: Message, one: _Waiting, given: tuple[dict[str, Any], dict[str, Any]], reader: Reader
) -> Heard:
    values, local = given
    reader.remember(one.case.pk)
    commands.hear(one.case.pk, one.key, values, kind="message", by=call.by, local=local)
    case = Case.objects.select_related("process").get(pk=one.case.pk)
    told = tell_case(case, queries.variables(case), deserialize=False) if body.variables_in_result_enabled else None
    return Heard(
        result_type="Execution", process_instance=None, variables=told,
        execution=Execution(
            id=str(case.uid), process_instance_id=str(case.uid), ended=not case.is_open,
            tenant_id=case.process.space or None,
        ),
    )  # fmt: skip


def _begin(call: Call, body: Message, process: Process, values: dict[str, Any], reader: Reader) -> Heard:
    call.need(process.key)
    case = runtime.start(
        process, organisation=call.organisation_id, by=call.by, variables=values,
        business_key=body.business_key or "", message=body.message_name,
    )  # fmt: skip
    reader.remember(case.pk)
    told = tell_case(case, queries.variables(case), deserialize=False) if body.variables_in_result_enabled else None
    return Heard(
        result_type="ProcessDefinition", execution=None, process_instance=Instance(**instance(case)), variables=told
    )


def _waiting(call: Call, body: Message) -> list[_Waiting]:
    """Who waits for it: by name, then by instance, business key, tenant and the values of variables."""
    found = reach.subscriptions(call).filter(kind="message").select_related("case__process")
    if body.message_name:
        found = found.filter(name=body.message_name[: speaking.LONGEST])
    if body.process_instance_id is not None:
        found = found.filter(case__uid=ids.parse(body.process_instance_id)[0])
    if body.business_key is not None:
        found = found.filter(case__business_key=body.business_key)
    space = _space(body)
    if space is not None:
        found = found.filter(case__process__space=space)
    rows = list(found.order_by("pk")[: MOST + 1])
    if len(rows) > MOST:
        raise BadRequest(f"More than {MOST} wait for this message. Narrow it, by a business key say")
    keys = {name: typed.value for name, typed in (body.correlation_keys or {}).items()}
    local = {name: typed.value for name, typed in (body.local_correlation_keys or {}).items()}
    if keys or local or any(row.correlation_key for row in rows):
        states = queries.states({row.case_id for row in rows})
        rows = [row for row in rows if row.case_id in states and _fits(row, states[row.case_id], keys, local, body)]
    return [_Waiting(row.case, row.key) for row in rows]


def _fits(row: Subscription, state: Any, keys: dict[str, Any], local: dict[str, Any], body: Message) -> bool:
    said = [body.business_key, *(str(value) for value in keys.values())]
    if row.correlation_key and body.process_instance_id is None:
        return row.correlation_key in said  # the picture says itself by what it wants to be found
    seen = dict(state.instances[0].variables or {})
    wait = state.waits.get(row.key)
    inner = dict(state.instances[wait.owner].variables or {}) if wait is not None else {}
    missing = object()
    return all(_same(seen.get(name, missing), value) for name, value in keys.items()) and all(
        _same(inner.get(name, missing), value) for name, value in local.items()
    )


def _same(left: Any, right: Any) -> bool:
    return isinstance(left, bool) == isinstance(right, bool) and bool(left == right)


def _starts(call: Call, body: Message) -> list[Process]:
    found = speaking.Within(call.organisation_id, _space(body) or "").starts(
        Start.objects.filter(kind="message", name=body.message_name[: speaking.LONGEST])
    )
    processes = [start.process for start in found.select_related("process__resource").order_by("pk")]
    return [process for process in processes if call.grant.may(call.route.verb, process.key)]


def _space(body: Message | Signal | Condition) -> str | None:
    if body.tenant_id is not None and body.without_tenant_id:
        raise BadRequest("Give a tenantId or withoutTenantId, not both")
    return "" if body.without_tenant_id else body.tenant_id


def signal(call: Call) -> None:
    """Call out to all who listen, or to one execution."""
    body: Signal = call.body
    if not body.name:
        raise BadRequest("No signal name given")
    reader = Reader(call.organisation_id)
    values = reader.read(body.variables)
    call.about = body.name
    with transaction.atomic():
        if body.execution_id is not None:
            uid, key = ids.parse(body.execution_id)
            known = reach.facts(call, uid=uid)
            wanted = [
                row.key for row in Subscription.objects.filter(case=known.id, kind="signal", name=body.name)
                if not key or _owner(known.id, row.key) == key
            ]  # fmt: skip
            if not wanted:
                raise BadRequest(
                    f"Execution '{body.execution_id}' has not subscribed to signal event with name '{body.name}'"
                )
            reader.remember(known.id)
            commands.hear(known.id, wanted[0], values, kind="signal", by=call.by)
            return
        space = _space(body)
        spaces = [space] if space is not None else sorted(_spaces(call))
        for one in spaces:
            runtime.broadcast(body.name, values, by=call.by, within=speaking.Within(call.organisation_id, one))


def _owner(case_id: int, key: int) -> int | None:
    wait = reach.state(case_id).waits.get(key)
    return wait.owner if wait is not None else None


def _spaces(call: Call) -> set[str]:
    return {"", *Process.objects.filter(organisation_id=call.organisation_id).values_list("space", flat=True)}


def condition(call: Call) -> list[Instance]:
    """Start a case of each process that begins when these variables are so."""
    body: Condition = call.body
    reader = Reader(call.organisation_id)
    values = reader.read(body.variables)
    found = reach.processes(call).select_related("resource")
    space = _space(body)
    if space is not None:
        found = found.filter(space=space)
    if body.process_definition_id is not None:
        rows = list(found.filter(uid=ids.uid(body.process_definition_id.rpartition(":")[2], "process definition")))
        if not rows:
            raise BadRequest(f"There is no process definition {body.process_definition_id[:80]}")
    else:
        newest: dict[tuple[str, str, int | None], Process] = {}
        for row in found.order_by("version"):
            newest[row.key, row.space, row.organisation_id] = row
        rows = list(newest.values())
    started = []
    with transaction.atomic():
        for row in rows:
            program = programs.known(row.pk).program
            for start in engine.conditions_met(program, values, now=clock.instant()):
                case = runtime.start(
                    row, organisation=call.organisation_id, by=call.by, variables=values,
                    business_key=body.business_key or "", element=start.element,
                )  # fmt: skip
                reader.remember(case.pk)
                started.append(Instance(**instance(case)))
    return started


ROUTES = (
    Route("POST", "/message", message, "start", "Correlate a message", body=Message, answer=list[Heard] | None),
    Route("POST", "/signal", signal, "start", "Throw a signal", body=Signal),
    Route(
        "POST",
        "/condition",
        condition,
        "start",
        "Evaluate conditional start events",
        body=Condition,
        answer=list[Instance],
    ),
)
