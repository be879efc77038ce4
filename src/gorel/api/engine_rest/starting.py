"""Starting cases of a definition, and what a case is called when it is started or found."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction

from gorel.api.engine_rest import ids
from gorel.api.engine_rest.definitions import by_definition, find
from gorel.api.engine_rest.shapes import Link
from gorel.api.engine_rest.variables import Given, Reader, Told, tell_case
from gorel.api.errors import BadRequest
from gorel.api.route import Body, Call, Shape, not_offered
from gorel.cases import queries, runtime
from gorel.cases.models import Case
from gorel.core.engine import events


class Instance(Shape, kw_only=True):
    """A case, as starting it tells."""

    id: str
    definition_id: str
    definition_key: str
    business_key: str | None
    case_instance_id: str | None
    ended: bool
    suspended: bool
    tenant_id: str | None
    links: list[Link]


class Started(Instance, kw_only=True):
    """A case that was just started; its variables when they were asked for."""

    variables: Told | None = None


class Instruction(Body, kw_only=True):
    """Where a token is put, or which is taken away."""

    type: str
    activity_id: str | None = None
    transition_id: str | None = None
    activity_instance_id: str | None = None
    transition_instance_id: str | None = None
    ancestor_activity_instance_id: str | None = None
    cancel_current_active_activity_instances: bool | None = None
    variables: Given | None = None


@not_offered("case_instance_id")
class Start(Body, kw_only=True):
    """How a case is started."""

    business_key: str | None = None
    variables: Given | None = None
    case_instance_id: str | None = None
    start_instructions: list[Instruction] | None = None
    skip_custom_listeners: bool | None = None
    skip_io_mappings: bool | None = None
    with_variables_in_return: bool | None = None


def start(call: Call) -> Started:
    """Start a case, in one transaction with its variables' types."""
    row, body = find(call), call.body
    reader = Reader(call.organisation_id)
    values = reader.read(body.variables)
    with transaction.atomic():
        case = runtime.start(
            row, variables=values, business_key=body.business_key or "", organisation=call.organisation_id,
            by=call.by, at=activations(call, body.start_instructions, reader),
        )  # fmt: skip
        reader.remember(case.pk)
    call.about = str(case.uid)
    told = Started(**instance(case))
    if body.with_variables_in_return:
        told.variables = tell_case(case, queries.variables(case), deserialize=False)
    return told


def activations(call: Call, given: list[Instruction] | None, reader: Reader) -> tuple[events.Activation, ...]:
    """Return where tokens are to be put. Errors: BadRequest."""
    found = []
    for one in given or []:
        variables = reader.read(one.variables)
        if one.type in ("startBeforeActivity", "startAfterActivity") and one.activity_id:
            where = "before" if one.type == "startBeforeActivity" else "after"
            found.append(events.Activation(element=one.activity_id, where=where, variables=variables))
        else:
            raise BadRequest(f"{one.type[:60]} is not offered here. There are startBeforeActivity, startAfterActivity")
    return tuple(found)


def instance(case: Case) -> dict[str, Any]:
    """Return the fields that starting and finding a case share."""
    href = f"/engine-rest/process-instance/{case.uid}"
    return {
        "id": str(case.uid), "definition_id": ids.definition(case.process), "definition_key": case.process.key,
        "business_key": case.business_key or None, "case_instance_id": None, "ended": not case.is_open,
        "suspended": case.state == Case.SUSPENDED, "tenant_id": case.process.space or None,
        "links": [Link(method="GET", href=href, rel="self")],
    }  # fmt: skip


_three = partial(by_definition, "/process-definition")

ROUTES = (
    *_three("POST", "/start", start, "start", "Start a process instance", body=Start, answer=Started),
    *_three("POST", "/submit-form", start, "start", "Start a process instance by its form", body=Start, answer=Started),
)
