"""What is offered while somebody types what a list is to be narrowed to."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gorel.accounts.rights import SignedIn, held_by, needs
from gorel.cases.models import Process
from gorel.desk import choices, inbox
from gorel.ground.choosing import Finder


@require_safe
@needs()
def offered(request: SignedIn, what: str) -> HttpResponse:
    """Some of what the person may narrow a list to, by what has been written. Errors: Http404."""
    name = what.rpartition("-")[2]  # the field that is typed in
    written = request.GET.get(name, "").replace("\x00", "").strip()[:255]
    return render(request, "ground/parts/offered.html", {"offers": _finder(request, what).offers(written)})


def _finder(request: SignedIn, what: str) -> Finder:
    if what == "cases-process":
        return choices.of_organisations(held_by(request.user).working)
    if what == "process":
        return choices.processes(Process.objects.filter(pk__in=inbox.counts(request.user).versions))
    if what == "group":
        return choices.groups(request.user)
    raise Http404
