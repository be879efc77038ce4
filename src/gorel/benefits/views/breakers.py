"""The circuit breaker of a process: when it stops by itself, and putting it to work again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gorel.accounts.rights import SignedIn, needs
from gorel.benefits import account, forms
from gorel.benefits.models import Breaker
from gorel.benefits.trust import breaker
from gorel.benefits.views.account import LOOKS, may_write, organisation_of
from gorel.ground import clock
from gorel.ground.second_save import one_at_a_time


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*LOOKS)
@one_at_a_time
def guard(request: SignedIn, slug: str, key: str) -> HttpResponse:
    """Show the breaker; set it, or close it when it is open."""
    organisation = organisation_of(request, slug)
    names = dict(account.processes_of(organisation))
    if key not in names or (request.method == "POST" and not may_write(request, organisation)):
        raise Http404
    found = Breaker.objects.filter(organisation=organisation, process=key).first()
    row = found or Breaker(organisation=organisation, process=key)
    form = forms.BreakerForm(request.POST if "incidents" in request.POST else None, instance=row)
    if request.method == "POST" and "close" in request.POST and found is not None:
        breaker.close(found, by=request.user)
        messages.success(request, _("The process works again; what has waited begins in order."))
        return redirect("benefits:breaker", slug, key)
    if request.method == "POST" and form.is_valid():
        changed = form.save(commit=False)
        changed.changed_at, changed.changed_by = clock.now(), request.user.actor
        changed.save()
        messages.success(request, _("The breaker is set."))
        return redirect("benefits:breaker", slug, key)
    context = {
        "organisation": organisation,
        "key": key,
        "name": names[key],
        "row": row,
        "is_open": found is not None and breaker.is_open(found),
        "why": _said(row.why),
        "form": form,
        "may_write": may_write(request, organisation),
    }
    return render(request, "benefits/breaker.html", context, status=422 if form.errors else 200)


def _said(why: str) -> str:
    """Return why it opened, in words. Shape: "incidents:3/20" or "volume:41/40", as `trust.breaker` writes it."""
    kind, _colon, counts = why.partition(":")
    first, _slash, second = counts.partition("/")
    if kind == "incidents":
        return _("%(count)s of the latest %(of)s cases had an incident.") % {"count": first, "of": second}
    if kind == "volume":
        return _("%(count)s new cases came in a day; the bound is %(of)s.") % {"count": first, "of": second}
    return ""
