"""Work for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gorel.accounts.models import Organisation
from gorel.cases import watching
from gorel.cases.models import Candidate, Task
from gorel.cases.store import personal
from gorel.cases.store.sql import Statement, allocate, insert, update
from gorel.core.engine import effects
from gorel.ground import ids

if TYPE_CHECKING:
    from gorel.cases.store.held import Held
    from gorel.cases.turn import Turn

OPEN = insert(
    "cases_task",
    {
        "id": "bigint", "uid": "uuid", "case_id": "bigint", "key": "bigint", "element": "text", "name": "text",
        "form": "text", "state": "text", "assignee": "text", "priority": "int", "opened_at": "bigint",
        "due_at": "bigint", "follow_up_at": "bigint", "closed_at": "bigint", "closed_by": "text",
        "seconds_spent": "int",
    },
)  # fmt: skip
ADD_CANDIDATE = insert("cases_candidate", {"task_id": "bigint", "kind": "text", "name": "text", "is_open": "boolean"})
MARK_CANDIDATES = Statement(
    sqlite="update cases_candidate set is_open = %s"
    " where task_id = (select id from cases_task where case_id = %s and key = %s)",
    postgresql="update cases_candidate c set is_open = v.is_open from cases_task t,"
    " unnest(%s::boolean[], %s::bigint[], %s::bigint[]) v(is_open, case_id, key)"
    " where t.case_id = v.case_id and t.key = v.key and c.task_id = t.id",
)
_END = {"state": "text", "closed_at": "bigint", "closed_by": "text", "seconds_spent": "int"}
AGAIN = update("cases_task", _END, where={"case_id": "bigint", "key": "bigint"})
CLOSE = update("cases_task", _END, where={"case_id": "bigint", "key": "bigint"})


def open_task(turn: Turn, held: Held, effect: effects.OpenTask) -> None:
    """A row for the task, and one for each group and person that may take it; one that is opened again is as it was."""
    if effect.key < held.first_new_key and Task.objects.filter(case_id=held.id, key=effect.key).exists():
        turn.rows.withdraw(CLOSE, (held.id, effect.key))
        turn.rows.add(AGAIN, (Task.OPEN, None, "", None, held.id, effect.key))
        turn.rows.add(MARK_CANDIDATES, (True, held.id, effect.key))
        return
    name = personal.masked(held, effect.name)
    task_id = allocate("cases_task", 1)[0]
    turn.rows.open(
        OPEN,
        (held.id, effect.key),
        (
            task_id, ids.uid().hex, held.id, effect.key, effect.element, name[:255], (effect.form or "")[:255],
            Task.OPEN, (effect.assignee or "")[:80], effect.priority, turn.now, effect.due_at,
            effect.follow_up_at, None, "", None,
        ),
    )  # fmt: skip
    wanted = [("group", group_of(name, held.organisation_id)) for name in effect.candidate_groups]
    wanted += [("person", name) for name in effect.candidate_users]
    for place, (kind, name) in enumerate(dict.fromkeys(wanted)):
        turn.rows.open(ADD_CANDIDATE, (task_id, place), (task_id, kind, name[:120], True))


def change_task(turn: Turn, held: Held, effect: effects.ChangeTask) -> None:
    """Somebody has taken or changed a task; it is written when the step is."""

    def change() -> None:
        turn.write()
        one = Task.objects.filter(case_id=held.id, key=effect.key)
        changed = {name: value for name, value in effect.changes.items() if not name.startswith("candidate_")}
        if "assignee" in changed:
            changed["assignee"] = (changed["assignee"] or "")[:80]
        if changed:
            one.update(**changed)
        for kind, name in (("group", "candidate_groups"), ("person", "candidate_users")):
            for task in one if name in effect.changes else ():
                Candidate.objects.filter(task=task, kind=kind).delete()
                names = dict.fromkeys(effect.changes[name] or ())
                if kind == "group":
                    names = dict.fromkeys(group_of(name, held.organisation_id) for name in names)
                Candidate.objects.bulk_create(Candidate(task=task, kind=kind, name=name[:120]) for name in names)

    turn.later.append(change)


def close_task(turn: Turn, held: Held, effect: effects.CloseTask) -> None:
    """The task is done, by whom the turn knows of; or it is no longer wanted."""
    row = turn.rows.unopen(OPEN, (held.id, effect.key))
    if row is not None:  # nobody has seen it
        for key in turn.rows.opened(ADD_CANDIDATE):
            if key[0] == row[0]:
                turn.rows.unopen(ADD_CANDIDATE, key)
        return
    done = turn.tasks_done.pop((held.id, effect.key), None)
    state, by, seconds = (Task.COMPLETED, *done) if done else (Task.CANCELLED, "", None)
    turn.rows.add(CLOSE, (state, turn.now, by, seconds, held.id, effect.key))
    turn.rows.add(MARK_CANDIDATES, (False, held.id, effect.key))
    watching.closed(turn, held.id)


def group_of(name: str, organisation_id: int | None) -> str:
    """Return the group as rows hold it: a bare role is a role in the case's own organisation."""
    if "@" in name or organisation_id is None:
        return name
    return f"{name}@{_uid_of(organisation_id)}"


def _uid_of(organisation_id: int) -> str:
    return str(Organisation.objects.values_list("uid", flat=True).get(pk=organisation_id))
