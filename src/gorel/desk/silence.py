"""What waits in silence, in words for the people of the organisations concerned."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import msgspec

from gorel.accounts.models import Person
from gorel.accounts.rights import has, organisations_of
from gorel.cases.queries import conditions
from gorel.core.problems import Place
from gorel.core.say import say
from gorel.desk.rights import visible_cases
from gorel.ground.language import spoken

OF_PICTURES = frozenset({"silence.unheard-message"})  # told to those who can do something about a picture


@dataclass(frozen=True, slots=True)
class Silence:
    """One condition. Shape: cases are some of those that wait, which the person may look into."""

    text: str
    cases: tuple[UUID, ...]


def silences(person: Person) -> list[Silence]:
    """Return what waits in silence in the person's organisations; empty is how it should be."""
    language = spoken()
    found = conditions(organisations=list(organisations_of(person).values_list("pk", flat=True)))
    if not has(person, "processes"):
        found = [one for one in found if one.problem.code not in OF_PICTURES]
    uids = {uid for one in found for uid in one.cases}
    open_to = set(visible_cases(person).filter(uid__in=uids).values_list("uid", flat=True)) if uids else set()
    return [
        Silence(
            say(msgspec.structs.replace(one.problem, where=Place()), language),
            tuple(uid for uid in one.cases if uid in open_to),
        )
        for one in found
    ]
