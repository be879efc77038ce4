"""The organiser's pages, which the week's editor reads, too: my points, one point's state, its form, its preview."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gorel.accounts.models import Organisation
from gorel.accounts.rights import SignedIn, needs
from gorel.ground import clock
from gorel.programme import (
    actions,
    blocks,
    co_organising,
    contributor_form,
    forms,
    progress,
    ready,
    rules,
    search,
    taking_part,
    texts,
)
from gorel.programme.models import Point, Week
from gorel.programme.views.public import point_context
from gorel.programme.words import State

_ROLES = ("organiser", "secretary", "editor")
_PAGE = 50


@require_GET
@needs(*_ROLES)
def mine(request: HttpRequest) -> HttpResponse:
    """The points that the person works with, by state, with what each waits for."""
    points = rules.visible_points(request.user)
    counts = dict(points.order_by().values_list("state").annotate(Count("pk")))
    state = request.GET.get("state", "")
    words = request.GET.get("q", "")[:120]
    if state in State.values:
        points = points.filter(state=state)
    if words.strip():
        points = search.find(points, words)
    shown = points.select_related("week", "organiser").order_by("on_date", "starts_at", "pk")
    page = Paginator(shown, _PAGE).get_page(request.GET.get("page"))
    own = list(rules.organisations_of(request.user))
    context = {
        "page": page,
        "rows": [progress.of(point) for point in page],
        "states": [(value, label, counts[value]) for value, label in State.choices if value in counts],
        "state": state,
        "words": words,
        "total": sum(counts.values()),
        "own": own,
        "weeks": list(rules.open_weeks()) if own else [],
        "askings": list(co_organising.waiting_for(own)) if own else [],
    }
    return render(request, "programme/work/mine.html", context)


@require_http_methods(["GET", "POST"])
@needs("organiser", "secretary")
def new(request: SignedIn) -> HttpResponse:
    """Write a new draft, for a week that takes points or as a seminar."""
    own = list(rules.organisations_of(request.user))
    organiser = _chosen(own, request.GET.get("organiser"))
    week = None
    if slug := request.GET.get("week"):
        week = get_object_or_404(rules.open_weeks(), slug=slug.replace("\x00", ""))
    return _write(request, organiser=organiser, week=week, point=None, own=own)


@require_GET
@needs(*_ROLES)
def point(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Where a point stands, in plain words: what is missing, whose turn it is, what to do next."""
    shown = _find(request, uid)
    context = {
        "point": shown,
        "title": texts.said(shown, "title"),
        "progress": progress.of(shown),
        "may_change": rules.may_change(request.user, shown),
        "may_call_off": rules.may_call_off(request.user, shown),
        "task": rules.open_task(request.user, shown),
        "blocks": blocks.render(request, shown, place="work"),
        "asked": co_organising.asked(shown),
    }
    return render(request, "programme/work/point.html", context)


@require_http_methods(["GET", "POST"])
@needs("organiser", "secretary")
def change(request: SignedIn, uid: UUID) -> HttpResponse:
    """Change a point; what was handed in before is checked again at once."""
    shown = _own(request, uid)
    return _write(request, organiser=shown.organiser, week=shown.week, point=shown, own=[shown.organiser])


@require_POST
@needs("organiser", "secretary")
def co_organise(request: SignedIn, pk: int) -> HttpResponse:
    """Say yes or no to standing as co-organiser."""
    asking = get_object_or_404(co_organising.waiting_for(rules.organisations_of(request.user)), pk=pk)
    is_confirmed = request.POST.get("answer") == "yes"
    co_organising.answer(asking=asking, is_confirmed=is_confirmed, by=request.user.actor)
    messages.success(
        request, _("You stand as co-organiser now.") if is_confirmed else _("You do not stand as co-organiser.")
    )
    return redirect("programme:mine")


@require_http_methods(["GET", "POST"])
def co_organise_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same by the link of a letter: nothing happens until a button is pressed."""
    found = co_organising.of_token(token)
    if found is None:
        return render(request, "programme/co_organise.html", {"asking": None}, status=404)
    asking, person = found
    if request.method == "POST" and asking.answered_at is None and request.POST.get("answer") in ("yes", "no"):
        co_organising.answer(asking=asking, is_confirmed=request.POST["answer"] == "yes", by=person.actor)
        asking.refresh_from_db()
    return render(request, "programme/co_organise.html", {"asking": asking, "point": asking.point})


@require_POST
@needs("organiser", "secretary")
def occasion(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write a draft of the same point at another time."""
    shown = _own(request, uid)
    made = actions.another_occasion(point=shown)
    messages.success(request, _("A draft with the same facts is written. Give it its day and time."))
    return redirect("programme:change", uid=made.uid)


@require_POST
@needs("organiser", "secretary")
def autosave(request: SignedIn, uid: UUID) -> HttpResponse:
    """Keep a draft as it is being written; nothing is handed in, and what is wrong is said when one saves."""
    shown = _own(request, uid)
    if shown.submitted_at is not None:
        raise Http404
    form = forms.PointForm(_without(request.POST, "submit"), organiser=shown.organiser, week=shown.week, point=shown)
    people = contributor_form.contributors(request.POST, shown)
    if not (form.is_valid() & people.is_valid()):
        return render(
            request, "programme/work/autosaved.html", {"is_saved": False, "version": request.POST.get("version")}
        )
    saved = _keep(request, form, people, organiser=shown.organiser, week=shown.week, point=shown, asks=False)
    context = {"is_saved": True, "version": saved.version, "moment": clock.now()}
    return render(request, "programme/work/autosaved.html", context)


def _without(data: Any, name: str) -> Any:
    copied = data.copy()
    copied.pop(name, None)
    return copied


@require_GET
@needs(*_ROLES)
def preview(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The page as the public will see it."""
    context = point_context(request, ready.of(_find(request, uid)))
    return render(request, "programme/work/preview.html", context | {"is_preview": True})


@require_POST
@needs("organiser", "secretary")
def submit(request: SignedIn, uid: UUID) -> HttpResponse:
    """Hand a draft in."""
    shown = _own(request, uid)
    try:
        shown = actions.submit_point(point=shown, by=request.user.actor)
    except actions.NotPossible as refusal:
        if str(refusal) == "terms":
            messages.warning(request, _("Accept the terms of the week first; they stand at the end of the form."))
            return redirect("programme:change", uid=uid)
        messages.info(request, _("It has been handed in already."))
    else:
        _say_state(request, shown)
    return redirect("programme:work", uid=uid)


@require_POST
@needs("organiser", "secretary")
def cancel(request: SignedIn, uid: UUID) -> HttpResponse:
    """Remove a draft, withdraw what was handed in, or cancel what is published."""
    shown = _own(request, uid)
    try:
        if actions.cancel_point(point=shown, by=request.user.actor) is None:
            messages.success(request, _("The draft is removed."))
            return redirect("programme:mine")
    except actions.NotPossible:
        messages.info(request, _("It has been held already, and cannot be cancelled."))
    return redirect("programme:work", uid=uid)


def _write(
    request: SignedIn, *, organiser: Organisation, week: Week | None, point: Point | None, own: list[Organisation]
) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = forms.PointForm(data, organiser=organiser, week=week, point=point)
    people = contributor_form.contributors(data, point)
    is_finding = data is not None and form.is_finding
    if is_finding:
        form.only_finds()
    if data is not None and not is_finding and form.is_valid() & people.is_valid():
        saved = _save(request, form, people, organiser=organiser, week=week, point=point)
        return redirect("programme:work", uid=saved.uid)
    context = {
        "form": form, "people": people, "organiser": organiser, "week": week, "point": point, "own": own,
        "title": texts.said(point, "title") if point else "",
    }  # fmt: skip
    return render(
        request, "programme/work/form.html", context, status=400 if data is not None and not is_finding else 200
    )


def _keep(
    request: SignedIn, form: forms.PointForm, people: Any, *, organiser: Organisation, week: Week | None,
    point: Point | None, asks: bool = True,
) -> Point:  # fmt: skip
    wanted, own = form.wanted(), rules.organisations_of(request.user)
    related = {
        "themes": form.cleaned_data.get("themes", []),
        "contributors": contributor_form.named(people),
    }
    by = request.user.actor
    if point is None:
        saved = actions.create_point(organiser=organiser, week=week, facts=form.facts(), **related)
        saved.co_organisers.set(co_organising.settle(point=saved, wanted=wanted, own=own))
    else:
        # While somebody still writes nobody is asked: that is done when they save.
        others = co_organising.settle(point=point, wanted=wanted, own=own) if asks else None
        saved = actions.change_point(point=point, by=by, facts=form.facts(), co_organisers=others, **related)
    if form.cleaned_data.get("accepts_terms"):
        actions.accept_terms(point=saved)
    return saved


def _save(
    request: SignedIn, form: forms.PointForm, people: Any, *, organiser: Organisation, week: Week | None,
    point: Point | None,
) -> Point:  # fmt: skip
    saved = _keep(request, form, people, organiser=organiser, week=week, point=point)
    taking_part.ask(saved)
    if "submit" in request.POST and saved.state == State.DRAFT:
        saved = actions.submit_point(point=saved, by=request.user.actor)
    saved.refresh_from_db()
    _say_state(request, saved)
    return saved


def _say_state(request: HttpRequest, point: Point) -> None:
    """Say what came of it, as the picture has left the point by now."""
    if point.state == State.DRAFT:
        messages.success(request, _("The draft is saved. Hand it in when you are ready."))
    elif point.state == State.INCOMPLETE:
        messages.warning(request, _("It is saved, and some facts are still missing."))
    elif point.state == State.IN_REVIEW:
        messages.success(request, _("Thank you! Everything is there, and the editor has it now."))
    else:
        messages.success(request, _("It is saved."))


def _find(request: HttpRequest, uid: UUID) -> Point:
    found = rules.visible_points(request.user).select_related("week__owner", "organiser", "contact")
    return get_object_or_404(found.prefetch_related("co_organisers", "themes", "contributors"), uid=uid)


def _own(request: HttpRequest, uid: UUID) -> Point:
    shown = get_object_or_404(rules.own_points(request.user).select_related("week", "organiser"), uid=uid)
    if not rules.may_change(request.user, shown):
        raise Http404
    return shown


def _chosen(own: list[Organisation], slug: str | None) -> Organisation:
    """Return the organisation that the point is written for: the one asked for, or the first."""
    if not own:
        raise Http404
    if slug is None:
        return own[0]
    for one in own:
        if one.slug == slug:
            return one
    raise Http404
