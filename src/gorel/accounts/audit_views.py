"""The audit log: a page with search, and the same as a file."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gorel.accounts import auditing, traces
from gorel.accounts.models import Trace
from gorel.accounts.rights import POWERS, SignedIn, needs
from gorel.ground.export import Column, as_csv

PER_PAGE = 50
MOST = 50_000  # lines of a file


@require_safe
@needs(*POWERS["audit"])
def audit(request: SignedIn) -> HttpResponse:
    """Who signed in, saw and changed, the newest first."""
    asked = _asked(request)
    found = auditing.find(request.user, **asked)
    rows: Any = found  # a paginator counts and slices, no more
    pages: Paginator[Any] = Paginator(rows, PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        **asked, "page": page, "lines": auditing.lines(list(page.object_list)), "kinds": auditing.kinds(),
        "count": page.paginator.count, "is_more": found.is_more, "looked_since": found.since,
        "is_filtered": any(asked.values()),
        "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "accounts/audit.html", context)


@require_safe
@needs(*POWERS["audit"])
def export(request: SignedIn) -> HttpResponseBase:
    """The same as a file. That it was taken away is itself written down."""
    traces.note(request, Trace.Kind.EXPORTED, about=f"audit {request.GET.urlencode()}"[:255])
    columns: list[Column] = [
        (_("When"), lambda line: line.at), (_("Who"), lambda line: line.who), (_("What"), lambda line: line.what),
        (_("About"), lambda line: line.about), (_("Why"), lambda line: line.reason),
        (_("Organisation"), lambda line: line.organisation), (_("From"), lambda line: line.address),
    ]  # fmt: skip
    return as_csv(auditing.lines(auditing.find(request.user, **_asked(request))[:MOST]), columns, name="audit")


def _asked(request: HttpRequest) -> dict[str, Any]:
    kind = request.GET.get("kind", "")
    return {
        "kind": kind if kind in dict(auditing.kinds()) else "",
        "who": request.GET.get("q", "").replace("\x00", "").strip()[:100],
        "since": _day(request.GET.get("since", "")),
        "before": _day(request.GET.get("before", "")),
    }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
