"""What auditors read: who signed in, who saw what is personal, who changed who may do what. Newest first.

Sign-ins and traces are two tables; they are read as one list by their moments. Of each no more is read than a page
needs: years of them are far more than anybody turns over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from heapq import merge
from itertools import islice
from typing import Any

from django.db.models import CharField, Exists, IntegerField, OuterRef, QuerySet, Value

from gorel.accounts.models import Membership, Organisation, Person, SignIn, Trace
from gorel.accounts.rights import holding
from gorel.ground import clock

COLUMNS = ("at", "kind", "person_id", "address", "about", "reason", "organisation_id")
MOST, FEW = 500, 50  # rows; people


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened. Shape: who is "" for somebody who is not known here."""

    at: datetime
    what: str
    kind: str
    who: str
    organisation: str
    about: str
    reason: str
    address: str


class Found:
    """Rows of some tables as one list, the newest first. Shape: counts to `MOST`; `is_more` when there are more."""

    def __init__(self, parts: Sequence[QuerySet[Any, Any]]) -> None:
        self._parts = [part.order_by("-at", "-pk") for part in parts]

    @cached_property
    def _counted(self) -> int:
        return sum(part.order_by().values("pk")[: MOST + 1].count() for part in self._parts)

    def count(self) -> int:
        """Return how many rows there are, at most `MOST`. One query a table."""
        return min(self._counted, MOST)

    @property
    def is_more(self) -> bool:
        """Whether there are more than can be turned to."""
        return self._counted > MOST

    def __getitem__(self, some: slice) -> list[dict[str, Any]]:
        """Return *some* rows, as dictionaries of `COLUMNS`. One query a table."""
        newest = (part[: some.stop].iterator() for part in self._parts)
        return list(islice(merge(*newest, key=lambda row: row["at"], reverse=True), some.start, some.stop))


def find(
    auditor: Person, *, kind: str = "", who: str = "", since: date | None = None, before: date | None = None
) -> Found:
    """Return the rows that *auditor* may read; days are whole, the last one included."""
    own = list(holding(auditor, "audit").values_list("pk", flat=True))
    people = Membership.objects.filter(organisation__in=own).values("person_id")
    # What few people did is found by who they are; of many, the newest are soon found by looking at each in order.
    is_many = people.values("pk")[: FEW + 1].count() > FEW
    signed = (
        SignIn.objects.filter(Exists(people.filter(person=OuterRef("person"))))
        if is_many
        else SignIn.objects.filter(person__in=people)
    )
    parts: list[QuerySet[Any]] = [
        signed,
        *(Trace.objects.filter(organisation=organisation) for organisation in own),  # each in order by its index
        Trace.objects.filter(organisation=None, person__in=people),
    ]
    if who:
        named = Person.objects.filter(pk__in=people, name__icontains=who).values("pk")
        parts = [part.filter(person__in=named) for part in parts]
    if kind:
        parts = [part.filter(kind=kind) for part in parts]
    for name, day, more in (("at__gte", since, 0), ("at__lt", before, 1)):
        if day is not None:
            moment = datetime.combine(day + timedelta(days=more), time(), tzinfo=clock.ZONE)
            parts = [part.filter(**{name: moment}) for part in parts]
    empty, nobody = Value("", output_field=CharField()), Value(None, output_field=IntegerField())
    parts[0] = parts[0].annotate(about=empty, reason=empty, organisation_id=nobody)
    return Found([part.values(*COLUMNS) for part in parts])


def lines(rows: list[dict[str, Any]]) -> list[Line]:
    """Return rows as people read them. Two queries."""
    people = dict(Person.objects.filter(pk__in={row["person_id"] for row in rows}).values_list("pk", "name"))
    places = dict(
        Organisation.objects.filter(pk__in={row["organisation_id"] for row in rows}).values_list("pk", "name")
    )
    words = {**dict(SignIn.Kind.choices), **dict(Trace.Kind.choices)}
    return [
        Line(
            row["at"], str(words.get(row["kind"], row["kind"])), row["kind"], people.get(row["person_id"], ""),
            places.get(row["organisation_id"], ""), row["about"], row["reason"], row["address"] or "",
        )
        for row in rows
    ]  # fmt: skip


def kinds() -> list[tuple[str, str]]:
    """Return what can be asked for, and what it is called."""
    return [(value, str(label)) for value, label in (*SignIn.Kind.choices, *Trace.Kind.choices)]
