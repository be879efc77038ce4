"""Migration: moving cases to another version of their process."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from gorel.api import reach
from gorel.api.engine_rest import ids
from gorel.api.engine_rest.definitions import by_id
from gorel.api.engine_rest.variables import Given, Told
from gorel.api.errors import BadRequest, sentences
from gorel.api.route import Body, Call, Route, Shape, not_offered
from gorel.cases import programs, runtime
from gorel.cases.models import Case, Process
from gorel.core.engine import IllegalEvent


class Instruction(Body, kw_only=True):
    """One element goes to another. Shape: each list has one id."""

    source_activity_ids: list[str]
    target_activity_ids: list[str]
    update_event_trigger: bool | None = None


@not_offered("variables")
class Plan(Body, kw_only=True):
    """From which version to which, and how."""

    source_process_definition_id: str
    target_process_definition_id: str
    instructions: list[Instruction] | None = None
    variables: Given | None = None


class Generate(Body, kw_only=True):
    """From which version to which."""

    source_process_definition_id: str
    target_process_definition_id: str
    update_event_triggers: bool | None = None
    variables: Given | None = None


@not_offered("process_instance_query")
class Execute(Body, kw_only=True):
    """Which cases move."""

    migration_plan: Plan
    process_instance_ids: list[str] | None = None
    process_instance_query: dict[str, Any] | None = None
    skip_custom_listeners: bool | None = None
    skip_io_mappings: bool | None = None


class PlannedInstruction(Shape, kw_only=True):
    """One element goes to another."""

    source_activity_ids: list[str]
    target_activity_ids: list[str]
    update_event_trigger: bool


class Planned(Shape, kw_only=True):
    """A plan that was made."""

    source_process_definition_id: str
    target_process_definition_id: str
    instructions: list[PlannedInstruction]
    variables: Told | None


class InstructionReport(Shape, kw_only=True):
    """What is wrong with one instruction."""

    instruction: PlannedInstruction
    failures: list[str]


class Report(Shape, kw_only=True):
    """What is wrong with a plan; empty lists are nothing."""

    instruction_reports: list[InstructionReport]
    variable_reports: dict[str, Any]


def generate(call: Call) -> Planned:
    """Map each element to the one with its id and kind in the other version."""
    source = _program(call, call.body.source_process_definition_id)
    target = _program(call, call.body.target_process_definition_id)
    found = [
        PlannedInstruction(
            source_activity_ids=[one.id], target_activity_ids=[one.id],
            update_event_trigger=bool(call.body.update_event_triggers) and bool(one.events),
        )
        for one in source.process.nodes
        if (other := target.elements.get(one.id)) is not None and other.kind == one.kind and _can_stand(one)
    ]  # fmt: skip
    return Planned(
        source_process_definition_id=call.body.source_process_definition_id,
        target_process_definition_id=call.body.target_process_definition_id, instructions=found, variables=None,
    )  # fmt: skip


def _can_stand(node: Any) -> bool:
    """Whether a case can stand there, so that it must be told where it goes."""
    kind = node.kind.lower()
    return kind.endswith(("task", "activity", "subprocess", "transaction")) or kind in (
        "intermediatecatchevent",
        "boundaryevent",
        "eventbasedgateway",
    )


def validate(call: Call) -> Report:
    """Say what is wrong with a plan; what a case itself stands in the way of, executing tells."""
    reports = _reports(call, call.body)
    return Report(instruction_reports=reports, variable_reports={})


def _reports(call: Call, plan: Plan) -> list[InstructionReport]:
    source = _program(call, plan.source_process_definition_id)
    target = _program(call, plan.target_process_definition_id)
    reports = []
    seen: set[str] = set()
    for one in plan.instructions or []:
        told = PlannedInstruction(
            source_activity_ids=one.source_activity_ids, target_activity_ids=one.target_activity_ids,
            update_event_trigger=bool(one.update_event_trigger),
        )  # fmt: skip
        wrong = []
        if len(one.source_activity_ids) != 1 or len(one.target_activity_ids) != 1:
            wrong.append("Exactly one source and one target activity are meant by an instruction")
        else:
            (first,), (last,) = one.source_activity_ids, one.target_activity_ids
            before, after = source.elements.get(first), target.elements.get(last)
            if before is None:
                wrong.append(f"Source activity '{first}' does not exist")
            if after is None:
                wrong.append(f"Target activity '{last}' does not exist")
            if before is not None and after is not None and before.kind != after.kind:
                wrong.append(f"Activities have incompatible types ({before.kind} is not compatible with {after.kind})")
            if first in seen:
                wrong.append("There are multiple mappings for this source activity id")
            seen.add(first)
        if wrong:
            reports.append(InstructionReport(instruction=told, failures=wrong))
    return reports


def execute(call: Call) -> None:
    """Move these cases, all or none."""
    body: Execute = call.body
    if not body.process_instance_ids:
        raise BadRequest("The list of process instance ids must not be empty")
    reports = _reports(call, body.migration_plan)
    if reports:
        raise BadRequest(
            "; ".join(text for one in reports for text in one.failures), type="MigrationPlanValidationException"
        )
    source = by_id(call, body.migration_plan.source_process_definition_id)
    target = by_id(call, body.migration_plan.target_process_definition_id)
    call.need(target.key)
    mapping = {one.source_activity_ids[0]: one.target_activity_ids[0] for one in body.migration_plan.instructions or []}
    with transaction.atomic():
        for name in body.process_instance_ids:
            case = reach.case(call, uid=ids.uid(name, "process instance"))
            _move(call, case, source, target, mapping)


def _move(call: Call, case: Case, source: Process, target: Process, mapping: dict[str, str]) -> None:
    if case.process_id != source.pk:
        raise BadRequest(f"Process instance {case.uid} is of {ids.definition(case.process)}, not of the plan's source")
    try:
        runtime.migrate(case, target, mapping=mapping, by=call.by, reason="migrated through the interface")
    except IllegalEvent as error:
        said = f"Process instance {case.uid} cannot be migrated: {sentences(error.problems)}"
        raise BadRequest(said, type="MigratingProcessInstanceValidationException") from None


def _program(call: Call, name: str) -> Any:
    row = by_id(call, name)
    call.need(row.key)
    return programs.known(row.pk).program


ROUTES = (
    Route(
        "POST",
        "/migration/generate",
        generate,
        "manage",
        "Make a migration plan",
        body=Generate,
        answer=Planned,
        audit=False,
    ),
    Route(
        "POST",
        "/migration/validate",
        validate,
        "manage",
        "Look for faults in a plan",
        body=Plan,
        answer=Report,
        audit=False,
    ),
    Route("POST", "/migration/execute", execute, "manage", "Migrate process instances", body=Execute),
)
