"""What Görel will not guess about: the list, and trying again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gorel.accounts.rights import POWERS, needs
from gorel.cases import runtime
from gorel.cases.models import Incident
from gorel.core import engine
from gorel.desk.cards import cards_for
from gorel.desk.processes.stewards import stewards
from gorel.desk.rights import visible_incidents
from gorel.desk.silence import silences
from gorel.desk.steps import process_name
from gorel.desk.troubles import troubles

PER_PAGE = 30


@require_safe
@needs()
def incidents(request: HttpRequest) -> HttpResponse:
    """What is wrong, the latest first; solved ones on a view of their own."""
    is_solved = request.GET.get("view") == "solved"
    found = visible_incidents(request.user).select_related("case__process")
    found = found.exclude(state=Incident.OPEN) if is_solved else found.filter(state=Incident.OPEN)
    page = Paginator(found.order_by("-pk"), PER_PAGE).get_page(request.GET.get("page"))
    language = "en" if (get_language() or "sv").startswith("en") else "sv"
    told = troubles(page.object_list, language)
    cards = cards_for({trouble.incident.case.business_key for trouble in told})
    answers = stewards([trouble.incident.case for trouble in told])
    return render(
        request,
        "desk/incidents.html",
        {
            "page": page,
            "rows": [
                {
                    "trouble": trouble,
                    "process": process_name(trouble.incident.case.process),
                    "card": cards.get(trouble.incident.case.business_key),
                    "steward": answers[trouble.incident.case.pk],
                }
                for trouble in told
            ],
            "is_solved": is_solved,
            "silences": [] if is_solved else silences(request.user),
            "count": page.paginator.count,
        },
    )


@require_POST
@needs(*POWERS["work"])
def retry(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Let the case try again where it stopped."""
    incident = get_object_or_404(visible_incidents(request.user).select_related("case"), uid=uid)
    try:
        with transaction.atomic():
            runtime.retry(incident, by=request.user.actor, reason=request.POST.get("reason", "").strip()[:255])
    except engine.IllegalEvent:
        messages.info(request, _("The incident was solved already."))
    else:
        messages.success(request, _("Görel tries again. The case shows how it goes."))
    return redirect("desk:case", incident.case.uid)
