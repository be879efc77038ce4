"""The year's benefit report as PDF/UA: what was planned, measured and realised, and how the figures were made."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gorel.accounts.models import Organisation
from gorel.benefits.account import Account
from gorel.ground import times
from gorel.ground.language import spoken
from gorel.robots.document.robot import made


def as_pdf(accounts: Sequence[Account], *, organisation: Organisation, year: int, name: str) -> HttpResponse:
    """Return the report as a download."""
    template = files("gorel.benefits").joinpath("report.typ").read_bytes()
    response = HttpResponse(made(template, _said(accounts, organisation, year)), content_type="application/pdf")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}.pdf"
    response["Cache-Control"] = "no-store"
    return response


def _said(accounts: Sequence[Account], organisation: Organisation, year: int) -> dict[str, Any]:
    return {
        "title": _("Benefit of Görel's work, %(year)s") % {"year": year},
        "sender": organisation.name,
        "language": spoken(),
        "lead": _("Planned is what was expected, measured what was counted, realised what managers say became of it."),
        "heading": [_("Process"), _("Planned"), _("Measured"), _("Realised")],
        "rows": [
            [one.name, _time(one.planned), _time(one.totals.net), _time(one.realised_minutes)] for one in accounts
        ],
        "processes": [_process(one) for one in accounts],
        "how_heading": _("How the figures are made"),
        "how": [
            _("Measured = minutes by hand − residual handling − incidents − upkeep."),
            _("Minutes by hand come from the organisation's own measurements where there are any, otherwise from the "
              "picture of the process. An incident is held to take as long as a task of the process does on average."),
            _("Time freed is not money saved. Cost that is gone is told apart from time used for something else."),
        ],
    }  # fmt: skip


def _process(one: Account) -> dict[str, Any]:
    low, high = one.range
    totals = one.totals
    lines = [
        _("%(count)s cases; %(hand)s by hand − %(rest)s residual handling − %(trouble)s incidents − %(upkeep)s upkeep "
          "= %(net)s.") % {
            "count": totals.cases, "hand": _time(totals.by_hand), "rest": _time(totals.residual),
            "trouble": _time(totals.incidents), "upkeep": _time(totals.upkeep), "net": _time(totals.net),
        },
    ]  # fmt: skip
    if low != high:
        lines.append(_("Between %(low)s and %(high)s, by the ranges of the measurements.")
                     % {"low": _time(low), "high": _time(high)})  # fmt: skip
    if one.plan:
        lines.append(f"{_('The time is for:')} {one.plan.purpose}")
    for realised in one.realised:
        lines.append(f"{capfirst(realised.get_kind_display())}: {_time(realised.hours * 60)}. {realised.used_for} "
                     f"({realised.manager})")  # fmt: skip
    if gone := sum(erased.count for erased in one.purged):
        said = ngettext("%(n)s case has been erased, and counts.", "%(n)s cases have been erased, and count.", gone)
        lines.append(said % {"n": gone})
    months = [[times.month(on), _time(month.net)] for on, month in one.months.items() if month.cases or month.net]
    return {"name": one.name, "lines": lines, "heading": [_("Month"), _("Measured")], "months": months}


def _time(minutes: Decimal | None) -> str:
    return "–" if minutes is None else times.worked(float(minutes))
