"""Work for people."""

from __future__ import annotations

from gorel.accounts.models import Organisation
from gorel.cases import watching
from gorel.cases.models import Candidate, Task
from gorel.cases.store.hand import Hand
from gorel.cases.store.held import Held
from gorel.cases.store.sql import allocate
from gorel.cases.store.statements import ADD_CANDIDATE, CLOSE_TASK, MARK_CANDIDATES, OPEN_TASK, REOPEN_TASK
from gorel.core.engine import effects
from gorel.ground import ids


def open_task(hand: Hand, held: Held, effect: effects.OpenTask) -> None:
    """A row for the task, and one for each group and person that may take it; one that is opened again is as it was."""
    if effect.key < held.first_new_key and Task.objects.filter(case_id=held.id, key=effect.key).exists():
        hand.rows.withdraw(CLOSE_TASK, (held.id, effect.key))
        hand.rows.add(REOPEN_TASK, (Task.OPEN, None, "", None, held.id, effect.key))
        hand.rows.add(MARK_CANDIDATES, (True, held.id, effect.key))
        return
    name = held.masked(effect.name)
    task_id = allocate("cases_task", 1)[0]
    hand.rows.open(
        OPEN_TASK,
        (held.id, effect.key),
        (
            task_id, ids.uid().hex, held.id, effect.key, effect.element, name[:255], (effect.form or "")[:255],
            Task.OPEN, (effect.assignee or "")[:80], effect.priority, hand.now, effect.due_at,
            effect.follow_up_at, None, "", None,
        ),
    )  # fmt: skip
    wanted = [("group", group_of(name, held.organisation_id)) for name in effect.candidate_groups]
    wanted += [("person", name) for name in effect.candidate_users]
    for place, (kind, name) in enumerate(dict.fromkeys(wanted)):
        hand.rows.open(ADD_CANDIDATE, (task_id, place), (task_id, kind, name[:120], True))


def change_task(hand: Hand, held: Held, effect: effects.ChangeTask) -> None:
    """Somebody has taken or changed a task, whose row is written."""
    hand.write()
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


def close_task(hand: Hand, held: Held, effect: effects.CloseTask) -> None:
    """The task is done, by whom the turn knows of; or it is no longer wanted."""
    row = hand.rows.unopen(OPEN_TASK, (held.id, effect.key))
    if row is not None:  # nobody has seen it
        for key in hand.rows.opened(ADD_CANDIDATE):
            if key[0] == row[0]:
                hand.rows.unopen(ADD_CANDIDATE, key)
        return
    done = hand.tasks_done.pop((held.id, effect.key), None)
    state, by, seconds = (Task.COMPLETED, *done) if done else (Task.CANCELLED, "", None)
    hand.rows.add(CLOSE_TASK, (state, hand.now, by, seconds, held.id, effect.key))
    hand.rows.add(MARK_CANDIDATES, (False, held.id, effect.key))
    watching.closed(hand, held.id)


def group_of(name: str, organisation_id: int | None) -> str:
    """Return the group as rows hold it: a bare role is a role in the case's own organisation."""
    if "@" in name or organisation_id is None:
        return name
    return f"{name}@{_uid_of(organisation_id)}"


def _uid_of(organisation_id: int) -> str:
    return str(Organisation.objects.values_list("uid", flat=True).get(pk=organisation_id))
