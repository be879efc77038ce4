"""The sign-up: a form that works without script, or the plain reason why one cannot sign up now."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gorel import forms
from gorel.attendance import actions, moments, rules, sign_up_form
from gorel.ground import times
from gorel.programme.models import Point


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, point: UUID) -> HttpResponse:
    """Show the form, or sign somebody up and go on to the receipt (which says nothing of who that was)."""
    found = _public(point)
    answer = rules.standing(found)
    if not answer.is_open and request.method != "POST":
        return _closed(request, found, answer)
    schema, language = sign_up_form.schema(found), times.chosen()
    if request.method != "POST":
        return _form(request, found, schema, forms.Answer({}))
    if not answer.is_open:  # what was sent is not even read
        actions.refuse(point=found, answer=answer)
        return _closed(request, found, answer, status=409)
    given = forms.read(schema, request.POST)
    if not given.is_good:
        return _form(request, found, schema, given)
    if sign_up_form.seems_a_robot(request.POST):
        note = _("We could not tell that you are a person. Leave the hidden field empty and press the button again.")
        return _form(request, found, schema, given, note=note)
    done = actions.register(
        point=found,
        name=given.values.get("name") or "",
        email=given.values.get("email") or "",
        organisation=given.values.get("organisation") or "",
        consent=bool(given.values.get("consent")),
        language=language,
    )
    if isinstance(done, actions.Refused):  # it closed, or the last seat went, since the form was shown
        return _closed(request, found, done.answer, status=409)
    return redirect("attendance:received", point=found.uid)


@never_cache
@require_safe
def received(request: HttpRequest, point: UUID) -> HttpResponse:
    """Say that the registration is received: the same for everybody, registered before or not."""
    found = _public(point)
    return render(request, "attendance/received.html", {"point": found, "link_at": moments.link_at(found)})


def _public(uid: UUID) -> Point:
    point = get_object_or_404(Point.objects.select_related("organiser", "week"), uid=uid)
    if not point.is_public:
        raise Http404
    return point


def _form(
    request: HttpRequest, point: Point, schema: dict[str, object], given: forms.Answer, *, note: str = ""
) -> HttpResponse:
    language = times.chosen()
    return render(
        request,
        "attendance/register.html",
        {
            "point": point,
            "fields": forms.render(schema, given.values, given.problems, language),
            "summary": forms.summary(schema, given.problems, language),
            "note": note,
            "trap": sign_up_form.TRAP,
            "shown_name": sign_up_form.SHOWN,
            "shown": sign_up_form.shown_now(),
            "link_at": moments.link_at(point),
        },
        status=422 if given.problems or note else 200,
    )


def _closed(request: HttpRequest, point: Point, answer: rules.Answer, *, status: int = 200) -> HttpResponse:
    language = times.chosen()
    context = {"point": point, "answer": answer, "reason": answer.reason(language)}
    return render(request, "attendance/closed.html", context, status=status)
