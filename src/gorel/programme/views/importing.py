"""Reading a list of points in: choose a file, see what would become of each row, decide."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from gorel.accounts import rights
from gorel.accounts.models import Organisation
from gorel.accounts.rights import SignedIn, needs
from gorel.forms import received
from gorel.ground import clock
from gorel.ground.fields import offer
from gorel.programme import importing, rules
from gorel.programme.importing.listing import as_csv
from gorel.programme.models import Import, Week

_ROLES = ("organiser", "secretary", "editor")
_KEPT = timedelta(days=30)  # a file of which nobody decided, and the report of one that was read in


class ImportForm(forms.Form):
    """The file, and where its rows go."""

    file = received.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "A spreadsheet (.xlsx, .ods), .csv, a calendar (.ics) or .json of at most 5 MB. One row of a list must "
            "name its columns."
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(importing.KINDS)}),
    )
    week = forms.ModelChoiceField(
        Week.objects.none(), label=gettext_lazy("Innovation week"), required=False,
        empty_label=gettext_lazy("No week: they are seminars"),
    )  # fmt: skip
    organiser = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("Organiser of rows that name none"), required=False,
        empty_label=gettext_lazy("Refuse such rows"),
    )  # fmt: skip

    def __init__(self, *args: Any, person: Any) -> None:
        super().__init__(*args)
        offer(self, "week", weeks_for(person))
        offer(self, "organiser", rules.organisations_of(person))

    def clean_file(self) -> Any:
        """Bound the size before anything is read."""
        given = self.cleaned_data["file"]
        if given.size > importing.MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than {limit} MB.").format(limit=5))
        return given


def weeks_for(person: Any) -> Any:
    """Return the weeks into which the person may read points: open ones, and as editor the own ones."""
    edited = rights.organisations_of(person, "editor")
    return (rules.open_weeks() | Week.objects.filter(owner__in=edited)).distinct().order_by("-starts_on")


@require_http_methods(["GET", "POST"])
@needs(*_ROLES)
def choose(request: SignedIn) -> HttpResponse:
    """Choose a file; nothing is written but the file itself, until somebody has read the report."""
    form = ImportForm(
        *([request.POST, received.files(request)] if request.method == "POST" else []), person=request.user
    )
    if request.method == "POST" and form.is_valid():
        Import.objects.filter(created_at__lt=clock.now() - _KEPT).delete()
        given = form.cleaned_data["file"]
        kept = Import.objects.create(
            person=request.user, week=form.cleaned_data["week"], organiser=form.cleaned_data["organiser"],
            name=given.name[:200], content=given.read(),
        )  # fmt: skip
        return redirect("programme:import-report", uid=kept.uid)
    return render(request, "programme/work/import.html", {"form": form}, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@needs(*_ROLES)
def report(request: SignedIn, uid: UUID) -> HttpResponse:
    """Show what would become of each row; a POST reads them in."""
    kept = _own(request, uid)
    try:
        if request.method == "POST" and kept.done_at is None:
            done = importing.load(bytes(kept.content), kept.name, _scope(request, kept), is_dry_run=False)
            kept.report, kept.done_at, kept.content = done.as_json(), clock.now(), b""
            kept.save()
            messages.success(request, _("The list has been read in."))
            return redirect("programme:import-report", uid=uid)
        told = _told(request, kept)
    except importing.Unreadable as error:
        kept.delete()
        form = ImportForm(person=request.user)
        return render(request, "programme/work/import.html", {"form": form, "trouble": str(error)}, status=400)
    outcome = request.GET.get("outcome", "")
    lines = [line for line in told.lines if not outcome or line.outcome == outcome]
    page = Paginator(lines, 200).get_page(request.GET.get("page"))
    context = {
        "kept": kept, "report": told, "page": page, "outcome": outcome,
        "counts": [(one.value, one.label, count) for one, count in told.counts().items()],
    }  # fmt: skip
    return render(request, "programme/work/import_report.html", context)


@require_GET
@needs(*_ROLES)
def listing(request: SignedIn, uid: UUID) -> HttpResponse:
    """The report as a spreadsheet."""
    kept = _own(request, uid)
    try:
        text = as_csv(_told(request, kept))
    except importing.Unreadable:
        raise Http404 from None
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="import.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _told(request: SignedIn, kept: Import) -> importing.Report:
    if kept.done_at is not None:
        return importing.Report.from_json(kept.report)
    return importing.load(bytes(kept.content), kept.name, _scope(request, kept), is_dry_run=True)


def _scope(request: SignedIn, kept: Import) -> importing.Scope:
    """Return what the person may do now: rights are asked anew, whatever they were when the file came."""
    week = kept.week
    own = set(rules.organisations_of(request.user).values_list("pk", flat=True))
    if week is not None and not weeks_for(request.user).filter(pk=week.pk).exists():
        raise Http404
    if kept.organiser_id is not None and kept.organiser_id not in own:
        raise Http404
    is_editor = week is not None and rights.may(request.user, "editor", week.owner)
    return importing.Scope(
        by=request.user.actor, week=week, organiser=kept.organiser, allowed=None if is_editor else own
    )  # fmt: skip


def _own(request: HttpRequest, uid: UUID) -> Import:
    return get_object_or_404(Import.objects.select_related("week__owner", "organiser"), uid=uid, person=request.user)
