"""User tasks: finding, assigning, changing and completing what people do."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from msgspec import structs

from gorel.api import reach
from gorel.api.errors import BadRequest, Conflict, NotFound
from gorel.api.route import Body, Call, Route, Shape
from gorel.api.v2 import elements, keys, search
from gorel.cases import programs, queries, runtime
from gorel.cases.models import Candidate, Resource, Task


class UserTask(Shape, kw_only=True):
    """A task."""

    name: str | None
    state: str
    assignee: str | None
    element_id: str
    candidate_groups: list[str]
    candidate_users: list[str]
    process_definition_id: str
    creation_date: str | None
    completion_date: str | None
    follow_up_date: str | None
    due_date: str | None
    tenant_id: str
    external_form_reference: str | None
    process_definition_version: int
    custom_headers: dict[str, str]
    user_task_key: str
    element_instance_key: str
    process_name: str | None
    process_definition_key: str
    process_instance_key: str
    root_process_instance_key: str | None
    business_id: str | None
    form_key: str | None
    tags: list[str]
    priority: int


class Form(Shape, kw_only=True):
    """The form of a task. Shape: schema is JSON text."""

    tenant_id: str
    form_id: str
    schema: str
    version: int
    form_key: str


class Assign(Body, kw_only=True):
    """To whom."""

    assignee: str | None = None
    allow_override: bool | None = None
    action: str | None = None


class Complete(Body, kw_only=True):
    """The answers."""

    variables: dict[str, Any] | None = None
    action: str | None = None


class Changes(Body, kw_only=True):
    """What of a task changes; "" takes a date away."""

    due_date: str | None = None
    follow_up_date: str | None = None
    candidate_users: list[str] | None = None
    candidate_groups: list[str] | None = None
    priority: int | None = None


class Update(Body, kw_only=True):
    """Changes of a task."""

    changeset: Changes | None = None
    action: str | None = None


UserTasks = search.result("UserTasks", UserTask)
STATES = {Task.OPEN: "CREATED", Task.COMPLETED: "COMPLETED", Task.CANCELLED: "CANCELED"}


def _rows(call: Call) -> Any:
    return (
        reach.tasks(call).select_related("case__process", "case__parent").prefetch_related("candidates").order_by("-pk")
    )


def tell(row: Task) -> UserTask:
    """Return a task in this door's shape."""
    case, process = row.case, row.case.process
    root = case
    while root.parent is not None:
        root = root.parent
    candidates = sorted(row.candidates.all(), key=lambda one: one.pk)
    form = _form(row)
    info = programs.known(process.pk).program.elements.get(row.element)
    return UserTask(
        name=row.name or None, state=STATES[row.state], assignee=row.assignee or None, element_id=row.element,
        candidate_groups=[one.name for one in candidates if one.kind == "group"],
        candidate_users=[one.name for one in candidates if one.kind == "person"], process_definition_id=process.key,
        creation_date=keys.moment(row.opened_at), completion_date=keys.moment(row.closed_at),
        follow_up_date=keys.moment(row.follow_up_at), due_date=keys.moment(row.due_at),
        tenant_id=keys.tenant(process.space), external_form_reference=(row.form or None) if form is None else None,
        process_definition_version=process.version, custom_headers=dict(info.properties) if info else {},
        user_task_key=keys.of(case.pk, row.key), element_instance_key=keys.of(case.pk, row.key),
        process_name=process.name or None, process_definition_key=str(process.pk),
        process_instance_key=keys.of(case.pk), root_process_instance_key=keys.of(root.pk),
        business_id=case.business_key or None, form_key=str(form.pk) if form is not None else None, tags=[],
        priority=row.priority,
    )  # fmt: skip


def _form(row: Task) -> Resource | None:
    if not row.form:
        return None
    found = Resource.objects.filter(kind="form", key=row.form, space__in=("", row.case.process.space)).order_by(
        "-space", "-version"
    )
    return found.filter(organisation=row.case.organisation_id).first() or found.filter(organisation=None).first()


def listing(call: Call) -> Any:
    """Return tasks, open and closed."""
    columns = {"elementId": "element", "assignee": "assignee", "processDefinitionId": "case__process__key"}
    rows = search.narrowed(_rows(call), call.body, columns)
    for name in ("processInstanceKey", "userTaskKey", "elementInstanceKey"):
        value = search.exact(call.body, name)
        if value is not None:
            number, key = keys.parse(str(value))
            rows = rows.filter(case_id=number, key=key) if key else rows.filter(case_id=number)
    words = {told: state for state, told in STATES.items()}
    state = search.exact(call.body, "state")
    if state is not None:
        rows = rows.filter(state=words[state]) if state in words else rows.none()
    asked, rows = _holding(rows, call.body)
    left, tests = dict(asked.filter or {}), []
    for name, kind in (("candidateGroup", "candidate_groups"), ("candidateUser", "candidate_users")):
        if name in left:
            tests.append((kind, search.test_of(name, left.pop(name))))
    found = [
        one for one in map(tell, rows[: search.MOST])
        if all(any(fits(who) or fits(who.partition("@")[0]) for who in getattr(one, kind)) for kind, fits in tests)
    ]  # fmt: skip
    return search.answer(UserTasks, UserTask, found, structs.replace(asked, filter=left))


def _holding(rows: Any, asked: search.Search) -> tuple[search.Search, Any]:
    """Narrow to tasks whose case, or whose own scope, holds variables; return the filters that are left."""
    left = dict(asked.filter or {})
    around, mine = left.pop("processInstanceVariables", None), left.pop("localVariables", None)
    if around is None and mine is None:
        return asked, rows
    found = list(rows.values_list("pk", "case_id", "key")[: search.MOST])
    states = queries.states({case for _pk, case, _key in found})
    wanted = [(around, None), (mine, "own")]
    some = [
        pk for pk, case, key in found
        if all(
            given is None or search.hold(_variables(states.get(case), key if own else 0), given)
            for given, own in wanted
        )
    ]  # fmt: skip
    return structs.replace(asked, filter=left), rows.filter(pk__in=some)


def _variables(state: Any, key: int) -> dict[str, Any]:
    held = state.instances.get(key) if state is not None else None
    return dict(held.variables or {}) if held is not None else {}


def find(call: Call) -> Task:
    """Return the task that the address names. Errors: NotFound."""
    number, key = keys.parse(call.path["key"])
    row: Task | None = _rows(call).filter(case_id=number, key=key).first()
    if row is None:
        raise NotFound(f"There is no user task {call.path['key']}")
    return row


def _open(call: Call) -> Task:
    row = find(call)
    if row.state != Task.OPEN:
        raise Conflict(f"User task {call.path['key']} is {STATES[row.state].lower()} already")
    return row


def get(call: Call) -> UserTask:
    """Return one."""
    return tell(find(call))


def assign(call: Call) -> None:
    """Give a task to somebody."""
    row, body = _open(call), call.body
    if not body.assignee or len(body.assignee) > 80 or not body.assignee.isprintable():
        raise BadRequest("assignee has 1 to 80 printable characters")
    if row.assignee and row.assignee != body.assignee and body.allow_override is False:
        raise Conflict(f"User task {call.path['key']} is assigned to somebody else")
    runtime.assign(row, body.assignee, by=call.by)


def unassign(call: Call) -> None:
    """Give a task back."""
    runtime.assign(_open(call), "", by=call.by)


def complete(call: Call) -> None:
    """It is done; the case goes on."""
    runtime.complete(_open(call), variables=call.body.variables, by=call.by)


def update(call: Call) -> None:
    """Change a task's dates, priority or candidates."""
    row, changes = _open(call), call.body.changeset
    if changes is None:
        raise BadRequest("The changeset is empty")
    given: dict[str, Any] = {}
    for value, column in ((changes.due_date, "due_at"), (changes.follow_up_date, "follow_up_at")):
        if value is not None:
            given[column] = keys.to_moment(value, column) if value else None
    if changes.priority is not None:
        if not 0 <= changes.priority <= 100:
            raise BadRequest("priority is from 0 to 100")
        given["priority"] = changes.priority
    with transaction.atomic():
        for column, value in given.items():
            setattr(row, column, value)
        if given:
            row.save(update_fields=list(given))
        for names, kind in ((changes.candidate_groups, "group"), (changes.candidate_users, "person")):
            if names is not None:
                row.candidates.filter(kind=kind).delete()
                Candidate.objects.bulk_create(
                    Candidate(task=row, kind=kind, name=name[:120]) for name in dict.fromkeys(names)
                )


def form(call: Call) -> Form | None:
    """Return its form; nothing when it has none of Görel's."""
    row = _form(find(call))
    if row is None:
        return None
    return Form(
        tenant_id=keys.tenant(row.space), form_id=row.key, schema=bytes(row.content).decode(), version=row.version,
        form_key=str(row.pk),
    )  # fmt: skip


def variables(call: Call) -> Any:
    """Return what a task sees, each from the scope nearest to it."""
    row = find(call)
    state = reach.state(row.case_id)
    seen: dict[str, elements.Variable] = {}
    at = row.key if row.key in state.instances else 0
    while at >= 0:
        for one in elements.variables_of(row.case, {at: state.instances[at]}):
            seen.setdefault(one.name, one)
        at = state.instances[at].parent
    return search.answer(elements.Variables, elements.Variable, seen.values(), call.body)


ONE = "/user-tasks/{key}"
ROUTES = (
    Route("POST", "/user-tasks/search", listing, "read", "Search user tasks", body=search.Search, answer=UserTasks),
    Route("GET", ONE, get, "read", "Get a user task", answer=UserTask),
    Route("POST", ONE + "/assignment", assign, "task", "Assign a user task", body=Assign),
    Route("DELETE", ONE + "/assignee", unassign, "task", "Unassign a user task"),
    Route("POST", ONE + "/completion", complete, "task", "Complete a user task", body=Complete),
    Route("PATCH", ONE, update, "task", "Update a user task", body=Update),
    Route(
        "POST",
        ONE + "/variables/search",
        variables,
        "read",
        "Search what a user task sees",
        body=search.Search,
        answer=elements.Variables,
    ),
    Route(
        "POST",
        ONE + "/effective-variables/search",
        variables,
        "read",
        "Search what a user task sees, each name once",
        body=search.Search,
        answer=elements.Variables,
    ),
    Route("GET", ONE + "/form", form, "read", "Get a user task's form", answer=Form | None),
)
