"""Signing up for several points of a week in one go: first which, then who. Both work without script."""

from __future__ import annotations

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gorel import forms
from gorel.attendance import actions, several_form, sign_up_form
from gorel.attendance.sign_ups import settings_of
from gorel.attendance.views.guards import guards, not_a_person, too_many
from gorel.attendance.wishes import Wish
from gorel.ground.language import spoken
from gorel.programme.models import Point, Week
from gorel.programme.words import Registration as Shown

CHOSEN = "p"  # the short names of points, as the address of "my programme" has them
MOST = 500


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def several(request: HttpRequest, week: str) -> HttpResponse:
    """Ask which points, and then who signs up; what is asked of them stands in the address until it is sent."""
    found = get_object_or_404(Week.objects.select_related("owner"), slug=week)
    if not found.is_public:
        raise Http404
    sent = request.POST if request.method == "POST" else request.GET
    wanted = {name for given in sent.getlist(CHOSEN) for name in given.split(",") if name}
    points = _open(found)
    chosen = [point for point in points if point.slug in wanted and several_form.takes(point)]
    if not chosen or "change" in request.GET:
        return _which(request, found, points, wanted)
    schema = several_form.schema(chosen)
    given, note = forms.Answer({}), ""
    if request.method == "POST":
        given = several_form.read(schema, request.POST, chosen)
        if given.is_good and sign_up_form.seems_a_robot(request.POST):
            note = not_a_person()
        elif given.is_good:
            if refusal := too_many(request, str(given.values.get("email") or ""), weight=len(chosen)):
                return refusal
            wish = Wish.of(language=spoken(), **sign_up_form.wish_of(given.values))
            wishes = [(point, several_form.at(wish, point)) for point in chosen]
            actions.register_for_several(wishes, consent=bool(given.values.get("consent")))
            return redirect("attendance:several-received", week=found.slug)
    language = spoken()
    context = {
        "week": found, "points": chosen, "name": CHOSEN,
        "apart": [point for point in points if point.slug in wanted and not several_form.takes(point)],
        "closed": len(wanted - {point.slug for point in points}),
        "chosen": ",".join(point.slug for point in chosen),
        "fields": forms.render(schema, given.values, given.problems, language),
        "summary": forms.summary(schema, given.problems, language),
        "note": note, **guards(),
    }  # fmt: skip
    return render(request, "attendance/several.html", context, status=422 if request.method == "POST" else 200)


@never_cache
@require_safe
def several_received(request: HttpRequest, week: str) -> HttpResponse:
    """Say that the registrations are received."""
    found = get_object_or_404(Week, slug=week)
    return render(request, "attendance/several_received.html", {"week": found})


def _which(request: HttpRequest, week: Week, points: list[Point], wanted: set[str]) -> HttpResponse:
    """Show what one can sign up for, day by day. 422 when something was to be chosen and is not."""
    rows = [(point, several_form.takes(point), point.slug in wanted) for point in points]
    days = [(day, list(group)) for day, group in groupby(rows, key=lambda row: row[0].on_date)]
    is_bad = request.method == "POST" or ("go" in request.GET and not wanted)
    context = {"week": week, "days": days, "name": CHOSEN, "is_bad": is_bad}
    return render(request, "attendance/several_which.html", context, status=422 if is_bad else 200)


def _open(week: Week) -> list[Point]:
    """Return what one can sign up for, or queue for. One query."""
    found = week.points.filter(state="published", registration_state__in=(Shown.OPEN, Shown.FULL))
    found = found.select_related("organiser", "week", "sign_up").order_by("on_date", "starts_at", "pk")
    return [point for point in found[:MOST] if not point.has_ended() and _lets_in(point)]


def _lets_in(point: Point) -> bool:
    return point.registration_state == Shown.OPEN or settings_of(point).has_waiting_list
