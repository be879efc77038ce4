"""Open incidents by what caused them: the same code at the same step of the same process in one organisation.

A hundred cases that stopped because one archive is full are one thing to mend, and one button to press afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from gorel.accounts.models import Organisation, Person
from gorel.cases.models import Incident, Process
from gorel.core.say import Language
from gorel.desk.models import Care
from gorel.desk.processes.stewards import stewards
from gorel.desk.rights import open_incidents
from gorel.desk.steps import process_name
from gorel.desk.troubles import Trouble, troubles

_BY = ("case__organisation_id", "case__process__key", "element", "code")
MOST = 200


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause. Shape: sample is the newest of its incidents; carer is who said that they take care of it."""

    organisation: Organisation | None
    process: str
    process_name: str
    element: str
    code: str
    count: int
    since: datetime
    sample: Trouble
    steward: Any
    carer: Person | None

    @property
    def query(self) -> str:
        """Return what names the cause in an address."""
        slug = self.organisation.slug if self.organisation else ""
        return urlencode({"organisation": slug, "process": self.process, "element": self.element, "code": self.code})

    @property
    def address(self) -> str:
        return f"{reverse('desk:cause')}?{self.query}"

    @property
    def process_address(self) -> str:
        """Return where the process is, "" where it is nobody's."""
        slug = self.organisation.slug if self.organisation else ""
        return reverse("desk:process", args=[slug, self.process]) if slug else ""


def causes(person: Person, language: Language, *, only: dict[str, str] | None = None) -> list[Cause]:
    """Return the causes of the open incidents that the person sees, what is most first. Six queries."""
    found = of(person, only) if only else open_incidents(person)
    counted = found.order_by().values(*_BY).annotate(count=Count("pk"), since=Min("raised_at"), newest=Max("pk"))
    rows = list(counted.order_by("-count", "-newest")[:MOST])
    newest = Incident.objects.filter(pk__in=[row["newest"] for row in rows]).select_related("case__process")
    samples = {trouble.incident.pk: trouble for trouble in troubles(newest, language)}
    answers = stewards([trouble.incident.case for trouble in samples.values()])
    organisations = Organisation.objects.in_bulk([row[_BY[0]] for row in rows if row[_BY[0]]])
    carers = {
        (care.organisation_id, care.process, care.element, care.code): care.person
        for care in Care.objects.filter(process__in={row[_BY[1]] for row in rows}).select_related("person")
    }
    return [_cause(row, samples[row["newest"]], answers, organisations, carers) for row in rows]


def of(person: Person, named: dict[str, str]) -> QuerySet[Incident]:
    """Return the open incidents of one cause that the person sees; *named* as in `Cause.query`."""
    found = open_incidents(person).filter(
        case__process__key=named["process"], element=named["element"], code=named["code"]
    )
    slug = named["organisation"]
    return found.filter(case__organisation__slug=slug) if slug else found.filter(case__organisation=None)


def processes(found: Iterable[Cause]) -> dict[str, str]:
    """Return the processes that *found* are of."""
    return {one.process: one.process_name for one in found}


def _cause(
    row: dict[str, Any], sample: Trouble, answers: dict[int, Any], organisations: dict[int, Organisation],
    carers: dict[Any, Person],
) -> Cause:  # fmt: skip
    case = sample.incident.case
    process: Process = case.process
    return Cause(
        organisation=organisations.get(row[_BY[0]]), process=row[_BY[1]], process_name=process_name(process),
        element=row["element"], code=row["code"], count=row["count"], since=row["since"], sample=sample,
        steward=answers[case.pk], carer=carers.get(tuple(row[name] for name in _BY)),
    )  # fmt: skip
