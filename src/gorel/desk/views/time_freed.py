"""Time freed: the figure, the formula with its numbers, and where every baseline comes from."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gorel.accounts.rights import needs
from gorel.benefits import freed
from gorel.benefits.bars import Bar, bar_chart
from gorel.desk.rights import visible_cases
from gorel.ground import times


@require_safe
@needs()
def time_freed(request: HttpRequest) -> HttpResponse:
    """The account of time of the cases that the person may look into."""
    account = freed.time_freed(visible_cases(request.user))
    bars = [Bar(process.name, process.freed, times.duration(float(process.freed))) for process in account.processes]
    days = list(account.days.items())[-14:]
    return render(
        request,
        "desk/time_freed.html",
        {
            "account": account,
            "chart": bar_chart(bars, title=_("Time freed per process, in minutes")),
            "day_chart": bar_chart(
                [Bar(times.day(day, weekday=False), freed, times.duration(float(freed))) for day, freed in days],
                title=_("Time freed per day, in minutes"),
            ),
            "days": days,
            "is_english": (get_language() or "sv").startswith("en"),
        },
    )
