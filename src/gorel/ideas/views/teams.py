"""The team of an idea: asking to join, saying yes, putting somebody in, leaving."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gorel.accounts.models import Person
from gorel.accounts.rights import SignedIn
from gorel.ideas import actions, forms, rules
from gorel.ideas.views.parts import page_of_form, seen, signed_in


@require_POST
@signed_in
def join(request: SignedIn, slug: str) -> HttpResponseBase:
    """Ask to work on an idea."""
    row = seen(request, "idea", slug=slug)
    if not row.is_over:
        actions.ask_to_join(idea=row, person=request.user)
        messages.success(request, _("You have asked to join. Those who work on the idea say yes or no."))
    return redirect(row)


@require_POST
@signed_in
def add(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Put somebody into the team who can see the idea anyhow. Whether an address is known here is not told."""
    row = seen(request, "idea", slug=slug)
    if row.is_over or not rules.works_on(request.user, row):
        raise Http404
    form = forms.MemberForm(request.POST)
    if not form.is_valid():
        return page_of_form(
            request, form, title=_("Put somebody into the team"), button=_("Put in"), back=row.get_absolute_url(),
            back_label=row, row=row,
        )  # fmt: skip
    person = Person.objects.filter(email=form.cleaned_data["email"].lower(), is_active=True).first()
    if person is not None and rules.ideas(person).filter(pk=row.pk).exists():
        actions.add_member(idea=row, person=person)
    messages.success(request, _("If the person can see the idea, they stand in the team now."))
    return redirect(row)


@require_POST
@signed_in
def decide(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Say yes or no to somebody who asked, or take somebody out: oneself always, others as who works on the idea."""
    row = seen(request, "idea", slug=slug)
    member = get_object_or_404(row.team, pk=pk)
    if member.person_id != request.user.pk and not rules.works_on(request.user, row):
        raise Http404
    if request.POST.get("answer") == "yes" and rules.works_on(request.user, row):
        actions.accept_member(member=member)
    elif request.POST.get("answer") == "no":
        actions.leave_team(member=member)
    return redirect(row)
