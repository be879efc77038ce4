"""The secretary's and organiser's pages: who is registered, the numbers, the export, and what can be set."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gorel.accounts.rights import needs, organisations_of
from gorel.attendance import actions, moments, queries, rules
from gorel.attendance.models import SignUp
from gorel.attendance.settings_form import SettingsForm
from gorel.attendance.words import ACTIVE, State
from gorel.ground.export import Column, as_csv
from gorel.programme import actions as programme
from gorel.programme.models import Point

PER_PAGE = 50
MANAGERS = ("secretary", "organiser")
COLUMNS: list[Column] = [
    (gettext_lazy("Name"), lambda one: one.name),
    (gettext_lazy("E-mail address"), lambda one: one.email),
    (gettext_lazy("Organisation"), lambda one: one.organisation),
    (gettext_lazy("State"), lambda one: one.get_state_display()),
    (gettext_lazy("Registered on"), lambda one: one.registered_at),
    (gettext_lazy("Withdrawn"), lambda one: one.withdrawn_at),
    (gettext_lazy("Link sent"), lambda one: one.link_released_at),
]


@never_cache
@require_safe
@needs(*MANAGERS)
def points(request: HttpRequest) -> HttpResponse:
    """List the points that one signs up for, of the organisations that the person looks after."""
    organisations = [
        pk for role in MANAGERS for pk in organisations_of(request.user, role).values_list("pk", flat=True)
    ]
    found = (
        Point.objects.filter(organiser__in=organisations, registration_last_day_on__isnull=False)
        .select_related("organiser", "week")
        .annotate(registered=Count("registrations", filter=Q(registrations__state__in=ACTIVE)))
        .order_by("-on_date", "pk")
    )
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "attendance/points.html", {"shown": shown})


@never_cache
@require_safe
@needs(*MANAGERS)
def people(request: HttpRequest, point: UUID) -> HttpResponse:
    """List the registrations of one point."""
    found = _managed(request, point)
    state = request.GET.get("state", "")
    listed = queries.search(found, text=request.GET.get("q", ""), state=state)
    return render(
        request,
        "attendance/people.html",
        {
            "point": found,
            "shown": Paginator(listed, PER_PAGE).get_page(request.GET.get("page")),
            "numbers": queries.numbers(found),
            "states": [(choice.value, choice.label) for choice in State if choice != State.RECEIVED],
            "state": state,
            "answer": rules.standing(found),
            "sign_up": SignUp.objects.filter(point=found).first(),
            "link_at": moments.link_at(found),
        },
    )


@never_cache
@require_safe
@needs(*MANAGERS)
def export(request: HttpRequest, point: UUID) -> HttpResponse:
    """Give the list as a file, with the same search as the page."""
    found = _managed(request, point)
    listed = queries.search(found, text=request.GET.get("q", ""), state=request.GET.get("state", ""))
    return as_csv(listed.iterator(), COLUMNS, name=f"{found.slug}-{_('registrations')}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(*MANAGERS)
def settings(request: HttpRequest, point: UUID) -> HttpResponse:
    """Set the joining link, its moment, the last day, seats, and the recording."""
    found = _managed(request, point)
    sign_up = SignUp.objects.filter(point=found).first() or SignUp(point=found)
    form = SettingsForm(request.POST if request.method == "POST" else None, point=found, sign_up=sign_up)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_up(
                point=found,
                by=request.user.actor,
                facts=form.facts(),
                opens_on=form.cleaned_data["opens_on"],
                capacity=form.cleaned_data["capacity"],
            )
            messages.success(request, _("Saved. Görel goes by this from now on."))
        except programme.NotPossible:
            messages.error(request, _("The event is cancelled and cannot be changed."))
        return redirect("attendance:people", point=found.uid)
    return render(
        request, "attendance/settings.html", {"point": found, "form": form}, status=422 if form.errors else 200
    )


def _managed(request: HttpRequest, uid: UUID) -> Point:
    point = get_object_or_404(Point.objects.select_related("organiser", "week"), uid=uid)
    rules.require_manage(request.user, point)
    return point
