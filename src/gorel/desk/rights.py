"""Who sees what at the desk: the cases of one's own organisations, and those where a task is or was one's own.

Nobody sees more by being an administrator; every page of this room asks here.
"""

from __future__ import annotations

from django.db.models import BigIntegerField, Exists, Expression, ExpressionWrapper, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import In

from gorel.accounts.models import Organisation, Person
from gorel.accounts.rights import groups_of, held_by, organisations_of
from gorel.cases.models import Candidate, Case, Incident, Task
from gorel.cases.models.work import DueOrNever
from gorel.desk.kept import MANY as ALWAYS
from gorel.desk.kept import kept
from gorel.ground.once import once
from gorel.robots.models import Mail

FEW = 500  # cases: as many are named one by one
NEWEST = 500  # open incidents elsewhere that are looked through
MANY = 5_000  # open tasks: from here on it takes less to walk all tasks in order than to list one's own


def visible_cases(person: Person) -> QuerySet[Case]:
    """Return the cases that the person may look into.

    Few are named one by one: a small organisation finds its own among a million of others. Where there are many, each
    case is asked whether it is one, and lists stop at the end of their page.
    """
    few = few_cases(person)
    return Case.objects.filter(_is_visible(person) if few is None else Q(pk__in=few))


def cases_elsewhere(person: Person) -> QuerySet[Case]:
    """Return the cases of others than the person's own organisations that the person has, or had, a task in."""
    named = Candidate.objects.filter(_names(person)).order_by().values("task_id")
    taken = Task.objects.filter(assignee=person.actor, state=Task.OPEN).order_by()
    own = Task.objects.filter(pk__in=named.union(taken.values("pk"), _closed(person).values("pk"))).values("case")
    return Case.objects.filter(pk__in=own).exclude(organisation__in=held_by(person).working)


def own_tasks(person: Person) -> QuerySet[Task]:
    """Return all tasks, open or not, that are or were the person's to do, alone or with a group. Ask of a case or two:
    each task is asked whether it is one."""
    named = Candidate.objects.filter(_names(person), task=OuterRef("pk"))
    return Task.objects.filter(Q(assignee=person.actor) | Q(closed_by=person.actor) | Exists(named))


def open_tasks(person: Person) -> QuerySet[Task]:
    """Return the open tasks that are the person's to do, alone or with a group; a colleague may have taken some.

    Those of a group that has many are asked one by one, so that a page of those that are due first is found at once.
    """
    named, taken = _open_to(person), Task.objects.filter(assignee=person.actor, state=Task.OPEN)
    if has_many(person):
        # From its id to its id: as an equality PostgreSQL would make a table of all that is named, for thirty rows.
        here = named.filter(task__gte=OuterRef("pk"), task__lte=OuterRef("pk"))
        is_own = Q(assignee=person.actor) | Q(Exists(here))
    else:  # one list: of two ways to be one's own, neither leads
        is_own = Q(pk__in=named.order_by().values("task_id").union(taken.order_by().values("pk")))
    return Task.objects.filter(is_own, state=Task.OPEN)


def soonest(person: Person) -> Expression:
    """Return what `open_tasks` are ordered by, so that those due first come first.

    The index in that order leads where there are many; where there are not, it would lead through everybody's.
    """
    due = DueOrNever("due_at")
    return due if has_many(person) else ExpressionWrapper(due + 0, BigIntegerField())


def has_many(person: Person) -> bool:
    """Return whether a person's groups have more open tasks than are listed. One query a page."""
    return once(("many tasks", person.pk), lambda: _open_up_to(person) > MANY)


def _open_up_to(person: Person) -> int:
    """Return how many open tasks the person's groups have, at most one more than `MANY`."""
    whose = ("open tasks", person.pk, frozenset(groups_of(person)))
    return kept(whose, lambda: _open_to(person).values("pk")[: MANY + 1].count(), lambda count: count)


def visible_incidents(person: Person) -> QuerySet[Incident]:
    """Return the incidents of the cases that the person may look into."""
    few = few_cases(person)
    return Incident.objects.filter(_is_visible(person, "case__") if few is None else Q(case__in=few))


def own_incidents(person: Person) -> QuerySet[Incident]:
    """Return the open incidents of the person's own organisations' cases; an index leads to them alone."""
    return Incident.objects.filter(state=Incident.OPEN, organisation__in=held_by(person).working)


def open_incidents(person: Person) -> QuerySet[Incident]:
    """Return the open incidents that the person sees: own ones, and of cases elsewhere where a task is or was theirs.

    Each elsewhere is asked whether it is such a one, so only the `NEWEST` of all are, and where there are
    more, some seconds later again. Two queries more, once a page.
    """
    if few_cases(person) is not None:
        return visible_incidents(person).filter(state=Incident.OPEN)
    whose = "stuck elsewhere", person.pk, held_by(person)
    _looked, elsewhere = once(
        whose, lambda: kept(whose, lambda: _stuck_elsewhere(person), lambda found: ALWAYS if found[0] >= NEWEST else 0)
    )
    own = own_incidents(person)
    return own | Incident.objects.filter(state=Incident.OPEN, pk__in=elsewhere) if elsewhere else own


def _stuck_elsewhere(person: Person) -> tuple[int, list[int]]:
    """Return how many were looked through, and which of them the person sees."""
    every = Incident.objects.filter(state=Incident.OPEN).order_by("-pk")
    newest = list(every.exclude(organisation__in=held_by(person).working).values_list("pk", "case")[:NEWEST])
    ours = own_tasks(person).filter(case__in={case for _pk, case in newest})
    cases = set(ours.values_list("case_id", flat=True))
    return len(newest), [pk for pk, case in newest if case in cases]


def visible_mails(person: Person) -> QuerySet[Mail]:
    """Return the letters that went out in the name of the person's own organisations."""
    return Mail.objects.filter(organisation__in=organisations_of(person).values("pk"))


def may_see_mail(person: Person, mail: Mail) -> bool:
    """Return whether the person may read a letter: their organisation's, or of a case that they may look into."""
    if mail.organisation_id and organisations_of(person).filter(pk=mail.organisation_id).exists():
        return True
    return visible_cases(person).filter(uid=mail.case).exists() if mail.case else False


def own_organisations(person: Person) -> QuerySet[Organisation]:
    """Return the organisations that the person works for."""
    return organisations_of(person)


def _is_visible(person: Person, case: str = "") -> Q:
    """Return the condition on a case, or on a row that belongs to *case*.

    Asked row by row, lists are cut by then: as a plain column the organisation would lead through all of its cases.
    """
    return _is_own(person, case) | Q(Exists(own_tasks(person).filter(case=OuterRef(f"{case}pk"))))


def _is_own(person: Person, case: str) -> Q:
    return Q(In(Coalesce(f"{case}organisation", 0), held_by(person).working or [0]))


def few_cases(person: Person) -> list[int] | None:
    """Return the ids of the cases that the person may look into, or None for more than a few. At most four queries,
    once a page. That they are many stays so for some seconds; either way the same cases are seen."""
    held = held_by(person)
    whose = ("few cases", person.pk, held)
    return once(whose, lambda: kept(whose, lambda: _few_cases(person), lambda few: ALWAYS if few is None else 0))


def _few_cases(person: Person) -> list[int] | None:
    ours = Case.objects.filter(organisation__in=held_by(person).working).order_by()
    found = set(ours.values_list("pk", flat=True)[: FEW + 1])
    for tasks in (
        Task.objects.filter(pk__in=Candidate.objects.filter(_names(person)).values("task_id")[: FEW + 1]),
        Task.objects.filter(assignee=person.actor, state=Task.OPEN),
        _closed(person),
    ):
        if len(found) > FEW:
            return None
        found |= set(tasks.order_by().values_list("case_id", flat=True)[: FEW + 1])
    return sorted(found) if len(found) <= FEW else None


def _closed(person: Person) -> QuerySet[Task]:
    """Return the tasks that the person has done. What the index on them says of its rows is said again, else SQLite
    does not know that it serves, and reads all tasks."""
    return Task.objects.filter(~Q(closed_by=""), closed_by=person.actor).order_by()


def _open_to(person: Person) -> QuerySet[Candidate]:
    """Return who may take which open task, of the person and the person's groups; the index on open ones serves it."""
    return Candidate.objects.filter(name__in=[*groups_of(person), person.actor], is_open=True)


def _names(person: Person) -> Q:
    return Q(kind="group", name__in=groups_of(person)) | Q(kind="person", name=person.actor)
