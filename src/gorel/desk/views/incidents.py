"""What Görel will not guess about: by cause, one by one, trying again one or all, and what a robot saw."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gorel.ability import Context, Refused
from gorel.accounts import traces
from gorel.accounts.models import Trace
from gorel.accounts.rights import POWERS, SignedIn, has, holding, needs
from gorel.cases import operations, runtime
from gorel.cases.models import Incident
from gorel.cases.queries import Query
from gorel.core import engine
from gorel.desk import causes, plain_values
from gorel.desk.cards import cards_for
from gorel.desk.known_by import known_by
from gorel.desk.looked_at import looked_at
from gorel.desk.models import Care
from gorel.desk.processes.taught import taught
from gorel.desk.rights import visible_incidents
from gorel.desk.silence import silences
from gorel.desk.steps import process_name
from gorel.desk.troubles import Trouble, doubted, troubles
from gorel.desk.views.operations import running
from gorel.ground import clock
from gorel.ground.language import spoken
from gorel.robots.file import places

PNG = b"\x89PNG\r\n\x1a\n"
PER_PAGE = 30


@require_safe
@needs()
def incidents(request: SignedIn) -> HttpResponse:
    """What is wrong, by cause; solved ones on a view of their own, the latest first."""
    if request.GET.get("view") == "solved":
        return _solved(request)
    found = causes.causes(request.user, spoken())
    cards = cards_for({one.sample.incident.case.business_key for one in found if one.count == 1})
    return render(
        request,
        "desk/incidents.html",
        {
            "rows": [(one, cards.get(one.sample.incident.case.business_key)) for one in found],
            "may_work": has(request.user, "work"),
            "silences": silences(request.user),
            "is_cut": len(found) == causes.MOST,
            "operations": running(request),
        },
    )


def _solved(request: SignedIn) -> HttpResponse:
    found = visible_incidents(request.user).select_related("case__process").exclude(state=Incident.OPEN)
    page = Paginator(found.order_by("-pk"), PER_PAGE).get_page(request.GET.get("page"))
    told = troubles(page.object_list, spoken())
    cards = cards_for({trouble.incident.case.business_key for trouble in told})
    rows = [
        {
            "trouble": trouble,
            "process": process_name(trouble.incident.case.process),
            "card": cards.get(trouble.incident.case.business_key),
        }
        for trouble in told
    ]
    return render(request, "desk/incidents_solved.html", {"page": page, "rows": rows})


@require_safe
@needs()
def cause(request: SignedIn) -> HttpResponse:
    """One cause: every case that stopped because of it, what is known of it, and what can be done to all of them."""
    named = _named(request.GET)
    found = causes.causes(request.user, spoken(), only=named)
    if not found:
        messages.success(request, _("Nothing has stopped for that reason any more."))
        return redirect("desk:incidents")
    one = found[0]
    rows = causes.of(request.user, named).select_related("case__process", "case__organisation").order_by("-pk")
    pages = Paginator(rows, PER_PAGE)
    pages.count = one.count  # counted with its cause already
    page = pages.get_page(request.GET.get("page"))
    told = troubles(page.object_list, spoken())
    shown = taught(request.user, key=one.process, organisation=one.organisation.slug) if one.organisation else []
    return render(
        request,
        "desk/cause.html",
        {
            "one": one,
            "page": page,
            "rows": listed(told),
            "may_work": has(request.user, "work", one.organisation.pk if one.organisation else 0),
            "sees_process": bool(shown),
            "may_stop": bool(shown) and shown[0].may_pause,
            "named": named,
        },
    )


@require_POST
@needs(*POWERS["work"])
def cause_retry(request: SignedIn) -> HttpResponse:
    """Let all cases that stopped for one reason try again; the worker goes through them, and a page tells how far."""
    named = _named(request.POST)
    organisation = get_object_or_404(holding(request.user, "work"), slug=named["organisation"])
    reason = request.POST.get("reason", "").strip()
    back = f"{reverse('desk:cause')}?{urlencode(named)}"
    if not reason:
        messages.error(request, _("Say what was mended: the log of each case keeps it."))
        return redirect(back)
    asked = Query(process=named["process"], incident=named["code"], organisations=(organisation.pk,))
    plan = {"code": named["code"], "element": named["element"]}
    begun = operations.begin("retry", asked, plan=plan, by=request.user.actor, reason=reason, organisation=organisation)
    traces.note(
        request, Trace.Kind.CHANGED, about=f"operation {begun.uid} retry", organisation=organisation, reason=reason
    )
    return redirect("desk:operation", begun.uid)


@require_POST
@needs(*POWERS["work"])
def care(request: SignedIn) -> HttpResponse:
    """Say that one takes care of a cause, or no longer does."""
    named = _named(request.POST)
    organisation = get_object_or_404(holding(request.user, "work"), slug=named["organisation"])
    key: dict[str, Any] = {"organisation": organisation} | {
        name: named[name] for name in ("process", "element", "code")
    }
    if not causes.of(request.user, named).exists():
        raise Http404
    if "stop" in request.POST:
        Care.objects.filter(person=request.user, **key).delete()
    else:
        Care.objects.update_or_create(**key, defaults={"person": request.user, "at": clock.now()})
        messages.success(request, _("You take care of it. Others see that you do."))
    return redirect(f"{reverse('desk:cause')}?{urlencode(named)}")


@require_safe
@needs()
def evidence(request: SignedIn, uid: UUID) -> HttpResponse:
    """The picture that a robot took of what it was in doubt about. That it was looked at is written down."""
    incident = get_object_or_404(visible_incidents(request.user).select_related("case__process"), uid=uid)
    path = doubted(incident).get("screenshot")
    if not isinstance(path, str):
        raise Http404
    case = incident.case
    context = Context(
        job_key=f"{case.pk}:{incident.key}", case=str(case.uid), organisation=case.organisation_id,
        process=case.process.key, element=incident.element,
    )  # fmt: skip
    try:
        data = places.read(path, context)
    except (Refused, OSError):
        raise Http404 from None
    if not data.startswith(PNG):
        raise Http404
    about = f"case {case.uid} screenshot"
    traces.note(request, Trace.Kind.VIEWED, about=about, organisation=case.organisation_id)
    answer = HttpResponse(data, content_type="image/png")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer


def listed(told: list[Trouble]) -> list[dict[str, Any]]:
    """Return the incidents of a cause as rows: what the case is about, and what the robot was in doubt of."""
    cards = cards_for({trouble.incident.case.business_key for trouble in told})
    known = known_by(trouble.incident.case for trouble in told)
    looked = looked_at(trouble.incident for trouble in told)
    rows = []
    for trouble in told:
        data = doubted(trouble.incident)
        picture = isinstance(data.get("screenshot"), str)
        facts = [(name, plain_values.shown(value)) for name, value in data.items() if name not in ("screenshot",)]
        facts += looked.get(trouble.incident.pk, [])
        card = cards.get(trouble.incident.case.business_key)
        rows.append({"trouble": trouble, "card": card, "facts": facts[:20], "has_picture": picture,
                     "known_by": known[trouble.incident.case_id]})  # fmt: skip
    return rows


def _named(given: QueryDict) -> dict[str, str]:
    return {
        name: given.get(name, "").replace("\x00", "")[:255] for name in ("organisation", "process", "element", "code")
    }


@require_POST
@needs(*POWERS["work"])
def retry(request: SignedIn, uid: UUID) -> HttpResponse:
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
