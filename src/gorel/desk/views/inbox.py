"""The inbox; taking its tasks, giving them back and handing them over, one or several at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from gorel.accounts.models import Person
from gorel.accounts.rights import POWERS, SignedIn, groups_of, needs
from gorel.cases import runtime
from gorel.cases.models import Process
from gorel.core.engine import IllegalEvent
from gorel.desk import bounded, choices, people
from gorel.desk import inbox as lists
from gorel.desk.rights import open_tasks
from gorel.desk.uids import valid
from gorel.desk.views.together import views_of
from gorel.ground.choosing import Choice, choose

PER_PAGE = 30


@require_safe
@needs()
def inbox(request: SignedIn) -> HttpResponse:
    """The tasks that wait for the person, soonest first."""
    process, group = _choices(request)
    asked = _asked(request) | {"process": process.value, "group": group.value}
    counts = lists.counts(request.user)
    found = lists.tasks(request.user, **asked)
    is_filtered = bool(asked["search"] or asked["process"] or asked["group"] or asked["late"])
    known = None if is_filtered else counts.views[asked["view"]]
    looked = bounded.look(found, lists.due_first) if is_filtered else None
    pages = bounded.Bounded(found, PER_PAGE, known=known) if looked is None else looked.pages(PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    labels = {
        lists.ALL: _("All"),
        lists.MINE: _("Mine"),
        lists.FREE: _("Nobody has taken"),
        lists.TAKEN: _("Taken by others"),
    }
    orders = {
        lists.DUE: _("Due first"),
        lists.PRIORITY: _("Most important first"),
        lists.NEWEST: _("Newest first"),
        lists.OLDEST: _("Oldest first"),
    }
    return render(
        request,
        "desk/inbox.html",
        {
            **asked,
            "page": page,
            "rows": lists.rows(request.user, page.object_list),
            "views": [(name, labels[name], bounded.said(counts.views[name])) for name in lists.VIEWS],
            "late_count": min(counts.late, bounded.MOST),
            "orders": orders.items(),
            "groups": group,
            "processes": process,
            "colleagues": lists.choices(request.user),
            "saved": views_of(request, "inbox"),
            "query": request.GET.urlencode(),
            "is_filtered": is_filtered,
            "count": page.paginator.count,
            "looked_at": None if looked is None or looked.is_whole or looked.is_given_up else lists.FIRST,
            "is_given_up": looked is not None and looked.is_given_up,
        },
    )


def _asked(request: HttpRequest) -> dict[str, Any]:
    view, order = request.GET.get("view", lists.ALL), request.GET.get("sort", lists.DUE)
    return {
        "view": view if view in lists.VIEWS else lists.ALL,
        "order": order if order in lists.ORDERS else lists.DUE,
        "search": request.GET.get("q", "").strip()[:100],
        "late": "late" in request.GET,
    }


@require_POST
@needs(*POWERS["work"])
def many(request: SignedIn) -> HttpResponse:
    """Take, give back or hand over the tasks that are marked. What cannot be is left as it is, and said."""
    uids = valid(request.POST.getlist("task")[:PER_PAGE])
    what, to = request.POST.get("what", ""), _colleague(request)
    done = refused = 0
    if what == "hand-over" and to is None:
        messages.error(
            request, _("Choose the colleague who is to have the tasks. Of two with one name, write the address.")
        )
        return redirect(_next(request) or "desk:inbox")
    for uid in uids:
        if _change(request.user, uid, what, to):
            done += 1
        else:
            refused += 1
    if not uids:
        messages.info(request, _("Mark the tasks first: each has a box before its name."))
    if done:
        messages.success(request, ngettext("%(n)d task changed.", "%(n)d tasks changed.", done) % {"n": done})
    if refused:
        said = ngettext(
            "%(n)d task was left as it was: somebody else has it, or the colleague may not do it.",
            "%(n)d tasks were left as they were: somebody else has them, or the colleague may not do them.",
            refused,
        )
        messages.warning(request, said % {"n": refused})
    return redirect(_next(request) or "desk:inbox")


@require_POST
@needs(*POWERS["work"])
def hand_over(request: SignedIn, uid: UUID) -> HttpResponse:
    """Give a task to a colleague who may do it."""
    get_object_or_404(open_tasks(request.user), uid=uid)
    to = _colleague(request)
    if to is not None and _change(request.user, uid, "hand-over", to):
        messages.success(request, _("%(who)s has the task now.") % {"who": to.name})
        return redirect("desk:inbox")
    messages.warning(request, _("The task was not handed over: somebody else has it, or the colleague may not do it."))
    return redirect("desk:task", uid)


@transaction.atomic
def _change(person: Person, uid: UUID, what: str, to: Person | None) -> bool:
    """Change who has one task, if the person may; whether it was done. The row is locked."""
    task = open_tasks(person).select_for_update(of=("self",)).filter(uid=uid).first()
    if task is None or task.assignee not in ("", person.actor):
        return False
    if what == "take":
        wanted = person.actor
    elif what == "give-back" and task.assignee:
        wanted = ""
    elif what == "hand-over" and to is not None and open_tasks(to).filter(pk=task.pk).exists():
        wanted = to.actor
    else:
        return False
    if wanted == task.assignee:
        return True
    try:
        with transaction.atomic():
            runtime.assign(task, wanted, by=person.actor)
    except IllegalEvent:
        return False
    return True


def _colleague(request: SignedIn) -> Person | None:
    return lists.colleague(request.user, request.POST.get("to", "").replace("\x00", "").strip()[:254])


@require_POST
@needs(*POWERS["work"])
def take(request: SignedIn, uid: UUID) -> HttpResponse:
    """Take a task that nobody has; the one who is second is told who was first."""
    with transaction.atomic():
        task = get_object_or_404(open_tasks(request.user).select_for_update(of=("self",)), uid=uid)
        if task.assignee in ("", request.user.actor):
            if not task.assignee:
                runtime.assign(task, request.user.actor, by=request.user.actor)
            messages.success(request, _("The task is yours."))
        else:
            who = people.names([task.assignee])[task.assignee]
            messages.warning(request, _("%(who)s has taken the task already.") % {"who": who})
    return redirect(_next(request) or "desk:task", *([] if _next(request) else [uid]))


@require_POST
@needs(*POWERS["work"])
def give_back(request: SignedIn, uid: UUID) -> HttpResponse:
    """Give a task back, so that others may take it."""
    with transaction.atomic():
        task = get_object_or_404(open_tasks(request.user).select_for_update(of=("self",)), uid=uid)
        if task.assignee == request.user.actor:
            runtime.assign(task, "", by=request.user.actor)
            messages.success(request, _("You have given the task back. Others may take it now."))
    return redirect(_next(request) or "desk:inbox")


def _next(request: HttpRequest) -> str:
    address = request.POST.get("next", "")
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts=None) else ""


def _choices(request: SignedIn) -> tuple[Choice, Choice]:
    """Return which process and which group the tasks are of. Processes are those that the person has open tasks of (of
    those due first)."""
    found = Process.objects.filter(pk__in=lists.counts(request.user).versions)
    process, group = (request.GET.get(name, "").replace("\x00", "").strip()[:255] for name in ("process", "group"))
    has_groups = group or len(groups_of(request.user)) > 1
    return (
        choose(process, choices.processes(found)),
        choose(group, choices.groups(request.user)) if has_groups else Choice(options=[]),
    )
