"""The page of one task: everything needed to decide, the form, and what happens when it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gorel import forms
from gorel.accounts.rights import SignedIn, has, needs
from gorel.cases import runtime
from gorel.cases.models import Task
from gorel.core import engine
from gorel.desk import begun, inbox, people, presence, schemas, spent, talking
from gorel.desk.brought import brought
from gorel.desk.cards import beside, cards_for
from gorel.desk.decisions import decisions_of
from gorel.desk.known_by import known_by
from gorel.desk.marks import shown
from gorel.desk.models import Begun
from gorel.desk.rights import own_tasks
from gorel.desk.standing import standing
from gorel.desk.steps import process_name, steps, task_name
from gorel.desk.story import latest
from gorel.forms import kept, received
from gorel.forms.schema import FILES
from gorel.ground import clock
from gorel.ground.language import spoken

_OF_FILES = frozenset(
    f"forms.file-{why}" for why in ("lost", "many", "too-large", "empty", "wrong-kind", "busy", "much")
)
FEW = 10  # lines of the story beside the form; the rest stands on the case's page


@require_http_methods(["GET", "HEAD", "POST"])
@needs()
def task(request: SignedIn, uid: UUID) -> HttpResponse:
    """Show a task, or do it."""
    if request.method == "POST":
        return _send(request, uid)
    found = get_object_or_404(own_tasks(request.user).select_related("case__process__resource"), uid=uid)
    return _page(request, found)


@transaction.atomic
def _send(request: SignedIn, uid: UUID) -> HttpResponse:
    """Do the task, unless somebody was first or the answer is wrong. The row is locked: two never both succeed."""
    rows = own_tasks(request.user).select_related("case__process__resource")
    found = get_object_or_404(rows.select_for_update(of=("self",)), uid=uid)
    schema = schemas.form_of(found)
    seen = schemas.variables(found.case, found.key) if found.state == Task.OPEN else {}
    answer = forms.read(schema, request.POST, known=schemas.start_values(schema, seen), files=received.files(request))
    if found.state != Task.OPEN or found.assignee not in ("", request.user.actor):
        return _page(request, found, answer=answer, is_late=True, status=409)
    if _has_answered(request, found):
        return _page(request, found, answer=answer, status=409)
    if not answer.is_good:
        return _page(request, found, answer=answer, status=422)
    try:
        with transaction.atomic():
            mine = begun.of(found, request.user)
            kept.bind(answer.values, f"case:{found.case.uid}", of=begun.about(mine) if mine else "")
            runtime.complete(
                found,
                variables=answer.values,
                by=request.user.actor,
                seconds_spent=spent.seconds(found, request.POST.get("opened", ""), answer.values),
            )
    except engine.IllegalEvent:
        found.refresh_from_db()
        return _page(request, found, answer=answer, is_late=True, status=409)
    messages.success(request, _("Done: %(task)s. Görel takes it from here.") % {"task": task_name(found)})
    if "next" in request.POST and (after := inbox.first_free(request.user)) is not None:
        return redirect("desk:task", uid=after.uid)
    return redirect("desk:inbox")


@require_POST
@needs()
@transaction.atomic
def draft(request: SignedIn, uid: UUID) -> HttpResponse:
    """Keep what the person has written so far, or throw it away; nothing is sent and nothing is checked."""
    rows = own_tasks(request.user).select_related("case__process__resource")
    found = get_object_or_404(rows.select_for_update(of=("self",)), uid=uid)
    is_by_itself = "HX-Request" in request.headers
    schema = schemas.form_of(found)
    seen = schemas.variables(found.case, found.key) if found.state == Task.OPEN else {}
    files = None if is_by_itself else received.files(request)  # a large file is not sent anew every few seconds
    answer = forms.read(schema, request.POST, known=schemas.start_values(schema, seen), files=files)
    if found.state != Task.OPEN or found.assignee not in ("", request.user.actor):
        if is_by_itself:
            return _kept(request, None, _("The task is no longer yours to answer. Nothing was saved."))
        return _page(request, found, answer=answer, is_late=True, status=409)
    if "drop" in request.POST:
        begun.drop(found, request.user)
        messages.success(request, _("The draft is thrown away."))
        return redirect("desk:task", uid=found.uid)
    given = request.POST.get("draft", "")
    number = int(given) if given.isdecimal() and len(given) < 9 else 0
    try:
        row = begun.keep(found, request.user, answer.values, schema=schema, number=number, drops_files=not is_by_itself)
    except begun.TooLong:
        wrong = _("That is too long to be kept.")
        if is_by_itself:
            return _kept(request, None, wrong)
        messages.error(request, wrong)
        return _page(request, found, answer=answer, status=413)
    except begun.Overtaken:
        wrong = _("You have saved this draft in another window. Open the page anew; nothing was overwritten.")
        if is_by_itself:
            return _kept(request, number, wrong)
        return _page(request, found, answer=answer, is_overtaken=True, status=409)
    if is_by_itself:
        return _kept(request, row.number, "")
    # A file that could not be kept is said at once; what else is not right yet is said when the answer is sent.
    if problems := {key: one for key, one in answer.problems.items() if one.code in _OF_FILES}:
        return _page(request, found, answer=forms.Answer(answer.values, problems), status=422)
    messages.success(request, _("The draft is saved. Only you see it; you find it here."))
    return redirect("desk:task", uid=found.uid)


def _kept(request: SignedIn, number: int | None, wrong: str) -> HttpResponse:
    context = {"number": number, "wrong": wrong, "saved_at": clock.now()}
    return render(request, "desk/parts/begun.html", context)


def _page(
    request: SignedIn, found: Task, *, answer: forms.Answer | None = None, is_late: bool = False,
    is_overtaken: bool = False, status: int = 200,
) -> HttpResponse:  # fmt: skip
    case, language = found.case, spoken()
    is_open = found.state == Task.OPEN
    stands = standing(case)
    told = latest(case)
    names = people.names({found.assignee, found.closed_by} - {""})
    if is_open:
        presence.here(found, request.user)
    mine = begun.of(found, request.user) if is_open else None
    step = steps(case.process).find(found.element)
    is_blind = step.is_blind and is_open
    seen = schemas.variables(case, found.key if is_open else None)
    context: dict[str, Any] = {
        "task": found,
        "case": case,
        "step": step,
        "is_blind": is_blind,
        "has_answered": is_open and _has_answered(request, found),
        "process": process_name(case.process),
        "name": task_name(found),
        "is_open": is_open,
        "is_late": is_late,
        "is_mine": found.assignee == request.user.actor,
        "taken_by": names.get(found.assignee, "") if found.assignee != request.user.actor else "",
        "done_by": names.get(found.closed_by, "") if found.closed_by else "",
        "lateness": inbox.lateness(found),
        "card": cards_for([case.business_key]).get(case.business_key),
        "known_by": known_by([case])[case.pk],
        "beside": beside(request, case.business_key) if is_open else [],
        "decisions": [] if is_blind else decisions_of(case, language),
        **shown(case, stands, is_blind=is_blind),
        "story": [] if is_blind else told[:FEW],
        "has_more": len(told) > FEW,
        "opened": spent.opened(found),
        "others": presence.others(found, request.user),
        "colleagues": inbox.choices(request.user) if is_open else (),
        "has_next": is_open and inbox.open_count(request.user) > 1,
        "comments": talking.comments(case),
        "follows": talking.look(case, by=request.user),
        "may_work": has(request.user, "work"),
        "begun": mine,
        "brought": brought(found, seen, language, is_blind=is_blind),
        "is_overtaken": is_overtaken,
        **_form(found, seen, answer, language, mine=mine, is_open=is_open),
    }
    return render(request, "desk/task.html", context, status=status)


def _has_answered(request: SignedIn, found: Task) -> bool:
    """Say whether several are asked, each person once, and this person has answered already."""
    if not steps(found.case.process).find(found.element).is_once:
        return False
    beside = Task.objects.filter(case=found.case_id, element=found.element, opened_at=found.opened_at)
    return beside.filter(state=Task.COMPLETED, closed_by=request.user.actor).exists()


def _form(
    found: Task, seen: Mapping[str, Any], answer: forms.Answer | None, language: Any, *, mine: Begun | None,
    is_open: bool,
) -> dict[str, Any]:  # fmt: skip
    """Return the form with what the person wrote, or the answers as a list when they can no longer be sent."""
    schema = schemas.form_of(found)
    if not is_open:
        written = answer.values if answer else None
        if not written:
            return {"answers": ""}
        theirs = {key: value for key, value in seen.items() if key in schema.fields} if found.closed_by else {}
        return {
            "answers": forms.render(schema, written, language=language, readonly=True),
            "theirs": forms.render(schema, theirs, language=language, readonly=True) if theirs else "",
        }
    written = answer.values if answer else begun.values(mine, schema) if mine else {}
    values = schemas.start_values(schema, seen) | written
    problems = answer.problems if answer else {}
    return {
        "form": forms.render(schema, values, problems, language),
        "summary": forms.summary(schema, problems, language),
        "has_fields": bool(schema.fields),
        "has_files": any(one.kind == FILES for one in schema.fields.values()),
    }
