"""Executions: a case's living instances."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gorel.api import commands, reach
from gorel.api.engine_rest import ids
from gorel.api.engine_rest.filters import Comparison, fits, parse_all
from gorel.api.engine_rest.shapes import Count, Listed, four, in_order, page
from gorel.api.engine_rest.variables import Given, Reader
from gorel.api.errors import BadRequest, NotFound
from gorel.api.route import Body, Call, Route, Shape
from gorel.cases import queries
from gorel.cases.models import Case, Subscription

MOST = 10_000


class Execution(Shape, kw_only=True):
    """A living instance."""

    id: str
    process_instance_id: str
    ended: bool
    tenant_id: str | None


class Asked(Listed, kw_only=True):
    """Filters."""

    process_instance_id: str | None = None
    business_key: str | None = None
    process_definition_id: str | None = None
    process_definition_key: str | None = None
    activity_id: str | None = None
    message_event_subscription_name: str | None = None
    signal_event_subscription_name: str | None = None
    active: bool | None = None
    suspended: bool | None = None
    incident_id: str | None = None
    tenant_id_in: list[str] | None = None
    variables: str | None = None
    process_variables: str | None = None


class AskedByPost(Asked, kw_only=True):
    """Filters; variables as lists."""

    variables: list[Comparison] | None = None  # type: ignore[assignment]
    process_variables: list[Comparison] | None = None  # type: ignore[assignment]


# Executions are told without their definitions: by these they stand in the order in which they began.
SORTS = {"instanceId": "process_instance_id", "definitionId": "", "definitionKey": "", "tenantId": "tenant_id"}


class Trigger(Body, kw_only=True):
    """What comes with it."""

    variables: Given | None = None


def states_of(cases: Any) -> Iterator[tuple[Case, Any]]:
    """Yield cases with their states. Errors: BadRequest when they are too many to look at."""
    found = list(cases.select_related("process").order_by("pk")[: MOST + 1])
    if len(found) > MOST:
        raise BadRequest(f"More than {MOST} process instances would have to be looked at. Narrow the question")
    for first in range(0, len(found), 500):
        states = queries.states([case.pk for case in found[first : first + 500]])
        yield from ((case, states[case.pk]) for case in found[first : first + 500] if case.pk in states)


def _executions(call: Call, asked: Any) -> list[Execution]:
    cases = reach.cases(call).filter(state__in=Case.OPEN)
    if asked.process_instance_id is not None:
        cases = cases.filter(uid=ids.uid(asked.process_instance_id, "process instance"))
    if asked.business_key is not None:
        cases = cases.filter(business_key=asked.business_key)
    if asked.process_definition_key is not None:
        cases = cases.filter(process__key=asked.process_definition_key)
    if asked.process_definition_id is not None:
        cases = cases.filter(process__uid=ids.uid(asked.process_definition_id.rpartition(":")[2], "process definition"))
    if asked.tenant_id_in is not None:
        cases = cases.filter(process__space__in=asked.tenant_id_in)
    if asked.active:
        cases = cases.exclude(state=Case.SUSPENDED)
    if asked.suspended:
        cases = cases.filter(state=Case.SUSPENDED)
    if asked.incident_id is not None:
        cases = cases.filter(incidents__uid=ids.uid(asked.incident_id, "incident"), incidents__state="open")
    subscribed = [
        (kind, name) for kind, name in (
            ("message", asked.message_event_subscription_name), ("signal", asked.signal_event_subscription_name),
        ) if name is not None
    ]  # fmt: skip
    for kind, name in subscribed:
        cases = cases.filter(pk__in=Subscription.objects.filter(kind=kind, name=name).values("case_id"))
    mine, around = (
        parse_all(given) if isinstance(given, str) else given or []
        for given in (asked.variables, asked.process_variables)
    )
    found = []
    for case, state in states_of(cases):
        for key, inst in sorted(state.instances.items()):
            if asked.activity_id is not None and (key == 0 or inst.element != asked.activity_id):
                continue
            waits = [wait for wait in state.waits.values() if wait.owner == key]
            if any(not any((wait.kind, wait.name) == one for wait in waits) for one in subscribed):
                continue
            if not fits(dict(inst.variables or {}), mine) or not fits(dict(state.instances[0].variables or {}), around):
                continue
            found.append(_told(case, key))
    return found


def _told(case: Case, key: int) -> Execution:
    return Execution(
        id=ids.of(case.uid, key), process_instance_id=str(case.uid), ended=False, tenant_id=case.process.space or None
    )


def listing(call: Call) -> list[Execution]:
    """Return living instances; the case itself is one."""
    asked = call.body or call.query
    found = in_order(_executions(call, asked), asked, SORTS)
    return list(page(found, asked, call.query if call.body else None))


def count(call: Call) -> Count:
    """Return how many there are."""
    return Count(count=len(_executions(call, call.body or call.query)))


def _find(call: Call) -> tuple[Case, int, Any]:
    uid, key = ids.parse(call.path["id"])
    case = reach.case(call, uid=uid)
    state = reach.state(case.pk)
    if not case.is_open or key not in state.instances:
        raise NotFound(f"Execution with id {call.path['id'][:80]} does not exist")
    return case, key, state


def get(call: Call) -> Execution:
    """Return one."""
    case, key, _state = _find(call)
    return _told(case, key)


def signal(call: Call) -> None:
    """Let an execution that waits go on: the message or signal that it waits for has come."""
    case, key, state = _find(call)
    wanted = [
        number for number, wait in state.waits.items() if wait.owner == key and wait.kind in ("message", "signal")
    ]
    if not wanted:
        raise BadRequest(f"Cannot signal execution {call.path['id'][:80]}: it waits for no message or signal")
    reader = Reader(call.organisation_id)
    values = reader.read(call.body.variables)
    reader.remember(case.pk)
    commands.hear(case.pk, wanted[0], values, kind=state.waits[wanted[0]].kind, by=call.by)


def trigger(call: Call) -> None:
    """Give an execution the message that it waits for."""
    case, key, state = _find(call)
    name = call.path["name"]
    wanted = [
        number
        for number, wait in state.waits.items()
        if (wait.kind, wait.name) == ("message", name) and key in (0, wait.owner)
    ]
    if not wanted:
        raise BadRequest(f"Execution {call.path['id'][:80]} does not wait for the message {name[:80]}")
    reader = Reader(call.organisation_id)
    values = reader.read(call.body.variables)
    reader.remember(case.pk)
    commands.hear(case.pk, wanted[0], values, kind="message", by=call.by)


ROUTES = (
    *four("/execution", listing, count, Asked, AskedByPost, Execution, "executions"),
    Route("GET", "/execution/{id}", get, "read", "Get an execution", answer=Execution),
    Route("POST", "/execution/{id}/signal", signal, "start", "Let an execution go on", body=Trigger),
    Route(
        "POST",
        "/execution/{id}/messageSubscriptions/{name}/trigger",
        trigger,
        "start",
        "Give an execution its message",
        body=Trigger,
    ),
)
