"""A trial: its plan, its page, its result."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gorel.accounts.rights import SignedIn
from gorel.ideas import actions, forms, rules
from gorel.ideas.views.parts import page_of_form, seen, signed_in
from gorel.ideas.words import State


@require_safe
def trial(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What one believed, how it was measured, what came out, what was decided."""
    row = seen(request, "trial", uid=uid)
    context = {
        "row": row,
        "may_change": rules.may_change(request.user, row),
        "may_report": row.state == State.RUNNING and rules.works_on(request.user, row.idea),
        "task": rules.open_task(request.user, row),
    }
    return render(request, "ideas/trial.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def plan(request: SignedIn, slug: str) -> HttpResponseBase:
    """Plan the trial of an idea."""
    idea = seen(request, "idea", slug=slug)
    if not rules.works_on(request.user, idea):
        raise Http404
    form = forms.TrialForm(request.POST or None, initial={"language": idea.language})
    if form.is_valid():
        try:
            row = actions.plan_trial(idea=idea, by=request.user, facts=form.facts())
        except actions.NotPossible:
            messages.info(request, _("The idea is not to be tried now, or is being tried already."))
            return redirect(idea)
        messages.success(request, _("The plan is handed in. The idea coach answers."))
        return redirect(row)
    return page_of_form(
        request, form, title=_("Plan a trial"), button=_("Hand in the plan"), back=idea.get_absolute_url(),
        back_label=idea, row=idea, lead=_("Small, short, and with a measure that can say no."),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def report(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Write what came of a trial."""
    row = seen(request, "trial", uid=uid)
    if row.state != State.RUNNING or not rules.works_on(request.user, row.idea):
        raise Http404
    form = forms.TrialResult(request.POST or None)
    if form.is_valid():
        actions.report_trial(trial=row, facts=form.facts())
        messages.success(request, _("Thank you. The idea coach decides what it showed, together with you."))
        return redirect(row)
    return page_of_form(
        request, form, title=_("Write the result"), button=_("Hand in the result"), back=row.get_absolute_url(),
        back_label=row, row=row, lead=row.measure,
    )  # fmt: skip
