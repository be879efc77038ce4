"""Event subscriptions: what listens for messages, signals and conditions."""

from __future__ import annotations

from typing import Any

from gorel.api import reach, since
from gorel.api.engine_rest import ids
from gorel.api.engine_rest.shapes import Count, Listed, in_order, page
from gorel.api.errors import BadRequest
from gorel.api.route import Call, Route, Shape
from gorel.cases import programs, queries
from gorel.cases.models import Case, Start

MOST = 10_000


class EventSubscription(Shape, kw_only=True):
    """Something is waited for."""

    id: str
    event_type: str
    event_name: str | None
    execution_id: str | None
    process_instance_id: str | None
    activity_id: str
    tenant_id: str | None
    created_date: str | None


class Asked(Listed, kw_only=True):
    """Filters."""

    event_subscription_id: str | None = None
    event_name: str | None = None
    event_type: str | None = None
    execution_id: str | None = None
    process_instance_id: str | None = None
    activity_id: str | None = None
    tenant_id_in: list[str] | None = None
    without_tenant_id: bool | None = None
    include_event_subscriptions_without_tenant_id: bool | None = None


SORTS = {"created": "created_date", "tenantId": "tenant_id"}


def subscriptions(call: Call) -> list[EventSubscription]:
    """Return what is waited for."""
    return list(page(in_order(_all(call), call.query, SORTS), call.query))


def count(call: Call) -> Count:
    """Return how many there are."""
    return Count(count=len(_all(call)))


def _all(call: Call) -> list[EventSubscription]:
    asked: Asked = call.query
    found = []
    rows = reach.subscriptions(call).select_related("case__process").order_by("pk")
    cases = reach.cases(call).filter(state__in=Case.OPEN).select_related("process").order_by("pk")
    if asked.process_instance_id is not None:
        uid = ids.uid(asked.process_instance_id, "process instance")
        rows, cases = rows.filter(case__uid=uid), cases.filter(uid=uid)
    if asked.event_type not in (None, "message", "signal", "conditional", "compensate"):
        raise BadRequest("eventType is message, signal, conditional or compensate")
    if asked.event_type in (None, "message", "signal"):
        some = list(rows[:MOST])
        states = queries.states({row.case_id for row in some})
        waits = {row.pk: states[row.case_id].waits.get(row.key) if row.case_id in states else None for row in some}
        found += _told([(row.case, row.key, row.kind, row.name, row.element, waits[row.pk]) for row in some])
        found += _starting(call) if asked.process_instance_id is None and asked.execution_id is None else []
    if asked.event_type in (None, "conditional"):
        found += _conditional(cases)
    wanted = {
        "id": asked.event_subscription_id, "event_name": asked.event_name, "event_type": asked.event_type,
        "execution_id": asked.execution_id, "activity_id": asked.activity_id,
    }  # fmt: skip
    for name, value in wanted.items():
        if value is not None:
            found = [one for one in found if getattr(one, name) == value]
    if asked.tenant_id_in is not None:
        more = [None] if asked.include_event_subscriptions_without_tenant_id else []
        found = [one for one in found if one.tenant_id in [*asked.tenant_id_in, *more]]
    if asked.without_tenant_id:
        found = [one for one in found if one.tenant_id is None]
    return found


def _told(some: list[tuple[Case, int, str, str | None, str, Any]]) -> list[EventSubscription]:
    """Return what cases wait for; it is waited for since what it belongs to began."""
    names = [(case.pk, wait.owner if wait is not None else 0) for case, _, _, _, _, wait in some]
    begun = since.entered(names)
    return [
        EventSubscription(
            id=ids.of(case.uid, key), event_type=kind, event_name=name, execution_id=ids.of(case.uid, owner[1]),
            process_instance_id=str(case.uid), activity_id=element, tenant_id=case.process.space or None,
            created_date=ids.moment(begun.get(owner, case.started_at)),
        )
        for (case, key, kind, name, element, _wait), owner in zip(some, names, strict=True)
    ]  # fmt: skip


def _starting(call: Call) -> list[EventSubscription]:
    rows = Start.objects.filter(kind__in=("message", "signal"), process__in=reach.processes(call)).select_related(
        "process"
    )
    return [
        EventSubscription(
            id=f"start.{row.pk}",
            event_type=row.kind,
            event_name=row.name,
            execution_id=None,
            process_instance_id=None,
            activity_id=row.element,
            tenant_id=row.process.space or None,
            created_date=ids.moment(row.process.deployed_at),
        )
        for row in rows.order_by("pk")
    ]


def _conditional(cases: Any) -> list[EventSubscription]:
    waiting = [case for case in cases[:MOST] if programs.known(case.process_id).program.has_conditions]
    states = queries.states([case.pk for case in waiting])
    return _told([
        (case, key, "conditional", None, wait.element, wait)
        for case in waiting if case.pk in states
        for key, wait in states[case.pk].waits.items() if wait.kind == "conditional"
    ])  # fmt: skip


ROUTES = (
    Route(
        "GET",
        "/event-subscription",
        subscriptions,
        "read",
        "List event subscriptions",
        query=Asked,
        answer=list[EventSubscription],
    ),
    Route("GET", "/event-subscription/count", count, "read", "Count event subscriptions", query=Asked, answer=Count),
)
