"""Questions about registrations that pages, rules and reports ask."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from gorel.attendance.models import Registration
from gorel.attendance.words import ACTIVE, OPEN, Mode, State
from gorel.programme.models import Point


@dataclass(frozen=True)
class Numbers:
    """How many; refused are attempts, the others registrations."""

    registered: int
    withdrawn: int
    linked: int
    refused: int
    waiting: int = 0
    offered: int = 0
    attended: int = 0
    on_site: int = 0
    digital: int = 0
    seats: int = 0  # with guests


def numbers(point: Point) -> Numbers:
    """Return the point's numbers as they stand."""
    found = point.registrations.aggregate(
        registered=Count("pk", filter=Q(state__in=ACTIVE)),
        withdrawn=Count("pk", filter=Q(state=State.WITHDRAWN)),
        linked=Count("pk", filter=Q(state__in=ACTIVE, link_released_at__isnull=False)),
        waiting=Count("pk", filter=Q(state=State.WAITING)),
        offered=Count("pk", filter=Q(state=State.OFFERED)),
        attended=Count("pk", filter=Q(has_attended=True)),
        on_site=Count("pk", filter=Q(state__in=ACTIVE, mode=Mode.ON_SITE)),
        digital=Count("pk", filter=Q(state__in=ACTIVE, mode=Mode.DIGITAL)),
        seats=Coalesce(Sum("seats", filter=Q(state__in=ACTIVE)), 0),
    )
    return Numbers(refused=point.refusals.count(), **found)


def active(point: Point) -> QuerySet[Registration]:
    """Return the registrations that count."""
    return point.registrations.filter(state__in=ACTIVE)


def counts(point: Point) -> dict[str, int]:
    """Return what a point keeps of its registrations for good: numbers, no personal data."""
    found = numbers(point)
    return {
        "registered_count": found.registered,
        "withdrawn_count": found.withdrawn,
        "refused_count": found.refused,
        "attended_count": found.attended,
        "waiting_count": found.waiting + point.registrations.filter(state__in=(State.LAPSED, State.DECLINED)).count(),
    }


def open_(point: Point) -> QuerySet[Registration]:
    """Return the registrations of which something can still become."""
    return point.registrations.filter(state__in=OPEN)


def search(point: Point, *, text: str = "", state: str = "") -> QuerySet[Registration]:
    """Return the point's registrations, the newest first; *text* is looked for in name, address and organisation."""
    found = point.registrations.order_by("-registered_at", "-pk")
    if state:
        found = found.filter(state=state)
    for word in text.casefold().split():
        found = found.filter(search_text__contains=word)
    return found
