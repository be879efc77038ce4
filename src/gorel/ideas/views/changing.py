"""Changing what a challenge, an idea, a trial's plan or a solution says, for as long as it may be changed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from gorel.ground.second_save import one_at_a_time
from gorel.ideas import actions, forms
from gorel.ideas.actions.stages import WRITABLE
from gorel.ideas.views.parts import page_of_form, signed_in, writable

PAGES: dict[str, tuple[Any, type[Any]]] = {
    "challenge": (gettext_lazy("Change the challenge"), forms.ChallengeForm),
    "idea": (gettext_lazy("Change the idea"), forms.IdeaChange),
    "trial": (gettext_lazy("Change the plan"), forms.TrialForm),
    "solution": (gettext_lazy("Change the solution"), forms.SolutionForm),
}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@one_at_a_time
def change(request: HttpRequest, kind: str, **key: Any) -> HttpResponseBase:
    """Change a row: an idea alone or together, a challenge with its last day, a plan that has not begun."""
    title, form_class = PAGES[kind]
    row = writable(request, kind, **key)
    # A solution names processes, and only those of its own organisation are offered.
    more = {"organisation": row.organisation} if kind == "solution" else {}
    form = form_class(request.POST or None, initial=forms.initial(row, WRITABLE[kind]), **more)
    if form.is_valid():
        actions.change(row=row, facts=form.facts())
        messages.success(request, _("It is saved."))
        return redirect(row)
    return page_of_form(
        request, form, title=title, button=_("Save"), back=row.get_absolute_url(), back_label=row, row=row
    )
