"""Görel's start page for staff: what she has done today, what waits for a person, what is wrong, time freed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gorel.accounts.rights import SignedIn, has, held_by, needs, organisations_of
from gorel.benefits import lately
from gorel.cases.models import Case
from gorel.desk import bounded, inbox, systems
from gorel.desk.doings import done_today
from gorel.desk.first_steps import first_steps
from gorel.desk.rights import cases_elsewhere, few_cases, open_incidents, visible_cases
from gorel.desk.silence import silences
from gorel.desk.troubles import open_count, troubles
from gorel.ground import clock
from gorel.ground.language import spoken

FEW = 6


@require_safe
@needs()
def start(request: SignedIn) -> HttpResponse:
    """The day at a glance."""
    person = request.user
    mine = visible_cases(person)
    ours = mine if few_cases(person) is not None else Case.objects.filter(organisation__in=held_by(person).working)
    waiting = inbox.tasks(person)
    wrong = open_incidents(person).select_related("case__process").order_by("-pk")
    language = spoken()
    running = bounded.count(ours.filter(state=Case.RUNNING, ended_at=None))
    return render(
        request,
        "desk/start.html",
        {
            "today": clock.today(),
            "doings": done_today(mine, organisations_of(person)),
            "waiting": inbox.rows(person, waiting[:FEW]),
            "waiting_count": inbox.open_count(person),
            "late": inbox.late_count(person),
            "troubles": troubles(wrong[:FEW], language),
            "trouble_count": open_count(person),
            "silences": silences(person),
            "upgrades": systems.coming(person),
            "may_work": has(person, "work"),
            "account": lately.time_freed_of(person.pk, cases_elsewhere(person), held_by(person).working),
            "first_steps": [] if ours.exists() else first_steps(person),
            "running": bounded.said(running),
            "running_count": running,
        },
    )
