"""Who sees what at the desk: the cases of one's own organisations, and those where a task is or was one's own.

Nobody sees more by being an administrator; every page of this room asks here.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from gorel.accounts.models import Organisation, Person
from gorel.accounts.rights import groups_of, organisations_of
from gorel.cases.models import Candidate, Case, Incident, Task
from gorel.robots.models import Mail

MANY = 500


def visible_cases(person: Person) -> QuerySet[Case]:
    """Return the cases that the person may look into."""
    return Case.objects.filter(_is_visible(person))


def cases_elsewhere(person: Person) -> QuerySet[Case]:
    """Return the cases of others than the person's own organisations that the person has, or had, a task in."""
    own = organisations_of(person).values("pk")
    return Case.objects.filter(pk__in=own_tasks(person).values("case")).exclude(organisation__in=own)


def own_tasks(person: Person) -> QuerySet[Task]:
    """Return all tasks, open or not, that are or were the person's to do, alone or with a group."""
    return Task.objects.filter(_is_own(person))


def open_tasks(person: Person) -> QuerySet[Task]:
    """Return the open tasks that are the person's to do, alone or with a group; a colleague may have taken some.

    Few are named one by one. Where there are many, each open task is asked whether it is one: a page of those that are
    due first is then found at once, and counting stops where nobody counts any more.
    """
    named = _open_to(person)
    if has_many(person):
        is_named: Q | Exists = Q(Exists(named.filter(task=OuterRef("pk"))))
    else:
        is_named = Q(pk__in=named.values("task_id"))
    return Task.objects.filter(Q(assignee=person.actor) | is_named, state=Task.OPEN)


def has_many(person: Person) -> bool:
    """Return whether a person's groups have more open tasks than are looked at one by one. One query a request."""
    known: bool | None = getattr(person, "_has_many_tasks", None)
    if known is None:
        known = person._has_many_tasks = _open_to(person).values("pk")[: MANY + 1].count() > MANY  # type: ignore[attr-defined]
    return known


def visible_incidents(person: Person) -> QuerySet[Incident]:
    """Return the incidents of the cases that the person may look into."""
    return Incident.objects.filter(_is_visible(person, "case__"))


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
    """Return the condition on a case, or on a row that belongs to *case*. Asked row by row: lists are cut by then."""
    organisations = list(organisations_of(person).values_list("pk", flat=True))
    named = Candidate.objects.filter(_names(person), task=OuterRef("pk"))
    tasks = Task.objects.filter(case=OuterRef(f"{case}pk"))
    own = tasks.filter(Q(assignee=person.actor) | Q(closed_by=person.actor) | Exists(named))
    return Q(**{f"{case}organisation__in": organisations}) | Exists(own)


def _is_own(person: Person) -> Q:
    """Return the condition on a task. The candidates' index leads: of all open tasks few are one's own."""
    named = Candidate.objects.filter(_names(person)).values("task_id")
    return Q(assignee=person.actor) | Q(closed_by=person.actor) | Q(pk__in=named)


def _open_to(person: Person) -> QuerySet[Candidate]:
    """Return who may take which open task, of the person and the person's groups; the index on open ones serves it."""
    return Candidate.objects.filter(name__in=[*groups_of(person), person.actor], is_open=True)


def _names(person: Person) -> Q:
    return Q(kind="group", name__in=groups_of(person)) | Q(kind="person", name=person.actor)
