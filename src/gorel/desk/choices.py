"""What the desk's lists can be narrowed to: processes, and the groups whose tasks a person does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Case, Max, Q, QuerySet, Value, When
from django.db.models.functions import Length
from django.utils.text import capfirst

from gorel.accounts.models import Group, Membership, Person
from gorel.accounts.rights import groups_of, held_by
from gorel.cases.models import Process
from gorel.desk import people
from gorel.desk.looking import holds
from gorel.desk.steps import process_name
from gorel.ground.choosing import Finder, Pairs


def processes(rows: QuerySet[Process]) -> Finder:
    """Return what finds processes by name or key: of each key the newest of *rows*. One query each look."""
    newest = rows.order_by().values("key").annotate(newest=Max("pk")).values("newest")

    def look(text: str, most: int) -> Sequence[Process]:
        found = Process.objects.filter(pk__in=newest)
        if text:  # what it is, then what says little beside it
            found = found.filter(holds(text, "name") | Q(key=text))
            found = found.order_by(Case(When(key=text, then=Value(0)), default=Length("name")), "name")
        return list(found[:most])

    return Finder(look, lambda found: [(process.key, process_name(process)) for process in found])


def of_organisations(organisations: Iterable[int]) -> Finder:
    """Return what finds the processes that some organisations have: their own, and everybody's."""
    return processes(Process.objects.filter(Q(organisation__in=list(organisations)) | Q(organisation=None)))


def groups(person: Person) -> Finder:
    """Return what finds the candidate groups that a person answers to, roles among them. Three queries each look, none
    for all of them; two for the names."""

    def look(text: str, most: int) -> Sequence[str]:
        every = groups_of(person)
        if not text or text in every:
            return [text] if text else sorted(every)[:most]
        in_roles = [group for group in every if group.partition("@")[0] in Membership.Role.values]
        said = people.group_names(in_roles)
        roles = [group for group, name in said.items() if text.casefold() in name.casefold()]
        says = holds(text, "name") | holds(text.rpartition(", ")[0] or text, "name")  # whole, it names the organisation
        own = Group.objects.filter(says, members=person, organisation__in=held_by(person).working)
        rows = own.order_by(Length("name"), "name").values_list("slug", "organisation__uid")[:most]
        return [*roles, *(f"{slug}@{uid}" for slug, uid in rows)][:most]

    def named(found: Sequence[str]) -> Pairs:
        return [(group, capfirst(name)) for group, name in people.group_names(found).items()]

    return Finder(look, named)
