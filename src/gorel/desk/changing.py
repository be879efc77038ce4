"""Changing one case by hand: what each change needs, how it is done, and what it would do before it is done.

The memory does it (`runtime`, `steering`) and writes who, why and what into the case's log. Here stands what a person
can be asked for and shown. Rights are the caller's to check.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gorel.accounts.models import Person
from gorel.cases import programs, queries, runtime
from gorel.cases.models import Case, Process
from gorel.cases.values import from_json, to_json
from gorel.core import engine
from gorel.core.say import Language, say
from gorel.desk.models import Correction
from gorel.desk.steps import steps
from gorel.ground import clock, sealing


class Changed(Exception):
    """Somebody else has changed the value meanwhile; nothing was overwritten. Shape: now is the value as it is."""

    def __init__(self, now: Any) -> None:
        super().__init__("the value was changed meanwhile")
        self.now = now


@dataclass(frozen=True, slots=True)
class Preview:
    """What taking a case to another version would do. Shape: here are the steps where it stands, as (old, new)."""

    here: tuple[tuple[str, str], ...]
    problems: tuple[str, ...]


def mark(value: Any) -> str:
    """Return a short text that is another for another value; it tells nothing of the value."""
    return hashlib.sha256(to_json(value).encode()).hexdigest()[:32]


@transaction.atomic
def correct(case: Case, name: str, value: Any, *, seen: str, by: Person, reason: str) -> None:
    """Set one variable of an open case. Shape: *seen* is the `mark` of the value that the person saw.

    Side effects: the case goes on where it waited for that; a row by which it can be taken back.
    Errors: Changed, when it is another value by now; engine.IllegalEvent.
    """
    Case.objects.select_for_update().get(pk=case.pk)
    was = queries.variables(case).get(name)
    if mark(was) != seen:
        raise Changed(was)
    runtime.set_variables(case, {name: value}, by=by.actor, reason=reason)
    wrapped, key = sealing.new_key()
    body = key.seal(to_json([was, value]).encode())
    Correction.objects.create(case=case, name=name, by=by.actor, key=wrapped, body=body)


@transaction.atomic
def take_back(correction: Correction, *, by: Person, reason: str) -> None:
    """Set a value back to what it was before a correction.

    Errors: Changed, when somebody corrected it again; engine.IllegalEvent when the case is over.
    """
    row = Correction.objects.select_for_update().get(pk=correction.pk)
    was, came = from_json(sealing.unwrap(bytes(row.key)).open(bytes(row.body)).decode())
    now = queries.variables(row.case).get(row.name)
    if row.undone_at is not None or mark(now) != mark(came):
        raise Changed(now)
    runtime.set_variables(row.case, {row.name: was}, by=by.actor, reason=reason)
    row.undone_at = clock.now()
    row.save(update_fields=["undone_at"])


def versions(case: Case) -> list[Process]:
    """Return the versions that the case could be taken to, the newest first."""
    rows = Process.objects.filter(key=case.process.key, space=case.process.space).exclude(pk=case.process_id)
    owners = [case.organisation_id, case.process.organisation_id]
    found = [row for row in rows.order_by("-version") if row.organisation_id in (None, *owners)]
    return found


def standing_at(case: Case) -> list[str]:
    """Return the elements that the case stands at."""
    state = queries.states([case.pk]).get(case.pk)
    return list(dict.fromkeys(engine.active(state))) if state is not None else []


def preview(case: Case, to: Process, mapping: Mapping[str, str], language: Language) -> Preview:
    """Return what taking *case* to the version *to* would do; nothing is changed."""
    old, new = programs.known(case.process_id).program, programs.known(to.pk).program
    state = queries.states([case.pk]).get(case.pk)
    if state is None:
        return Preview((), (_("The case has no state any more."),))
    problems: Iterable[str] = ()
    try:
        engine.migrate(old, new, state, dict(mapping), now=clock.instant())
    except engine.IllegalEvent as refusal:
        problems = tuple(say(problem, language) for problem in refusal.problems)
    before, after = steps(case.process), steps(to)
    here = tuple(
        (before.find(one).said, after.by_id[target].said if (target := mapping.get(one, one)) in after.by_id else "")
        for one in standing_at(case)
    )
    return Preview(here, tuple(problems))
