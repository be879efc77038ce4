"""The inbox: which tasks wait for a person, soonest first, and what each is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Exists, Expression, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, LessThan
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gorel.accounts.models import Group, Membership, Person
from gorel.accounts.rights import held_by
from gorel.cases.models import Candidate, Case, Process, Task
from gorel.cases.models.work import DueOrNever, IsOpen
from gorel.desk import addresses, begun, bounded, people
from gorel.desk.cards import Card, cards_for, find_keys
from gorel.desk.kept import MANY, kept
from gorel.desk.known_by import known_by
from gorel.desk.looking import holds
from gorel.desk.rights import has_many, open_tasks, soonest
from gorel.desk.steps import process_name, task_name
from gorel.ground import clock
from gorel.ground.once import once

MINE, FREE, TAKEN, ALL = "mine", "free", "taken", "all"
VIEWS = (ALL, MINE, FREE, TAKEN)
SOON_DAYS = 3
CHOICES = 100  # colleagues; more are named, not chosen from a list
DUE, PRIORITY, NEWEST, OLDEST = "due", "priority", "newest", "oldest"
ORDERS: dict[str, tuple[str, ...]] = {  # "soonest" is what has the earliest day
    DUE: ("soonest", "-priority", "opened_at", "pk"),
    PRIORITY: ("-priority", "soonest", "opened_at", "pk"),
    NEWEST: ("-pk",),  # they got their ids as they were opened
    OLDEST: ("pk",),
}
FIRST = 5_000  # open tasks that are looked through where looking at all takes too long


@dataclass(frozen=True, slots=True)
class Row:
    """One task as the inbox shows it. Shape: lateness is "late", "today", "soon" or ""."""

    task: Task
    card: Card | None
    whose: str
    is_mine: bool
    lateness: str
    lateness_text: str
    is_begun: bool = False  # by the person who looks; nobody hears of what others have begun
    known_by: str = ""  # what the case is known by, where no card tells

    @property
    def name(self) -> str:
        return task_name(self.task)

    @property
    def process(self) -> str:
        return process_name(self.task.case.process)

    def address(self) -> str:
        return addresses.of("desk:task", self.task.uid)

    @property
    def take_address(self) -> str:
        """Return where it is taken, by a form."""
        return addresses.of("desk:take", self.task.uid)


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
        # Nearly all are nobody's: as a plain column, that would lead to all of them being put in order.
        found = found.filter(Exact(Coalesce("assignee", Value("")), Value("")))
    elif view == TAKEN:
        found = found.filter(assignee__gt="").exclude(assignee=person.actor)
    if process:
        versions = list(Process.objects.filter(key=process).values_list("pk", flat=True))
        # What is open leads, each case is asked: joined, a process leads PostgreSQL through all of its cases ever.
        here = Case.objects.filter(pk__gte=OuterRef("case"), pk__lte=OuterRef("case"), process__in=versions)
        found = found.filter(Exists(here))
    if group:
        found = found.filter(pk__in=Candidate.objects.filter(kind="group", name=group, is_open=True).values("task_id"))
    if late:
        found = found.filter(LessThan(DueOrNever("due_at"), clock.to_instant(clock.now())))
    if search:
        found = found.filter(_says(search))
    by: list[Any] = [soonest(person) if one == "soonest" else one for one in ORDERS[order]]
    return found.order_by(*by)


def first_free(person: Person) -> Task | None:
    """Return the task that the person would open next: the soonest that no colleague has taken. One query."""
    found = open_tasks(person).filter(Q(assignee="") | Q(assignee=person.actor))
    return found.order_by(soonest(person), "-priority", "opened_at", "pk").first()


def _says(search: str) -> Q:
    """Return what a task fits that says *search*. Two queries.

    Processes and cases are found by their own indexes first, so that each task is asked for little.
    """
    keys = {search, search.lower(), search.upper(), *find_keys(search)} - {""}
    cases = Case.objects.filter(business_key__in=keys).exclude(business_key="").values("pk")
    versions = list(Process.objects.filter(holds(search, "name")).values_list("pk", flat=True))
    says = holds(search, "name") | Q(case__in=cases)
    return says | Q(case__process__in=versions) if versions else says


def due_first(found: QuerySet[Task]) -> QuerySet[Task]:
    """Return those that are among the `FIRST` of all open tasks that are due first. One query."""
    due = DueOrNever("due_at")
    order = Task.objects.filter(IsOpen("state")).order_by(due, "-priority", "opened_at", "pk")
    last = order.values_list(due, flat=True)[FIRST : FIRST + 1].first()
    return found if last is None else found.filter(LessThan(due, last))


def colleagues(person: Person) -> QuerySet[Person]:
    """Return the others to whom some task of the person's groups can be handed: who answers to one of them, too."""
    shared = Q(pk=None)
    for role, organisation in held_by(person).roles:
        shared |= Q(role=role, organisation=organisation)
    in_roles = Membership.objects.filter(shared).order_by().values("person")
    in_groups = Group.members.through.objects.filter(group__members=person).values("person")
    found = Person.objects.filter(pk__in=in_roles.union(in_groups), is_active=True)
    return found.exclude(pk=person.pk).only("name", "is_active")


def choices(person: Person) -> list[Person] | None:
    """Return the same by name, or None where they are too many to choose among. One query."""
    found = list(colleagues(person)[: CHOICES + 1])
    return sorted(found, key=lambda one: one.name.casefold()) if len(found) <= CHOICES else None


def colleague(person: Person, said: str) -> Person | None:
    """Return the colleague that is meant: by the row's number, by e-mail address, or by a name that one of them has."""
    found = colleagues(person)
    if said.isdigit():
        return found.filter(pk=int(said)).first()
    named = list(found.filter(Q(email__iexact=said) | Q(name__iexact=said))[:2]) if said else []
    return named[0] if len(named) == 1 else None


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
    found = once(("counts", person.pk), lambda: _walked(person) if has_many(person) else _listed(person))
    once(_open_count(person), lambda: min(found.views[ALL], bounded.MOST))  # the frame of the page asks, too
    return found


def _listed(person: Person) -> Counts:
    """Count all that the person's groups have, in one query: by version, where those are not known from before."""
    found, mine = open_tasks(person).order_by(), Q(assignee=person.actor)
    numbers = {
        "every": Count("pk"), "mine": Count("pk", filter=mine), "free": Count("pk", filter=Q(assignee="")),
        "late": Count("pk", filter=Q(due_at__lt=clock.now())),
    }  # fmt: skip
    seen: list[dict[str, int]] = []

    def look() -> frozenset[int]:
        rows: Any = found.values("case__process_id").annotate(**numbers)
        seen.extend(rows)
        return frozenset(row["case__process_id"] for row in seen)

    versions = kept(_place(person), look, lambda _versions: sum(row["every"] for row in seen))
    total = {name: sum(row[name] for row in seen) for name in numbers} if seen else found.aggregate(**numbers)
    others = total["every"] - total["mine"] - total["free"]
    views = dict(zip(VIEWS, (total["every"], total["mine"], total["free"], others), strict=True))
    return Counts(views, total["late"], versions)


def _walked(person: Person) -> Counts:
    """Count until nobody counts any more, soonest first: what is late stands before all else."""
    found, mine, now = open_tasks(person), Q(assignee=person.actor), clock.to_instant(clock.now())
    order, due = soonest(person), DueOrNever("due_at")
    others = kept(("others' tasks", person.pk), lambda: _of_others(found, mine, order), lambda _counts: MANY)
    seen: list[tuple[int, int]] = []

    def look() -> frozenset[int]:
        seen.extend(found.order_by(order).values_list("case__process_id", due)[: bounded.MOST + 1])
        return frozenset(version for version, _due in seen)

    versions = kept(_place(person), look, lambda _versions: MANY)
    late = sum(moment < now for _version, moment in seen) if seen else bounded.counted(_late(person))
    numbers = bounded.MOST + 1, bounded.counted(Task.objects.filter(mine, state=Task.OPEN)), *others
    return Counts(dict(zip(VIEWS, numbers, strict=True)), late, versions)


def late_count(person: Person) -> int:
    """Return how many open tasks that the person may do are past their day, at most `bounded.MOST`. One query."""
    return min(bounded.counted(_late(person)), bounded.MOST)


def _late(person: Person) -> QuerySet[Task]:
    found = open_tasks(person).filter(LessThan(DueOrNever("due_at"), clock.to_instant(clock.now())))
    return found.order_by(soonest(person))


def _place(person: Person) -> tuple[object, ...]:
    """Return where it is kept of which versions a person's tasks are; of many tasks they are asked some seconds later
    again."""
    return "versions", person.pk, held_by(person)


def _of_others(found: QuerySet[Task], mine: Q, order: Expression) -> tuple[int, int]:
    """Return how many nobody has taken, and how many others have."""
    free, taken = found.filter(assignee="").order_by(order), found.filter(assignee__gt="").exclude(mine)
    return bounded.counted(free), bounded.counted(taken)


def open_count(person: Person) -> int:
    """Return how many open tasks the person may do, at most `bounded.MOST`. One query a page, none where there are
    many."""
    if has_many(person):
        return bounded.MOST
    return once(_open_count(person), lambda: bounded.count(open_tasks(person)))


def _open_count(person: Person) -> tuple[object, ...]:
    return "open count", person.pk


def rows(person: Person, shown: Iterable[Task | int]) -> list[Row]:
    """Return the rows of one page of tasks, or of their ids. Six queries and one per room that owns what they are
    about."""
    shown = _whole(shown)
    cards = cards_for({task.case.business_key for task in shown})
    names = people.names({task.assignee for task in shown if task.assignee})
    groups: dict[int, list[str]] = {}
    candidates = list(Candidate.objects.filter(task__in=[task.pk for task in shown], kind="group"))
    words = people.group_names({candidate.name for candidate in candidates})
    for candidate in candidates:
        groups.setdefault(candidate.task_id, []).append(words[candidate.name])
    mine = begun.among((task.pk for task in shown), person)
    known = known_by(task.case for task in shown if task.case.business_key not in cards)
    return [
        replace(
            _row(person, task, cards, names, groups, is_begun=task.pk in mine), known_by=known.get(task.case_id, "")
        )
        for task in shown
    ]


def _whole(shown: Iterable[Task | int]) -> list[Task]:
    """Return tasks with their cases and processes. A list is put in order by its ids, which is little to carry."""
    every = shown.values_list("pk", flat=True) if isinstance(shown, QuerySet) else shown
    pks = [one.pk if isinstance(one, Task) else one for one in every]
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
    person: Person, task: Task, cards: dict[str, Card], names: dict[str, str], groups: dict[int, list[str]], *,
    is_begun: bool,
) -> Row:  # fmt: skip
    is_mine = task.assignee == person.actor
    if is_mine:
        whose = _("yours")
    elif task.assignee:
        whose = names[task.assignee]
    else:
        whose = _(" or ").join(groups.get(task.pk, [])) or _("nobody has it yet")
    late, text = lateness(task)
    return Row(task, cards.get(task.case.business_key), whose, is_mine, late, text, is_begun)
