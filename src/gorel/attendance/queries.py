"""Questions about registrations that pages, rules and reports ask."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from gorel.attendance.models import Registration
from gorel.attendance.words import ACTIVE, State
from gorel.programme.models import Point


@dataclass(frozen=True)
class Numbers:
    """How many; refused are attempts, the others registrations."""

    registered: int
    withdrawn: int
    linked: int
    refused: int


def numbers(point: Point) -> Numbers:
    """Return the point's numbers as they stand."""
    found = point.registrations.aggregate(
        registered=Count("pk", filter=Q(state__in=ACTIVE)),
        withdrawn=Count("pk", filter=Q(state=State.WITHDRAWN)),
        linked=Count("pk", filter=Q(state__in=ACTIVE, link_released_at__isnull=False)),
    )
    return Numbers(refused=point.refusals.count(), **found)


def active(point: Point) -> QuerySet[Registration]:
    """Return the registrations that count."""
    return point.registrations.filter(state__in=ACTIVE)


def search(point: Point, *, text: str = "", state: str = "") -> QuerySet[Registration]:
    """Return the point's registrations, the newest first; *text* is looked for in name, address and organisation."""
    found = point.registrations.order_by("-registered_at", "-pk")
    if state:
        found = found.filter(state=state)
    for word in text.casefold().split():
        found = found.filter(search_text__contains=word)
    return found
