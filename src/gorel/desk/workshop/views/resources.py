"""The files of a draft: taken in, given away, made anew, deleted."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gorel.accounts.rights import SignedIn, needs
from gorel.desk.workshop import files as sets
from gorel.desk.workshop import questions, saving, tables
from gorel.desk.workshop.views import common
from gorel.desk.workshop.whole import made_whole
from gorel.forms import received
from gorel.ground import slugs

TYPES = {"picture": "application/xml; charset=utf-8", "rules": "application/xml; charset=utf-8"}


@require_POST
@needs()
def add(request: SignedIn, uid: UUID) -> HttpResponse:
    """Take in files; one of the same name is replaced, and stays in the version before."""
    bench = common.find(request, uid)
    sent = received.files(request).getlist("files")
    if not sent or received.over(sent):
        messages.error(request, received.over(sent) or _("Choose a file first."))
        return redirect("workshop:draft", uid)
    try:
        if sum(one.size or 0 for one in sent) > sets.MOST_IN_ALL:
            raise sets.BadFiles(_("A draft holds at most eight megabytes in all."))
        taken = made_whole(sets.take([(one.name or "", one.read()) for one in sent]))
    except sets.BadFiles as bad:
        messages.error(request, str(bad))
        return redirect("workshop:draft", uid)
    change: dict[str, bytes | None] = dict(taken)
    if sets.picture_name(taken) and bench.picture and sets.picture_name(taken) != bench.picture:
        change[bench.picture] = None  # a draft has one picture: the new one takes its place
    refused = common.keep(request, bench, change, _("Files taken in"))
    if refused:
        return refused
    messages.success(request, _("Taken in: %(files)s.") % {"files": ", ".join(taken)})
    return redirect("workshop:draft", uid)


@require_POST
@needs()
def make(request: SignedIn, uid: UUID) -> HttpResponse:
    """Make an empty decision table or form, and go there."""
    bench = common.find(request, uid)
    name, kind = request.POST.get("title", "").strip()[:100], request.POST.get("kind", "")
    if not name or kind not in ("rules", "form"):
        messages.error(request, _("Say what it is called."))
        return redirect("workshop:draft", uid)
    suffix = ".dmn" if kind == "rules" else ".form"
    key = slugs.free(saving.slug(name), {one.rsplit(".", 1)[0] for one in bench.files})
    data = tables.blank(name, key) if kind == "rules" else questions.blank(name, key)
    refused = common.keep(request, bench, {key + suffix: data}, _("%(name)s made") % {"name": name})
    return refused or redirect("workshop:table" if kind == "rules" else "workshop:form", uid, key + suffix)


@require_safe
@needs()
def file(request: SignedIn, uid: UUID, name: str) -> HttpResponse:
    """One file as it is, for another tool or the editors here."""
    bench = common.find(request, uid)
    if name not in bench.files:
        raise Http404
    response = HttpResponse(bench.files[name], content_type=TYPES.get(sets.kind_of(name), "application/json"))
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@require_safe
@needs()
def everything(request: SignedIn, uid: UUID) -> HttpResponse:
    """All files in one zip file."""
    bench = common.find(request, uid)
    response = HttpResponse(sets.packed(bench.files), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, f"{bench.draft.key}.zip") or "attachment"
    return response


@require_POST
@needs()
def delete(request: SignedIn, uid: UUID, name: str) -> HttpResponse:
    """Take a file away; it stays in the versions before."""
    bench = common.find(request, uid)
    if name not in bench.files:
        raise Http404
    refused = common.keep(request, bench, {name: None}, _("%(name)s taken away") % {"name": name})
    if refused:
        return refused
    messages.success(request, _("%(name)s is taken away. Restore an earlier version to have it back.") % {"name": name})
    return redirect("workshop:tests" if sets.kind_of(name) == "test" else "workshop:draft", uid)
