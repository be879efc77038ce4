"""What tells open pages that something has changed, and that a person has a task open."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST, require_safe

from gorel.accounts.rights import SignedIn, groups_of, needs
from gorel.desk import live, presence
from gorel.desk.rights import own_tasks, visible_cases
from gorel.desk.uids import valid


@require_safe
@needs()
def stream(request: SignedIn) -> HttpResponseBase:
    """The event stream of one open page: its person's tasks, and the case or task that it shows.

    204 when so many pages are open that this one should ask now and then instead; a browser does not call again then.
    """
    topics = groups_of(request.user) | {request.user.actor}
    for name, rows in (("case", visible_cases(request.user)), ("task", own_tasks(request.user))):
        found = rows.filter(uid__in=valid([request.GET.get(name, "")])).values_list("pk", flat=True).first()
        topics |= {f"{name}:{found}"} if found else set()
    try:
        lines = live.stream(request.user.pk, frozenset(topics))
    except live.Full:
        return HttpResponse(status=204)
    answer = StreamingHttpResponse(lines, content_type="text/event-stream")
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"  # proxies hand each line on at once
    return answer


@require_POST
@needs()
def here(request: SignedIn, uid: UUID) -> HttpResponse:
    """Note that the person still has the task open, or has left it."""
    found = get_object_or_404(own_tasks(request.user), uid=uid)
    (presence.away if "away" in request.POST else presence.here)(found, request.user)
    return HttpResponse(status=204)
