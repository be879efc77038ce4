"""Running cases on their way to another version: what each would do, told before anything is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
from django.utils.translation import gettext as _

from gorel.accounts.models import Organisation, Person
from gorel.cases import operations, programs, queries
from gorel.cases.models import Case, Operation, Process
from gorel.cases.queries.cases import Query
from gorel.core import engine
from gorel.core.problems import Place, Problem
from gorel.core.say import Language, say
from gorel.desk.steps import Step, steps
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
    """What moving would do. Shape: unseen cases are not looked at; each is checked when it is moved, all the same.

    lost are the steps where cases stand and that the other version has not: (id, name, what may take its place).
    """

    groups: tuple[Group, ...]
    can: int
    cannot: int
    unseen: int
    lost: tuple[tuple[str, str, tuple[Step, ...]], ...] = ()


def running(organisation: Organisation, to: Process) -> object:
    """Return the open cases of an organisation that began with another version."""
    rows = Case.objects.filter(process__key=to.key, organisation=organisation, state__in=Case.OPEN)
    return rows.exclude(process=to)


def preview(
    organisation: Organisation, to: Process, language: Language, mapping: Mapping[str, str] | None = None
) -> Preview:
    """Return what each running case would do, alike ones together, were steps taken for others as *mapping* says.

    Nothing is changed.
    """
    rows = Case.objects.filter(process__key=to.key, organisation=organisation, state__in=Case.OPEN).exclude(process=to)
    total = rows.count()
    looked = list(rows.select_related("process").order_by("pk")[:MOST])
    states = queries.states([case.pk for case in looked])
    new = programs.known(to.pk).program
    counted: dict[tuple[int, str, tuple[str, ...]], int] = defaultdict(int)
    there = steps(to)
    lost: dict[str, Step] = {}
    for case in looked:
        state = states.get(case.pk)
        if state is None:
            continue
        known = steps(case.process)
        stands = [known.find(element) for element in dict.fromkeys(engine.active(state))]
        lost |= {one.id: one for one in stands if one.id not in there.by_id}
        where = ", ".join(dict.fromkeys(one.said for one in stands))
        counted[case.process.version, where, _reasons(case, to, new, state, mapping or {}, language)] += 1
    groups = [Group(version, where, count, why) for (version, where, why), count in sorted(counted.items())]
    can = sum(group.count for group in groups if not group.reasons)
    instead = tuple(
        (one.id, one.said, tuple(other for other in there.by_id.values() if other.kind == one.kind))
        for one in lost.values()
    )
    return Preview(tuple(groups), can, len(looked) - can, total - len(looked), instead)


def move(
    *, organisation: Organisation, to: Process, by: Person, reason: str, mapping: Mapping[str, str] | None = None
) -> list[Operation]:
    """Let the worker move all running cases that can; the others stay, and the operation's list says why."""
    rows = Case.objects.filter(process__key=to.key, organisation=organisation, state__in=Case.OPEN)
    versions = rows.exclude(process=to).values_list("process__version", flat=True).distinct().order_by()
    return [
        operations.begin(
            "migrate",
            Query(process=to.key, version=version, state="open", organisations=(organisation.pk,)),
            plan={"to": str(to.uid), "mapping": dict(mapping or {})},
            by=by.actor, reason=reason, organisation=organisation,
        )
        for version in sorted(versions)
        if version != to.version
    ]  # fmt: skip


def _reasons(
    case: Case, to: Process, new: object, state: object, mapping: Mapping[str, str], language: Language
) -> tuple[str, ...]:
    old = programs.known(case.process_id).program
    try:
        engine.migrate(old, new, state, mapping, now=clock.instant(), seed=0)  # type: ignore[arg-type]
    except engine.IllegalEvent as refused:
        return tuple(dict.fromkeys(_said(problem, to, language) for problem in refused.problems))
    return ()


def _said(problem: Problem, to: Process, language: Language) -> str:
    """Say why a case cannot move; where it stands is said beside it already."""
    if problem.code == "engine.migrate-no-element":
        return _("The step is not in version %(number)s.") % {"number": to.version}
    return say(msgspec.structs.replace(problem, where=Place()), language)
