"""Delegating: a task is lent to somebody, who gives it back to its owner when his part is done."""

from __future__ import annotations

from django.db import transaction

from gorel.api.engine_rest.scoped_variables import Scope, write
from gorel.api.engine_rest.tasks.doing import User, check_user
from gorel.api.engine_rest.tasks.looking import ONE, delegation_of, find
from gorel.api.engine_rest.variables import Given
from gorel.api.errors import BadRequest
from gorel.api.models import Delegation
from gorel.api.route import Body, Call, Route
from gorel.cases import runtime


class Resolve(Body, kw_only=True):
    """What was found out."""

    variables: Given | None = None


def delegate(call: Call) -> None:
    """Give a task to somebody who gives it back; who has it now, or first gave it away, owns it."""
    row, user = find(call), call.body.user_id or ""
    check_user(user)
    if not user:
        raise BadRequest("userId says to whom the task is delegated")
    given = delegation_of(row)
    owner = (given and given.owner) or row.assignee
    with transaction.atomic():
        Delegation.objects.update_or_create(task=row, defaults={"owner": owner, "state": Delegation.PENDING})
        runtime.assign(row, user, by=call.by)


def resolve(call: Call) -> None:
    """Give a task back to its owner, with what was found out. Errors: BadRequest when nobody delegated it."""
    row = find(call)
    given = delegation_of(row)
    if given is None or given.state != Delegation.PENDING:
        raise BadRequest(f"Task '{row.uid}' is not delegated, so that it cannot be resolved")
    with transaction.atomic():
        if call.body.variables:
            write(call, Scope(row.case_id, row.key, is_local=False, is_open=True), call.body.variables, [])
        given.state = Delegation.RESOLVED
        given.save()
        runtime.assign(row, given.owner, by=call.by)


ROUTES = (
    Route("POST", ONE + "/delegate", delegate, "task", "Delegate a task", body=User),
    Route("POST", ONE + "/resolve", resolve, "task", "Resolve a delegated task", body=Resolve),
)
