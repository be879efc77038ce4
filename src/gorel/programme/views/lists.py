"""A week's programme for others: JSON, CSV, Excel, Atom, and a list to put into a page of one's own."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from csp.decorators import csp_replace
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import conditional_page, require_safe

from gorel.programme import choice, open_lists, pieces, printed, rules, texts
from gorel.programme.models import Point, Week

NEWEST = 100
Lister = Callable[[HttpRequest, Week, QuerySet[Point]], HttpResponseBase]


def _of_week(lister: Lister) -> Callable[[HttpRequest, str], HttpResponseBase]:
    """Give a lister the public week and its points, narrowed by the same query as its page."""

    @require_safe
    @conditional_page
    @wraps(lister)
    def view(request: HttpRequest, slug: str) -> HttpResponseBase:
        shown = get_object_or_404(rules.public_weeks(), slug=slug)
        asked = choice.read(request.GET)
        points = choice.apply(rules.public_points_of(shown), asked)
        return lister(request, shown, points.filter(on_date=asked.day) if asked.day else points)

    return view


@_of_week
def as_json(_request: HttpRequest, week: Week, points: QuerySet[Point]) -> HttpResponseBase:
    """The programme as JSON."""
    address = settings.ADDRESS + week.get_absolute_url()
    return open_lists.as_json(points, name=texts.said(week, "title"), address=address, zone=week.zone)


@_of_week
def as_csv(_request: HttpRequest, week: Week, points: QuerySet[Point]) -> HttpResponseBase:
    """The programme as CSV."""
    return open_lists.as_csv(points, name=week.slug)


@_of_week
def as_xlsx(_request: HttpRequest, week: Week, points: QuerySet[Point]) -> HttpResponseBase:
    """The programme as an Excel file."""
    return open_lists.as_xlsx(points, name=week.slug)


@_of_week
def as_pdf(_request: HttpRequest, week: Week, points: QuerySet[Point]) -> HttpResponseBase:
    """The programme as a document to print."""
    answer = HttpResponse(printed.of(week, points), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{week.slug}.pdf"'
    return answer


@_of_week
def atom(request: HttpRequest, week: Week, points: QuerySet[Point]) -> HttpResponseBase:
    """What is new and changed, as Atom."""
    newest = points.select_related("week", "organiser").order_by("-changed_at", "-pk")[:NEWEST]
    address = settings.ADDRESS + week.get_absolute_url()
    return open_lists.as_atom(
        newest, name=texts.said(week, "title"), address=address, feed=settings.ADDRESS + request.get_full_path()
    )


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]  # takes any view
@_of_week
def embed(request: HttpRequest, week: Week, points: QuerySet[Point]) -> HttpResponse:
    """A list for a frame on another site: no script, links open in the whole window."""
    context = {"week": week, "days": pieces.days(pieces.listed(points)[:NEWEST])}
    response = render(request, "programme/embed.html", context)
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
