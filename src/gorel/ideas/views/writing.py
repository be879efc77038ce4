"""Putting a challenge."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gorel.accounts.models import Organisation
from gorel.accounts.rights import SignedIn
from gorel.ideas import actions, forms, rules
from gorel.ideas.views.parts import page_of_form, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_challenge(request: SignedIn) -> HttpResponseBase:
    """Describe a need, for one of one's organisations."""
    own = list(rules.may_put(request.user))
    organisation = chosen(own, request.GET.get("organisation", ""))
    form = forms.ChallengeForm(request.POST or None, initial={"method": "innovationsguiden"})
    if form.is_valid():
        row = actions.put_challenge(organisation=organisation, by=request.user, facts=form.facts())
        messages.success(
            request,
            _("Thank you. The idea coach has it now, and you have a letter that says by when you get an answer."),
        )
        return redirect(row)
    return page_of_form(
        request, form, title=_("Describe a need"), own=own, organisation=organisation, button=_("Hand it in"),
        lead=_("The idea coach reads it and opens it for ideas."), back_label=_("From idea to solution"),
    )  # fmt: skip


def chosen(own: list[Any], slug: str) -> Organisation:
    """Return the organisation that is asked for, or the first; 404 when the person writes for none."""
    if not own:
        raise Http404
    return next((one for one in own if one.slug == slug), own[0])
