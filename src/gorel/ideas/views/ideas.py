"""Writing an idea – alone, anonymously, as a guest – with what is alike beside it; taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gorel.ground import limits
from gorel.ground.language import spoken
from gorel.ideas import actions, forms, likeness, rules
from gorel.ideas.models import Challenge
from gorel.ideas.views.parts import seen, signed_in

GUESTS_IN_AN_HOUR = 60  # from one place of the network: a whole class may sit behind one address


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Write an idea: to a challenge, or free. The first press shows what is alike; the second hands it in."""
    challenge = _challenge(request)
    if not request.user.is_authenticated:
        if challenge is None or not rules.takes_ideas(challenge, request.user):
            return redirect_to_login(request.get_full_path())
        return _guest(request, challenge)
    homes = list(rules.homes(request.user))
    if not homes and challenge is None:
        raise Http404  # an idea needs somebody who answers it
    data = request.POST or None
    form = forms.IdeaForm(
        data, homes=None if challenge else homes, initial={"seen": challenge.seen if challenge else ""}
    )
    if form.is_valid():
        alike = likeness.alike(forms.idea_text(form.cleaned_data), request.user)
        if alike and "anyway" not in request.POST:
            return _page(request, form, challenge, alike=alike, asks=True)
        organisation = challenge.organisation if challenge else form.cleaned_data.get("organisation") or homes[0]
        try:
            row = actions.write_idea(
                organisation=organisation, challenge=challenge, person=request.user, facts=form.facts(),
                is_anonymous=form.cleaned_data["is_anonymous"], language=request.user.language,
            )  # fmt: skip
        except actions.NotPossible:
            messages.warning(request, _("The challenge takes no ideas any more."))
            return redirect(challenge or "ideas:start")
        messages.success(request, _("Thank you for the idea! You have a letter that says by when you get an answer."))
        return redirect(row)
    return _page(request, form, challenge, alike=[])


@require_POST
def like(request: HttpRequest) -> HttpResponse:
    """What is like the idea that is being written: the page asks as one writes; without script, the form does."""
    if not limits.allows("ideas like", request.META.get("REMOTE_ADDR", ""), most=600, seconds=600):
        return render(request, "429.html", status=429)
    alike = likeness.alike(forms.idea_text(request.POST), request.user)
    return render(request, "ideas/parts/alike.html", {"alike": alike})


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Thank you, to somebody without an account. Says nothing of the idea."""
    return render(request, "ideas/sent.html")


@require_POST
@signed_in
def ready(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Ask for a new answer when the idea has been developed."""
    row = seen(request, "idea", slug=slug)
    if not rules.works_on(request.user, row):
        raise Http404
    try:
        actions.ready_idea(idea=row)
        messages.success(request, _("The idea coach has it again, and answers by a new day."))
    except actions.NotPossible:
        messages.info(request, _("It has been answered already."))
    return redirect(row)


@require_POST
@signed_in
def withdraw(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Take one's own idea back."""
    row = seen(request, "idea", slug=slug)
    if not rules.is_author(request.user, row):
        raise Http404
    try:
        actions.withdraw_idea(idea=row)
        messages.success(request, _("The idea is taken back. Nobody but you and the idea coach sees it any more."))
    except actions.NotPossible:
        messages.info(request, _("It is over already."))
    return redirect(row)


def _guest(request: HttpRequest, challenge: Challenge) -> HttpResponse:
    form = forms.GuestIdeaForm(request.POST or None)
    if not form.is_valid():
        return _page(request, form, challenge, alike=[])
    alike = likeness.alike(forms.idea_text(form.cleaned_data), request.user)
    if alike and "anyway" not in request.POST:
        return _page(request, form, challenge, alike=alike, asks=True)
    here = request.META.get("REMOTE_ADDR", "")
    if not limits.allows("idea from", here, most=GUESTS_IN_AN_HOUR, seconds=3600):
        form.add_error(None, _("Many ideas have come from your network in the last hour. Try again later."))
        return _page(request, form, challenge, alike=[])
    given = form.cleaned_data
    try:
        actions.write_idea(
            organisation=challenge.organisation, challenge=challenge, facts=form.facts() | {"seen": challenge.seen},
            is_anonymous=True, guest=(given["guest_name"], given["guest_email"]), language=spoken(),
        )  # fmt: skip
    except actions.NotPossible:
        messages.warning(request, _("The challenge takes no ideas any more."))
        return redirect(challenge)
    return redirect("ideas:sent")


def _page(
    request: HttpRequest, form: Any, challenge: Challenge | None, *, alike: list[likeness.Alike], asks: bool = False
) -> HttpResponse:
    context = {"form": form, "challenge": challenge, "alike": alike, "asks": asks}
    return render(request, "ideas/new.html", context, status=422 if form.is_bound and not asks else 200)


def _challenge(request: HttpRequest) -> Challenge | None:
    slug = request.GET.get("challenge", "").replace("\x00", "")
    return get_object_or_404(rules.challenges(request.user).distinct(), slug=slug) if slug else None
