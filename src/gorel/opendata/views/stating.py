"""Where the publisher's administrators state who publishes, and what the legal pages say."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gorel import forms
from gorel.accounts.models import Membership
from gorel.accounts.rights import SignedIn, needs
from gorel.ground.language import spoken
from gorel.opendata import publisher
from gorel.opendata.models import Statement


@cache
def _schema(kind: str) -> dict[str, Any]:
    return json.loads(files("gorel.opendata").joinpath("statements", f"{kind}.form").read_text(encoding="utf-8"))


@require_safe
@needs(Membership.Role.ADMINISTRATOR)
def listing(request: HttpRequest) -> HttpResponse:
    """What can be stated, and what is."""
    if not publisher.may_state(request.user):
        return _refused(request)
    shown = [(kind, kind.label, publisher.stated(kind)) for kind in Statement.Kind]
    return render(request, "opendata/statements.html", {"shown": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Membership.Role.ADMINISTRATOR)
def change(request: SignedIn, kind: str) -> HttpResponse:
    """State one of them anew."""
    if kind not in Statement.Kind.values:
        raise Http404
    if not publisher.may_state(request.user):
        return _refused(request)
    schema, language = _schema(kind), spoken()
    found = publisher.stated(kind)
    values, problems = dict(found.facts) if found else {}, {}
    if request.method == "POST":
        given = forms.read(schema, request.POST)
        if given.is_good:
            publisher.state(kind=kind, facts=given.values, by=request.user)
            messages.success(request, _("It is stated, and dated today."))
            return redirect("opendata:statements")
        values, problems = given.values, given.problems
    context = {
        "kind": Statement.Kind(kind),
        "stated": found,
        "fields": forms.render(schema, values, problems, language),
        "summary": forms.summary(schema, problems, language),
        "earlier": Statement.objects.filter(kind=kind).select_related("stated_by")[:10],
    }
    return render(request, "opendata/state.html", context, status=422 if problems else 200)


def _refused(request: HttpRequest) -> HttpResponse:
    return render(request, "403.html", {"wanted": [str(Membership.Role.ADMINISTRATOR.label)]}, status=403)
