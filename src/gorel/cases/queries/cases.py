"""Finding cases: any number of them, a page at a time, by what people know of them.

A `Query` is data: a page asks it, the open interfaces translate theirs into it, a batch operation keeps it as text.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from gorel.cases.models import Case, Incident, Job, Process, Searchable, Subscription, Task, Timer
from gorel.cases.store.searchable import as_row
from gorel.cases.values import plain
from gorel.ground.patience import TooLong, at_most

FEW = 10_000  # cases that hold a value: as many are listed by it
PATIENCE = 0.03  # seconds to find out whether they are so few
COMPARISONS = {"<": "number__lt", "<=": "number__lte", ">": "number__gt", ">=": "number__gte"}


class Variable(msgspec.Struct, frozen=True):
    """What a searchable variable must be. Shape: how is "=", "!=", "<", "<=", ">", ">=" (numbers) or "begins" (texts).

    A case that lacks the variable never fits, "!=" neither.
    """

    name: str
    value: Any
    how: str = "="


class Query(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which cases are meant; everything that is given must fit.

    Shape: process is a key, version one of its versions; state is one of `Case.STATES`, or "open" for all that are not
    over; element is one where the case waits now; incident is "any", or the code of one that is open; organisations
    None is all of them; under names the case that called; cases are the only ones meant.
    """

    process: str = ""
    version: int | None = None
    state: str = ""
    business_key: str = ""
    organisations: tuple[int, ...] | None = None
    element: str = ""
    incident: str = ""
    started_since: datetime | None = None
    started_before: datetime | None = None
    ended_since: datetime | None = None
    ended_before: datetime | None = None
    under: UUID | None = None
    cases: tuple[UUID, ...] | None = None
    variables: tuple[Variable, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """Some cases, the newest first. Shape: next is the cursor of the following page, None on the last."""

    cases: tuple[Case, ...]
    next: int | None


def search(
    *, process: str = "", state: str = "", business_key: str = "", organisations: Collection[int] | None = None,
    element: str = "", incident: str = "", since: datetime | None = None, before: datetime | None = None,
    variables: Mapping[str, Any] | None = None, after: int | None = None, limit: int = 50,
) -> Page:  # fmt: skip
    """Return cases by process key, state, business key, organisation, element, incident, start, searchable variables.

    Shape: as in `Query`; after is the cursor of the page before. Three queries at most, whatever the page.
    """
    asked = Query(
        process=process, state=state, business_key=business_key, element=element, incident=incident,
        organisations=None if organisations is None else tuple(organisations), started_since=since,
        started_before=before, variables=tuple(Variable(name, value) for name, value in (variables or {}).items()),
    )  # fmt: skip
    return page(asked, after=after, limit=limit)


def page(asked: Query, *, after: int | None = None, limit: int = 50) -> Page:
    """Return a page of the cases that *asked* means; after is the cursor of the page before."""
    cases = matching(asked)
    if after is not None:
        cases = cases.filter(pk__lt=after)
    # Ids first: joined with its process, a page in the order of ids became a sort of all that fit.
    found = list(cases.order_by("-pk").values_list("pk", flat=True)[: limit + 1])
    rows = Case.objects.select_related("process", "organisation").in_bulk(found[:limit])
    return Page(tuple(rows[pk] for pk in found[:limit] if pk in rows), found[limit - 1] if len(found) > limit else None)


def count(asked: Query, *, limit: int | None = None) -> int:
    """Return how many cases *asked* means; counting stops at *limit*."""
    found = matching(asked).order_by()
    return (found if limit is None else found.values("pk")[:limit]).count()


def matching(asked: Query, among: QuerySet[Case] | None = None) -> QuerySet[Case]:
    """Return the cases (of *among*) that *asked* means, in no order. Errors: ValueError for no such comparison."""
    cases = Case.objects.all() if among is None else among
    for condition in _conditions(asked):
        cases = cases.filter(condition)
    return cases


def _conditions(asked: Query) -> list[Q | Exists]:
    found: list[Q | Exists] = []
    if asked.process:
        versions = Process.objects.filter(key=asked.process)
        if asked.version is not None:
            versions = versions.filter(version=asked.version)
        # Few versions, asked first: the index on a case's version then finds its cases in the order of their ids.
        found.append(Q(process__in=list(versions.values_list("pk", flat=True))))
    if asked.state:
        found.append(Q(state__in=Case.OPEN if asked.state == "open" else [asked.state]))
    if asked.business_key:
        found.append(Q(business_key=asked.business_key) & ~Q(business_key=""))  # the index leaves the empty ones out
    if asked.organisations is not None:
        found.append(Q(organisation__in=asked.organisations))
    if asked.element:
        found.append(_waits_at(asked.element))
    if asked.incident:
        stuck = Incident.objects.filter(state=Incident.OPEN)  # few, and an index of their own
        stuck = stuck if asked.incident == "any" else stuck.filter(code=asked.incident)
        found.append(Q(pk__in=stuck.values("case_id")))
    for name, moment in (
        ("started_at__gte", asked.started_since), ("started_at__lt", asked.started_before),
        ("ended_at__gte", asked.ended_since), ("ended_at__lt", asked.ended_before),
    ):  # fmt: skip
        if moment is not None:
            found.append(Q(**{name: moment}))
    if asked.under is not None:
        found.append(Q(parent__uid=asked.under))
    if asked.cases is not None:
        found.append(Q(uid__in=asked.cases))
    return found + [_holds(variable) for variable in asked.variables]


def _waits_at(element: str) -> Q:
    here = {"case": OuterRef("pk"), "element": element}
    return Q(
        Exists(Task.objects.filter(state=Task.OPEN, **here)) | Exists(Job.objects.filter(**here))
        | Exists(Timer.objects.filter(**here)) | Exists(Subscription.objects.filter(**here))
        | Exists(Incident.objects.filter(state=Incident.OPEN, **here))
    )  # fmt: skip


def _holds(variable: Variable) -> Q:
    """Where few cases hold the value, its index leads; where many do, each case is asked in the order of the list."""
    rows = _rows(variable)
    if variable.how != "!=" and _are_few(rows):
        return Q(pk__in=rows.values("case_id"))
    return Q(Exists(rows.filter(case=OuterRef("pk"))))


def _are_few(rows: QuerySet[Searchable]) -> bool:
    """Return whether at most `FEW` cases hold it; what takes long to find out is taken for many."""
    try:
        with at_most(PATIENCE):
            return rows.values("pk")[: FEW + 1].count() <= FEW
    except TooLong:
        return False


def _rows(variable: Variable) -> QuerySet[Searchable]:
    rows = Searchable.objects.filter(name=variable.name)
    if variable.how in COMPARISONS:
        rows = rows.filter(**{COMPARISONS[variable.how]: float(variable.value)})
    else:
        kept = as_row(plain(variable.value))
        if kept is None:
            raise ValueError(f"{variable.name}: only a text, a number, yes or no can be searched for")
        text = kept[0]
        if variable.how == "=":
            rows = rows.filter(text=text)
        elif variable.how == "!=":
            rows = rows.exclude(text=text)
        elif variable.how == "begins":
            first = text[:-1]  # without the closing mark
            if connection.vendor == "postgresql":  # whose order of texts is the language's
                rows = rows.filter(text__startswith=first)
            else:
                rows = rows.filter(text__gte=first, text__lt=first + "\U0010ffff")
        else:
            raise ValueError(f"{variable.how!r} is no comparison; choose among =, !=, <, <=, >, >=, begins")
    return rows
