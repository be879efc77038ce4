"""Describing a solution, and introducing one that somebody else made."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gorel.accounts.rights import SignedIn
from gorel.ideas import actions, forms, rules
from gorel.ideas.views.parts import page_of_form, seen, signed_in
from gorel.ideas.views.writing import chosen
from gorel.ideas.words import State


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: SignedIn, slug: str = "") -> HttpResponseBase:
    """Describe a solution: of an idea that was tried, or one that was there before."""
    idea = seen(request, "idea", slug=slug) if slug else None
    if idea is not None and not (rules.works_on(request.user, idea) and idea.state == State.SOLVED):
        raise Http404
    own = [idea.organisation] if idea else list(rules.may_put(request.user))
    organisation = chosen(own, request.GET.get("organisation", ""))
    before = {"title": idea.title, "what": idea.what, "unit": idea.unit, "language": idea.language} if idea else None
    form = forms.SolutionForm(request.POST or None, organisation=organisation, initial=before)
    if form.is_valid():
        row = actions.write_solution(organisation=organisation, by=request.user, idea=idea, facts=form.facts())
        messages.success(request, _("Thank you. The idea coach reads it before it is published."))
        return redirect(row)
    return page_of_form(
        request, form, title=_("Describe a solution"), own=own, organisation=organisation, button=_("Hand it in"),
        lead=_("Write for a colleague in another municipality. Everything here becomes public."),
        back=idea.get_absolute_url() if idea else "/ideas/", back_label=idea or _("From idea to solution"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def introduce(request: SignedIn, slug: str) -> HttpResponseBase:
    """Say that one's own organisation introduces a solution."""
    row = seen(request, "solution", slug=slug)
    homes = list(rules.homes(request.user).exclude(pk=row.organisation_id))
    if not homes or row.state != State.PUBLISHED:
        raise Http404
    form = forms.IntroduceForm(request.POST or None, homes=homes)
    if form.is_valid():
        try:
            made = actions.introduce(solution=row, by=request.user, **form.facts())
        except actions.NotPossible:
            messages.info(request, _("Your organisation introduces it already."))
            return redirect(row)
        messages.success(
            request, _("Good! Whoever made the solution hears of it, and in two months I ask how it went.")
        )
        return redirect(made)
    return page_of_form(
        request,
        form,
        title=_("We introduce it"),
        button=_("We begin"),
        back=row.get_absolute_url(),
        back_label=row,
        row=row,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def adoption(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """How a solution goes elsewhere; whoever introduces it tells what it came to, or ends it with a reason."""
    row = seen(request, "adoption", uid=uid)
    tells = rules.may_change(request.user, row) if request.user.is_authenticated else False
    tells = tells and row.state == State.RUNNING
    ends = tells and "end" in request.POST
    form = forms.AdoptionResult(request.POST if request.method == "POST" and not ends else None)
    ending = forms.ReasonForm(request.POST if ends else None, prefix="end")
    if request.method == "POST" and not tells:
        raise Http404
    if form.is_valid():
        actions.report_adoption(adoption=row, **form.facts())
        messages.success(request, _("Thank you! It helps those who come after you."))
        return redirect(row)
    if ending.is_valid():
        actions.end_adoption(adoption=row, **ending.facts())
        return redirect(row)
    context = {"row": row, "form": form, "ending": ending, "tells": tells}
    return render(request, "ideas/adoption.html", context, status=422 if request.method == "POST" else 200)
