"""Releasing a draft: what stands against it, asking, approving, going live, rolling back, and moving running cases."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gorel.accounts.rights import SignedIn, needs
from gorel.desk.processes.comparing import Difference
from gorel.desk.steps import steps
from gorel.desk.workshop import changes, moving, releasing, saving
from gorel.desk.workshop.models import Release, Version
from gorel.desk.workshop.views import common
from gorel.ground.language import spoken

State = Release.State


@require_safe
@needs()
def release(request: SignedIn, uid: UUID) -> HttpResponse:
    """How far the draft has come, what stands against the next step, and all its releases."""
    bench = common.find(request, uid)
    draft = bench.draft
    live = releasing.current(draft)
    waiting = (
        draft.releases.filter(state__in=releasing.OPEN).select_related("version", "asked_by", "decided_by").first()
    )
    opened = releasing.door(draft.organisation, draft.key)
    back = releasing.taken_back(draft, live)
    proposed = waiting.version if waiting and waiting.version else bench.version
    rows = moving.running(draft.organisation, live.process) if live and live.process else None
    context = common.page(
        request, bench, "release",
        live=live, waiting=waiting, history=releasing.history(draft),
        against=releasing.reasons_against(draft, bench.files),
        is_live=bool(live and live.version and live.version.digest == bench.version.digest),
        is_waiting_newest=bool(waiting and waiting.version_id == bench.version.pk),
        may_decide=bool(waiting and releasing.may_decide(waiting, request.user)),
        can_roll_back=releasing.earlier(draft, live) is not None,
        back=back,
        has_what_was_rolled_back=bool(back and back.version and back.version.digest == bench.version.digest),
        differences=_differences(live, proposed),
        running=rows.count() if rows is not None else 0,  # type: ignore[attr-defined]
        public_form=releasing.public_form(bench.files),
        public_address=request.build_absolute_uri(
            reverse("robots:apply", args=[draft.organisation.slug, draft.key])
        ) if opened else "",
    )  # fmt: skip
    return render(request, "workshop/release.html", context)


@require_POST
@needs()
def ask(request: SignedIn, uid: UUID) -> HttpResponse:
    """Ask another person to approve the newest version."""
    bench = common.find(request, uid)
    newest = saving.newest(bench.draft)
    assert newest is not None
    if newest.pk != bench.version.pk:
        messages.error(request, _("Somebody saved a newer version meanwhile. Look at it, and ask again."))
        return _back(uid)
    notes = request.POST.get("notes", "")
    return _tried(request, uid, lambda: releasing.ask(draft=bench.draft, version=newest, notes=notes, by=request.user),
                  _("Asked. Another person approves it now."))  # fmt: skip


@require_POST
@needs()
def decide(request: SignedIn, uid: UUID, release: UUID) -> HttpResponse:
    """Approve a version, or send it back."""
    bench = common.find(request, uid)
    row = get_object_or_404(bench.draft.releases.select_related("version"), uid=release)
    approves = request.POST.get("do") == "approve"
    reason = request.POST.get("reason", "")
    said = _("Approved. It can go live now.") if approves else _("Sent back, with your reason.")
    return _tried(
        request, uid, lambda: releasing.decide(release=row, approves=approves, reason=reason, by=request.user), said
    )


@require_POST
@needs()
def go_live(request: SignedIn, uid: UUID, release: UUID) -> HttpResponse:
    """Put an approved version to work."""
    bench = common.find(request, uid)
    row = get_object_or_404(bench.draft.releases, uid=release)
    return _tried(
        request, uid, lambda: releasing.go_live(release=row, by=request.user),
        _("Live. New cases take this version from now on."),
    )  # fmt: skip


@require_POST
@needs()
def roll_back(request: SignedIn, uid: UUID) -> HttpResponse:
    """Let new cases take the version before; or, with *again*, what was rolled back from."""
    bench = common.find(request, uid)
    if "again" in request.POST:
        return _tried(
            request, uid, lambda: releasing.put_back(draft=bench.draft, by=request.user),
            _("Live. New cases take this version from now on."),
        )  # fmt: skip
    reason = request.POST.get("reason", "")
    return _tried(
        request, uid, lambda: releasing.roll_back(draft=bench.draft, by=request.user, reason=reason),
        _("Rolled back. New cases take the earlier version; running ones stay where they are."),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@needs()
def move(request: SignedIn, uid: UUID) -> HttpResponse:
    """Show what each running case would do in the version that is live, and move them."""
    bench = common.find(request, uid)
    live = releasing.current(bench.draft)
    if live is None or live.process is None:
        raise Http404
    organisation = bench.draft.organisation
    reason = request.POST.get("reason", "").strip()
    there = steps(live.process).by_id
    mapping = {
        name.removeprefix("map-"): str(value)
        for name, value in request.POST.items()
        if name.startswith("map-") and value in there
    }
    looks = request.method == "GET" or "look" in request.POST
    if not looks and reason:
        begun = moving.move(organisation=organisation, to=live.process, by=request.user, reason=reason, mapping=mapping)
        total = sum(one.total for one in begun)
        said = ngettext("%(count)d case is being moved.", "%(count)d cases are being moved.", total)
        messages.success(request, said % {"count": total})
        return _back(uid)
    if not looks:
        messages.error(request, _("Say why: the log of each case keeps it."))
    preview = moving.preview(organisation, live.process, spoken(), mapping)
    lost = [(id, said, instead, mapping.get(id, "")) for id, said, instead in preview.lost]
    context = common.page(request, bench, "release", live=live, preview=preview, lost=lost, reason=reason)
    return render(request, "workshop/move.html", context, status=200 if looks else 422)


def _differences(live: Release | None, proposed: Version) -> list[Difference]:
    """Return what the proposed version would change of the one that is live; nothing where none is."""
    if live is None or live.version is None or live.version.digest == proposed.digest:
        return []
    return changes.between(saving.load(live.version), saving.load(proposed))


def _tried(request: HttpRequest, uid: UUID, do: object, said: str) -> HttpResponse:
    assert callable(do)
    try:
        do()
    except releasing.NotYet as not_yet:
        for reason in not_yet.reasons:
            messages.error(request, reason)
    else:
        messages.success(request, said)
    return _back(uid)


def _back(uid: UUID) -> HttpResponse:
    return redirect("workshop:release", uid)
