"""Moving cases: tokens put, ended or moved, and cases taken to another version."""

from __future__ import annotations

from typing import Any

from gorel.api import reach
from gorel.api.errors import BadRequest, NotFound
from gorel.api.route import Body, Call, Route, not_offered
from gorel.api.v2 import keys
from gorel.api.v2.instances import ONE, still_open
from gorel.cases import runtime
from gorel.cases.models import Case
from gorel.cases.values import plain
from gorel.core.engine import events


class VariableInstruction(Body, kw_only=True):
    """Variables for what begins. Shape: scope_id, when given, is the element itself."""

    variables: dict[str, Any]
    scope_id: str | None = None


@not_offered("ancestor_element_instance_key")
class Activate(Body, kw_only=True):
    """A token before an element."""

    element_id: str
    variable_instructions: list[VariableInstruction] | None = None
    ancestor_element_instance_key: str | None = None


class Terminate(Body, kw_only=True):
    """An instance that ends, or all at an element."""

    element_instance_key: str | None = None
    element_id: str | None = None


class Source(Body, kw_only=True):
    """What moves: an instance, or all at an element."""

    source_type: str | None = None
    source_element_id: str | None = None
    source_element_instance_key: str | None = None


@not_offered("ancestor_scope_instruction")
class Move(Body, kw_only=True):
    """From here to there."""

    source_element_instruction: Source
    target_element_id: str
    ancestor_scope_instruction: dict[str, Any] | None = None
    variable_instructions: list[VariableInstruction] | None = None


class Modify(Body, kw_only=True):
    """Where tokens go, and which end."""

    operation_reference: int | None = None
    activate_instructions: list[Activate] | None = None
    move_instructions: list[Move] | None = None
    terminate_instructions: list[Terminate] | None = None


class Mapping_(Body, kw_only=True):
    """One element goes to another."""

    source_element_id: str
    target_element_id: str


class Migrate(Body, kw_only=True):
    """To which version, and how."""

    target_process_definition_key: str
    mapping_instructions: list[Mapping_]
    operation_reference: int | None = None


def modify(call: Call) -> None:
    """Move a case's tokens, all at once or not at all."""
    case, body = still_open(call), call.body
    state = reach.state(case.pk)
    activate = [_activation(one.element_id, one.variable_instructions) for one in body.activate_instructions or []]
    terminate: list[int] = []
    for end in body.terminate_instructions or []:
        terminate += _instances(case, state, end.element_id, end.element_instance_key)
    for move in body.move_instructions or []:
        source = move.source_element_instruction
        moved = _instances(case, state, source.source_element_id, source.source_element_instance_key)
        if not moved:
            raise BadRequest(f"The case is not at {source.source_element_id or source.source_element_instance_key}")
        activate += [_activation(move.target_element_id, move.variable_instructions) for _ in moved]
        terminate += moved
    runtime.modify(case, activate=activate, terminate=terminate, by=call.by, reason="modified through the interface")


def _activation(element: str, given: list[VariableInstruction] | None) -> events.Activation:
    variables: dict[str, Any] = {}
    for one in given or []:
        if one.scope_id:
            raise BadRequest(
                "variableInstructions with a scopeId are not offered by Görel; without, they are the scope's"
            )
        variables |= plain(one.variables)
    return events.Activation(element=element, variables=variables)


def _instances(case: Case, state: Any, element: str | None, name: str | None) -> list[int]:
    if (element is None) == (name is None):
        raise BadRequest("Give an element, or an element instance's key, one of them")
    if name is None:
        return [key for key, one in state.instances.items() if key and one.element == element]
    number, key = keys.parse(name)
    if number != case.pk:
        raise NotFound(f"There is no element instance {name} in this process instance")
    return [key]


def migrate(call: Call) -> None:
    """Move a case to another version."""
    case = still_open(call)
    target = reach.processes(call).filter(pk=keys.number(call.body.target_process_definition_key)).first()
    if target is None:
        raise NotFound(f"There is no process definition {call.body.target_process_definition_key}")
    call.need(target.key)
    mapping = {one.source_element_id: one.target_element_id for one in call.body.mapping_instructions}
    runtime.migrate(case, target, mapping=mapping, by=call.by, reason="migrated through the interface")


ROUTES = (
    Route("POST", ONE + "/modification", modify, "manage", "Modify a process instance", body=Modify),
    Route("POST", ONE + "/migration", migrate, "manage", "Migrate a process instance", body=Migrate),
)
