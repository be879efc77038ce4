"""The variables of a process instance, an execution or a task: the same calls below each of their addresses.

A process instance's are the case's own. An execution's and a task's are all that it sees; `localVariables` are those
of its own scope alone.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from gorel.api import commands, reach
from gorel.api.engine_rest import ids
from gorel.api.engine_rest.variables import FILE, Given, Reader, Told, Typed, Variable, tell, tell_all, types_of
from gorel.api.errors import BadRequest, NotFound
from gorel.api.models import VariableFile
from gorel.api.route import Body, Call, Raw, Route
from gorel.cases.models import Case, Task
from gorel.core import engine


class Shown(Body, kw_only=True):
    """How values are told."""

    deserialize_value: bool | None = None
    deserialize_values: bool | None = None


class Changes(Body, kw_only=True):
    """What is written, and what is taken away."""

    modifications: Given | None = None
    deletions: list[str] | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """Where variables stand: the instance *key* of a case, alone or with all around it."""

    case_id: int
    key: int
    is_local: bool
    is_open: bool

    def seen(self) -> dict[str, Any]:
        """Return what is seen from here. Errors: NotFound when the case is over."""
        state = reach.state(self.case_id)
        if not self.is_open or self.key not in state.instances:
            raise NotFound("There is nothing open with this id")
        if self.is_local:
            return dict(state.instances[self.key].variables or {})
        return engine.variables(state, self.key)


Find = Callable[[Call, bool], Scope]


def of_instance(call: Call, is_local: bool) -> Scope:
    """The case that the address names."""
    known = reach.facts(call, uid=ids.uid(call.path["id"], "process instance"))
    is_open = Case.objects.filter(pk=known.id, state__in=Case.OPEN).exists()
    return Scope(known.id, 0, True, is_open)


def of_execution(call: Call, is_local: bool) -> Scope:
    """The execution that the address names."""
    uid, key = ids.parse(call.path["id"])
    return Scope(reach.facts(call, uid=uid).id, key, is_local, True)


def of_task(call: Call, is_local: bool) -> Scope:
    """The task that the address names."""
    row = reach.tasks(call).filter(uid=ids.uid(call.path["id"], "task")).first()
    if row is None:
        raise NotFound(f"Cannot find task with id {call.path['id']}")
    return Scope(row.case_id, row.key, is_local, row.state == Task.OPEN)


def routes(head: str, find: Find, verb: str, *, tail: str = "variables", is_local: bool = False) -> list[Route]:
    """Return the calls for variables below *head*."""
    place = f"{head}/{tail}"

    def all_(call: Call) -> Told:
        scope = find(call, is_local)
        shown = call.query.deserialize_values is not False
        return tell_all(scope.case_id, scope.seen(), types_of([scope.case_id]), deserialize=shown)

    def change(call: Call) -> None:
        scope = find(call, is_local)
        write(call, scope, call.body.modifications or {}, call.body.deletions or [])

    def one(call: Call) -> Variable:
        scope, name = find(call, is_local), call.path["name"]
        seen = scope.seen()
        if name not in seen:
            raise NotFound(f"There is no variable {name[:80]} here")
        types = types_of([scope.case_id], [name])
        shown = call.query.deserialize_value is not False
        return tell(name, seen[name], types.get((scope.case_id, name)), deserialize=shown)

    def put(call: Call) -> None:
        write(call, find(call, is_local), {call.path["name"]: call.body}, [])

    def remove(call: Call) -> None:
        write(call, find(call, is_local), {}, [call.path["name"]])

    def data(call: Call) -> Raw:
        scope, name = find(call, is_local), call.path["name"]
        seen = scope.seen()
        if name not in seen:
            raise NotFound(f"There is no variable {name[:80]} here")
        return content(call, scope.case_id, name, seen[name])

    def upload(call: Call) -> None:
        scope, name = find(call, is_local), call.path["name"]
        reader = Reader(call.organisation_id)
        kind = call.form.get("valueType", "File")
        if not call.files or kind not in ("File", "Bytes"):
            raise BadRequest("Send the file in the field data, and File or Bytes in the field valueType")
        file = call.files[0]
        value = reader.upload(name, file.content, filename=file.name, type=file.type, kind=kind)
        _write(call, scope, {name: value}, [], reader)

    return [
        Route("GET", place, all_, "read", "Get variables", query=Shown, answer=Told),
        Route("POST", place, change, verb, "Change and delete variables", body=Changes),
        Route("GET", place + "/{name}", one, "read", "Get a variable", query=Shown, answer=Variable),
        Route("PUT", place + "/{name}", put, verb, "Set a variable", body=Typed),
        Route("DELETE", place + "/{name}", remove, verb, "Delete a variable"),
        Route("GET", place + "/{name}/data", data, "read", "Get a file or bytes", answer=Raw),
        Route("POST", place + "/{name}/data", upload, verb, "Set a file or bytes", multipart=True),
    ]


def write(call: Call, scope: Scope, given: Given, remove: list[str]) -> None:
    """Write variables and take others away, in one transaction with their types."""
    reader = Reader(call.organisation_id)
    _write(call, scope, reader.read(given), remove, reader)


def _write(call: Call, scope: Scope, values: dict[str, Any], remove: list[str], reader: Reader) -> None:
    scope.seen()
    call.about = ids.of(call.path["id"], None)
    with transaction.atomic():
        if scope.is_local:
            commands.set_variables(scope.case_id, values, key=scope.key, by=call.by, remove=remove)
        else:
            state = reach.state(scope.case_id)
            places = engine.outwards(state, scope.key, [*values, *remove])
            for key, names in places.items():
                mine = {name: values[name] for name in names if name in values}
                gone = [name for name in names if name in remove]
                commands.set_variables(scope.case_id, mine, key=key, by=call.by, remove=gone)
        reader.remember(scope.case_id)


def content(call: Call, case_id: int, name: str, value: Any) -> Raw:
    """Return what a variable holds as bytes. Errors: BadRequest when it is no file."""
    known = types_of([case_id], [name]).get((case_id, name))
    if isinstance(value, dict) and FILE in value:
        row = VariableFile.objects.filter(uid=value[FILE], organisation_id=call.organisation_id).first()
        if row is None:
            raise NotFound("This file is no longer here")
        type = (
            row.type
            if "/" in row.type and row.type.isprintable() and row.type.isascii()
            else "application/octet-stream"
        )
        charset = (
            f"; charset={row.encoding}" if row.encoding.replace("-", "").isalnum() and row.encoding.isascii() else ""
        )
        return Raw(bytes(row.content), type + charset, row.name)
    if known is not None and known.type == "Bytes" and isinstance(value, str):
        return Raw(base64.b64decode(value), "application/octet-stream", name)
    raise BadRequest(f"Value of variable {name[:80]} is not a binary value", type="InvalidRequestException")


ROUTES = (
    *routes("/process-instance/{id}", of_instance, "manage"),
    *routes("/execution/{id}", of_execution, "manage", tail="localVariables", is_local=True),
    *routes("/task/{id}", of_task, "task"),
    *routes("/task/{id}", of_task, "task", tail="localVariables", is_local=True),
)
