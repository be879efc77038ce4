"""Who did what."""

from __future__ import annotations

from typing import Any

from gorel.accounts.models import RobotCommand
from gorel.api.engine_rest import ids
from gorel.api.engine_rest.history.looking import MOST, cases
from gorel.api.engine_rest.shapes import Count, Listed, in_order, page
from gorel.api.route import Call, Route, Shape
from gorel.cases.models import LogEntry
from gorel.cases.values import from_json


class Operation(Shape, kw_only=True):
    """What somebody did."""

    id: str
    deployment_id: str | None
    process_definition_id: str | None
    process_definition_key: str | None
    process_instance_id: str | None
    execution_id: str | None
    task_id: str | None
    user_id: str | None
    timestamp: str | None
    operation_id: str
    operation_type: str
    entity_type: str
    category: str
    property: str | None
    org_value: str | None
    new_value: str | None
    annotation: str | None
    tenant_id: str | None
    root_process_instance_id: str | None
    removal_time: str | None


class AskedOperations(Listed, kw_only=True):
    """Filters."""

    process_instance_id: str | None = None
    process_definition_id: str | None = None
    process_definition_key: str | None = None
    user_id: str | None = None
    operation_type: str | None = None
    entity_type: str | None = None
    after_timestamp: str | None = None
    before_timestamp: str | None = None


VERBS = {
    "started": "Create",
    "completed": "Complete",
    "assigned": "Assign",
    "set": "SetVariable",
    "resolved": "Resolve",
    "cancelled": "Delete",
    "modified": "ModifyProcessInstance",
    "migrated": "Migrate",
    "suspended": "Suspend",
    "resumed": "Activate",
    "retried": "SetJobRetries",
    "fired": "Execute",
    "moved": "SetDueDate",
    "threw": "Complete",
}


def _operations(call: Call) -> list[Operation]:
    asked: AskedOperations = call.query
    lines = LogEntry.objects.filter(case__in=_operation_cases(call, asked), kind__in=list(VERBS)).exclude(by="")
    commands = RobotCommand.objects.filter(token__organisation_id=call.organisation_id).select_related("token")
    for text, column in ((asked.after_timestamp, "at__gt"), (asked.before_timestamp, "at__lt")):
        if text is not None:
            moment = ids.to_moment(text, column)
            lines, commands = lines.filter(**{column: moment}), commands.filter(**{column: moment})
    found = [_operation(line) for line in lines.select_related("case__process").order_by("pk")[:MOST]]
    if (
        asked.process_instance_id is None
        and asked.process_definition_key is None
        and asked.process_definition_id is None
    ):
        found += [_command(one) for one in commands.order_by("pk")[:MOST]]
    wanted = {"user_id": asked.user_id, "operation_type": asked.operation_type, "entity_type": asked.entity_type}
    for name, value in wanted.items():
        if value is not None:
            found = [one for one in found if getattr(one, name) == value]
    return found


def _operation_cases(call: Call, asked: AskedOperations) -> Any:
    return cases(call, asked).order_by().values("pk")


def _operation(line: LogEntry) -> Operation:
    detail = from_json(line.detail) if line.detail else {}
    entity = "Task" if line.kind in ("assigned", "completed") else "ProcessInstance"
    return Operation(
        id=str(line.pk), deployment_id=None, process_definition_id=ids.definition(line.case.process),
        process_definition_key=line.case.process.key, process_instance_id=str(line.case.uid),
        execution_id=ids.of(line.case.uid, line.key), task_id=None, user_id=line.by, timestamp=ids.moment(line.at),
        operation_id=str(line.pk), operation_type=VERBS[line.kind], entity_type=entity, category="Operator",
        property=", ".join(detail["names"]) if "names" in detail else None, org_value=None, new_value=detail.get("to"),
        annotation=detail.get("reason"), tenant_id=line.case.process.space or None,
        root_process_instance_id=str(line.case.uid), removal_time=None,
    )  # fmt: skip


def _command(one: RobotCommand) -> Operation:
    return Operation(
        id=f"command.{one.pk}",
        deployment_id=None,
        process_definition_id=None,
        process_definition_key=None,
        process_instance_id=None,
        execution_id=None,
        task_id=None,
        user_id=f"robot:{one.token.uid}",
        timestamp=ids.moment(one.at),
        operation_id=f"command.{one.pk}",
        operation_type=one.command,
        entity_type="Command",
        category="Operator",
        property=one.about or None,
        org_value=None,
        new_value=str(one.status),
        annotation=None,
        tenant_id=None,
        root_process_instance_id=None,
        removal_time=None,
    )


def operations(call: Call) -> list[Operation]:
    """Return what people and robots did, by id and never by name."""
    return list(page(in_order(_operations(call), call.query, {"timestamp": "timestamp"}), call.query))


def count_operations(call: Call) -> Count:
    """Return how many there are."""
    return Count(count=len(_operations(call)))


ROUTES = (
    Route(
        "GET",
        "/history/user-operation",
        operations,
        "read",
        "List who did what",
        query=AskedOperations,
        answer=list[Operation],
    ),
    Route(
        "GET",
        "/history/user-operation/count",
        count_operations,
        "read",
        "Count it",
        query=AskedOperations,
        answer=Count,
    ),
)
