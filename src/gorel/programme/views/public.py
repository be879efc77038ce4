"""What everybody sees: weeks, a week's programme by day, seminars, and a page per point."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from gorel.accounts.models import Organisation
from gorel.ground import clock
from gorel.programme import (
    blocks,
    choice,
    counting,
    grid,
    pieces,
    questions,
    ready,
    revisions,
    rules,
    taking_part,
    themes,
)
from gorel.programme.models import Point, PointFile, Week, WeekLogo
from gorel.programme.views.recordings import player
from gorel.programme.words import Format, Language, State, TimeOfDay

NEXT = timedelta(hours=2)
PAGE = questions.FIRST_PAGE  # rows on one page; a day with more has several pages
WHOLE = 200  # a list of more points than this is shown one day at a time


@require_safe
def weeks(request: HttpRequest) -> HttpResponse:
    """All public weeks, the one that is on or comes next first."""
    today = clock.today()
    counts = dict(rules.public_points().exclude(week=None).values_list("week").annotate(Count("pk")))
    found = list(rules.public_weeks().select_related("owner").order_by("starts_on"))
    for week in found:
        week.point_count = counts.get(week.pk, 0)  # type: ignore[attr-defined]  # for the page
    coming = [week for week in found if week.ends_on >= today]
    past = [week for week in found if week.ends_on < today][::-1]
    return render(request, "programme/weeks.html", {"coming": coming, "past": past, "today": today})


@require_safe
def week(request: HttpRequest, slug: str) -> HttpResponse:
    """A week's programme by day, with filters and search. Queries: the same number for four points or two thousand."""
    shown = questions.week(slug)
    if shown is None:
        raise Http404
    asked = choice.read(request.GET)
    is_plain = not (asked.is_narrowed or asked.is_grid or shown.public_local_weeks)
    public = rules.public_points_of(shown)
    fitting = choice.apply(public, asked)
    counts = counting.by_day(fitting, week=shown, asked=asked)
    total = sum(counts.values())
    day = asked.day
    if day is None and not asked.all_days and total > WHOLE:
        day = _first_day(counts)
    count = counts.get(day, 0) if day else total
    page = Paginator(range(count), PAGE).get_page(request.GET.get("page"))
    part = slice(max(page.start_index() - 1, 0), page.end_index())
    narrowed = fitting if day is None else fitting.filter(on_date=day)
    in_grid = tuple(one.key for one in pieces.listed(narrowed)) if asked.is_grid else ()
    if asked.is_grid:
        found = []
    elif is_plain and page.number == 1:
        found = pieces.known(questions.listed(shown, day))
    else:
        found = pieces.listed(narrowed, part=part)
    context = {
        "week": shown,
        "asked": asked,
        "day": day,
        "days": pieces.days(found),
        "timetable": partial(grid.of, narrowed, base=shown.get_absolute_url()),  # asked when it is not kept
        "timetable_of": in_grid,
        "address": settings.ADDRESS,
        "other_view": asked.address(is_grid=not asked.is_grid),
        "shown_query": asked.address() if asked.is_narrowed or asked.day else "",
        "languages": Language.choices,
        "times_of_day": TimeOfDay.choices,
        "tabs": tuple(
            (one, counts.get(one, 0), asked.address(day=one, all_days=False)) for one in _days_of(shown, counts)
        ),
        "all_address": asked.address(day=None, all_days=True) if total > WHOLE else asked.address(day=None),
        "clear_address": choice.Choice(day=asked.day, all_days=asked.all_days).address(),
        "total": total,
        "count": count,
        "page": page,
        "is_coming": shown.ends_on >= clock.today(),
        "is_empty_week": total == 0 and not asked.is_narrowed,
        "formats": Format.choices,
        **_facets(public, shown),
    }
    return render(request, "programme/week.html", context)


@require_safe
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """The week's own colours as a style sheet, made of measured tokens; its address changes when they do."""
    found = get_object_or_404(Week.objects.exclude(theme=""), slug=slug)
    try:
        written = themes.css(found.theme)
    except themes.NotATheme as fault:  # taken by an older version's rules
        raise Http404 from fault
    return _kept_long(HttpResponse(written, content_type="text/css; charset=utf-8"))


@require_safe
def logo(request: HttpRequest, slug: str) -> HttpResponse:
    """The week's logo."""
    found = get_object_or_404(WeekLogo, week__slug=slug)
    return _kept_long(HttpResponse(bytes(found.content), content_type=found.type))


def _kept_long(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def now(request: HttpRequest, slug: str) -> HttpResponse:
    """What goes on at this moment, and what begins next."""
    shown = get_object_or_404(rules.public_weeks(), slug=slug)
    moment = clock.now()
    points = rules.public_points_of(shown).filter(state=State.PUBLISHED)
    coming = points.filter(starts_at__gt=moment).order_by("starts_at", "slug")
    next_at = coming.values_list("starts_at", flat=True).first()
    until = (next_at or moment) + NEXT
    context = {
        "week": shown,
        "moment": moment.astimezone(shown.zone),
        "ongoing": pieces.days(pieces.listed(points.filter(starts_at__lte=moment, ends_at__gt=moment))),
        "coming": pieces.days(pieces.listed(points.filter(starts_at__gt=moment, starts_at__lt=until))),
    }
    return render(request, "programme/now.html", context)


@require_safe
def mine(request: HttpRequest, slug: str) -> HttpResponse:
    """The points that somebody has chosen: their own browser keeps them, and this address shares them."""
    shown = get_object_or_404(rules.public_weeks(), slug=slug)
    chosen = choice.chosen(request.GET)
    found = pieces.listed(rules.public_points_of(shown).filter(slug__in=chosen)) if chosen else []
    context = {
        "week": shown, "days": pieces.days(found), "count": len(found), "query": urlencode({"p": ",".join(chosen)}),
        "is_coming": shown.ends_on >= clock.today(),
    }  # fmt: skip
    return render(request, "programme/mine.html", context)


@require_safe
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """What has changed in the programme since it was published, newest first."""
    shown = get_object_or_404(rules.public_weeks(), slug=slug)
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
    return _page(request, ready.public(slug, week))


@require_safe
def seminar(request: HttpRequest, slug: str) -> HttpResponse:
    """A seminar's page."""
    return _page(request, ready.public(slug, None))


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


def point_context(request: HttpRequest, found: ready.Ready, *, place: str = "public") -> dict[str, Any]:
    """Return what a point's page shows; the preview shows the same."""
    return {
        "kept": found.key,
        "point": found.point,
        "week": found.point.week,
        "title": found.title,
        "abstract": found.abstract,
        "summary": found.summary,
        "marks": pieces.marks(found.point),
        "has_ended": found.point.has_ended(),
        "files": found.files,
        "film": player(found.point),
        "people": taking_part.shown(found.point.contributors.all()),
        "documents": [one for one in found.files if one.kind == PointFile.Kind.DOCUMENT],
        "whole": found.whole,
        "parts": found.parts,
        "occasions": found.occasions,
        "blocks": blocks.render(request, found.point, place=place),
        "json_ld": found.json_ld or "",
    }


def _page(request: HttpRequest, found: ready.Ready | None) -> HttpResponse:
    if found is None:
        raise Http404
    return render(request, "programme/point.html", point_context(request, found))


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
    if shown.public_local_weeks:
        having = Organisation.objects.filter(pk__in=public.order_by().values("organiser"))
        organisers = tuple(questions.Named(*row) for row in having.order_by("name").values_list("slug", "name"))
    else:
        organisers = questions.organisers(shown)
    return {
        "organisers": organisers,
        "themes": questions.themes(shown),
        "local_weeks": shown.public_local_weeks,
        "initiators": questions.initiators(shown),
    }
