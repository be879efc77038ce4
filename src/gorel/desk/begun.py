"""Answers to tasks that people have begun: kept, so that whoever leaves a form half filled in finds it again.

Each person has their own of a task, which nobody else reads. It is sealed like all that is personal, counted up with
each save so that a forgotten tab never overwrites a newer one, and gone with the task, with the case's personal data,
and when its person throws it away. Files belong to it until the answer is sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from gorel.accounts.models import Person
from gorel.cases.models import Task
from gorel.cases.values import from_json, to_json
from gorel.desk.models import Begun
from gorel.forms import Schema, kept
from gorel.ground import clock, sealing

KIND = "begun"
MOST = 1_000_000  # bytes of an answer


class Overtaken(Exception):
    """The person saved it elsewhere in the meantime; nothing was overwritten."""


class TooLong(Exception):
    """The answer is longer than any that can be sent."""


def of(task: Task, person: Person) -> Begun | None:
    """Return what the person has begun to answer. One query."""
    return Begun.objects.filter(task=task, person=person).first()


def about(row: Begun) -> str:
    """Return what the files of a begun answer belong to."""
    return f"{KIND}:{row.uid}"


def values(row: Begun, schema: Schema) -> dict[str, Any]:
    """Return what was written, but for fields that are others by now: a form may have a new version."""
    held = from_json(sealing.unwrap(bytes(row.key)).open(bytes(row.body)).decode())
    then, now = held["kinds"], _kinds(schema)
    return {name: value for name, value in held["values"].items() if then.get(name) == now.get(name)}


@transaction.atomic
def keep(
    task: Task, person: Person, values: dict[str, Any], *, schema: Schema, number: int, drops_files: bool = True
) -> Begun:
    """Write what the person has written so far. *number* is that of the save it began from, 0 for none.

    Side effects: files among the values belong to it from now on; others that did are deleted, if *drops_files*.
    Errors: Overtaken, TooLong.
    """
    text = to_json({"values": values, "kinds": _kinds(schema)}).encode()
    if len(text) > MOST:
        raise TooLong
    row = Begun.objects.select_for_update().filter(task=task, person=person).first()
    if (row.number if row else 0) != number:
        raise Overtaken
    wrapped, key = sealing.new_key()
    if row is None:
        _drop(Begun.objects.exclude(task__state=Task.OPEN))  # those of tasks that ended before `sweep` heard of it
        row = Begun(task=task, person=person)
    row.number, row.saved_at, row.key, row.body = number + 1, clock.now(), wrapped, key.seal(text)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # another tab began at the same moment
        raise Overtaken from None
    (kept.keep_only if drops_files else kept.bind)(values, about(row))
    return row


def among(tasks: Iterable[int], person: Person) -> frozenset[int]:
    """Return which of *tasks*, by id, the person has begun to answer. One query."""
    found = Begun.objects.filter(person=person, task__in=list(tasks))
    return frozenset(found.values_list("task_id", flat=True))


def drop(task: Task, person: Person) -> None:
    """Throw away what the person has begun to answer. Deletes the row and its files."""
    _drop(Begun.objects.filter(task=task, person=person))


def sweep(cases: Iterable[int]) -> None:
    """Throw away what was begun of these cases' tasks that are over, whoever ended them and by whatever way."""
    _drop(Begun.objects.filter(task__case__in=list(cases)).exclude(task__state=Task.OPEN))


def erase(uids: list[str]) -> None:
    """Throw away what was begun in cases whose personal data goes."""
    _drop(Begun.objects.filter(task__case__uid__in=uids))


def may_read(person: Any, uid: str) -> kept.May | None:
    """Say whether a file of a begun answer is the person's own; nobody hears that they look at it."""
    own = Begun.objects.filter(uid=UUID(uid), person=person).exists()
    return kept.May(None) if own else None


def _drop(rows: QuerySet[Begun]) -> None:
    found: Iterable[Begun] = list(rows.only("uid"))
    if found:
        kept.forget(about(row) for row in found)
        Begun.objects.filter(pk__in=[row.pk for row in found]).delete()


def _kinds(schema: Schema) -> dict[str, list[str]]:
    """Return by the name that a value stands under what kinds of fields it is made of."""
    found: dict[str, set[str]] = {}
    for key, component in schema.fields.items():
        plain = re.sub(r"\[\d+\]", "[]", key)
        found.setdefault(re.split(r"[.\[]", key, maxsplit=1)[0], set()).add(f"{plain}:{component.kind}")
    return {name: sorted(kinds) for name, kinds in found.items()}
