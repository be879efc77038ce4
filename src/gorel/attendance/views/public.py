"""The sign-up: a form that works without script, or the plain reason why one cannot sign up now."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gorel import forms
from gorel.attendance import actions, moments, rules, sign_up_form
from gorel.attendance.sign_ups import settings_of
from gorel.attendance.views.guards import too_many
from gorel.attendance.wishes import Wish
from gorel.attendance.words import Standing
from gorel.forms.received import files as files_of
from gorel.ground.language import spoken
from gorel.ground.prepared import Prepared
from gorel.programme.models import Point, Week
from gorel.programme.words import Registration as Shown


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, point: UUID) -> HttpResponse:
    """Show the form, or sign somebody up and go on to the receipt (which says nothing of who that was)."""
    found = _public(point)
    # Where the rules give no answer the form is shown all the same: the registration's case waits for a person then.
    answer = rules.standing_or_none(found)
    closed = None if answer is None or answer.takes_registrations else answer
    if closed and request.method != "POST":
        return _closed(request, found, closed)
    schema = sign_up_form.schema(found)
    if request.method != "POST":
        return _form(request, found, schema, forms.Answer({}), answer)
    if closed:  # what was sent is not even read
        actions.refuse(point=found, answer=closed)
        return _closed(request, found, closed, status=409)
    given = sign_up_form.read(schema, request.POST, found, files_of(request))
    if not given.is_good:
        return _form(request, found, schema, given, answer)
    if sign_up_form.seems_a_robot(request.POST):
        return _form(request, found, schema, given, answer, note=_not_a_person())
    if refusal := too_many(request, str(given.values.get("email") or "")):
        return refusal
    try:
        done = actions.register(
            point=found,
            consent=bool(given.values.get("consent")),
            language=spoken(),
            **sign_up_form.wish_of(given.values),
        )
    except actions.NotInvited:
        note = _("This registration is for some only. Use your address at work, or write the code that you were given.")
        return _form(request, found, schema, given, answer, note=note)
    if isinstance(done, actions.Refused):  # it closed, or the last seat went, since the form was shown
        return _closed(request, found, done.answer, status=409)
    return redirect("attendance:received", point=found.uid)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def several(request: HttpRequest, week: str) -> HttpResponse:
    """Sign up for several points of a week in one go: those that ask for nothing of their own."""
    found = get_object_or_404(Week.objects.select_related("owner"), slug=week)
    if not found.is_public:
        raise Http404
    points = [point for point in _open_points(found) if sign_up_form.is_plain(point)]
    schema = sign_up_form.for_several(found)
    chosen: list[Point] = []
    given, note, status = forms.Answer({}), "", 200
    if request.method == "POST":
        wanted = set(request.POST.getlist("point"))
        chosen = [point for point in points if str(point.uid) in wanted]
        given = forms.read(schema, request.POST)
        status = 422
        if not chosen:
            note = _("Choose at least one event.")
        elif given.is_good and sign_up_form.seems_a_robot(request.POST):
            note = _not_a_person()
        elif given.is_good:
            if refusal := too_many(request, str(given.values.get("email") or ""), weight=len(chosen)):
                return refusal
            wish = Wish.of(language=spoken(), **sign_up_form.wish_of(given.values))
            actions.register_for_several(chosen, wish, consent=bool(given.values.get("consent")))
            return redirect("attendance:several-received", week=found.slug)
    else:
        asked = set(request.GET.getlist("point"))
        chosen = [point for point in points if str(point.uid) in asked]
    language = spoken()
    return render(
        request,
        "attendance/several.html",
        {
            "week": found,
            "points": [(point, point in chosen) for point in points],
            "fields": forms.render(schema, given.values, given.problems, language),
            "summary": forms.summary(schema, given.problems, language),
            "note": note,
            **_guards(),
        },
        status=status,
    )


@never_cache
@require_safe
def several_received(request: HttpRequest, week: str) -> HttpResponse:
    """Say that the registrations are received."""
    found = get_object_or_404(Week, slug=week)
    return render(request, "attendance/several_received.html", {"week": found})


@never_cache
@require_safe
def received(request: HttpRequest, point: UUID) -> HttpResponse:
    """Say that the registration is received: the same for everybody, registered before or not."""
    found = _public(point)
    context = {"point": found, "link_at": moments.link_at(found), "sign_up": settings_of(found)}
    return render(request, "attendance/received.html", context)


def _open_points(week: Week) -> list[Point]:
    found = week.points.filter(state="published", registration_state=Shown.OPEN)
    found = found.select_related("organiser", "week", "sign_up").order_by("on_date", "starts_at", "pk")
    return [point for point in found[:500] if not point.has_ended()]


def _public(uid: UUID) -> Point:
    point: Point | None = next(iter(_by_uid.objects(uid=uid)), None)
    if point is None or not point.is_public:
        raise Http404
    return point


_by_uid = Prepared(
    lambda uid: Point.objects.select_related("organiser", "week", "sign_up").filter(uid=uid),
    uid=UUID,
)


def _not_a_person() -> str:
    return _("We could not tell that you are a person. Leave the hidden field empty and press the button again.")


def _guards() -> dict[str, str]:
    return {
        "trap": sign_up_form.TRAP,
        "shown_name": sign_up_form.SHOWN,
        "shown": sign_up_form.shown_now(),
    }


def _form(
    request: HttpRequest,
    point: Point,
    schema: dict[str, Any],
    given: forms.Answer,
    answer: rules.Answer | None,
    *,
    note: str = "",
) -> HttpResponse:
    language = spoken()
    return render(
        request,
        "attendance/register.html",
        {
            "point": point,
            "fields": forms.render(schema, given.values, given.problems, language),
            "summary": forms.summary(schema, given.problems, language),
            "note": note,
            "waiting": answer.reason(language) if answer and answer.standing == Standing.WAITING else "",
            "link_at": moments.link_at(point),
            "closes_at": moments.closes_at(point),
            "sign_up": settings_of(point),
            **_guards(),
        },
        status=422 if given.problems or note else 200,
    )


def _closed(request: HttpRequest, point: Point, answer: rules.Answer | None, *, status: int = 200) -> HttpResponse:
    context = {"point": point, "answer": answer, "reason": answer.reason(spoken()) if answer else ""}
    return render(request, "attendance/closed.html", context, status=status)
