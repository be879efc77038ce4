"""Doing: a task is taken, given, completed, or meets a business error."""

from __future__ import annotations

from django.db import transaction

from gorel.api import commands, reach
from gorel.api.engine_rest.tasks.looking import ONE, find
from gorel.api.engine_rest.variables import Given, Reader, Told, tell_all, types_of
from gorel.api.errors import BadRequest, Conflict
from gorel.api.route import Body, Call, Nothing, Route
from gorel.cases import runtime


class User(Body, kw_only=True):
    """Who."""

    user_id: str | None = None


class Complete(Body, kw_only=True):
    """The answers."""

    variables: Given | None = None
    with_variables_in_return: bool | None = None


class Threw(Body, kw_only=True):
    """A business error."""

    error_code: str
    error_message: str | None = None
    variables: Given | None = None


def claim(call: Call) -> None:
    """Take a task, when nobody else has it."""
    row, user = find(call), call.body.user_id or ""
    check_user(user)
    if row.assignee and row.assignee != user:
        raise Conflict(f"Task '{row.uid}' is already claimed by someone else", type="TaskAlreadyClaimedException")
    runtime.assign(row, user, by=call.by)


def unclaim(call: Call) -> None:
    """Give it back."""
    runtime.assign(find(call), "", by=call.by)


def assign(call: Call) -> None:
    """Give it to somebody, whoever had it."""
    user = call.body.user_id or ""
    check_user(user)
    runtime.assign(find(call), user, by=call.by)


def check_user(user: str) -> None:
    """See that *user* can have a task. Errors: BadRequest."""
    if len(user) > 80 or not user.isprintable():
        raise BadRequest("userId has at most 80 printable characters")


def complete(call: Call) -> Told | None:
    """It is done, with these answers; the case goes on."""
    row = find(call)
    reader = Reader(call.organisation_id)
    values = reader.read(call.body.variables)
    with transaction.atomic():
        reader.remember(row.case_id)
        runtime.complete(row, variables=values, by=call.by)
    if not call.body.with_variables_in_return:
        return None
    held = reach.state(row.case_id).instances.get(0)
    return tell_all(row.case_id, dict(held.variables or {}) if held else {}, types_of([row.case_id]))


def bpmn_error(call: Call) -> None:
    """It met a business error that the picture may catch."""
    row = find(call)
    if not call.body.error_code:
        raise BadRequest("errorCode must not be empty")
    reader = Reader(call.organisation_id)
    values = reader.read(call.body.variables)
    with transaction.atomic():
        reader.remember(row.case_id)
        commands.throw(
            row.case_id, row.key, code=call.body.error_code, message=call.body.error_message or "", variables=values,
            by=call.by,
        )  # fmt: skip


ROUTES = (
    Route("POST", ONE + "/claim", claim, "task", "Claim a task", body=User),
    Route("POST", ONE + "/unclaim", unclaim, "task", "Unclaim a task", body=Nothing),
    Route("POST", ONE + "/assignee", assign, "task", "Set the assignee", body=User),
    Route("POST", ONE + "/complete", complete, "task", "Complete a task", body=Complete, answer=Told | None),
    Route(
        "POST", ONE + "/submit-form", complete, "task", "Complete a task by its form", body=Complete, answer=Told | None
    ),
    Route("POST", ONE + "/bpmnError", bpmn_error, "task", "Report a BPMN error", body=Threw),
)
