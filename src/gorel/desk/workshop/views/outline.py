"""The picture as a list, and all that the drawing does by mouse: add, change, move and delete, by plain forms."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from gorel.accounts.rights import SignedIn, needs
from gorel.core.bpmn.model import Node
from gorel.desk.workshop import files as sets
from gorel.desk.workshop import findings
from gorel.desk.workshop.names import names
from gorel.desk.workshop.outline import adding, changing, deleting, picture, reading
from gorel.desk.workshop.outline.asking import Add, AddDeadline, AddWay, sorts
from gorel.desk.workshop.outline.known import Known
from gorel.desk.workshop.outline.settings import StepForm
from gorel.desk.workshop.outline.ways import WayForm
from gorel.desk.workshop.views import common


@require_safe
@needs()
def outline(request: SignedIn, uid: UUID) -> HttpResponse:
    """The steps in the order in which they happen, with what they are told, their ways on, and what is wrong."""
    bench = common.find(request, uid)
    drawn, found = sets.definitions(bench.files), bench.findings()
    rows = reading.rows(drawn, found) if drawn else []
    known = {row.id for row in rows} | {way.id for row in rows for way in row.ways}
    rest = [one for one in found if one.element not in known or one.file != bench.picture]
    before = bench.draft.versions.filter(number__lt=bench.version.number).order_by("-number").first()
    context = common.page(
        request, bench, "outline", rows=rows, findings=found, rest=rest, before=before, picture=bench.picture,
        drawing=bench.drawing(_("The process as a picture. The list below says the same.")) if bench.picture else "",
    )  # fmt: skip
    return render(request, "workshop/outline.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs()
def step(request: SignedIn, uid: UUID, element: str) -> HttpResponse:
    """What a step is told."""
    bench, change = _change(request, uid)
    node = _node(change, element)
    known = Known(bench.draft.organisation, bench.files)
    form = StepForm(request.POST or None, change=change, node=node, known=known)
    if request.method == "POST" and form.is_valid():
        asks_more = _asks_more(form, node, known, names(bench.files))
        form.save()
        said = _("%(step)s changed") % {"step": form.cleaned_data["name"] or reading.called(node)}
        refused = common.keep(request, bench, {bench.picture: change.done()}, said)
        if refused:
            return refused
        if asks_more:
            messages.info(request, _("Saved. Now tell her what she needs for it."))
            return redirect("workshop:step", uid, element)
        messages.success(request, _("Saved."))
        return _back(uid, element)
    row = next((row for row in reading.rows(change.model, bench.findings()) if row.id == element), None)
    context = common.page(
        request, bench, "outline", form=form, row=row, node=node, called=reading.called(node), sorts=sorts(end=False),
        places=_places(change, element), names=list(names(bench.files)), **_files(bench, node),
    )  # fmt: skip
    return render(request, "workshop/step.html", context, status=422 if form.is_bound else 200)


def _asks_more(form: StepForm, node: Node, known: Known, there: Container[str]) -> bool:
    """Whether what was chosen needs to be told more: an ability, or rules that rest on what is not *there* so named."""
    if "ability" in form.fields and node.job:
        return bool(form.cleaned_data["ability"] != node.job.type.text)
    if "rule" in form.fields and node.rule:
        chosen = form.cleaned_data["rule"]
        return chosen != node.rule.decision.text and any(one not in there for one in known.needs.get(chosen, ()))
    return False


@require_http_methods(["GET", "HEAD", "POST"])
@needs()
def way(request: SignedIn, uid: UUID, flow: str) -> HttpResponse:
    """A way on: its name, when it is taken, where it leads."""
    bench, change = _change(request, uid)
    try:
        found = change.flow(flow)
    except picture.CannotChange:
        raise Http404 from None
    form = WayForm(request.POST or None, change=change, flow=found)
    if request.method == "POST" and form.is_valid():
        return _do(request, bench, change, found.source, lambda: form.save(), _("A way changed"))
    context = common.page(
        request, bench, "outline", form=form, flow=found, source=reading.called(change.node(found.source)),
        findings=[one for one in bench.findings() if one.element == flow], names=list(names(bench.files)),
    )  # fmt: skip
    return render(request, "workshop/way.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs()
def add(request: SignedIn, uid: UUID, where: str, element: str) -> HttpResponse:
    """Add a step after or before another, or on a way (*element* is the way's id then)."""
    bench, change = _change(request, uid)
    adders: dict[str, Callable[..., Any]] = {
        "after": adding.add_after, "before": adding.add_before, "on": adding.add_on,
    }  # fmt: skip
    if where not in adders:
        raise Http404
    at = _node(change, change.flow(element).source if where == "on" else element)
    form = Add(request.POST or None, end=where == "after" and not change.out_of(at.id))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def do() -> str:
            return str(adders[where](change, element, given["what"], given["name"].strip()).id)

        return _do(request, bench, change, "", do, _("%(step)s added") % {"step": given["name"] or given["what"]})
    titles = {"after": _("Add a step after “%(step)s”"), "before": _("Add a step before “%(step)s”"),
              "on": _("Add a step on the way from “%(step)s”")}  # fmt: skip
    shelf = reverse("workshop:library", args=[uid]) + (f"?at={element}" if where == "on" else "")
    return _form(request, bench, form, titles[where] % {"step": reading.called(at)}, shelf)


@require_http_methods(["GET", "HEAD", "POST"])
@needs()
def add_way(request: SignedIn, uid: UUID, element: str) -> HttpResponse:
    """Add another way on from a step."""
    bench, change = _change(request, uid)
    node = _node(change, element)
    form = AddWay(request.POST or None, change=change, element=element)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def do() -> str:
            made = adding.add_way(
                change, element, what=given["what"], name=given["name"].strip(), way=given["way"].strip(),
                condition=given["condition"], to=given["to"],
            )  # fmt: skip
            return made.id if made else element

        return _do(request, bench, change, element, do, _("A way added"), form)
    return _form(request, bench, form, _("Add a way from “%(step)s”") % {"step": reading.called(node)})


@require_http_methods(["GET", "HEAD", "POST"])
@needs()
def add_deadline(request: SignedIn, uid: UUID, element: str) -> HttpResponse:
    """Let something happen when a step takes too long."""
    bench, change = _change(request, uid)
    node = _node(change, element)
    form = AddDeadline(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def do() -> str:
            return adding.add_meanwhile(
                change, element, event=given["event"] or "timer", value=given["value"].strip(),
                name=given["name"].strip(),
                interrupts=given["interrupts"],
            ).id  # fmt: skip

        return _do(request, bench, change, element, do, _("What may happen meanwhile added"))
    return _form(request, bench, form, _("Add what may happen during “%(step)s”") % {"step": reading.called(node)})


@require_http_methods(["POST"])
@needs()
def kind(request: SignedIn, uid: UUID, element: str) -> HttpResponse:
    """Let a step be of another sort."""
    bench, change = _change(request, uid)
    _node(change, element)
    what = request.POST.get("what", "")
    return _do(
        request, bench, change, element, lambda: changing.change_kind(change, element, what), _("Kind of step changed"),
        to="workshop:step",
    )  # fmt: skip


@require_http_methods(["POST"])
@needs()
def move(request: SignedIn, uid: UUID, element: str) -> HttpResponse:
    """Put a step on another way."""
    bench, change = _change(request, uid)
    _node(change, element)
    on = request.POST.get("on", "")
    return _do(request, bench, change, element, lambda: changing.move(change, element, on), _("A step moved"))


@require_http_methods(["POST"])
@needs()
def delete(request: SignedIn, uid: UUID, element: str) -> HttpResponse:
    """Take a step or a way away."""
    bench, change = _change(request, uid)
    is_way = any(flow.id == element for flow in change.process.flows)

    def do() -> None:
        lost = (deleting.delete_way if is_way else deleting.delete)(change, element)
        if lost:
            said = ngettext(
                "%(count)d step that nothing led to any more went with it.",
                "%(count)d steps that nothing led to any more went with it.", lost,
            )  # fmt: skip
            messages.info(request, said % {"count": lost})

    return _do(request, bench, change, "", do, _("Deleted"))


def _files(bench: common.Bench, node: Any) -> dict[str, str]:
    """Return the draft's own form and rules that a step uses, to be changed beside it."""
    form = node.user.form.text if node.user and node.user.form else ""
    rule = node.rule.decision.text if node.rule else ""
    rules_file = findings.decisions(bench.files).get(rule, ("", ""))[0]
    return {"form_file": findings.form_ids(bench.files).get(form, ""), "rules_file": rules_file, "decision": rule}


def _change(request: SignedIn, uid: UUID) -> tuple[common.Bench, picture.Change]:
    bench = common.find(request, uid)
    drawn = sets.definitions(bench.files)
    if drawn is None:
        raise Http404
    try:
        return bench, picture.Change(drawn)
    except picture.CannotChange:
        raise Http404 from None


def _node(change: picture.Change, element: str) -> Any:
    try:
        return change.node(element)
    except picture.CannotChange:
        raise Http404 from None


def _do(
    request: SignedIn, bench: common.Bench, change: picture.Change, element: str, do: Callable[[], Any], note: str,
    form: forms.Form | None = None, to: str = "",
) -> HttpResponse:  # fmt: skip
    """Make the change and save it; go back to the list at the step, or say why it cannot be."""
    try:
        made = do()
    except picture.CannotChange as refused:
        messages.error(request, str(refused))
        return _back(bench.draft.uid, element)
    answer = common.keep(request, bench, {bench.picture: change.done()}, note)
    if answer:
        return answer
    messages.success(request, f"{note}.")
    at = made if isinstance(made, str) else element
    return redirect(to, bench.draft.uid, at) if to else _back(bench.draft.uid, at)


def _form(request: SignedIn, bench: common.Bench, form: forms.Form, title: str, shelf: str = "") -> HttpResponse:
    context = common.page(request, bench, "outline", form=form, title=title, shelf=shelf)
    return render(request, "workshop/change.html", context, status=422 if form.is_bound else 200)


def _back(uid: UUID, element: str) -> HttpResponse:
    at = f"#step-{element}" if element else ""
    return redirect(reverse("workshop:outline", args=[uid]) + at)


def _places(change: picture.Change, element: str) -> list[tuple[str, str]]:
    """Return the ways that a step may be moved to, in words."""
    node = change.node(element)
    if node.kind in changing.EDITORS or len(change.out_of(element)) != 1:
        return []
    return [
        (flow.id, _("between “%(one)s” and “%(other)s”") % {
            "one": reading.called(change.node(flow.source)), "other": reading.called(change.node(flow.target))})
        for flow in change.process.flows
        if flow.scope == node.scope and element not in (flow.source, flow.target)
    ]  # fmt: skip
