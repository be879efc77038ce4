"""The participant's own page, behind an address that nobody can guess: see, correct, withdraw."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gorel.attendance import actions, moments
from gorel.attendance.models import Registration
from gorel.ground import clock

View = Callable[..., HttpResponse]


class Corrected(forms.Form):
    """What one may correct. Another address is another registration: withdraw, and sign up with the right one."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )


def _private(view: View) -> View:
    """Keep the address out of caches, search engines, and other sites' logs.

    Not "no-referrer": browsers then send the page's own forms without their origin, and those are refused.
    """

    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        registration = get_object_or_404(
            Registration.objects.select_related("point__organiser", "point__week"), token=token
        )
        response = view(request, registration)
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return never_cache(guarded)


@require_http_methods(["GET", "HEAD", "POST"])
@_private
def mine(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Show the registration; take a correction."""
    can_change = registration.is_active and not registration.point.has_ended()
    given = {"name": registration.name, "organisation": registration.organisation}
    form = Corrected(request.POST if request.method == "POST" else None, initial=given)
    if request.method == "POST" and can_change and form.is_valid():
        try:
            actions.correct(registration=registration, **form.cleaned_data)
            messages.success(request, _("Your registration is corrected. A confirmation is on its way by mail."))
        except actions.NotPossible:
            messages.error(request, _("The registration cannot be changed any more."))
        return redirect(registration)
    point = registration.point
    return render(
        request,
        "attendance/mine.html",
        {
            "registration": registration,
            "point": point,
            "form": form,
            "can_change": can_change,
            "link_at": moments.link_at(point),
            "is_waiting_for_link": (moments.link_at(point) or clock.now()) > clock.now(),
            "has_ended": point.has_ended(),
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@_private
def withdraw(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Ask once more, then withdraw."""
    if not registration.is_active or registration.point.has_ended():
        return redirect(registration)
    if request.method == "POST":
        try:
            actions.withdraw(registration=registration)
        except actions.NotPossible:
            messages.error(request, _("The registration cannot be changed any more."))
        return redirect(registration)
    return render(request, "attendance/withdraw.html", {"registration": registration, "point": registration.point})
