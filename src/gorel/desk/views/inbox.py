"""The inbox, and taking and giving back its tasks."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gorel.accounts.rights import needs
from gorel.cases import runtime
from gorel.cases.models import Process
from gorel.desk import inbox as lists
from gorel.desk import people
from gorel.desk.rights import open_tasks
from gorel.desk.steps import process_name

PER_PAGE = 30


@require_safe
@needs()
def inbox(request: HttpRequest) -> HttpResponse:
    """The tasks that wait for the person, soonest first."""
    view = request.GET.get("view", lists.ALL)
    view = view if view in lists.VIEWS else lists.ALL
    search, process = request.GET.get("q", "").strip()[:100], request.GET.get("process", "")
    counts = lists.counts(request.user)
    found = lists.tasks(request.user, view=view, search=search, process=process)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    labels = {
        lists.ALL: _("All"),
        lists.MINE: _("Mine"),
        lists.FREE: _("Nobody has taken"),
        lists.TAKEN: _("Taken by others"),
    }
    return render(
        request,
        "desk/inbox.html",
        {
            "page": page,
            "rows": lists.rows(request.user, page.object_list),
            "views": [(name, labels[name], counts[name]) for name in lists.VIEWS],
            "view": view,
            "late": lists.late_count(request.user) if counts[lists.ALL] else 0,
            "search": search,
            "process": process,
            "processes": _processes(request),
            "is_filtered": bool(search or process),
            "count": page.paginator.count,
        },
    )


@require_POST
@needs()
def take(request: HttpRequest, uid: UUID) -> HttpResponse:
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
@needs()
def give_back(request: HttpRequest, uid: UUID) -> HttpResponse:
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


def _processes(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the processes that the person has open tasks of, for the filter."""
    ids = open_tasks(request.user).values("case__process_id").distinct()
    newest = {process.key: process for process in Process.objects.filter(pk__in=ids).order_by("version")}
    return sorted(((key, process_name(process)) for key, process in newest.items()), key=lambda pair: pair[1])
