"""Looking: tasks by what they are, whose they are and what their forms show."""

from __future__ import annotations

from typing import Any

from gorel.api import reach
from gorel.api.engine_rest import ids
from gorel.api.engine_rest.scoped_variables import Scope
from gorel.api.engine_rest.shapes import Count, four, rows
from gorel.api.engine_rest.tasks.finding import SORTS, Asked, AskedByPost, found
from gorel.api.engine_rest.variables import Told, tell_all, types_of
from gorel.api.errors import NotFound
from gorel.api.models import Delegation
from gorel.api.route import Body, Call, Route, Shape
from gorel.cases import programs
from gorel.cases.models import Case, Task


class TaskShape(Shape, kw_only=True):
    """A task."""

    id: str
    name: str | None
    assignee: str | None
    owner: str | None
    created: str | None
    last_updated: str | None
    due: str | None
    follow_up: str | None
    delegation_state: str | None
    description: str | None
    execution_id: str
    parent_task_id: str | None
    priority: int
    process_definition_id: str
    process_instance_id: str
    task_definition_key: str
    case_execution_id: str | None
    case_instance_id: str | None
    case_definition_id: str | None
    suspended: bool
    form_key: str | None
    camunda_form_ref: dict[str, Any] | None
    tenant_id: str | None


class Form(Shape, kw_only=True):
    """The form of a task."""

    key: str | None
    context_path: str | None


class Link(Shape, kw_only=True):
    """Who may take a task, or has it."""

    user_id: str | None
    group_id: str | None
    type: str


class Names(Body, kw_only=True):
    """Which variables."""

    variable_names: list[str] | None = None
    deserialize_values: bool | None = None


def delegation_of(row: Task) -> Delegation | None:
    """Return who gave it to whom it is with, if anybody did."""
    return getattr(row, "delegation", None)


def tell(row: Task) -> TaskShape:
    """Return a task in this door's shape."""
    drawn = programs.known(row.case.process_id).program.elements.get(row.element)
    about = (drawn.documentation or None) if drawn else None
    given = delegation_of(row)
    return TaskShape(
        id=str(row.uid), name=row.name or None, assignee=row.assignee or None, owner=(given and given.owner) or None,
        created=ids.moment(row.opened_at), last_updated=None, due=ids.moment(row.due_at),
        follow_up=ids.moment(row.follow_up_at), delegation_state=given.state if given else None, description=about,
        execution_id=ids.of(row.case.uid, row.key), parent_task_id=None, priority=row.priority,
        process_definition_id=ids.definition(row.case.process), process_instance_id=str(row.case.uid),
        task_definition_key=row.element, case_execution_id=None, case_instance_id=None, case_definition_id=None,
        suspended=row.case.state == Case.SUSPENDED, form_key=row.form or None, camunda_form_ref=None,
        tenant_id=row.case.process.space or None,
    )  # fmt: skip


def listing(call: Call) -> list[TaskShape]:
    """Return open tasks."""
    asked = call.body or call.query
    return [tell(row) for row in rows(found(call, asked), asked, SORTS, call.query if call.body else None)]


def count(call: Call) -> Count:
    """Return how many there are."""
    return Count(count=found(call, call.body or call.query).count())


def find(call: Call) -> Task:
    """Return the open task that the address names. Errors: NotFound."""
    uid = ids.uid(call.path["id"], "task")
    row = reach.tasks(call).filter(uid=uid, state=Task.OPEN).select_related("case__process", "delegation").first()
    if row is None:
        raise NotFound(f"No matching task with id {uid}")
    return row


def get(call: Call) -> TaskShape:
    """Return one."""
    return tell(find(call))


def form(call: Call) -> Form:
    """Return the key of its form."""
    return Form(key=find(call).form or None, context_path=None)


def form_variables(call: Call) -> Told:
    """Return what its form may show."""
    row = find(call)
    seen = Scope(row.case_id, row.key, is_local=False, is_open=True).seen()
    if call.query.variable_names is not None:
        seen = {name: value for name, value in seen.items() if name in call.query.variable_names}
    shown = call.query.deserialize_values is not False
    return tell_all(row.case_id, seen, types_of([row.case_id]), deserialize=shown)


def links(call: Call) -> list[Link]:
    """Return who may take it, and who has it."""
    row = find(call)
    found = [Link(user_id=row.assignee, group_id=None, type="assignee")] if row.assignee else []
    for one in row.candidates.order_by("pk"):
        is_group = one.kind == "group"
        found.append(
            Link(user_id=None if is_group else one.name, group_id=one.name if is_group else None, type="candidate")
        )
    return found


ONE = "/task/{id}"
ROUTES = (
    *four("/task", listing, count, Asked, AskedByPost, TaskShape, "tasks"),
    Route("GET", ONE, get, "read", "Get a task", answer=TaskShape),
    Route("GET", ONE + "/form", form, "read", "Get the form's key", answer=Form),
    Route("GET", ONE + "/form-variables", form_variables, "read", "Get the form's variables", query=Names, answer=Told),
    Route("GET", ONE + "/identity-links", links, "read", "Get who may take it", answer=list[Link]),
)
