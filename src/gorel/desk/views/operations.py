"""Changes over many cases: beginning one, how far it is, letting it rest, going on, and taking it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gorel.accounts import traces
from gorel.accounts.models import Organisation, Trace
from gorel.accounts.rights import POWERS, SignedIn, has, held_by, holding, needs
from gorel.cases import operations
from gorel.cases.models import Change, Operation
from gorel.cases.operations.kinds import KINDS
from gorel.cases.queries import count
from gorel.cases.values import from_json
from gorel.desk import finding, people
from gorel.ground.language import spoken

PER_PAGE = 50
MAY_BEGIN = ("retry", "suspend", "resume", "cancel")


@require_safe
@needs()
def operation_list(request: SignedIn) -> HttpResponse:
    """The changes over many cases of the person's organisations, the newest first."""
    page = Paginator(_mine(request), PER_PAGE).get_page(request.GET.get("page"))
    names = people.names({row.by for row in page.object_list})
    rows = [(row, kind_word(row), state_word(row), names[row.by]) for row in page.object_list]
    return render(request, "desk/operations.html", {"page": page, "rows": rows})


@require_safe
@needs()
def operation(request: SignedIn, uid: UUID) -> HttpResponse:
    """How far one is, what it did to which case, and why some refused."""
    row = get_object_or_404(_mine(request).select_related("organisation", "undoes"), uid=uid)
    language = spoken()
    changes = Change.objects.filter(operation=row).select_related("case__process").order_by("-is_refused", "pk")
    page = Paginator(changes, PER_PAGE).get_page(request.GET.get("page"))
    told = [(one, from_json(one.told).get("why", {}).get(language, "")) for one in page.object_list]
    may_change = _may_change(request, row)
    return render(
        request,
        "desk/operation.html",
        {
            "row": row,
            "kind": kind_word(row),
            "state": state_word(row),
            "who": people.names([row.by])[row.by],
            "page": page,
            "told": told,
            "is_moving": row.state == Operation.RUNNING,
            "may_change": may_change and row.state in Operation.UNFINISHED,
            "may_undo": may_change and row.undoes_id is None and KINDS[row.kind].undo is not None and row.changed
            and not row.undone_by.exists(),
        },
    )  # fmt: skip


@require_POST
@needs(*POWERS["work"])
def change(request: SignedIn, uid: UUID, what: str) -> HttpResponse:
    """Let one rest or go on, end it, or take back what it did."""
    row = get_object_or_404(_mine(request), uid=uid)
    if not _may_change(request, row):
        raise PermissionDenied
    if what == "pause":
        operations.pause(row)
    elif what == "proceed":
        operations.proceed(row)
    elif what == "stop":
        operations.stop(row)
    elif what == "undo":
        reason = request.POST.get("reason", "").strip()
        if not reason:
            messages.error(request, _("Say why: the log of each case keeps it."))
            return redirect("desk:operation", uid)
        try:
            row = operations.undo(row, by=request.user.actor, reason=reason)
        except operations.CannotUndo:
            messages.error(request, _("That cannot be taken back. The list says what was done to which case."))
            return redirect("desk:operation", uid)
    else:
        raise Http404
    about = f"operation {row.uid} {what}"
    traces.note(request, Trace.Kind.CHANGED, about=about, organisation=row.organisation_id)
    return redirect("desk:operation", row.uid)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*POWERS["steer"])
def new(request: SignedIn) -> HttpResponse:
    """Change all cases that a list shows: those of one organisation, by what the list was narrowed to."""
    asked = finding.asked(request.GET, held_by(request.user).working)
    organisations = holding(request.user, "steer").order_by("name")
    problem, kind = "", request.POST.get("kind", "")
    reason = request.POST.get("reason", "").strip()[:500]
    chosen = organisations.filter(pk=_number(request.POST.get("organisation", ""))).first() or organisations[0]
    query = msgspec.structs.replace(finding.query(asked), organisations=(chosen.pk,))
    if asked.search:
        messages.info(request, _("Many cases are changed by process, state, step, day or value; not by words."))
        return redirect(f"{reverse('desk:cases')}?{request.GET.urlencode()}")
    if request.method == "POST" and "look" not in request.POST:
        if kind not in MAY_BEGIN:
            problem = _("Choose what is to be done.")
        elif not reason:
            problem = _("Say why: the log of each case keeps it.")
        else:
            return _begin(request, kind, query, reason, chosen)
    kinds = [(one, _kinds()[one]) for one in MAY_BEGIN]
    context = {
        "organisations": organisations, "chosen": chosen, "count": count(query), "asked": asked, "kinds": kinds,
        "kind": kind, "reason": reason, "problem": problem, "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "desk/operation_new.html", context, status=422 if problem else 200)


def running(request: SignedIn) -> list[tuple[Operation, str]]:
    """Return the person's organisations' changes that are under way."""
    return [(row, kind_word(row)) for row in _mine(request).filter(state__in=Operation.UNFINISHED)[:5]]


def kind_word(row: Operation) -> str:
    """Return what people call the change."""
    word = _kinds().get(row.kind, row.kind)
    return _("%(what)s, taken back") % {"what": word} if row.undoes_id else word


def state_word(row: Operation) -> tuple[str, str]:
    """Return what people call its state, and the tone."""
    return {
        Operation.RUNNING: (_("under way"), "info"),
        Operation.PAUSED: (_("resting"), "wait"),
        Operation.DONE: (_("gone through"), "good"),
        Operation.STOPPED: (_("ended before its end"), "plain"),
    }[row.state]


def _begin(request: SignedIn, kind: str, query: Any, reason: str, organisation: Organisation) -> HttpResponse:
    row = operations.begin(kind, query, by=request.user.actor, reason=reason, organisation=organisation)
    about = f"operation {row.uid} {kind}"
    traces.note(request, Trace.Kind.CHANGED, about=about, organisation=organisation, reason=reason)
    return redirect("desk:operation", row.uid)


def _mine(request: SignedIn) -> QuerySet[Operation]:
    own = request.user.memberships.values_list("organisation_id", flat=True)
    return operations.find(organisations=list(own))


def _may_change(request: HttpRequest, row: Operation) -> bool:
    return has(request.user, "work" if row.kind == "retry" else "steer", row.organisation_id or 0)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


def _kinds() -> dict[str, str]:
    return {
        "retry": _("Try again"), "cancel": _("Cancel"), "suspend": _("Pause"), "resume": _("Let go on"),
        "modify": _("Move by hand"), "migrate": _("Move to another version"),
    }  # fmt: skip
