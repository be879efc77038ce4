"""What everybody sees: weeks, a week's programme by day, seminars, and a page per point."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from gorel.accounts.models import Organisation
from gorel.ground import clock
from gorel.programme import blocks, choice, grid, json_ld, pieces, revisions, rules, texts
from gorel.programme.models import Point, PointFile, Theme, Week
from gorel.programme.views.recordings import player
from gorel.programme.words import Format, Language, State, TimeOfDay

NEXT = timedelta(hours=2)
PAGE = 400  # rows on one page; a day with more has several pages
WHOLE = 200  # a list of more points than this is shown one day at a time


@require_safe
def weeks(request: HttpRequest) -> HttpResponse:
    """All public weeks, the one that is on or comes next first."""
    today = clock.today()
    counts = dict(rules.public_points().exclude(week=None).values_list("week").annotate(Count("pk")))
    found = list(Week.objects.filter(published_on__lte=today).select_related("owner").order_by("starts_on"))
    for week in found:
        week.point_count = counts.get(week.pk, 0)
    coming = [week for week in found if week.ends_on >= today]
    past = [week for week in found if week.ends_on < today][::-1]
    return render(request, "programme/weeks.html", {"coming": coming, "past": past, "today": today})


@require_safe
def week(request: HttpRequest, slug: str) -> HttpResponse:
    """A week's programme by day, with filters and search. Queries: the same number for four points or two thousand."""
    shown = get_object_or_404(Week.objects.select_related("owner"), slug=slug, published_on__lte=clock.today())
    asked = choice.read(request.GET)
    public = rules.public_points_of(shown)
    fitting = choice.apply(public, asked)
    # Looking for words is the dear part: it is done once, for the counts and the rows alike.
    found = pieces.listed(fitting) if asked.words else None
    counts = _counts(fitting) if found is None else Counter(point.on_date for point in found)
    total = sum(counts.values())
    day = asked.day
    if day is None and not asked.all_days and total > WHOLE:
        day = _first_day(counts)
    count = counts.get(day, 0) if day else total
    page = Paginator(range(count), PAGE).get_page(request.GET.get("page"))
    part = slice(max(page.start_index() - 1, 0), page.end_index())
    if found is None:
        found = pieces.listed(fitting if day is None else fitting.filter(on_date=day), part=part)
    else:
        found = [point for point in found if day is None or point.on_date == day][part]
    narrowed = fitting if day is None else fitting.filter(on_date=day)
    context = {
        "week": shown,
        "asked": asked,
        "day": day,
        "days": [] if asked.is_grid else pieces.days(found),
        "grid": grid.of(narrowed, base=shown.get_absolute_url()) if asked.is_grid else None,
        "address": settings.ADDRESS,
        "other_view": asked.address(is_grid=not asked.is_grid),
        "shown_query": asked.address() if asked.is_narrowed or asked.day else "",
        "languages": Language.choices,
        "times_of_day": TimeOfDay.choices,
        "tabs": [(one, counts.get(one, 0), asked.address(day=one, all_days=False)) for one in _days_of(shown, counts)],
        "all_address": asked.address(day=None, all_days=True) if total > WHOLE else asked.address(day=None),
        "clear_address": choice.Choice(day=asked.day, all_days=asked.all_days).address(),
        "total": total,
        "count": count,
        "page": page,
        "is_empty_week": total == 0 and not asked.is_narrowed,
        "formats": Format.choices,
        **_facets(public, shown),
    }
    return render(request, "programme/week.html", context)


@require_safe
def now(request: HttpRequest, slug: str) -> HttpResponse:
    """What goes on at this moment, and what begins next."""
    shown = get_object_or_404(Week, slug=slug, published_on__lte=clock.today())
    moment = clock.now()
    points = rules.public_points_of(shown).filter(state=State.PUBLISHED)
    coming = points.filter(starts_at__gt=moment).order_by("starts_at", "slug")
    next_at = coming.values_list("starts_at", flat=True).first()
    until = (next_at or moment) + NEXT
    context = {
        "week": shown,
        "moment": moment,
        "ongoing": pieces.days(pieces.listed(points.filter(starts_at__lte=moment, ends_at__gt=moment))),
        "coming": pieces.days(pieces.listed(points.filter(starts_at__gt=moment, starts_at__lt=until))),
    }
    return render(request, "programme/now.html", context)


@require_safe
def mine(request: HttpRequest, slug: str) -> HttpResponse:
    """The points that somebody has chosen: their own browser keeps them, and this address shares them."""
    shown = get_object_or_404(Week, slug=slug, published_on__lte=clock.today())
    chosen = choice.chosen(request.GET)
    found = pieces.listed(rules.public_points_of(shown).filter(slug__in=chosen)) if chosen else []
    context = {
        "week": shown, "days": pieces.days(found), "count": len(found), "query": urlencode({"p": ",".join(chosen)}),
    }  # fmt: skip
    return render(request, "programme/mine.html", context)


@require_safe
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """What has changed in the programme since it was published, newest first."""
    shown = get_object_or_404(Week, slug=slug, published_on__lte=clock.today())
    page = Paginator(revisions.of_programme(shown), 50).get_page(request.GET.get("page"))
    told = [(row, found) for row, found in revisions.told(page) if row.point.is_public]
    return render(request, "programme/changes.html", {"week": shown, "page": page, "told": told})


@require_safe
def organiser(request: HttpRequest, slug: str) -> HttpResponse:
    """What an organisation arranges, alone and with others: what comes, and what has been."""
    shown = get_object_or_404(Organisation, slug=slug.replace("\x00", ""))
    if shown.merged_into is not None:
        return redirect("programme:organiser", slug=shown.merged_into.slug)
    points, today = rules.public_points_by(shown), clock.today()
    coming, past = pieces.listed(points.filter(on_date__gte=today)), pieces.listed(points.filter(on_date__lt=today))
    if not coming and not past:
        raise Http404
    context = {"organiser": shown, "coming": pieces.days(coming), "past": pieces.days(past[-200:])[::-1]}
    return render(request, "programme/organiser.html", context)


@require_safe
def point(request: HttpRequest, week: str, slug: str) -> HttpResponse:
    """A point's page, with every public fact; a cancelled point keeps its page."""
    return _page(request, rules.public_points().filter(week__slug=week), slug)


@require_safe
def seminar(request: HttpRequest, slug: str) -> HttpResponse:
    """A seminar's page."""
    return _page(request, rules.public_points_of(None), slug)


@require_safe
def seminars(request: HttpRequest) -> HttpResponse:
    """Seminars to come, by day, and those that have been; with a search."""
    asked = choice.read(request.GET)
    fitting = choice.apply(rules.public_points_of(None), asked)
    today = clock.today()
    context = {
        "asked": asked,
        "coming": pieces.days(pieces.listed(fitting.filter(on_date__gte=today))),
        "past": pieces.days(pieces.listed(fitting.filter(on_date__lt=today)))[::-1],
    }
    return render(request, "programme/seminars.html", context)


def point_context(request: HttpRequest, shown: Point, *, place: str = "public") -> dict[str, Any]:
    """Return what a point's page shows; the preview shows the same."""
    return {
        "point": shown,
        "week": shown.week,
        "title": texts.said(shown, "title"),
        "abstract": texts.html(texts.said(shown, "abstract")),
        "summary": texts.plain(texts.said(shown, "abstract"), 200),
        "marks": pieces.marks(shown),
        "has_ended": shown.has_ended(),
        "files": (files := list(shown.files.defer("content"))),
        "film": player(shown),
        "documents": [one for one in files if one.kind == PointFile.Kind.DOCUMENT],
        **_related(shown),
        "blocks": blocks.render(request, shown, place=place),
    }


def _related(shown: Point) -> dict[str, Any]:
    """Return the public points that belong to it: its whole, its parts, its other occasions. One query."""
    wholes = {shown.part_of_id, shown.occasion_of_id} - {None}
    either = Q(part_of=shown) | Q(occasion_of=shown) | Q(pk__in=wholes)
    if shown.occasion_of_id is not None:
        either |= Q(occasion_of=shown.occasion_of_id)
    found = list(rules.public_points().filter(either).exclude(pk=shown.pk).select_related("week").order_by(
        "on_date", "starts_at", "pk")) if shown.pk else []  # fmt: skip
    return {
        "whole": next((one for one in found if one.pk == shown.part_of_id), None),
        "parts": [one for one in found if one.part_of_id == shown.pk],
        "occasions": [one for one in found if one.part_of_id != shown.pk and one.pk != shown.part_of_id],
    }


def _page(request: HttpRequest, points: QuerySet[Point], slug: str) -> HttpResponse:
    shown = (
        points.filter(slug=slug)
        .select_related("week", "organiser")
        .prefetch_related("co_organisers", "themes", "contributors")
        .first()
    )
    if shown is None:
        raise Http404
    context = point_context(request, shown) | {"json_ld": json_ld.script(shown)}
    return render(request, "programme/point.html", context)


def _counts(points: QuerySet[Point]) -> dict[date | None, int]:
    return dict(points.order_by("on_date").values_list("on_date").annotate(Count("pk")))


def _days_of(shown: Week, counts: Mapping[date | None, int]) -> list[date]:
    """Return the week's days, and others on which something was published all the same."""
    span = (shown.ends_on - shown.starts_on).days + 1
    own = {date.fromordinal(shown.starts_on.toordinal() + day) for day in range(span)} if span <= 14 else set()
    return sorted(own | {day for day in counts if day is not None})


def _first_day(counts: Mapping[date | None, int]) -> date | None:
    """Return today when something happens then, else the next day, else the first."""
    known = sorted(day for day in counts if day is not None)
    today = clock.today()
    return next((day for day in known if day >= today), known[0] if known else None)


def _facets(public: QuerySet[Point], shown: Week) -> dict[str, Any]:
    organisers = set(public.order_by().values_list("organiser_id", flat=True).distinct())
    return {
        "organisers": list(Organisation.objects.filter(pk__in=organisers).order_by("name").values("slug", "name")),
        "themes": list(Theme.objects.filter(week=shown)),
        "local_weeks": shown.public_local_weeks,
        "initiators": list(shown.initiators.all()),
    }
