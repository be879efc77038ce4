"""What people decide about a process: who answers for it, pausing it, and putting it to work again."""

from __future__ import annotations

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
from gorel.accounts.models import Trace
from gorel.accounts.rights import SignedIn, needs
from gorel.cases import policies
from gorel.desk.entrusting import Entrusting
from gorel.desk.models import Measure, Stewardship
from gorel.desk.processes.figures import rows
from gorel.desk.processes.taught import Taught
from gorel.desk.views.processes import find, pause_context
from gorel.ground.second_save import one_at_a_time


class Reason(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=255,
        help_text=gettext_lazy("All who look into the process can read it. Write no names or personal data."),
    )


class Steward(Entrusting):
    """Asks it of a process that runs."""

    class Meta(Entrusting.Meta):
        model = Stewardship


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
