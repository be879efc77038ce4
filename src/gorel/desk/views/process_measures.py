"""What people decide about a process: who answers for it, pausing it, and putting it to work again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from gorel.accounts import traces
from gorel.accounts.models import Person, Trace
from gorel.accounts.rights import SignedIn, needs
from gorel.cases import policies
from gorel.desk.models import Measure, Stewardship
from gorel.desk.processes.figures import rows
from gorel.desk.processes.taught import Taught
from gorel.desk.views.processes import find, pause_context
from gorel.ground.second_save import SecondSave, one_at_a_time


class Reason(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=255,
        help_text=gettext_lazy("All who look into the process can read it. Write no names or personal data."),
    )


class Steward(SecondSave, forms.ModelForm):  # type: ignore[type-arg]  # Django's has no parameter at run time
    """Who answers for a process, and how it is done by hand."""

    class Meta:
        model = Stewardship
        fields = ("owner", "backup", "routine")
        help_texts = {
            "owner": gettext_lazy("Answers for what Görel does in this process."),
            "backup": gettext_lazy("Answers when the owner is away. Somebody else than the owner."),
            "routine": gettext_lazy(
                "What people do when Görel cannot: step by step, so that a new colleague can follow it."
            ),
        }
        widgets = {"routine": forms.Textarea(attrs={"rows": 10})}

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        colleagues = Person.objects.filter(
            is_active=True, memberships__organisation=self.instance.organisation
        ).distinct()
        for name in ("owner", "backup"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = colleagues.order_by("name")
            field.empty_label = _("nobody yet")

    def clean(self) -> dict[str, Any]:
        """One person cannot stand in for herself."""
        given = super().clean() or {}
        if given.get("owner") and given.get("owner") == given.get("backup"):
            self.add_error("backup", _("The stand-in is the owner. Choose somebody else, or nobody yet."))
        return given


@require_http_methods(["GET", "HEAD", "POST"])
@needs()
@one_at_a_time
def steward(request: SignedIn, organisation: str, key: str) -> HttpResponse:
    """Say who answers for the process, and how it is done by hand."""
    one = find(request, organisation, key)
    if not one.is_administrator:
        raise PermissionDenied
    form = Steward(request.POST or None, instance=one.steward)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            _note(request, one, Measure.Kind.ENTRUSTED, "")
        messages.success(request, _("Saved."))
        return _back(one)
    return render(request, "desk/process_steward.html", {"one": one, "form": form}, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@needs()
def pause(request: SignedIn, organisation: str, key: str) -> HttpResponse:
    """Ask for the reason, and let new cases wait."""
    one = _held(request, organisation, key)
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data["reason"]
        with transaction.atomic():
            policies.pause(one.key, organisation=one.organisation, by=request.user.actor, reason=said)
            _note(request, one, Measure.Kind.PAUSED, said)
        messages.success(request, _("The process is paused. New cases wait, and nothing is lost."))
        return _back(one)
    return _confirm(request, one, form, is_pause=True)


@require_http_methods(["GET", "HEAD", "POST"])
@needs()
def resume(request: SignedIn, organisation: str, key: str) -> HttpResponse:
    """Ask once more, and let the cases that waited begin."""
    one = _held(request, organisation, key)
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            policies.resume(one.key, organisation=one.organisation, by=request.user.actor)
            _note(request, one, Measure.Kind.RESUMED, form.cleaned_data["reason"])
        messages.success(request, _("The process works again. The cases that waited begin now."))
        return _back(one)
    return _confirm(request, one, form, is_pause=False)


def _held(request: SignedIn, organisation: str, key: str) -> Taught:
    one = find(request, organisation, key)
    if not one.may_pause:
        raise PermissionDenied
    return one


def _confirm(request: HttpRequest, one: Taught, form: Reason, *, is_pause: bool) -> HttpResponse:
    context = {"one": one, "form": form, "is_pause": is_pause, "row": rows([one])[0], **pause_context(one)}
    return render(request, "desk/process_pause.html", context, status=_status(form))


def _note(request: SignedIn, one: Taught, kind: Measure.Kind, reason: str) -> None:
    traces.note(
        request, Trace.Kind.PROCESS, about=f"process {one.key} {kind}", organisation=one.organisation, reason=reason
    )
    Measure.objects.create(
        organisation=one.organisation, process=one.key, kind=kind, by=request.user.actor, reason=reason
    )


def _status(form: forms.BaseForm) -> int:
    return 422 if form.is_bound and form.errors else 200


def _back(one: Taught) -> HttpResponse:
    return redirect("desk:process", one.organisation.slug, one.key)
