"""The sign-up: a form that works without script, or the plain reason why one cannot sign up now."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gorel import forms
from gorel.attendance import actions, moments, rules, sign_up_form
from gorel.attendance.sign_ups import settings_of
from gorel.attendance.views.guards import guards, not_a_person, too_many
from gorel.attendance.words import Standing
from gorel.forms.received import files as files_of
from gorel.ground.language import spoken
from gorel.ground.prepared import Prepared
from gorel.programme.models import Point


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
        return _form(request, found, schema, given, answer, note=not_a_person())
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
@require_safe
def received(request: HttpRequest, point: UUID) -> HttpResponse:
    """Say that the registration is received: the same for everybody, registered before or not."""
    found = _public(point)
    context = {"point": found, "link_at": moments.link_at(found), "sign_up": settings_of(found)}
    return render(request, "attendance/received.html", context)


def _public(uid: UUID) -> Point:
    point: Point | None = next(iter(_by_uid.objects(uid=uid)), None)
    if point is None or not point.is_public:
        raise Http404
    return point


_by_uid = Prepared(
    lambda uid: Point.objects.select_related("organiser", "week", "sign_up").filter(uid=uid),
    uid=UUID,
)


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
            **guards(),
        },
        status=422 if given.problems or note else 200,
    )


def _closed(request: HttpRequest, point: Point, answer: rules.Answer | None, *, status: int = 200) -> HttpResponse:
    context = {"point": point, "answer": answer, "reason": answer.reason(spoken()) if answer else ""}
    return render(request, "attendance/closed.html", context, status=status)
