"""The list of cases, and the page of one."""

from __future__ import annotations

import json
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gorel.accounts.rights import needs
from gorel.cases.models import Case, Process
from gorel.cases.values import to_json
from gorel.desk import listing, schemas
from gorel.desk.cards import cards_for
from gorel.desk.decisions import decisions_of
from gorel.desk.marks import marks
from gorel.desk.processes.stewards import stewards
from gorel.desk.rights import visible_cases
from gorel.desk.standing import standing
from gorel.desk.steps import process_name, steps
from gorel.desk.story import latest
from gorel.desk.troubles import troubles
from gorel.desk.words import STATE_TONES, state_word
from gorel.ground.export import Column, as_csv
from gorel.ground.policy import shows_diagrams
from gorel.robots.models import Mail

PER_PAGE = 40


@require_safe
@needs()
def case_list(request: HttpRequest) -> HttpResponse:
    """The cases that the person may look into, the newest first."""
    asked = _asked(request)
    mine = visible_cases(request.user)
    page = Paginator(listing.find(mine, **asked), PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "desk/cases.html",
        {
            **asked,
            "page": page,
            "rows": listing.rows(page.object_list),
            "processes": _processes(mine),
            "states": [(one, state_word(one)) for one in Case.STATES],
            "is_filtered": any(asked.values()),
            "count": page.paginator.count,
        },
    )


@require_safe
@needs()
def export(request: HttpRequest) -> HttpResponseBase:
    """The same list as a file, whole."""
    found = listing.find(visible_cases(request.user), **_asked(request))
    columns: list[Column] = [
        (_("About"), lambda row: row.title),
        (_("Process"), lambda row: row.process),
        (_("State"), lambda row: row.state),
        (_("Waits for"), lambda row: "; ".join(wait.text for wait in row.waits)),
        (_("Started"), lambda row: row.case.started_at),
        (_("Ended"), lambda row: row.case.ended_at),
        (_("Key"), lambda row: row.case.business_key),
        (_("Case"), lambda row: str(row.case.uid)),
    ]
    return as_csv(listing.all_rows(found), columns, name=_("Cases"))


@require_safe
@needs()
@shows_diagrams
def case_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Where a case stands, the way it came, and everything that was decided and sent on the way."""
    case = get_object_or_404(visible_cases(request.user).select_related("process__resource", "organisation"), uid=uid)
    language = "en" if (get_language() or "sv").startswith("en") else "sv"
    stands = standing(case)
    shown = marks(case, stands)
    return render(
        request,
        "desk/case.html",
        {
            "case": case,
            "process": steps(case.process).name,
            "version": case.process.version,
            "card": cards_for([case.business_key]).get(case.business_key),
            "state": state_word(case.state),
            "tone": STATE_TONES.get(case.state, ""),
            "standing": stands,
            "steward": stewards([case])[case.pk],
            "marks": shown,
            "story": latest(case),
            "decisions": decisions_of(case, language),
            "troubles": troubles(case.incidents.select_related("case__process").order_by("-pk"), language),
            "mails": Mail.objects.filter(case=str(case.uid)).order_by("-pk")[:50],
            "variables": json.dumps(json.loads(to_json(schemas.variables(case))), indent=2, ensure_ascii=False),
        },
    )


@require_safe
@needs()
def picture(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The picture's XML, for those who may look into the case. A version never changes, so a browser may keep it."""
    case = get_object_or_404(visible_cases(request.user).select_related("process__resource"), uid=uid)
    response = HttpResponse(case.process.bpmn, content_type="application/xml; charset=utf-8")
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _asked(request: HttpRequest) -> dict[str, str]:
    return {
        "process": request.GET.get("process", ""),
        "state": request.GET.get("state", ""),
        "search": request.GET.get("q", "").strip()[:100],
    }


def _processes(mine: QuerySet[Case]) -> list[tuple[str, str]]:
    newest = {
        process.key: process
        for process in Process.objects.filter(pk__in=mine.values("process_id").distinct()).order_by("version")
    }
    return sorted(((key, process_name(process)) for key, process in newest.items()), key=lambda pair: pair[1])
