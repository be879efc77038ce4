"""Changing one case by hand: a page per change, that asks for the reason, says what will happen, and does it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gorel.accounts import traces
from gorel.accounts.models import Trace
from gorel.accounts.rights import POWERS, SignedIn, has, needs
from gorel.cases import queries, runtime
from gorel.cases.models import Case
from gorel.core.engine import IllegalEvent
from gorel.core.say import say
from gorel.desk import changing, masking, plain_values
from gorel.desk.cards import cards_for
from gorel.desk.models import Correction
from gorel.desk.rights import visible_cases
from gorel.desk.steps import steps
from gorel.ground.language import spoken

KINDS = ("correct", "move", "migrate", "suspend", "resume", "cancel")
LONGEST_VALUE = 20_000


@require_http_methods(["GET", "HEAD", "POST"])
@needs(*POWERS["steer"])
def steer(request: SignedIn, uid: UUID, what: str) -> HttpResponse:
    """Ask what is needed for one change, and why; do it."""
    if what not in KINDS:
        raise Http404
    case = held(request, uid)
    if not case.is_open:
        messages.info(request, _("The case is over; it cannot be changed any more."))
        return redirect("desk:case", uid)
    context = _asked(request, case, what)
    reason = request.POST.get("reason", "").strip()[:255]
    if request.method != "POST" or "look" in request.POST:
        return _page(request, case, what, context)
    if not reason:
        return _page(request, case, what, context | {"problem": _("Say why: the log of the case keeps it.")}, 422)
    try:
        about = _DO[what](request, case, reason, context)
    except changing.Changed as changed:
        return _page(request, case, what, context | {"changed": changed, "now": plain_values.write(changed.now)}, 409)
    except IllegalEvent as refusal:
        return _page(request, case, what, context | {"problem": _said(refusal)}, 409)
    except _Lacking as lacking:
        return _page(request, case, what, context | {"problem": str(lacking)}, 422)
    note = f"case {case.uid} {what} {about}".strip()
    traces.note(request, Trace.Kind.CHANGED, about=note, organisation=case.organisation_id, reason=reason)
    messages.success(request, _DONE[what]())
    return redirect("desk:case", uid)


@require_POST
@needs(*POWERS["steer"])
def undo(request: SignedIn, uid: UUID, pk: int) -> HttpResponse:
    """Take a correction back."""
    case = held(request, uid)
    row = get_object_or_404(Correction, pk=pk, case=case)
    _may_open(request, case, row.name)
    try:
        changing.take_back(row, by=request.user, reason=_("correction taken back"))
    except changing.Changed:
        messages.warning(request, _("The value has been changed since. Nothing was taken back."))
    except IllegalEvent as refusal:
        messages.warning(request, _said(refusal))
    else:
        note = f"case {case.uid} undo {row.name}"
        traces.note(request, Trace.Kind.CHANGED, about=note, organisation=case.organisation_id)
        messages.success(request, _("The value is as it was before."))
    return redirect("desk:case", uid)


def held(request: SignedIn, uid: UUID) -> Case:
    """Return a case that the person may change. Errors: Http404 for one not seen, PermissionDenied."""
    case = get_object_or_404(visible_cases(request.user).select_related("process__resource", "organisation"), uid=uid)
    if not has(request.user, "steer", case.organisation_id or 0):
        raise PermissionDenied
    return case


class _Lacking(Exception):
    """Something that the change needs was not given; the text says what."""


def _asked(request: HttpRequest, case: Case, what: str) -> dict[str, Any]:
    """Return what the page of this change shows."""
    given = request.POST if request.method == "POST" else request.GET
    if what == "correct":
        name = given.get("name", "")[:255]
        hidden = masking.names(case)
        seen = queries.variables(case)
        if name:
            _may_open(request, case, name)
        value = given["value"][:LONGEST_VALUE] if "value" in given else plain_values.write(seen.get(name))
        return {
            "name": name, "names": sorted(one for one in seen if one not in hidden or _opens(request, case)),
            "value": value, "seen": given.get("seen") or changing.mark(seen.get(name)), "is_new": name not in seen,
            "fresh": changing.mark(seen.get(name)),
        }  # fmt: skip
    known = steps(case.process)
    if what == "move":
        here = changing.standing_at(case)
        return {
            "here": [(one, known.find(one).said) for one in here if one in known.by_id],
            "steps": [(one.id, one.said, one.kind_word) for one in known.by_id.values() if not one.attached_to],
            "ends": given.getlist("end"), "begins": given.getlist("begin"),
        }  # fmt: skip
    if what == "migrate":
        found = changing.versions(case)
        to = next((one for one in found if str(one.version) == given.get("to", "")), found[0] if found else None)
        if to is None:
            return {"versions": [], "to": None}
        there = steps(to)
        here = [one for one in changing.standing_at(case) if one in known.by_id]
        mapping = {one: given[f"map-{one}"] for one in here if given.get(f"map-{one}") in there.by_id}
        language = spoken()
        return {
            "versions": found, "to": to, "mapping": mapping, "preview": changing.preview(case, to, mapping, language),
            "missing": [(one, known.find(one).said, mapping.get(one, "")) for one in here if one not in there.by_id],
            "targets": [(one.id, one.said, one.kind_word) for one in there.by_id.values()],
        }  # fmt: skip
    return {}


def _correct(request: SignedIn, case: Case, reason: str, asked: dict[str, Any]) -> str:
    if not asked["name"]:
        raise _Lacking(_("Choose the value that is to be corrected."))
    value = plain_values.read(asked["value"])
    changing.correct(case, asked["name"], value, seen=asked["seen"], by=request.user, reason=reason)
    return str(asked["name"])


def _move(request: SignedIn, case: Case, reason: str, asked: dict[str, Any]) -> str:
    if not asked["begins"] and not asked["ends"]:
        raise _Lacking(_("Mark a step that is to begin or to end."))
    known = steps(case.process).by_id
    begins, ends = ([one for one in asked[which] if one in known] for which in ("begins", "ends"))
    runtime.modify(case, activate=begins, terminate=ends, by=request.user.actor, reason=reason)
    return f"{','.join(ends)} > {','.join(begins)}"


def _migrate(request: SignedIn, case: Case, reason: str, asked: dict[str, Any]) -> str:
    if asked["to"] is None:
        raise _Lacking(_("There is no other version to move to."))
    before = case.process.version
    runtime.migrate(case, asked["to"], mapping=asked["mapping"], by=request.user.actor, reason=reason)
    return f"{before} > {asked['to'].version}"


def _suspend(request: SignedIn, case: Case, reason: str, _asked: dict[str, Any]) -> str:
    runtime.suspend(case, by=request.user.actor, reason=reason)
    return ""


def _resume(request: SignedIn, case: Case, reason: str, _asked: dict[str, Any]) -> str:
    runtime.resume(case, by=request.user.actor, reason=reason)
    return ""


def _cancel(request: SignedIn, case: Case, reason: str, _asked: dict[str, Any]) -> str:
    runtime.cancel(case, by=request.user.actor, reason=reason)
    return ""


_DO: dict[str, Callable[[SignedIn, Case, str, dict[str, Any]], str]] = {
    "correct": _correct, "move": _move, "migrate": _migrate, "suspend": _suspend, "resume": _resume, "cancel": _cancel,
}  # fmt: skip
_DONE: dict[str, Callable[[], str]] = {
    "correct": lambda: _("The value is corrected. You can take it back below."),
    "move": lambda: _("The case has been moved."),
    "migrate": lambda: _("The case runs in the other version now. It can be moved back in the same way."),
    "suspend": lambda: _("The case is paused. Nothing is lost; let it go on when you want."),
    "resume": lambda: _("The case goes on. What fell due meanwhile happens now."),
    "cancel": lambda: _("The case is cancelled."),
}


def _page(request: HttpRequest, case: Case, what: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    titles = {
        "correct": _("Correct a value"), "move": _("Move the case"), "migrate": _("Move to another version"),
        "suspend": _("Pause the case"), "resume": _("Let the case go on"), "cancel": _("Cancel the case"),
    }  # fmt: skip
    card = cards_for([case.business_key]).get(case.business_key)
    shown = {
        "case": case, "what": what, "title": titles[what], "about": card.title if card else steps(case.process).name,
        "reason": request.POST.get("reason", ""),
    }  # fmt: skip
    return render(request, "desk/steer.html", shown | context, status=status)


def _opens(request: HttpRequest, case: Case) -> bool:
    return has(request.user, "unmask", case.organisation_id or 0)


def _may_open(request: HttpRequest, case: Case, name: str) -> None:
    """A personal value is shown for correction to those alone who may open it, and that is written down."""
    if name in masking.names(case):
        if not _opens(request, case):
            raise PermissionDenied
        note = f"case {case.uid} {name}"
        traces.note(request, Trace.Kind.VIEWED, about=note, organisation=case.organisation_id)


def _said(refusal: IllegalEvent) -> str:
    language = spoken()
    return " ".join(say(problem, language) for problem in refusal.problems)
