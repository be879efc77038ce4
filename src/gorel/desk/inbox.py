"""The inbox: which tasks wait for a person, soonest first, and what each is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Expression, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gorel.accounts.models import Person
from gorel.accounts.rights import groups_of, memberships_of
from gorel.cases.models import Candidate, Task
from gorel.desk import bounded, people
from gorel.desk.cards import Card, cards_for, find_keys
from gorel.desk.kept import MANY, kept
from gorel.desk.looking import holds
from gorel.desk.rights import has_many, open_tasks, soonest
from gorel.desk.steps import process_name, task_name
from gorel.ground import clock
from gorel.ground.once import once

MINE, FREE, TAKEN, ALL = "mine", "free", "taken", "all"
VIEWS = (ALL, MINE, FREE, TAKEN)
SOON_DAYS = 3
DUE, PRIORITY, NEWEST, OLDEST = "due", "priority", "newest", "oldest"
ORDERS: dict[str, tuple[str, ...]] = {  # "soonest" is what has the earliest day
    DUE: ("soonest", "-priority", "opened_at", "pk"),
    PRIORITY: ("-priority", "soonest", "opened_at", "pk"),
    NEWEST: ("-opened_at", "-pk"),
    OLDEST: ("opened_at", "pk"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One task as the inbox shows it. Shape: lateness is "late", "today", "soon" or ""."""

    task: Task
    card: Card | None
    whose: str
    is_mine: bool
    lateness: str
    lateness_text: str

    @property
    def name(self) -> str:
        return task_name(self.task)

    @property
    def process(self) -> str:
        return process_name(self.task.case.process)


def tasks(
    person: Person, *, view: str = ALL, search: str = "", process: str = "", group: str = "", late: bool = False,
    order: str = DUE,
) -> QuerySet[Task]:  # fmt: skip
    """Return the open tasks that *view* shows: all, mine, those that nobody has taken, those colleagues took.

    Shape: group is one of the person's candidate groups; late leaves those past their day; order is one of `ORDERS`.
    """
    found = open_tasks(person)
    if view == MINE:
        found = Task.objects.filter(assignee=person.actor, state=Task.OPEN)
    elif view == FREE:
        found = found.filter(assignee="")
    elif view == TAKEN:
        found = found.filter(assignee__gt="").exclude(assignee=person.actor)
    if process:
        found = found.filter(case__process__key=process)
    if group:
        found = found.filter(pk__in=Candidate.objects.filter(kind="group", name=group, is_open=True).values("task_id"))
    if late:
        found = found.filter(due_at__lt=clock.now())
    if search:
        found = found.filter(
            holds(search, "name", "case__process__name")
            | Q(case__business_key__iexact=search)
            | Q(case__business_key__in=find_keys(search))
        )
    by: list[Any] = [soonest(person) if one == "soonest" else one for one in ORDERS[order]]
    return found.order_by(*by)


def groups(person: Person) -> list[tuple[str, str]]:
    """Return the candidate groups that the person answers to, and what each is called, by name."""
    said = people.group_names(groups_of(person))
    return sorted(said.items(), key=lambda pair: pair[1])


def colleagues(person: Person) -> QuerySet[Person]:
    """Return the others to whom some task of the person's groups can be handed: who answers to one of them, too."""
    shared = Q(pk=None)
    for role, organisation in memberships_of(person).values_list("role", "organisation_id"):
        shared |= Q(memberships__role=role, memberships__organisation=organisation)
    shared |= Q(work_groups__in=person.work_groups.all())
    return Person.objects.filter(shared, is_active=True).exclude(pk=person.pk).distinct().order_by("name")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many open tasks each view has, how many of all are late, and the versions whose cases wait.

    Shape: what stops being counted is one more than `bounded.MOST`.
    """

    views: dict[str, int]
    late: int
    versions: frozenset[int]


def counts(person: Person) -> Counts:
    """Return how much waits for a person. At most five queries, once a page."""
    return once(("counts", person.pk), lambda: _walked(person) if has_many(person) else _listed(person))


def _listed(person: Person) -> Counts:
    """Count all that the person's groups have, in one query."""
    found = open_tasks(person).order_by().values("case__process_id")
    rows = found.annotate(
        every=Count("pk"), mine=Count("pk", filter=Q(assignee=person.actor)), free=Count("pk", filter=Q(assignee="")),
        late=Count("pk", filter=Q(due_at__lt=clock.now())),
    )  # fmt: skip
    total: Counter[str] = Counter()
    versions = set()
    for row in rows:
        versions.add(row.pop("case__process_id"))
        total.update(row)
    numbers = total["every"], total["mine"], total["free"], total["every"] - total["mine"] - total["free"]
    return Counts(dict(zip(VIEWS, numbers, strict=True)), total["late"], frozenset(versions))


def _walked(person: Person) -> Counts:
    """Count until nobody counts any more, soonest first: what is late stands before all else."""
    found, mine, now = open_tasks(person), Q(assignee=person.actor), clock.to_instant(clock.now())
    order = soonest(person)
    waiting = list(found.order_by(order).values_list(order, "case__process_id")[: bounded.MOST + 1])
    others = kept(("others' tasks", person.pk), lambda: _of_others(found, mine, order), lambda _counts: MANY)
    numbers = bounded.MOST + 1, bounded.counted(Task.objects.filter(mine, state=Task.OPEN)), *others
    late = sum(due < now for due, _version in waiting)
    return Counts(dict(zip(VIEWS, numbers, strict=True)), late, frozenset(version for _due, version in waiting))


def _of_others(found: QuerySet[Task], mine: Q, order: Expression) -> tuple[int, int]:
    """Return how many nobody has taken, and how many others have."""
    free, taken = found.filter(assignee="").order_by(order), found.filter(assignee__gt="").exclude(mine)
    return bounded.counted(free), bounded.counted(taken)


def open_count(person: Person) -> int:
    """Return how many open tasks the person may do, at most `bounded.MOST`. One query a page, none where there are
    many."""
    if has_many(person):
        return bounded.MOST
    return once(("open count", person.pk), lambda: bounded.count(open_tasks(person)))


def rows(person: Person, shown: Iterable[Task]) -> list[Row]:
    """Return the rows of one page of tasks. Five queries and one per room that owns what they are about."""
    shown = _whole(shown)
    cards = cards_for({task.case.business_key for task in shown})
    names = people.names({task.assignee for task in shown if task.assignee})
    groups: dict[int, list[str]] = {}
    candidates = list(Candidate.objects.filter(task__in=[task.pk for task in shown], kind="group"))
    words = people.group_names({candidate.name for candidate in candidates})
    for candidate in candidates:
        groups.setdefault(candidate.task_id, []).append(words[candidate.name])
    return [_row(person, task, cards, names, groups) for task in shown]


def _whole(shown: Iterable[Task]) -> list[Task]:
    """Return tasks with their cases and processes. A list is put in order by its ids, which is little to carry."""
    pks = list(shown.values_list("pk", flat=True)) if isinstance(shown, QuerySet) else [task.pk for task in shown]
    found = Task.objects.select_related("case__process", "case__organisation").in_bulk(pks)
    return [found[pk] for pk in pks if pk in found]


def lateness(task: Task) -> tuple[str, str]:
    """Return how late a task is, as a word for machines and in words for people."""
    if task.due_at is None:
        return "", _("no due date")
    left = (task.due_at.astimezone(clock.ZONE).date() - clock.today()).days
    if task.due_at < clock.now():
        days = -left
        if days == 0:
            return "late", _("late since earlier today")
        return "late", ngettext("%(days)d day late", "%(days)d days late", days) % {"days": days}
    if left == 0:
        return "today", _("due today")
    if left == 1:
        return "soon", _("due tomorrow")
    text = ngettext("due in %(days)d day", "due in %(days)d days", left) % {"days": left}
    return ("soon" if left <= SOON_DAYS else ""), text


def _row(
    person: Person, task: Task, cards: dict[str, Card], names: dict[str, str], groups: dict[int, list[str]]
) -> Row:
    is_mine = task.assignee == person.actor
    if is_mine:
        whose = _("yours")
    elif task.assignee:
        whose = names[task.assignee]
    else:
        whose = _(" or ").join(groups.get(task.pk, [])) or _("nobody has it yet")
    late, text = lateness(task)
    return Row(task, cards.get(task.case.business_key), whose, is_mine, late, text)
