"""Message subscriptions: what cases wait to hear, and what begins one."""

from __future__ import annotations

from typing import Any

from gorel.api import reach, since
from gorel.api.route import Call, Route, Shape
from gorel.api.v2 import keys, search
from gorel.cases import queries
from gorel.cases.models import Start


class MessageSubscription(Shape, kw_only=True):
    """A message is waited for. Shape: what is told of tools and inbound connectors is never there."""

    business_id: str | None
    message_subscription_key: str
    process_definition_id: str
    process_definition_key: str | None
    process_instance_key: str | None
    root_process_instance_key: str | None
    element_id: str
    element_instance_key: str | None
    message_subscription_state: str
    last_updated_date: str | None
    message_name: str
    correlation_key: str | None
    message_subscription_type: str
    tool_properties: dict[str, str]
    process_definition_name: str | None
    process_definition_version: int | None
    tool_name: str | None
    inbound_connector_type: str | None
    tenant_id: str


MessageSubscriptions = search.result("MessageSubscriptions", MessageSubscription)


def _waiting(call: Call) -> list[MessageSubscription]:
    rows = reach.subscriptions(call).filter(kind="message").select_related("case__process", "case__parent")
    rows = search.narrowed(rows, call.body, {"messageName": "name", "processDefinitionId": "case__process__key"})
    case = search.exact(call.body, "processInstanceKey")
    if case is not None:
        rows = rows.filter(case_id=keys.parse(str(case))[0])
    some = list(rows.order_by("-pk")[: search.MOST])
    states = queries.states({row.case_id for row in some})
    owners = {
        row.pk: wait.owner for row in some
        if row.case_id in states and (wait := states[row.case_id].waits.get(row.key)) is not None
    }  # fmt: skip
    begun = since.entered({(row.case_id, owners.get(row.pk, 0)) for row in some})
    found = []
    for row in some:
        case, owner = row.case, owners.get(row.pk, 0)
        root = case
        while root.parent is not None:
            root = root.parent
        found.append(MessageSubscription(
            business_id=case.business_key or None, message_subscription_key=keys.of(case.pk, row.key),
            process_instance_key=keys.of(case.pk), root_process_instance_key=keys.of(root.pk),
            element_id=row.element, element_instance_key=keys.of(case.pk, owner), message_name=row.name,
            message_subscription_type="PROCESS_EVENT", correlation_key=row.correlation_key,
            last_updated_date=keys.moment(begun.get((case.pk, owner), case.started_at)), **_of(case.process),
        ))  # fmt: skip
    return found


def _starting(call: Call) -> list[MessageSubscription]:
    rows = Start.objects.filter(kind="message", process__in=reach.processes(call)).select_related("process")
    return [
        MessageSubscription(
            business_id=None, message_subscription_key=str(row.pk), process_instance_key=None,
            root_process_instance_key=None, element_id=row.element, element_instance_key=None, message_name=row.name,
            message_subscription_type="START_EVENT", correlation_key=None,
            last_updated_date=keys.moment(row.process.deployed_at), **_of(row.process),
        )
        for row in rows.order_by("-pk")[: search.MOST]
    ]  # fmt: skip


def _of(process: Any) -> dict[str, Any]:
    return {
        "process_definition_id": process.key, "process_definition_key": str(process.pk),
        "process_definition_name": process.name or None, "process_definition_version": process.version,
        "tenant_id": keys.tenant(process.space), "message_subscription_state": "CREATED", "tool_properties": {},
        "tool_name": None, "inbound_connector_type": None,
    }  # fmt: skip


def listing(call: Call) -> Any:
    """Return what is waited for: in cases first, then what begins one."""
    found = [*_waiting(call), *_starting(call)]
    return search.answer(MessageSubscriptions, MessageSubscription, found, call.body)


ROUTES = (
    Route(
        "POST", "/message-subscriptions/search", listing, "read", "Search message subscriptions", body=search.Search,
        answer=MessageSubscriptions,
    ),
)  # fmt: skip
