"""Numbers as tables, drawn, and as a workbook: of one's own points, of a week for those who own it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from decimal import Decimal
from typing import IO, Any

from django.db.models import F, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gorel.accounts.rights import may, needs, organisations_of
from gorel.attendance import feedback, figures, looks, tables
from gorel.attendance.figures import Figures, Row
from gorel.attendance.models import Feedback, SignUp
from gorel.attendance.views.secretary import MANAGERS, managed
from gorel.ground.bars import Bar, bar_chart
from gorel.programme import texts
from gorel.programme.models import Point, Week

MOST_DRAWN = 15
READERS = (*MANAGERS, "editor")


@never_cache
@require_safe
@needs(*READERS)
def mine(request: HttpRequest) -> HttpResponse:
    """The numbers of all points of the organisations that the person looks after."""
    organisations = [
        pk for role in MANAGERS for pk in organisations_of(request.user, role).values_list("pk", flat=True)
    ]
    found = figures.rows(_signed_up_for(Point.objects.filter(organiser__in=organisations)))
    weeks = Week.objects.filter(owner__in=organisations_of(request.user, "editor"))
    return _page(request, found, title=_("Numbers"), weeks=weeks)


@never_cache
@require_safe
@needs("editor")
def week(request: HttpRequest, slug: str) -> HttpResponse:
    """The numbers of a week, for the editors of the organisation that owns it."""
    shown = _owned(request, slug)
    found = figures.rows(_signed_up_for(Point.objects.filter(week=shown)))
    return _page(request, found, title=texts.said(shown, "title"), week=shown)


@never_cache
@require_safe
@needs("editor")
def report(request: HttpRequest, slug: str) -> FileResponse:
    """The week as a workbook: the sum, organisers, points, and what people said."""
    shown = _owned(request, slug)
    found = figures.rows(_signed_up_for(Point.objects.filter(week=shown)))
    said = Feedback.objects.filter(point__week=shown).select_related("point").order_by("point_id", "-score")
    heading = [str(label) for label, _value in _columns()]
    sheets: dict[str, Iterable[list[object]]] = {
        _("Sum"): [[_("Points"), *heading], [len(found), *_cells(figures.total(found))]],
        _("Organisers"): [
            [_("Organiser"), _("Points"), *heading],
            *([name, count, *_cells(numbers)] for name, count, numbers in figures.by_organiser(found)),
        ],
        _("Points"): [
            [_("Event"), _("Organiser"), _("Day"), *heading],
            *(
                [texts.said(row.point, "title"), row.point.organiser.name, row.point.on_date, *_cells(row.figures)]
                for row in found
            ),
        ],
        _("Said"): [
            [_("Event"), _("Score"), _("Good"), _("Could be better")],
            *([texts.said(one.point, "title"), one.score, one.good, one.better] for one in said.iterator()),
        ],
    }
    out: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    tables.write(out, sheets)
    out.seek(0)
    return FileResponse(out, content_type=tables.TYPE, as_attachment=True, filename=f"{shown.slug}.xlsx")


@require_safe
@managed
def opinions(request: HttpRequest, point: Point) -> HttpResponse:
    """What the participants thought."""
    looks.note(request.user, point, looks.OPINIONS)
    told = feedback.told(point)
    bars = [Bar(f"{score}", Decimal(count), str(count)) for score, count in told.scores.items()]
    context = {
        "point": point,
        "told": told,
        "chart": bar_chart(bars, title=_("Answers by score")) if told.answers else "",
        "said": point.feedback.exclude(good="", better="")[:500],
    }
    return render(request, "attendance/opinions.html", context)


@never_cache
@require_safe
def watch(request: HttpRequest, point: str) -> HttpResponse:
    """Count one more who watches later, and go on to the recording. Nothing is kept of who."""
    found = get_object_or_404(Point, uid=point)
    if not found.is_public or not found.watch_url:
        raise Http404
    SignUp.objects.filter(point=found).update(viewed_count=F("viewed_count") + 1)
    return redirect(found.watch_url)


def _signed_up_for(points: QuerySet[Point]) -> QuerySet[Point]:
    return points.filter(registration_last_day_on__isnull=False).order_by("-on_date", "pk")


def _page(request: HttpRequest, found: list[Row], *, title: str, **more: Any) -> HttpResponse:
    most = sorted(found, key=lambda row: -row.figures.registered)[:MOST_DRAWN]
    bars = [
        Bar(texts.said(row.point, "title")[:60], Decimal(row.figures.registered), str(row.figures.registered))
        for row in most
        if row.figures.registered
    ]
    context = {
        "title": title,
        "rows": found[:1000],
        "count": len(found),
        "total": figures.total(found),
        "organisers": figures.by_organiser(found),
        "chart": bar_chart(bars, title=_("People registered, by event")),
        **more,
    }
    return render(request, "attendance/figures.html", context)


def _owned(request: HttpRequest, slug: str) -> Week:
    found = get_object_or_404(Week.objects.select_related("owner"), slug=slug)
    if not may(request.user, "editor", found.owner):
        raise Http404
    return found


def _columns() -> list[tuple[str, str]]:
    return [
        (_("People registered"), "registered"),
        (_("Came"), "attended"),
        (_("Waited"), "waiting"),
        (_("Withdrawn"), "withdrawn"),
        (_("Turned away"), "refused"),
        (_("Watched later"), "viewed"),
        (_("Answers"), "answers"),
        (_("Mean score"), "score"),
    ]


def _cells(numbers: Figures) -> list[object]:
    return [getattr(numbers, name) for _label, name in _columns()]
