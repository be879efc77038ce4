"""The list of cases, and the page of one."""

from __future__ import annotations

import json
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from gorel.accounts.rights import needs
from gorel.cases.models import Case, Process
from gorel.cases.values import to_json
from gorel.desk import schemas
from gorel.desk.cards import cards_for, find_keys
from gorel.desk.decisions import decisions_of
from gorel.desk.looking import holds
from gorel.desk.marks import marks
from gorel.desk.rights import visible_cases
from gorel.desk.standing import standing, standings
from gorel.desk.steps import process_name, steps
from gorel.desk.story import latest
from gorel.desk.troubles import troubles
from gorel.desk.uids import valid
from gorel.desk.words import STATE_TONES, state_word
from gorel.ground.policy import shows_diagrams
from gorel.robots.models import Mail

PER_PAGE = 40


@require_safe
@needs()
def case_list(request: HttpRequest) -> HttpResponse:
    """The cases that the person may look into, the newest first."""
    process, state = request.GET.get("process", ""), request.GET.get("state", "")
    search = request.GET.get("q", "").strip()[:100]
    mine = visible_cases(request.user)
    found = _found(mine, process, state, search)
    page = Paginator(found.order_by("-pk"), PER_PAGE).get_page(request.GET.get("page"))
    cases = list(page.object_list)
    stands = standings([case for case in cases if case.is_open])
    cards = cards_for({case.business_key for case in cases})
    return render(
        request,
        "desk/cases.html",
        {
            "page": page,
            "rows": [
                {
                    "case": case,
                    "process": process_name(case.process),
                    "card": cards.get(case.business_key),
                    "state": state_word(case.state),
                    "tone": STATE_TONES.get(case.state, ""),
                    "waits": stands[case.pk].waits if case.pk in stands else (),
                }
                for case in cases
            ],
            "processes": _processes(mine),
            "states": [(one, state_word(one)) for one in Case.STATES],
            "process": process,
            "state": state,
            "search": search,
            "is_filtered": bool(process or state or search),
            "count": page.paginator.count,
        },
    )


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
            "marks": shown,
            "story": latest(case),
            "decisions": decisions_of(case, language),
            "troubles": troubles(case.incidents.select_related("case__process").order_by("-pk"), language),
            "mails": Mail.objects.filter(case=str(case.uid)).defer("html", "text", "attachments").order_by("-pk")[:50],
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


def _found(mine: QuerySet[Case], process: str, state: str, search: str) -> QuerySet[Case]:
    found = mine.select_related("process", "organisation")
    if process:
        found = found.filter(process__key=process)
    if state in Case.STATES:
        found = found.filter(state=state)
    if search:
        found = found.filter(
            Q(business_key__iexact=search)
            | Q(uid__in=valid([search]))
            | holds(search, "process__name")
            | Q(business_key__in=find_keys(search))
        )
    return found


def _processes(mine: QuerySet[Case]) -> list[tuple[str, str]]:
    newest = {
        process.key: process
        for process in Process.objects.filter(pk__in=mine.values("process_id").distinct()).order_by("version")
    }
    return sorted(((key, process_name(process)) for key, process in newest.items()), key=lambda pair: pair[1])
