"""The library beside a draft: searched, looked at, and taken from, by plain forms or by the editor of the picture."""

from __future__ import annotations

from uuid import UUID

from csp import constants
from csp.decorators import csp_update
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gorel.accounts.models import Organisation
from gorel.accounts.rights import SignedIn, needs
from gorel.cases.models import DecisionRule, Resource
from gorel.core.bpmn.model import Definitions
from gorel.core.bpmn.picture import read_picture
from gorel.desk.workshop import files as sets
from gorel.desk.workshop.library import cutting, putting, searching
from gorel.desk.workshop.library.parts import NotAPart, stretch
from gorel.desk.workshop.library.shelf import Model
from gorel.desk.workshop.outline import picture, reading
from gorel.desk.workshop.views import common
from gorel.ground.picture_files import as_file

Choices = list[tuple[str, str]]


@require_safe
@needs()
def library(request: SignedIn, uid: UUID) -> HttpResponse:
    """What may be taken into the draft, by words; beside the drawing it is a piece of that page."""
    bench = common.find(request, uid)
    asked, at = request.GET.get("q", "").strip()[:100], request.GET.get("at", "")
    more = {"search": asked, "at": at, "found": searching.find(asked)}
    if "panel" in request.GET:
        return render(request, "workshop/parts/shelf.html", {"draft": bench.draft, "beside": True, **more})
    return render(request, "workshop/library.html", common.page(request, bench, "outline", **more))


@require_http_methods(["GET", "HEAD", "POST"])
@needs()
def part(request: SignedIn, uid: UUID, address: str) -> HttpResponse:
    """One process or part: how it is drawn, what comes along, and where it is to be put. Steps may be chosen anew."""
    bench = common.find(request, uid)
    drawn = sets.definitions(bench.files)
    model, first, last = _meant(request, address)
    try:
        found = searching.Found(model, stretch(model.process, first, last))
    except NotAPart as no:
        named = next((reading.called(node) for node in model.process.nodes if node.id == no.element), no.element)
        messages.error(request, str(putting.refuse(no.code, named)))
        return redirect(reverse("workshop:library-part", args=[uid, model.key]))
    if request.method == "POST" and drawn is not None:
        return _take_in(request, bench, found)
    places = between(drawn) if drawn else []
    cut = cutting.cut(
        model, first, last, into=drawn or Definitions(), files=bench.files, used=in_use(bench.draft.organisation)
    )
    at = request.GET.get("at", "")
    context = common.page(
        request, bench, "outline", found=found, steps=_steps(model), places=places, files=sorted(cut.files),
        at=at if at in dict(places) else _last_way(drawn), by_itself=not cut.first, first=first, last=last,
        told=[row for row in reading.rows(model.drawn) if row.id in found.part.nodes],
    )  # fmt: skip
    return render(request, "workshop/part.html", context)


def _take_in(request: SignedIn, bench: common.Bench, found: searching.Found) -> HttpResponse:
    drawn = sets.definitions(bench.files)
    if drawn is None:
        raise Http404
    here = found.part
    try:
        change = picture.Change(drawn)
        cut = cutting.cut(
            found.model, here.first, here.last, into=drawn, files=bench.files, used=in_use(bench.draft.organisation)
        )
        step = putting.put(change, cut, request.POST.get("at", ""))
    except picture.CannotChange as refused:
        messages.error(request, str(refused))
        return redirect("workshop:library-part", bench.draft.uid, found.address)
    note = _("%(part)s taken from the library") % {"part": found.title}
    answer = common.keep(request, bench, {bench.picture: change.done(), **cut.files}, note)
    if answer:
        return answer
    if cut.files:
        note += ". " + _("Came along: %(files)s") % {"files": ", ".join(sorted(cut.files))}
    messages.success(request, f"{note}.")
    return redirect(reverse("workshop:outline", args=[bench.draft.uid]) + f"#step-{step}")


@require_POST
@needs()
def take(request: SignedIn, uid: UUID, address: str) -> HttpResponse:
    """Return a part for the editor of the picture, fit for what is drawn there but not saved.

    Shape: {name, content, base, files} -> {xml, files, first, last, personal}.
    """
    bench, given = common.drawn(request, uid)
    drawn = sets.definitions(bench.files) if given else None
    if drawn is None:
        return JsonResponse({"problem": _("The drawing cannot be read.")}, status=400)
    model, first, last = _meant(request, address)
    try:
        cut = cutting.cut(model, first, last, into=drawn, files=bench.files, used=in_use(bench.draft.organisation))
    except NotAPart:
        raise Http404 from None
    return JsonResponse({
        "xml": cut.written().decode(), "files": {name: data.decode() for name, data in cut.files.items()},
        "first": cut.first, "last": cut.last, "personal": list(cut.personal),
    })  # fmt: skip


@require_safe
@csp_update({"style-src-elem": [constants.SELF, constants.UNSAFE_INLINE]})
@needs()
def preview(request: SignedIn, address: str) -> HttpResponse:
    """A small picture of a process or part; it draws its own lines, so that its style stands in it."""
    model, first, last = _meant(request, address)
    try:
        cut = cutting.cut(model, first, last, into=Definitions(), files={})
    except NotAPart:
        raise Http404 from None
    response = HttpResponse(as_file(read_picture(cut.written()), ""), content_type="image/svg+xml")
    response["Cache-Control"] = "private, max-age=86400"
    return response


def in_use(organisation: Organisation) -> set[str]:
    """Return the ids of the forms and decisions in use in an organisation. Two queries."""
    ours = Q(organisation=organisation) | Q(organisation=None)
    forms = Resource.objects.filter(ours, kind="form", space="").values_list("key", flat=True)
    return {*forms, *DecisionRule.objects.filter(ours, space="").values_list("key", flat=True)}


def between(drawn: Definitions) -> Choices:
    """Return the ways of a picture in words, in the order of its story."""
    process = drawn.process()
    if process is None:
        return []
    called = {node.id: reading.called(node) for node in process.nodes}
    return [
        (way.id, _("between “%(one)s” and “%(other)s”") % {"one": called[row.id], "other": way.target_name})
        for row in reading.rows(drawn)
        for way in row.ways
    ]


def _last_way(drawn: Definitions | None) -> str:
    """Return the way that leads to an end, of several the last told: where one goes on drawing."""
    rows = reading.rows(drawn) if drawn else []
    ends = {row.id for row in rows if row.kind == "endEvent" and not row.depth}
    return next((way.id for row in reversed(rows) for way in row.ways if way.target in ends), "")


def _meant(request: SignedIn, address: str) -> tuple[Model, str, str]:
    """Return the process and the steps that an address means, or that the form on its page chose. Errors: Http404."""
    found = searching.at(address)
    if found is None:
        raise Http404
    model, first, last = found
    return model, request.GET.get("first", first), request.GET.get("last", last)


def _steps(model: Model) -> Choices:
    """Return the steps that a stretch may begin or end with."""
    return [
        (row.id, f"{'– ' * row.depth}{row.name or row.kind_word}")
        for row in reading.rows(model.drawn)
        if row.kind not in ("startEvent", "endEvent", "boundaryEvent")
    ]
