"""The register of systems: what leans on what, which upgrades come, and how the tests of what they touch go."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gorel.accounts.rights import SignedIn, needs
from gorel.desk import people, systems
from gorel.desk.models import SystemUse, Upgrade
from gorel.desk.processes.taught import taught
from gorel.desk.views.processes import find
from gorel.ground import clock


class UseForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a process leans on that its picture does not tell."""

    class Meta:
        model = SystemUse
        fields = ("name", "how")
        help_texts = {"name": gettext_lazy("As you call it, the same in all processes. For example “Treserva”.")}


class UpgradeForm(forms.ModelForm):  # type: ignore[type-arg]
    """That a system is upgraded."""

    class Meta:
        model = Upgrade
        fields = ("name", "on", "what")
        widgets = {"on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, names: list[str], **how: Any) -> None:
        super().__init__(*args, **how)
        self.fields["name"] = forms.ChoiceField(label=_("Which system"), choices=[(one, one) for one in names])


@require_safe
@needs()
def listing(request: SignedIn) -> HttpResponse:
    """Every system with the processes that lean on it, and the upgrades that come."""
    if not taught(request.user):
        raise PermissionDenied
    known = systems.register(request.user)
    seen = {one.organisation.pk for system in known for use in system.uses for one in [use.one]}
    upgrades = Upgrade.objects.filter(organisation__in=seen).select_related("organisation")
    today = clock.today()
    context = {
        "systems": known,
        "coming": [(row, systems.touched(row, known)) for row in upgrades.filter(on__gte=today)],
        "past": upgrades.filter(on__lt=today).order_by("-on")[:20],
        "may_note": _organisations(request),
    }
    return render(request, "desk/systems.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs()
def note(request: SignedIn, organisation: str) -> HttpResponse:
    """Note that a system is upgraded."""
    where = next((one for one in _organisations(request) if one.slug == organisation), None)
    if where is None:
        raise Http404
    names = [
        one.name for one in systems.register(request.user) if any(use.one.organisation == where for use in one.uses)
    ]
    form = UpgradeForm(request.POST or None, instance=Upgrade(organisation=where), names=names)
    if request.method == "POST" and form.is_valid():
        row = form.save(commit=False)
        row.by = request.user.actor
        row.save()
        messages.success(request, _("The upgrade is noted. Those who answer for the processes see it on their page."))
        return redirect("desk:upgrade", row.uid)
    context = {"form": form, "where": where, "heading": _("A system is upgraded"), "back": "desk:systems"}
    return render(request, "desk/system_form.html", context, status=_status(form))


@require_safe
@needs()
def upgrade(request: SignedIn, uid: UUID) -> HttpResponse:
    """One upgrade: the processes to test, with their tests run now, in memory."""
    row = _own(request, uid)
    uses = systems.touched(row, systems.register(request.user))
    context = {
        "upgrade": row,
        "rows": [(use, systems.results(use.one)) for use in uses],
        "by": people.names({row.by}).get(row.by, ""),
        "may_note": row.organisation in _organisations(request),
    }
    return render(request, "desk/upgrade.html", context)


@require_POST
@needs()
def take_back(request: SignedIn, uid: UUID) -> HttpResponse:
    """An upgrade that does not come after all."""
    row = _own(request, uid)
    if row.organisation not in _organisations(request):
        raise PermissionDenied
    row.delete()
    messages.success(request, _("The upgrade is taken off the list."))
    return redirect("desk:systems")


@require_http_methods(["GET", "HEAD", "POST"])
@needs()
def uses(request: SignedIn, organisation: str, key: str) -> HttpResponse:
    """Say what a process leans on, or take back what was said."""
    one = find(request, organisation, key)
    if not one.may_pause:
        raise PermissionDenied
    stated = SystemUse.objects.filter(organisation=one.organisation, process=one.key).order_by("name")
    if request.method == "POST" and request.POST.get("remove", "").isdigit():
        stated.filter(pk=int(request.POST["remove"])).delete()
        return redirect("desk:system-uses", organisation, key)
    form = UseForm(request.POST or None, instance=SystemUse(organisation=one.organisation, process=one.key))
    if request.method == "POST" and form.is_valid():
        row = form.save(commit=False)
        row.by = request.user.actor
        try:
            with transaction.atomic():
                row.save()
            messages.success(request, _("Saved."))
            return redirect("desk:system-uses", organisation, key)
        except IntegrityError:
            form.add_error("name", _("That is said already."))
    context = {"form": form, "one": one, "stated": stated, "heading": _("What the process leans on")}
    return render(request, "desk/system_form.html", context, status=_status(form))


def _organisations(request: SignedIn) -> list[Any]:
    """Return where the person may note upgrades: where they may pause a process, too."""
    found = {one.organisation.pk: one.organisation for one in taught(request.user) if one.may_pause}
    return list(found.values())


def _own(request: SignedIn, uid: UUID) -> Upgrade:
    seen = {one.organisation.pk for one in taught(request.user)}
    return get_object_or_404(Upgrade.objects.filter(organisation__in=seen).select_related("organisation"), uid=uid)


def _status(form: Any) -> int:
    return 422 if form.errors else 200
