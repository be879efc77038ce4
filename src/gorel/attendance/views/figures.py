"""Numbers as drawn, and as a workbook: of one's own points, of a week for those who own it."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from typing import IO, Any

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gorel.accounts.rights import SignedIn, may, needs, organisations_of
from gorel.attendance import feedback, figures, looks, week_report
from gorel.attendance.figures import Row
from gorel.attendance.models import OrganisersLesson, SignUp
from gorel.attendance.views.secretary import MANAGERS, managed
from gorel.ground import clock, sheets
from gorel.ground.bars import Bar, bar_chart
from gorel.ground.second_save import mark, one_at_a_time, overtakes
from gorel.programme import texts
from gorel.programme.models import Point, Week

MOST_DRAWN = 15
MOST_SAID = 2000
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
    told = week_report.read(shown)
    lessons = [(f"{who}: {what}", groups) for who, what, groups in week_report.parts(told.lessons) if groups]
    return _page(
        request, told.rows, title=texts.said(shown, "title"), week=shown, compared=told.compared, lessons=lessons
    )


@never_cache
@require_safe
@needs("editor")
def report(request: HttpRequest, slug: str) -> FileResponse:
    """The week as a workbook: the sum beside earlier weeks, organisers, themes, points, and what people said."""
    shown = _owned(request, slug)
    out: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    sheets.write(out, week_report.as_sheets(week_report.read(shown)))
    out.seek(0)
    return FileResponse(out, content_type=sheets.TYPE, as_attachment=True, filename=f"{shown.slug}.xlsx")


@never_cache
@require_safe
@needs("editor")
def report_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as a document to hand out."""
    shown = _owned(request, slug)
    written = week_report.as_pdf(week_report.read(shown))
    response = HttpResponse(written, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{shown.slug}.pdf"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@managed
@one_at_a_time
def opinions(request: SignedIn, point: Point) -> HttpResponse:
    """What the participants thought, and what the organiser takes along."""
    own = OrganisersLesson.objects.filter(point=point).first() or OrganisersLesson(point=point)
    stands = {"good": own.good, "better": own.better}
    status = 200
    if request.method == "POST":
        own.good, own.better = (request.POST.get(name, "").strip()[:MOST_SAID] for name in ("good", "better"))
        if wrong := overtakes(request, stands, {"good": own.good, "better": own.better}):
            messages.error(request, wrong)
            status = 422
    if request.method == "POST" and status == 200:
        own.by, own.at = request.user.actor, clock.now()
        own.save()
        messages.success(request, _("Kept. It stands in the week's report, without your name."))
        return redirect("attendance:opinions", point=point.uid)
    looks.note(request.user, point, looks.OPINIONS)
    told = feedback.told(point)
    bars = [Bar(f"{score}", Decimal(count), str(count)) for score, count in told.scores.items()]
    context = {
        "point": point,
        "told": told,
        "chart": bar_chart(bars, title=_("Answers by score")) if told.answers else "",
        "own": own,
        "stood": mark(stands.values()),
        "most": MOST_SAID,
        "said": point.feedback.exclude(good="", better="")[:500],
    }
    return render(request, "attendance/opinions.html", context, status=status)


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
