"""Who hears of a row: those who asked, coaches, administrators. Cases and jobs hold keys of rows, never addresses.

<row's uid>/p<person's key>     a person
<row's uid>/a<author's key>     an author of an idea: no case tells which person that is
"""

from __future__ import annotations

from dataclasses import dataclass

from gorel.ability import Refused
from gorel.accounts.models import Membership, Organisation, Person
from gorel.ideas.models import Author, Idea, Stage, Trial, find

COACH = Membership.Role.IDEA_COACH.value
CHIEF = Membership.Role.ADMINISTRATOR.value


@dataclass(frozen=True)
class Receiver:
    """Somebody who gets a letter."""

    email: str
    name: str
    language: str


def groups(organisation: Organisation) -> list[str]:
    """Return the candidate groups whose task it is to answer: coaches, or administrators where there is no coach."""
    has_coach = organisation.memberships.filter(role=COACH, person__is_active=True).exists()
    return [f"{COACH if has_coach else CHIEF}@{organisation.uid}"]


def askers(row: Stage) -> list[str]:
    """Return the keys of those who wait for the answer, or who are told of what happens."""
    if isinstance(row, Idea):
        return [f"{row.uid}/a{author.pk}" for author in row.authors.select_related("person") if _reachable(author)]
    if isinstance(row, Trial) and row.responsible_id is None:
        return [f"{row.uid}/a{author.pk}" for author in row.idea.authors.select_related("person") if _reachable(author)]
    person = row.responsible_id if isinstance(row, Trial) else getattr(row, "contact_id", None)
    return [f"{row.uid}/p{person}"] if person and Person.objects.filter(pk=person, is_active=True).exists() else []


def members(row: Stage, role: str) -> list[str]:
    """Return the keys of those who have *role* in the row's organisation."""
    found = Membership.objects.filter(organisation=row.organisation, role=role, person__is_active=True)
    return [f"{row.uid}/p{person}" for person in found.order_by("pk").values_list("person_id", flat=True)]


def coaches(row: Stage) -> list[str]:
    """Return the keys of those who are to answer."""
    return members(row, COACH) or members(row, CHIEF)


def chiefs(row: Stage) -> list[str]:
    """Return the keys of those who hear when an answer is late."""
    return members(row, CHIEF) or members(row, COACH)


def resolve(key: str) -> tuple[Stage, Receiver]:
    """Return the row and the receiver of a key. Errors: Refused when nobody can receive it any more."""
    uid, _slash, who = key.partition("/")
    row = find(uid)
    if who.startswith("a"):
        author = Author.objects.select_related("person").filter(pk=who[1:]).first()
        if author is None or not _reachable(author):
            raise Refused("the author cannot be reached any more", sv="den som skrev kan inte nås längre")
        return row, Receiver(author.email, author.name, author.person.language if author.person else author.language)
    person = Person.objects.filter(pk=who[1:], is_active=True).first()
    if person is None:
        raise Refused("the receiver may no longer sign in", sv="mottagaren får inte längre logga in")
    return row, Receiver(person.email, person.name, person.language)


def _reachable(author: Author) -> bool:
    return bool(author.email) and (author.person is None or author.person.is_active)
