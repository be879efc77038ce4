"""Decision tables as plain tables that are filled in, each cell a field."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from gorel.accounts.rights import SignedIn, needs
from gorel.desk.processes.used import POLICIES
from gorel.desk.workshop import files as sets
from gorel.desk.workshop import tables
from gorel.desk.workshop.findings import Finding
from gorel.desk.workshop.views import common

TYPES = {
    "string": gettext_lazy("text"), "number": gettext_lazy("number"), "boolean": gettext_lazy("yes or no"),
    "date": gettext_lazy("date"),
}  # fmt: skip
LONGEST = 1_000  # letters of a cell


@require_http_methods(["GET", "HEAD", "POST"])
@needs()
def table(request: SignedIn, uid: UUID, name: str) -> HttpResponse:
    """Show a decision table as fields; every button saves what stands in them, and then does its own."""
    bench = common.find(request, uid)
    if sets.kind_of(name) != "rules" or name not in bench.files:
        raise Http404
    decision = request.POST.get("decision") or request.GET.get("decision", "")
    try:
        editing = tables.Editing(bench.files[name], decision)
        choices = tables.tables(bench.files[name])
    except tables.NotATable as wrong:
        messages.error(request, str(wrong))
        return redirect("workshop:draft", uid)
    if request.method == "POST":
        _write(request, editing)
        at = _mend(bench, name, request.POST.get("do", ""), editing) or _do(request.POST.get("do", ""), editing)
        said = _("%(name)s changed") % {"name": editing.shown().name or name}
        refused = common.keep(request, bench, {name: editing.done()}, said)
        if refused:
            return refused
        if request.POST.get("do", "save") == "save":
            messages.success(request, _("Saved."))
        address = reverse("workshop:table", args=[uid, name])
        return redirect(f"{address}?decision={editing.shown().id}{at}")
    shown = editing.shown()
    found = _findings(bench, name)
    here = {shown.id, *(rule for rule, _tests, _answers, _note in shown.rules)}
    faulty: dict[int, bool] = {}  # by the rule's number, whether it is a fault
    for one in found:
        for number in one.rules if one.element in here else ():
            faulty[number] = faulty.get(number, False) or one.is_error
    context = common.page(
        request, bench, "overview", name=name, table=shown, decisions=choices, types=TYPES.items(), findings=found,
        policies=[(policy.value, words) for policy, words in POLICIES.items()],
        rows=[
            (number, tests, answers, note, number + 1 in faulty, faulty.get(number + 1, False))
            for number, (_rule, tests, answers, note) in enumerate(shown.rules)
        ],
    )  # fmt: skip
    return render(request, "workshop/table.html", context)


def _findings(bench: common.Bench, name: str) -> list[Finding]:
    return [one for one in bench.findings() if one.file == name]


def _mend(bench: common.Bench, name: str, asked: str, editing: tables.Editing) -> str:
    """Add the rule that a finding lacks; return where on the page its answer is, "" where that was not asked."""
    found = _findings(bench, name)
    number = asked.removeprefix("mend-")
    if number == asked or not number.isdecimal() or int(number) >= len(found) or not found[int(number)].cells:
        return ""
    editing.add_rule()
    rule = len(editing.shown().rules) - 1
    for place, text in enumerate(found[int(number)].cells):
        editing.cell(rule, "input", place, text)
    return f"#cell-{rule}-output-0"


def _write(request: HttpRequest, editing: tables.Editing) -> None:
    """Write every field of the page into the table."""
    given, shown = request.POST, editing.shown()

    def text(name: str) -> str:
        return given.get(name, "").strip()[:LONGEST]

    editing.rename(text("title"))
    editing.policy(given.get("policy", ""))
    for kind, columns in (("input", shown.inputs), ("output", shown.outputs)):
        for number, column in enumerate(columns):
            start = f"{kind}-{number}"
            if f"{start}-text" in given:
                type_ = given.get(f"{start}-type", column.type)
                editing.column(kind, number, label=text(f"{start}-label"), text=text(f"{start}-text"), type_=type_)
    for number, (_rule, tests, answers, note) in enumerate(shown.rules):
        for kind, cells in (("input", tests), ("output", answers)):
            for place, _cell in enumerate(cells):
                field = f"cell-{number}-{kind}-{place}"
                if field in given:
                    editing.cell(number, kind, place, text(field))
        if f"note-{number}" in given and text(f"note-{number}") != note:
            editing.note(number, text(f"note-{number}"))


def _do(asked: str, editing: tables.Editing) -> str:
    """Do what the pressed button says; return where on the page to go on."""
    what, _dash, number = asked.rpartition("-")
    place = int(number) if number.isdigit() else 0
    if asked == "add-rule":
        editing.add_rule()
        return f"#cell-{len(editing.shown().rules) - 1}-input-0"
    if asked == "add-input":
        editing.add_column("input")
        return f"#input-{len(editing.shown().inputs) - 1}-label"
    if asked == "add-output":
        editing.add_column("output")
        return f"#output-{len(editing.shown().outputs) - 1}-label"
    if what == "delete-rule":
        editing.delete_rule(place)
    elif what in ("delete-input", "delete-output"):
        editing.delete_column(what.removeprefix("delete-"), place)
    elif what in ("up", "down"):
        editing.move_rule(place, -1 if what == "up" else 1)
        return f"#cell-{max(place + (-1 if what == 'up' else 1), 0)}-input-0"
    return ""
