"""A form as a list of questions, each on a page of its own, with the form beside as people will see it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from gorel import forms
from gorel.accounts.rights import SignedIn, needs
from gorel.desk.workshop import files as sets
from gorel.desk.workshop import questions
from gorel.desk.workshop.views import common
from gorel.ground.language import spoken


class Question(django_forms.Form):
    """One question of a form."""

    label = django_forms.CharField(label=gettext_lazy("Question in Swedish"), max_length=2_000)
    english = django_forms.CharField(label=gettext_lazy("Question in English"), max_length=2_000, required=False)
    kind = django_forms.ChoiceField(label=gettext_lazy("Kind of answer"), choices=tuple(questions.KINDS.items()))
    values = django_forms.CharField(
        label=gettext_lazy("What may be chosen"), required=False, max_length=10_000,
        widget=django_forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One to a line: the Swedish words, a bar, the English ones. Ja | Yes"),
    )  # fmt: skip
    required = django_forms.BooleanField(label=gettext_lazy("Must be answered"), required=False)
    readonly = django_forms.BooleanField(
        label=gettext_lazy("Only to be read"), required=False,
        help_text=gettext_lazy("Shows what the case knows already under this name."),
    )  # fmt: skip
    key = django_forms.RegexField(
        r"^[^\W\d][\w.]*$", label=gettext_lazy("The answer is kept as"), required=False, max_length=80,
        help_text=gettext_lazy("A name without blanks, for conditions and rules. Made from the question when empty."),
    )  # fmt: skip
    description = django_forms.CharField(label=gettext_lazy("Help in Swedish"), required=False, max_length=2_000)
    description_en = django_forms.CharField(label=gettext_lazy("Help in English"), required=False, max_length=2_000)

    def clean(self) -> dict[str, Any]:
        """What is chosen from must be there."""
        given = super().clean() or {}
        if given.get("kind") in questions.CHOICES and not given.get("values", "").strip():
            self.add_error("values", _("Write what may be chosen, one to a line."))
        return given


@require_http_methods(["GET", "HEAD", "POST"])
@needs()
def form(request: SignedIn, uid: UUID, name: str) -> HttpResponse:
    """The questions of a form, and the form as it will look."""
    bench, raw = _form(request, uid, name)
    if request.method == "POST":
        raw["name"] = request.POST.get("title", "").strip()[:200] or raw.get("name", "")
        return _save(request, bench, name, raw, _("Saved."))
    rows = [
        {"path": path, "label": questions.label_of(one), "depth": depth, "key": one.get("key", ""),
         "kind": questions.KINDS.get(str(one.get("type")), one.get("type")),
         "required": (one.get("validate") or {}).get("required")}
        for path, one, depth in questions.listed(raw)
    ]  # fmt: skip
    context = common.page(
        request, bench, "overview", name=name, title=raw.get("name") or raw.get("id") or name, questions=rows,
        findings=[one for one in bench.findings() if one.file == name],
        preview=forms.render(raw, {}, language=spoken()),
    )  # fmt: skip
    return render(request, "workshop/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs()
def question(request: SignedIn, uid: UUID, name: str, path: str) -> HttpResponse:
    """One question; a path of `new` adds one."""
    bench, raw = _form(request, uid, name)
    is_new = path == "new"
    initial: dict[str, Any] = {"kind": "textfield"}
    if not is_new:
        try:
            around, number = questions.find(raw, path)
        except (LookupError, ValueError):
            raise Http404 from None
        one = around[number]
        properties = one.get("properties") or {}
        named = {"text": "text", "datetime": "dateLabel"}.get(str(one.get("type")), "label")
        initial = {
            "label": questions.label_of(one), "english": properties.get(f"{named}.en", ""), "kind": one.get("type"),
            "values": questions.values_text(one), "key": one.get("key", ""),
            "required": (one.get("validate") or {}).get("required"), "readonly": bool(one.get("readonly")),
            "description": one.get("description", ""), "description_en": properties.get("description.en", ""),
        }  # fmt: skip
    page = Question(request.POST or None, initial=initial)
    if request.method == "POST" and page.is_valid():
        questions.put(raw, "" if is_new else path, page.cleaned_data)
        again = request.POST.get("do") == "again"
        said = _("“%(question)s” saved.") % {"question": page.cleaned_data["label"]}
        return _save(request, bench, name, raw, said, again=again)
    context = common.page(request, bench, "overview", form=page, name=name, is_new=is_new)
    return render(request, "workshop/question.html", context, status=422 if page.is_bound else 200)


@require_POST
@needs()
def rearrange(request: SignedIn, uid: UUID, name: str, path: str) -> HttpResponse:
    """Move a question up or down, or take it away."""
    bench, raw = _form(request, uid, name)
    what = request.POST.get("do", "")
    try:
        if what == "delete":
            questions.delete(raw, path)
        else:
            questions.move(raw, path, -1 if what == "up" else 1)
    except (LookupError, ValueError):
        raise Http404 from None
    return _save(request, bench, name, raw, _("The question is taken away.") if what == "delete" else _("Moved."))


def _form(request: SignedIn, uid: UUID, name: str) -> tuple[common.Bench, questions.Raw]:
    bench = common.find(request, uid)
    if sets.kind_of(name) != "form" or name not in bench.files:
        raise Http404
    try:
        return bench, questions.read(bench.files[name])
    except questions.NotAForm:
        raise Http404 from None


def _save(
    request: SignedIn, bench: common.Bench, name: str, raw: questions.Raw, said: str, *, again: bool = False
) -> HttpResponse:
    note = _("%(name)s changed") % {"name": raw.get("name") or name}
    refused = common.keep(request, bench, {name: questions.write(raw)}, note)
    if refused:
        return refused
    messages.success(request, said)
    if again:
        return redirect("workshop:question", bench.draft.uid, name, "new")
    return redirect("workshop:form", bench.draft.uid, name)
