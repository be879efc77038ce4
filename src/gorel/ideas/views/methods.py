"""Methods: what there are, their steps, and working through them with an idea."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gorel import forms as drawn
from gorel.forms import received
from gorel.ground.language import is_english, spoken
from gorel.ground.second_save import mark, one_at_a_time, overtakes
from gorel.ideas import actions, forms, rules, ways
from gorel.ideas.views.parts import seen, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponseBase:
    """All methods; a coach adds one of the organisation's own."""
    coached = rules.answers_for(request.user).order_by("name") if request.user.is_authenticated else None
    if request.method == "POST" and (coached is None or not coached.exists()):
        raise Http404
    form = forms.MethodForm(request.POST or None, received.files(request) or None)
    if form.is_valid() and coached is not None:
        try:
            data = form.cleaned_data["file"].read(ways.MOST_BYTES + 1)
            actions.define_method(organisation=coached[0], content=ways.parse(data))
            messages.success(request, _("The method is there."))
            return redirect("ideas:methods")
        except ways.BadMethod as error:
            form.add_error("file", _("The file is no method: %(reason)s.") % {"reason": error})
    found = [way for key, _title in ways.choices() if (way := ways.find(key))]
    context = {"ways": found, "form": form if coached and coached.exists() else None}
    return render(request, "ideas/methods.html", context, status=422 if form.is_bound else 200)


@require_safe
def method(request: HttpRequest, key: str) -> HttpResponse:
    """A method with its steps: what to do, and what one fills in."""
    way = ways.find(key)
    if way is None:
        raise Http404
    return render(request, "ideas/method.html", {"way": way, "steps": [(step, _labels(step)) for step in way.steps]})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@one_at_a_time
def step(request: HttpRequest, slug: str, step: str) -> HttpResponseBase:
    """One step of an idea's method: what to do, what was written, and the form."""
    row = seen(request, "idea", slug=slug)
    way = ways.find(row.method)
    found = way.step(step) if way else None
    if way is None or found is None:
        raise Http404
    may_write = rules.works_on(request.user, row) and not row.is_over
    if not may_write and not rules.is_author(request.user, row):
        raise Http404
    work = row.works.filter(method=way.key, step=step).first()
    values: dict[str, Any] = dict(work.answers) if work else {}
    stands = dict(values)
    problems: Any = {}
    status = 200
    language: Any = spoken()
    if request.method == "POST":
        if not may_write:
            raise Http404
        answer = drawn.read(found.schema, request.POST)
        wrong = overtakes(request, stands, answer.values)
        if wrong:
            messages.error(request, wrong)
        elif answer.is_good:
            actions.work_on(idea=row, step=step, answers=_plain(answer.values), is_done=True)
            messages.success(request, _("It is saved."))
            following = way.steps[way.steps.index(found) + 1 :]
            return redirect("ideas:step", slug=row.slug, step=following[0].key) if following else redirect(row)
        values, problems, status = values | answer.values, answer.problems, 422
    context = {
        "row": row, "way": way, "step": found, "number": way.steps.index(found) + 1, "may_write": may_write,
        "fields": drawn.render(found.schema, values, problems, language, readonly=not may_write),
        "summary": drawn.summary(found.schema, problems, language) if problems else "",
        "stood": mark(stands.values()), "steps": [(one, one.key == step) for one in way.steps],
    }  # fmt: skip
    return render(request, "ideas/step.html", context, status=status)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Return answers as a JSON column keeps them."""
    return {
        key: value if isinstance(value, str | bool | int | list | type(None)) else str(value)
        for key, value in values.items()
    }


def _labels(step: ways.Step) -> list[str]:
    english = is_english()
    return [one["properties"]["label.en"] if english else one["label"] for one in step.schema["components"]]
