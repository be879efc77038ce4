"""The editor's pages of weeks: which there are, one week's form, and its copy to the next year."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gorel.accounts import rights
from gorel.accounts.rights import needs
from gorel.forms import received
from gorel.ground.second_save import one_at_a_time
from gorel.programme import weeks
from gorel.programme.models import Week
from gorel.programme.week_form import WeekForm
from gorel.programme.words import State


def edited(person: Any) -> QuerySet[Week]:
    """Return the weeks whose owner's editor the person is."""
    return Week.objects.filter(owner__in=rights.organisations_of(person, "editor"))


@require_GET
@needs("editor")
def listing(request: HttpRequest) -> HttpResponse:
    """The weeks, with how many points stand where."""
    found = edited(request.user).select_related("owner", "part_of").annotate(
        point_count=Count("points"),
        review_count=Count("points", filter=Q(points__state=State.IN_REVIEW)),
        published_count=Count("points", filter=Q(points__state=State.PUBLISHED)),
    )  # fmt: skip
    return render(request, "programme/work/weeks.html", {"weeks": found.order_by("-starts_on")})


@require_http_methods(["GET", "POST"])
@needs("editor")
def new(request: HttpRequest) -> HttpResponse:
    """Write a new week."""
    return _write(request, Week())


@require_http_methods(["GET", "POST"])
@needs("editor")
@one_at_a_time
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a week."""
    return _write(request, get_object_or_404(edited(request.user), slug=slug))


@require_POST
@needs("editor")
def copy(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin next year's week with this one's dates, themes, criteria and terms."""
    following = weeks.copy(get_object_or_404(edited(request.user), slug=slug))
    messages.success(request, _("Next year's week is written. Look through its days; nobody else sees it yet."))
    return redirect("programme:week-change", slug=following.slug)


def _write(request: HttpRequest, week: Week) -> HttpResponse:
    form = WeekForm(request.POST or None, received.files(request) or None, instance=week, person=request.user)
    if request.method == "POST" and form.is_valid():
        saved = weeks.save(form.save(commit=False), themes=weeks.read_themes(form.cleaned_data["themes"]))
        weeks.put_logo(saved, form.cleaned_data["logo_file"], drop=bool(form.cleaned_data.get("drop_logo")))
        messages.success(request, _("The week is saved."))
        return redirect("programme:week-change", slug=saved.slug)
    status = 400 if form.is_bound else 200
    return render(request, "programme/work/week.html", {"form": form, "week": week}, status=status)
