"""What auditors read: who signed in, who saw what is personal, who changed who may do what. Newest first.

Sign-ins and traces are two tables; they are read as one list by their moments. Of each little more is read than a page
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

from django.db.models import CharField, IntegerField, QuerySet, Value

from gorel.accounts.models import Membership, Organisation, Person, SignIn, Trace
from gorel.accounts.rights import holding
from gorel.ground import clock, machine
from gorel.ground.patience import TooLong, at_most

COLUMNS = ("at", "kind", "person_id", "address", "about", "reason", "organisation_id")
MOST = 500  # rows
STEPS = tuple(timedelta(hours=hours) for hours in (4, 32, 256, 2_048, 16_384))  # back; the last is two years
PATIENCE = 0.04  # seconds that looking back may take
FEW = 100  # people of a name


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
    """Rows of some tables as one list, the newest first. Shape: counts to `MOST`; `is_more` when there are more.

    It looks back in steps, each many times as long as the one before, until there are more rows than are counted. So
    the newest of many people are found at once among years of everybody's, whoever they are. `since` is how far it has
    come where going on would have taken too long, else None.
    """

    def __init__(self, parts: Sequence[QuerySet[Any, Any]], *, last: datetime) -> None:
        self._every = list(parts)
        self._last = last

    @cached_property
    def _looked(self) -> tuple[int, list[QuerySet[Any, Any]], datetime | None]:
        """Return how many there are in what was looked through, that part, and since when when it is not all."""
        count, parts, since = 0, [part.none() for part in self._every], self._last
        try:
            with at_most(PATIENCE):
                for step in STEPS:
                    moment = self._last - step
                    wider = [part.filter(at__gte=moment) for part in self._every]
                    count, parts, since = _count(wider), wider, moment
                    if count > MOST:
                        return count, parts, None
                return _count(self._every), self._every, None
        except TooLong:
            return count, parts, since

    def count(self) -> int:
        """Return how many rows there are, at most `MOST`."""
        return min(self._looked[0], MOST)

    @property
    def is_more(self) -> bool:
        """Whether there are more than can be turned to."""
        return self._looked[0] > MOST

    @property
    def since(self) -> datetime | None:
        """Since when rows were looked through, None for all."""
        return self._looked[2]

    def __getitem__(self, some: slice) -> list[dict[str, Any]]:
        """Return *some* rows, as dictionaries of `COLUMNS`. One query a table."""
        parts = self._every if some.stop > MOST else self._looked[1]
        newest = (part.order_by("-at", "-pk")[: some.stop].iterator() for part in parts)
        return list(islice(merge(*newest, key=lambda row: row["at"], reverse=True), some.start, some.stop))


def _count(parts: Sequence[QuerySet[Any, Any]]) -> int:
    """Return how many rows they have together, at most one more than `MOST`. One query."""
    first, *others = (part.order_by().values_list("pk", flat=True) for part in parts)
    return first.union(*others, all=True)[: MOST + 1].count()


def find(
    auditor: Person, *, kind: str = "", who: str = "", since: date | None = None, before: date | None = None
) -> Found:
    """Return the rows that *auditor* may read; days are whole, the last one included."""
    own = list(holding(auditor, "audit").values_list("pk", flat=True))
    people = Membership.objects.filter(organisation__in=own).order_by().values("person_id")
    parts: list[QuerySet[Any]] = [
        SignIn.objects.filter(person__in=people),
        Trace.objects.filter(organisation__in=own),
        Trace.objects.filter(organisation=None, person__in=people),
    ]
    if who:
        named = Person.objects.filter(pk__in=people, name__icontains=who).values_list("pk", flat=True)
        few = list(named[: FEW + 1])  # known by number, they lead to what is theirs
        parts = [part.filter(person__in=few if len(few) <= FEW else named) for part in parts]
    if kind:
        parts = [part.filter(kind=kind) if kind in part.model.Kind.values else part.none() for part in parts]
    if since is not None:
        parts = [part.filter(at__gte=_midnight(since)) for part in parts]
    if before is not None:
        parts = [part.filter(at__lt=_midnight(before + timedelta(days=1))) for part in parts]
    empty, nobody = Value("", output_field=CharField()), Value(None, output_field=IntegerField())
    parts[0] = parts[0].annotate(about=empty, reason=empty, organisation_id=nobody)
    last = machine.now() if before is None else _midnight(before + timedelta(days=1))
    return Found([part.values(*COLUMNS) for part in parts], last=last)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.ZONE)


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
