"""The page that says in plain words what there is and how others may use it, with a live example."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import msgspec
from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from gorel.ground.bars import Bar, bar_chart
from gorel.ground.language import spoken
from gorel.opendata import asking, files, publisher, resources
from gorel.programme import rules, texts
from gorel.programme.models import Week

_SHOWN = 3
_BARS = 6


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What there is: each resource with its fields and files, an example that runs, calls to copy."""
    language = spoken()
    said = publisher.facts("publisher")
    context = {
        "resources": [_shown(one, language) for one in resources.ALL],
        "publisher": said,
        "licence": said.get("licence") or "CC0",
        "licence_url": publisher.LICENCES[said.get("licence") or "CC0"],
        "may_state": publisher.may_state(request.user),
        "base": f"{settings.ADDRESS}/open/v1",
        "site": settings.ADDRESS,
        "calls": _calls(),
        **_example(request),
        **_chart(),
    }
    return render(request, "opendata/about.html", context)


def _shown(resource: Any, language: str) -> dict[str, Any]:
    return {
        "name": resource.name,
        "title": resource.title.in_(language),
        "about": resource.about.in_(language),
        "total": resource.rows().count(),
        "fields": [
            {
                "name": field.name, "about": field.about.in_(language),
                "codes": [(code, words.in_(language)) for code, words in (field.codes or {}).items()],
            }
            for field in resource.fields
        ],
        "filters": [(one.name, one.about.in_(language), one.example) for one in resource.filters],
        "files": files.of(resource),
        "has_changes": resource.changes is not None,
        "has_one": resource.find is not None,
    }  # fmt: skip


def _example(request: HttpRequest) -> dict[str, Any]:
    """Return the live example: what a call answers right now, cut to a few items."""
    resource = resources.named(request.GET.get("try", "")) or resources.named("programme-points")
    assert resource is not None
    rows = resource.rows()
    asked = asking.Asked(limit=_SHOWN)
    body = {
        "items": resource.items(list(rows[:_SHOWN])), "page": 1, "limit": asked.limit, "total": rows.count(),
    }  # fmt: skip
    answer = msgspec.json.format(msgspec.json.encode(body), indent=2).decode()
    address = f"{settings.ADDRESS}/open/v1/{resource.name}?{urlencode({'limit': _SHOWN})}"
    return {"tried": resource.name, "tried_address": address, "answer": answer}


def _chart() -> dict[str, Any]:
    """Return the small chart: points per organiser in the latest public week, those with most."""
    week = Week.objects.filter(pk__in=rules.public_points().values("week")).order_by("-starts_on").first()
    if week is None:
        return {}
    rows = (
        rules.public_points_of(week).order_by().values_list("organiser__name").annotate(count=Count("pk"))
        .order_by("-count", "organiser__name")[:_BARS]
    )  # fmt: skip
    bars = [
        Bar(name, Decimal(count), ngettext("%(n)d point", "%(n)d points", count) % {"n": count}) for name, count in rows
    ]
    title = _("Programme points per organiser, %(week)s") % {"week": texts.said(week, "title")}
    return {"chart": bar_chart(bars, title=title), "chart_title": title, "chart_rows": list(rows)}


def _calls() -> list[tuple[str, str]]:
    address = f"{settings.ADDRESS}/open/v1/programme-points"
    return [
        ("curl", f"curl '{address}?limit=100&page=1'"),
        (
            "Python",
            "import pandas\n\n"
            f'points = pandas.read_csv("{address}/files/csv", parse_dates=["starts_at", "ends_at"])\n'
            'print(points.groupby("organiser").size())',
        ),
        ("R", f'points <- read.csv("{address}/files/csv")\ntable(points$organiser)'),
        (
            "Excel",
            "let\n"
            f'  source = Csv.Document(Web.Contents("{address}/files/csv"), [Delimiter = ",", Encoding = 65001]),\n'
            "  points = Table.PromoteHeaders(source, [PromoteAllScalars = true])\n"
            "in\n  points",
        ),
    ]
