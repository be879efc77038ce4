"""The public start page: who Görel is, the week, the seminars, and what she has done today."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gorel.ground import clock
from gorel.programme.models import Point, Week
from gorel.programme.words import State

SEMINARS = 6


def start(request: HttpRequest) -> HttpResponse:
    """Show the start page. The number of queries does not grow with the programme."""
    today = clock.today()
    weeks = list(Week.objects.filter(ends_on__gte=today - timedelta(days=60)).order_by("starts_on")[:3])
    seminars = (
        Point.objects.filter(week=None, published_at__isnull=False, state__in=(State.PUBLISHED, State.CANCELLED))
        .select_related("organiser")
        .order_by("-on_date")[:SEMINARS]
    )
    return render(
        request,
        "site/start.html",
        {
            "weeks": weeks,
            "had_weeks": not weeks and Week.objects.exists(),
            "shown": next((week for week in weeks if week.is_public), None),
            "coming": [point for point in reversed(seminars) if not point.has_ended()],
            "held": [point for point in seminars if point.has_ended()],
        },
    )
