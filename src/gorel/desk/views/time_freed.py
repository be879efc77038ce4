"""Time freed: the figure, the formula with its numbers, and where every baseline comes from."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gorel.accounts import rights
from gorel.accounts.models import Person
from gorel.accounts.rights import SignedIn, needs
from gorel.benefits import freed
from gorel.benefits.views.account import LOOKS
from gorel.desk.rights import cases_elsewhere
from gorel.ground import times
from gorel.ground.bars import Bar, bar_chart
from gorel.ground.export import Column, as_csv
from gorel.ground.language import is_english


@require_safe
@needs()
def time_freed(request: SignedIn) -> HttpResponse:
    """The account of time of the cases that the person may look into."""
    account = _account(request.user)
    bars = [Bar(process.said, process.freed, times.duration(float(process.freed))) for process in account.processes]
    days = list(account.days.items())[-14:]
    return render(
        request,
        "desk/time_freed.html",
        {
            "account": account,
            "may_look": bool(rights.roles_of(request.user).intersection(LOOKS)),
            "chart": bar_chart(bars, title=_("Time freed per process, in minutes")),
            "day_chart": bar_chart(
                [Bar(times.day(day, weekday=False), freed, times.duration(float(freed))) for day, freed in days],
                title=_("Time freed per day, in minutes"),
            ),
            "days": days,
            "is_english": is_english(),
        },
    )


@require_safe
@needs()
def export(request: SignedIn) -> HttpResponseBase:
    """The account step by step, as a file."""
    account = _account(request.user)
    english = is_english()
    columns: list[Column] = [
        (_("Process"), lambda row: row[0].said),
        (_("Step"), lambda row: row[1].said),
        (_("Number of times"), lambda row: row[1].count),
        (_("Minutes each"), lambda row: row[1].minutes_each),
        (_("By hand"), lambda row: row[1].baseline),
        (_("Spent"), lambda row: round(row[1].spent, 2)),
        (_("Freed"), lambda row: round(row[1].freed, 2)),
        (_("Where the minutes come from"), lambda row: row[1].source_en if english else row[1].source),
    ]
    rows = [(process, step) for process in account.processes for step in process.steps]
    return as_csv(rows, columns, name=_("Time freed"))


def _account(person: Person) -> freed.Account:
    """Return the account of the person's organisations, and of cases elsewhere that the person has worked in."""
    own = list(rights.organisations_of(person).values_list("pk", flat=True))
    return freed.time_freed(cases_elsewhere(person), organisations=own)
