"""The list of cases: what is found, and each row with what it is about and what it waits for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.db.models import Q, QuerySet

from gorel.cases.models import Case, Process
from gorel.desk import addresses
from gorel.desk.cards import Card, cards_for, find_keys
from gorel.desk.known_by import known_by
from gorel.desk.looking import holds
from gorel.desk.standing import Wait, standings
from gorel.desk.steps import process_name
from gorel.desk.uids import valid
from gorel.desk.words import STATE_TONES, state_word

BATCH = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One case as a list shows it."""

    case: Case
    process: str
    card: Card | None
    waits: tuple[Wait, ...]
    known_by: str = ""  # where no card tells of it
    values: dict[str, str] = field(default_factory=dict)  # searchable variables, where the list shows them

    @property
    def address(self) -> str:
        return addresses.of("desk:case", self.case.uid)

    @property
    def title(self) -> str:
        return self.card.title if self.card else self.known_by or self.process

    @property
    def state(self) -> str:
        return state_word(self.case.state)

    @property
    def tone(self) -> str:
        return STATE_TONES.get(self.case.state, "")


def find(mine: QuerySet[Case], *, search: str = "") -> QuerySet[Case]:
    """Return those of *mine* whose key, title or process says *search*, the newest first."""
    found = mine.select_related("process", "organisation").order_by("-pk")
    if search:
        processes = Process.objects.filter(holds(search, "name")).values_list("pk", flat=True)
        found = found.filter(
            Q(business_key__in=[search, search.lower(), search.upper(), *find_keys(search)])
            & ~Q(business_key="")  # the index leaves the empty ones out
            | Q(uid__in=valid([search]))
            | Q(process__in=list(processes))
        )
    return found


def rows(cases: Iterable[Case]) -> list[Row]:
    """Return the rows of one page of cases. A constant number of queries."""
    cases = list(cases)
    stands = standings([case for case in cases if case.is_open])
    cards = cards_for({case.business_key for case in cases})
    known = known_by(case for case in cases if case.business_key not in cards)
    return [
        Row(
            case,
            process_name(case.process),
            cards.get(case.business_key),
            stands[case.pk].waits if case.pk in stands else (),
            known.get(case.pk, ""),
        )
        for case in cases
    ]


def all_rows(found: QuerySet[Case]) -> Iterator[Row]:
    """Yield every row, some hundred cases at a time, so that a long list needs little memory."""
    cases = found.iterator(BATCH)
    while some := list(islice(cases, BATCH)):
        yield from rows(some)
