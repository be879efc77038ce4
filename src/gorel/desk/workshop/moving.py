"""Running cases on their way to another version: what each would do, told before anything is done."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from gorel.accounts.models import Organisation, Person
from gorel.cases import operations, programs, queries
from gorel.cases.models import Case, Operation, Process
from gorel.cases.queries.cases import Query
from gorel.core import engine
from gorel.core.say import Language, say
from gorel.desk.steps import steps
from gorel.ground import clock

MOST = 500  # cases looked at one by one; those beyond are told by their number


@dataclass(frozen=True, slots=True)
class Group:
    """Cases that would do the same. Shape: reasons are empty where they can move."""

    version: int
    where: str
    count: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """What moving would do. Shape: unseen cases are not looked at; each is checked when it is moved, all the same."""

    groups: tuple[Group, ...]
    can: int
    cannot: int
    unseen: int


def running(organisation: Organisation, to: Process) -> object:
    """Return the open cases of an organisation that began with another version."""
    rows = Case.objects.filter(process__key=to.key, organisation=organisation, state__in=Case.OPEN)
    return rows.exclude(process=to)


def preview(organisation: Organisation, to: Process, language: Language) -> Preview:
    """Return what each running case would do, alike ones together. Nothing is changed."""
    rows = Case.objects.filter(process__key=to.key, organisation=organisation, state__in=Case.OPEN).exclude(process=to)
    total = rows.count()
    looked = list(rows.select_related("process").order_by("pk")[:MOST])
    states = queries.states([case.pk for case in looked])
    new = programs.known(to.pk).program
    counted: dict[tuple[int, str, tuple[str, ...]], int] = defaultdict(int)
    for case in looked:
        state = states.get(case.pk)
        if state is None:
            continue
        known = steps(case.process)
        where = ", ".join(dict.fromkeys(known.find(element).said for element in engine.active(state)))
        counted[case.process.version, where, _reasons(case, new, state, language)] += 1
    groups = [Group(version, where, count, why) for (version, where, why), count in sorted(counted.items())]
    can = sum(group.count for group in groups if not group.reasons)
    return Preview(tuple(groups), can, len(looked) - can, total - len(looked))


def move(*, organisation: Organisation, to: Process, by: Person, reason: str) -> list[Operation]:
    """Let the worker move all running cases that can; the others stay, and the operation's list says why."""
    rows = Case.objects.filter(process__key=to.key, organisation=organisation, state__in=Case.OPEN)
    versions = rows.exclude(process=to).values_list("process__version", flat=True).distinct().order_by()
    return [
        operations.begin(
            "migrate",
            Query(process=to.key, version=version, state="open", organisations=(organisation.pk,)),
            plan={"to": str(to.uid)}, by=by.actor, reason=reason, organisation=organisation,
        )
        for version in sorted(versions)
        if version != to.version
    ]  # fmt: skip


def _reasons(case: Case, new: object, state: object, language: Language) -> tuple[str, ...]:
    old = programs.known(case.process_id).program
    try:
        engine.migrate(old, new, state, {}, now=clock.instant(), seed=0)  # type: ignore[arg-type]
    except engine.IllegalEvent as refused:
        return tuple(say(problem, language) for problem in refused.problems)
    return ()
