"""Calendars: a feed for a week (with the list's own filters), for all seminars, and a file per point.

Who asks again with the ETag of what they have is told that it still holds (304). There is no Last-Modified: when a
point leaves, the newest change that is left is older than what the subscriber has seen.
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from gorel.accounts.models import Organisation
from gorel.programme import calendar, choice, rules, texts
from gorel.programme.models import Point


@require_safe
@conditional_page
def week(request: HttpRequest, slug: str) -> HttpResponse:
    """The week's points, narrowed by the same query as its page."""
    shown = get_object_or_404(rules.public_weeks(), slug=slug)
    asked = choice.read(request.GET)
    points = choice.apply(rules.public_points_of(shown), asked)
    if asked.day:
        points = points.filter(on_date=asked.day)
    return _answer(points, name=texts.said(shown, "title"), file=slug)


@require_safe
@conditional_page
def seminars(request: HttpRequest) -> HttpResponse:
    """All seminars."""
    points = choice.apply(rules.public_points_of(None), choice.read(request.GET))
    return _answer(points, name=_("Seminars"), file="seminars")


@require_safe
@conditional_page
def point(request: HttpRequest, week: str, slug: str) -> HttpResponse:
    """One point of a week."""
    return _one(rules.public_points().filter(week__slug=week, slug=slug))


@require_safe
@conditional_page
def seminar(request: HttpRequest, slug: str) -> HttpResponse:
    """One seminar."""
    return _one(rules.public_points_of(None).filter(slug=slug))


@require_safe
@conditional_page
def mine(request: HttpRequest, slug: str) -> HttpResponse:
    """The points that somebody has chosen, by the address that the page gives."""
    shown = get_object_or_404(rules.public_weeks(), slug=slug)
    points = rules.public_points_of(shown).filter(slug__in=choice.chosen(request.GET))
    return _answer(points, name=f"{_('My programme')}: {texts.said(shown, 'title')}", file=f"mine-{slug}")


@require_safe
@conditional_page
def organiser(request: HttpRequest, slug: str) -> HttpResponse:
    """All that an organisation arranges, in every week."""
    shown = get_object_or_404(Organisation, slug=slug.replace("\x00", ""), merged_into=None)
    return _answer(rules.public_points_by(shown), name=shown.name, file=shown.slug)


def _one(points: QuerySet[Point]) -> HttpResponse:
    found = get_object_or_404(points)
    return _answer(points, name=texts.said(found, "title"), file=found.slug)


def _answer(points: QuerySet[Point], *, name: str, file: str) -> HttpResponse:
    found = (
        points.select_related("week", "organiser").prefetch_related("themes").order_by("on_date", "starts_at", "slug")
    )
    response = HttpResponse(calendar.feed(found, name=name), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(False, f"{file}.ics") or "inline"
    return response
