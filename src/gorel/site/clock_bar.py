"""The bar that shows and moves the demo's clock. Its addresses exist only in a demo home."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gorel.ground import clock
from gorel.site.demo import moving
from gorel.site.models import Story

PATIENCE_SECONDS = 4.0


def context(_request: HttpRequest) -> Mapping[str, Any] | None:
    """Return what the bar shows: the moment, and the one that it is on its way to. None outside a demo home."""
    story = Story.objects.filter(pk=1).first() if settings.DEMO else None
    if story is None:
        return None
    moment = clock.now()
    return {
        "moment": moment,
        "target": story.target_at,
        "local": moment.astimezone(clock.ZONE).strftime("%Y-%m-%dT%H:%M"),
    }


@require_POST
def move(request: HttpRequest) -> HttpResponse:
    """Set the clock's target, wait a little for Görel to get there, and show the page again."""
    if not settings.DEMO:
        raise Http404
    reasons = {
        "unreadable": _("That is not a moment. Choose a date and a time."),
        "before": _("The clock only goes forward. Start the demo anew to go back."),
        "too-far": _("That is more than ten years ahead."),
        "nothing-due": _("Nothing is waiting for a time. Choose a moment instead."),
    }
    from gorel.site.demo import driver  # the story knows all rooms; only a demo needs it

    wanted = request.POST.get("by") or request.POST.get("to") or ""
    try:
        target = driver.next_moment() if wanted == "next" else moving.read_moment(wanted, after=clock.now())
    except moving.NoSuchMoment as wrong:
        messages.error(request, reasons[str(wrong)])
    else:
        moving.set_target(target)
        if not moving.wait(PATIENCE_SECONDS):
            messages.info(request, _("Görel is still working her way there. Load the page again in a moment."))
    return HttpResponseRedirect(_back(request))


def _back(request: HttpRequest) -> str:
    to = request.POST.get("next", "")
    return to if url_has_allowed_host_and_scheme(to, allowed_hosts={request.get_host()}) else "/"
