"""The try-out: a draft run in memory, one step at a time, by plain forms; and the runs that were saved as tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gorel import forms
from gorel.ability import fields, registry
from gorel.ability.template import said
from gorel.accounts.rights import SignedIn, needs
from gorel.cases.values import to_json
from gorel.core import dmn
from gorel.core.bpmn.picture import way_of
from gorel.core.dmn.words import say_value
from gorel.core.engine.effects import OpenTask
from gorel.core.problems import Place, Problem
from gorel.core.say import Language, say
from gorel.core.time_words import say_moment
from gorel.desk.decisions import hits_of
from gorel.desk.plain_values import write
from gorel.desk.workshop import files as sets
from gorel.desk.workshop import testing, trying
from gorel.desk.workshop.models import Trial
from gorel.desk.workshop.names import beginning, names
from gorel.desk.workshop.outline.reading import group_word
from gorel.desk.workshop.views import answering, common
from gorel.forms import received
from gorel.ground import clock
from gorel.ground.language import spoken

SAMPLES: dict[str, str] = {"text": "text", "number": "1", "list": "[]", "map": "{}", "any": "null"}
MOST_TRIALS = 20  # of one person and draft: the oldest go


@require_http_methods(["GET", "HEAD", "POST"])
@needs()
def begin(request: SignedIn, uid: UUID) -> HttpResponse:
    """Choose or type what a case begins with, and run it."""
    bench = common.find(request, uid)
    try:
        program = trying.compile_set(bench.files, bench.draft.organisation)[0]
    except trying.CannotRun as cannot:
        context = common.page(request, bench, "try", cannot=str(cannot), findings=bench.findings())
        return render(request, "workshop/try.html", context)
    starts = [(one.element, _start_word(program, one)) for one in program.starts]
    chosen = request.POST.get("start") or request.GET.get("start") or (starts[0][0] if starts else "")
    start = next((one for one in program.starts if one.element == chosen), None)
    schema = answering.form_of(bench, start.form if start else "")
    sample: dict[str, Any] = {}
    if not schema.fields:  # a case from elsewhere: ask for what the draft's rules must be given
        schema, sample = beginning(bench.files)
    answer, wrong = forms.Answer(sample), ""
    extra = "" if schema.fields else json.dumps(names(bench.files), ensure_ascii=False, indent=1)
    if request.method == "POST":
        answer, extra = forms.read(schema, request.POST, files=received.files(request)), request.POST.get("more", "")
        more, wrong = answering.variables_of(extra)
        if answer.is_good and not wrong:
            stimulus: trying.Stimulus = {"do": "start", "variables": answer.values | more, "at": clock.instant()}
            if start is not None and start.kind == "message":
                stimulus["message"] = start.name
            elif start is not None and start.kind != "none":
                stimulus["element"] = start.element
            trial = Trial(draft=bench.draft, person=request.user)
            trial.script = [stimulus]
            trial.save()
            old = Trial.objects.filter(draft=bench.draft, person=request.user).order_by("-pk")[MOST_TRIALS:]
            Trial.objects.filter(pk__in=[one.pk for one in old]).delete()
            return redirect("workshop:trial", uid, trial.uid)
    language = spoken()
    context = common.page(
        request, bench, "try", starts=starts, chosen=chosen, more=extra, wrong=wrong, has_form=bool(schema.fields),
        form=forms.render(schema, answer.values, answer.problems, language),
        summary=forms.summary(schema, answer.problems, language),
        trials=Trial.objects.filter(draft=bench.draft, person=request.user).order_by("-pk")[:5],
        tests=[(file, testing.title(data, file)) for file, data in sets.of_kind(bench.files, "test").items()],
    )  # fmt: skip
    return render(request, "workshop/try.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs()
def trial(request: SignedIn, uid: UUID, run: UUID) -> HttpResponse:
    """A run as it stands: where the case is, what it waits for, what was decided; and its next step."""
    bench = common.find(request, uid)
    row = get_object_or_404(Trial, uid=run, draft=bench.draft, person=request.user)
    try:
        found = trying.compile_set(bench.files, bench.draft.organisation)
    except trying.CannotRun as cannot:
        context = common.page(request, bench, "try", cannot=str(cannot), findings=bench.findings())
        return render(request, "workshop/try.html", context)
    world = trying.play(found, row.script)
    problems: dict[str, Any] = {}
    if request.method == "POST":
        stimulus, problems = answering.asked(request, bench, world)
        if request.POST.get("do") == "back":
            row.script = world.done[:-1] if len(world.done) > 1 else world.done
        elif stimulus is not None:
            after = trying.play(found, [*world.done, stimulus])
            if after.refused:
                messages.error(request, after.refused)
            else:
                row.script = after.done
        if not problems:
            row.save(update_fields=["stimuli"])
            return redirect(reverse("workshop:trial", args=[uid, run]) + "#now")
    context = _shown(request, bench, world, problems) | {"trial": row}
    return render(request, "workshop/trial.html", context, status=422 if problems else 200)


@require_POST
@needs()
def keep(request: SignedIn, uid: UUID, run: UUID) -> HttpResponse:
    """Save a run as a test of the draft."""
    bench = common.find(request, uid)
    row = get_object_or_404(Trial, uid=run, draft=bench.draft, person=request.user)
    name = request.POST.get("title", "").strip()[:120]
    if not name:
        messages.error(request, _("Say what the test shows: “A short leave is granted at once”."))
        return redirect("workshop:trial", uid, run)
    try:
        world = trying.play(trying.compile_set(bench.files, bench.draft.organisation), row.script)
    except trying.CannotRun as cannot:
        messages.error(request, str(cannot))
        return redirect("workshop:try", uid)
    file, data = testing.as_file(testing.record(world, name), bench.files)
    refused = common.keep(request, bench, {file: data}, _("Test “%(name)s” saved") % {"name": name})
    if refused:
        return refused
    messages.success(request, _("The run is saved as a test. It runs at every change from now on."))
    return redirect("workshop:tests", uid)


@require_safe
@needs()
def tests(request: SignedIn, uid: UUID) -> HttpResponse:
    """The tests of a draft, run now."""
    bench = common.find(request, uid)
    results = testing.run_all(bench.files, bench.draft.organisation)
    failed = sum(not one.passed for one in results)
    return render(
        request, "workshop/tests.html", common.page(request, bench, "tests", results=results, failed=failed)
    )  # fmt: skip


@require_POST
@needs()
def replay(request: SignedIn, uid: UUID, name: str) -> HttpResponse:
    """Run a test as a try-out, to look at it step by step."""
    bench = common.find(request, uid)
    if sets.kind_of(name) != "test" or name not in bench.files:
        raise Http404
    row = Trial(draft=bench.draft, person=request.user)
    row.script = testing.script_of(bench.files[name])
    row.save()
    return redirect("workshop:trial", uid, row.uid)


def _shown(request: SignedIn, bench: common.Bench, world: trying.World, problems: Mapping[str, Any]) -> dict[str, Any]:
    language = spoken()
    went, here, stuck = world.path()
    called = {node.id: node.name or node.id for node in world.program.nodes}
    work = world.work()
    wanted = request.POST.get("element") or request.GET.get("answer", "")
    chosen = next((one for one in work if one[1].element == wanted), work[0] if work else None)
    waits = world.case.waits() if world.case else []
    incidents = [
        (incident.element, called.get(incident.element, incident.element), _without_step(incident.problem, language))
        for _case, incident in world.simulation.open_incidents()
    ]  # fmt: skip
    decisions = [
        (called.get(element, element), list(hits_of(explanation, language)), dmn.explain(explanation, language))
        for element, explanation in world.decisions()
    ]  # fmt: skip
    return common.page(
        request, bench, "try",
        world=world,
        drawing=bench.drawing(
            _("The process as a picture, with where the run stands. The story below says the same."),
            way_of(went, here, stuck),
        ),
        here=[called.get(element, element) for element in here],
        now=clock.from_instant(world.simulation.now),
        work=_work(bench, *chosen, language, problems) if chosen else None,
        others_waiting=[
            (one.element, called.get(one.element, one.element)) for _c, one in work if chosen and one is not chosen[1]
        ],
        timers=[
            (wait.element, called.get(wait.element, wait.element), clock.from_instant(wait.due_at or 0))
            for _case, wait in world.simulation.timers()
        ],
        messages_awaited=[(wait.name, wait.correlation_key) for wait in waits if wait.kind == "message"],
        incidents=incidents, decisions=decisions, can_go_back=len(world.done) > 1,
        story=[(clock.from_instant(line.now), line.what) for line in world.story(language)],
        variables=sorted((name, _said(value)) for name, value in world.variables.items()),
        outcome=testing.outcome_word(world.case.outcome.outcome if world.case and world.case.outcome else None),
        message_problem=problems.get("message", ""),
        set_problem=problems.get("set", ""),
    )  # fmt: skip


def _work(
    bench: common.Bench, case: Any, work: Any, language: Language, problems: Mapping[str, Any]
) -> dict[str, Any]:  # fmt: skip
    name = case.program.node(work.element).name or work.element
    seen = trying.seen_by(case, work)
    shown: dict[str, Any] = {
        "element": work.element, "name": name, "is_task": isinstance(work, OpenTask),
        "json_problem": problems.get("json"),
        "examples": [(label, to_json(values)) for label, values in testing.examples(bench.files, work.element)],
    }  # fmt: skip
    if isinstance(work, OpenTask):
        schema = answering.form_of(bench, work.form or "")
        is_form = {key: one for key, one in problems.items() if hasattr(one, "code")}
        answered = {key.split(".")[0] for key, field in schema.fields.items() if not field.raw.get("readonly")}
        values = {name: value for name, value in seen.items() if name not in answered}
        shown |= {
            "groups": ", ".join(group_word(group) for group in work.candidate_groups),
            "due": clock.from_instant(work.due_at) if work.due_at else None,
            "has_form": bool(schema.fields), "form_name": work.form,
            "form": forms.render(schema, values, is_form, language),
            "summary": forms.summary(schema, is_form, language),
        }  # fmt: skip
        return shown
    ability = registry.find(work.type)
    inputs = {one.name for one in fields.fields_of(ability.takes)} if ability else set()
    shown |= {
        "type": work.type,
        "title": said(ability.title, language) if ability else "",
        "about": said(ability.about, language) if ability else "",
        "given": [(name, _said(value)) for name, value in sorted(seen.items()) if not inputs or name in inputs],
        "refusal": trying.refusal(
            work, {name: value for name, value in seen.items() if name in inputs}, language
        ),
        "fields": [
            {"name": field.name, "label": field.title(language), "help": field.help(language), "kind": field.kind,
             "required": field.required, "problem": problems.get(field.name, ""),
             "value": (field.choices[0] if field.choices else SAMPLES.get(field.kind, "")) if field.required else ""}
            for field in answering.gives(work.type)
        ],
    }  # fmt: skip
    return shown


def _said(value: Any) -> str:
    """Return a value as people read it: yes and no, numbers and texts as they are; what is put together, as data."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return say_moment(value, spoken()) or value
    return say_value(value, spoken()) if isinstance(value, bool | int | Decimal) else write(value)


def _without_step(problem: Problem, language: Language) -> str:
    """Say what went wrong where the step already stands by its name."""
    return say(msgspec.structs.replace(problem, where=Place()), language)


def _start_word(program: Any, start: Any) -> str:
    name = program.node(start.element).name or start.element
    words = {"message": _("a message: %(name)s"), "timer": _("a moment: %(name)s"), "signal": _("a signal: %(name)s")}
    return words.get(start.kind, "%(name)s") % {"name": name}
