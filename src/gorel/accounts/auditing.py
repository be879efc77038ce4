"""What auditors read: who signed in, who saw what is personal, who changed who may do what. Newest first.

Sign-ins and traces are two tables; they are read as one list by their moments.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import CharField, F, IntegerField, QuerySet, Value

from gorel.accounts.models import Membership, Organisation, Person, SignIn, Trace
from gorel.accounts.rights import holding
from gorel.ground import clock

COLUMNS = ("at", "kind", "person_id", "address", "about", "reason", "organisation_id")


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


def find(
    auditor: Person, *, kind: str = "", who: str = "", since: date | None = None, before: date | None = None
) -> QuerySet[Any]:
    """Return the rows that *auditor* may read, as dictionaries of `COLUMNS`; days are whole, the last one included."""
    own = list(holding(auditor, "audit").values_list("pk", flat=True))
    people = Membership.objects.filter(organisation__in=own).values("person_id")
    signed = SignIn.objects.filter(person__in=people)
    traced = Trace.objects.filter(organisation__in=own) | Trace.objects.filter(organisation=None, person__in=people)
    if who:
        named = Person.objects.filter(pk__in=people, name__icontains=who).values("pk")
        signed, traced = signed.filter(person__in=named), traced.filter(person__in=named)
    if kind:
        signed, traced = signed.filter(kind=kind), traced.filter(kind=kind)
    for name, day, more in (("at__gte", since, 0), ("at__lt", before, 1)):
        if day is not None:
            moment = datetime.combine(day + timedelta(days=more), time(), tzinfo=clock.ZONE)
            signed, traced = signed.filter(**{name: moment}), traced.filter(**{name: moment})
    empty = Value("", output_field=CharField())
    nobody = Value(None, output_field=IntegerField())
    left = signed.order_by().annotate(about=empty, reason=empty, organisation_id=nobody).values(*COLUMNS)
    right = traced.order_by().values(*COLUMNS)
    return left.union(right, all=True).order_by(F("at").desc())


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
