"""What peers do with an idea: support it, argue, ask and answer, follow; and which programme points are about a row."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gorel.accounts.rights import SignedIn
from gorel.ground import limits
from gorel.ideas import actions, forms, rules
from gorel.ideas.views.parts import page_of_form, seen, signed_in

WORDS_IN_AN_HOUR = 60
FOLLOWED = ("challenge", "idea", "solution")


@require_POST
@signed_in
def support(request: SignedIn, slug: str) -> HttpResponseBase:
    """Stand behind an idea, or no longer."""
    row = seen(request, "idea", slug=slug)
    if not row.is_over and not rules.is_author(request.user, row):
        actions.support(idea=row, person=request.user, stands=request.POST.get("stands") == "yes")
    return redirect(row)


@require_POST
@signed_in
def argue(request: SignedIn, slug: str) -> HttpResponseBase:
    """Write a point for or against, or a question."""
    row = seen(request, "idea", slug=slug)
    if row.is_over:
        raise Http404
    form = forms.ArgumentForm(request.POST)
    if not form.is_valid():
        return page_of_form(
            request, form, title=_("For, against, or a question"), button=_("Say it"), back=row.get_absolute_url(),
            back_label=row, row=row,
        )  # fmt: skip
    if not limits.allows("argument of", request.user.actor, most=WORDS_IN_AN_HOUR, seconds=3600):
        messages.warning(request, _("That is a great deal in one hour. Go on a little later."))
        return redirect(row)
    actions.argue(idea=row, person=request.user, **form.facts())
    return redirect(f"{row.get_absolute_url()}#talk")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def answer(request: HttpRequest, slug: str, uid: UUID) -> HttpResponseBase:
    """Answer a question, as author, in the team, or as coach."""
    row = seen(request, "idea", slug=slug)
    if not rules.works_on(request.user, row):
        raise Http404
    argument = get_object_or_404(row.arguments.filter(side="question"), uid=uid)
    form = forms.AnswerForm(request.POST or None, initial={"text": argument.answer})
    if form.is_valid():
        actions.answer_question(argument=argument, text=form.facts()["text"])
        return redirect(f"{row.get_absolute_url()}#talk")
    return page_of_form(
        request, form, title=_("Answer the question"), lead=argument.text, button=_("Answer it"),
        back=row.get_absolute_url(), back_label=row, row=row,
    )  # fmt: skip


@require_POST
@signed_in
def follow(request: SignedIn, kind: str, slug: str) -> HttpResponseBase:
    """Follow a row, or no longer."""
    if kind not in FOLLOWED:
        raise Http404
    row = seen(request, kind, slug=slug)
    if request.POST.get("follows") == "yes":
        actions.follow(row=row, person=request.user)
        messages.success(request, _("You hear of it in your digest."))
    else:
        actions.unfollow(row=row, person=request.user)
    return redirect(row)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def points(request: HttpRequest, kind: str, slug: str) -> HttpResponseBase:
    """Say which programme points are about a row."""
    if kind not in FOLLOWED:
        raise Http404
    row = seen(request, kind, slug=slug)
    if not (rules.is_coach_of(request.user, row) or rules.may_change(request.user, row)):
        raise Http404
    form = forms.PointsForm(request.POST if request.method == "POST" else None, row=row)
    if form.is_valid():
        actions.link_points(row=row, points=list(form.cleaned_data["points"]))
        messages.success(request, _("It is saved."))
        return redirect(row)
    return page_of_form(
        request, form, title=_("Programme points about it"), button=_("Save"), back=row.get_absolute_url(),
        back_label=row, row=row,
    )  # fmt: skip
