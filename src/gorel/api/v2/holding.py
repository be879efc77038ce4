"""Narrowing cases by what they hold: variables, the elements where they stand, incidents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from msgspec import structs

from gorel.api.engine_rest.incidents import message_of
from gorel.api.v2 import search
from gorel.cases import queries
from gorel.cases.models import Case, Incident, LogEntry

ENDS = {"left": "COMPLETED", "cancelled": "TERMINATED"}  # what ends a stay at an element, in the log


def narrowed(rows: QuerySet[Case], asked: search.Search) -> tuple[search.Search, QuerySet[Case]]:
    """Return the filters that are left, and the cases that fit those by variables, place and incident.

    Errors: BadRequest.
    """
    left = dict(asked.filter or {})
    variables, element = left.pop("variables", None), left.pop("elementId", None)
    stuck, message = left.pop("hasElementInstanceIncident", None), left.pop("errorMessage", None)
    how = left.pop("elementInstanceState", None)
    if variables is not None:
        rows = rows.filter(pk__in=[pk for pk, held in _held(rows) if search.hold(held, variables)])
    if element is not None or how is not None:
        fits, goes = search.test_of("elementId", element), search.test_of("elementInstanceState", how)
        places = [
            pk for pk, at, state in _places(rows)
            if (element is None or fits(at)) and (how is None or goes(state))
        ]  # fmt: skip
        rows = rows.filter(pk__in=set(places))
    if stuck is not None:
        has = Exists(Incident.objects.filter(case=OuterRef("pk"), state=Incident.OPEN))
        rows = rows.filter(has if stuck else ~has)
    if message is not None:
        fits = search.test_of("errorMessage", message)
        found = Incident.objects.filter(case__in=rows.order_by().values("pk"), state=Incident.OPEN)[: search.MOST]
        rows = rows.filter(pk__in={one.case_id for one in found if fits(message_of(one))})
    return structs.replace(asked, filter=left), rows


def _states(rows: QuerySet[Case]) -> Iterator[tuple[int, Any]]:
    found = list(rows.order_by("-pk").values_list("pk", flat=True)[: search.MOST])
    for first in range(0, len(found), 500):
        yield from queries.states(found[first : first + 500]).items()


def _held(rows: QuerySet[Case]) -> Iterator[tuple[int, dict[str, Any]]]:
    return ((pk, dict(state.instances[0].variables or {})) for pk, state in _states(rows))


def _places(rows: QuerySet[Case]) -> Iterator[tuple[int, str, str]]:
    """Yield the elements where cases stand and stood, each with its state."""
    for pk, state in _states(rows):
        yield from ((pk, one.element, "ACTIVE") for key, one in state.instances.items() if key)
    newest = rows.order_by("-pk").values("pk")[: search.MOST]
    lines = LogEntry.objects.filter(case__in=list(newest.values_list("pk", flat=True)), kind__in=ENDS)
    for pk, element, kind in lines.order_by().values_list("case_id", "element", "kind").distinct():
        yield pk, element, ENDS[kind]
