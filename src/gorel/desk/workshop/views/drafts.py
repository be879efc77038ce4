"""The list of drafts, beginning one, and the page of one: its files, findings, versions and people."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gorel.accounts.models import Organisation
from gorel.accounts.rights import SignedIn, needs
from gorel.desk.entrusting import Entrusting
from gorel.desk.workshop import beginning, saving
from gorel.desk.workshop import files as sets
from gorel.desk.workshop.models import Draft, Release
from gorel.desk.workshop.rights import drafts_of, organisations_of, waiting_for
from gorel.desk.workshop.views import common
from gorel.desk.workshop.whole import made_whole
from gorel.forms import received
from gorel.ground.second_save import one_at_a_time

MANY = 50


@require_safe
@needs()
def drafts(request: SignedIn) -> HttpResponse:
    """The drafts that the person may work with, the latest changed first."""
    put_away = "put-away" in request.GET
    word = request.GET.get("q", "").strip()[:100]
    rows = drafts_of(request.user).filter(is_put_away=put_away).order_by("-changed_at")
    found = [one for one in rows if word.casefold() in f"{one.name} {one.key} {one.owner or ''}".casefold()]
    states = {
        release.draft_id: release
        for release in Release.objects.filter(draft__in=rows).exclude(state=Release.State.REPLACED).order_by("pk")
    }
    shown = [(one, states.get(one.pk)) for one in found[:MANY]]
    context = {
        "rows": shown,
        "search": word,
        "put_away": put_away,
        "may_begin": organisations_of(request.user).exists(),
        "waiting": waiting_for(request.user).order_by("asked_at")[:MANY],
    }
    return render(request, "workshop/drafts.html", context)


class Begin(forms.Form):
    """Where a draft begins."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=200, required=False,
        help_text=gettext_lazy("What the process is about, as people say it: Leave of absence."),
    )  # fmt: skip
    organisation: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        queryset=None, label=gettext_lazy("Organisation"), empty_label=None
    )
    origin = forms.ChoiceField(label=gettext_lazy("Begin from"))
    files = received.FilesField(  # type: ignore[assignment]  # the form's own are those that came with it
        label=gettext_lazy("Files of your own"), required=False,
        help_text=gettext_lazy(".bpmn, .dmn, .form, or a .zip with all of them. They go before what is chosen above."),
        widget=received.Choosing(attrs={"accept": ".bpmn,.dmn,.form,.json,.zip"}),
    )  # fmt: skip

    def __init__(self, *args: Any, person: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        allowed = organisations_of(person)
        organisation, origin = self.fields["organisation"], self.fields["origin"]
        assert isinstance(organisation, forms.ModelChoiceField)
        assert isinstance(origin, forms.ChoiceField)
        organisation.queryset = allowed
        origin.choices = beginning.origins(person, str(self["origin"].value() or "").replace("\x00", ""))

    def clean(self) -> dict[str, Any]:
        """Nothing but a name can begin from nothing."""
        given = super().clean() or {}
        if given.get("origin") == beginning.NOTHING and not given.get("name") and not given.get("files"):
            self.add_error("name", _("Say what the process is called."))
        if sum(one.size for one in given.get("files") or ()) > sets.MOST_IN_ALL:
            self.add_error("files", _("A draft holds at most eight megabytes in all."))
        return given


@require_http_methods(["GET", "HEAD", "POST"])
@needs()
def begin(request: SignedIn) -> HttpResponse:
    """Begin a draft: from nothing, a live process, the library of trained processes, or files."""
    if not organisations_of(request.user).exists():
        return render(
            request, "403.html", {"wanted": [_("editor"), _("administrator"), _("process owner")]}, status=403
        )
    first = {"origin": request.GET.get("origin", beginning.NOTHING)}
    form = Begin(request.POST or None, received.files(request) or None, person=request.user, initial=first)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            files = (
                made_whole(sets.take([(one.name, one.read()) for one in given["files"]]))
                if given["files"]
                else beginning.files_of(given["origin"], given["name"], request.user)
            )
            files = beginning.called(files, given["name"])
            draft = saving.begin(
                organisation=given["organisation"], name=given["name"] or _("New process"), files=files,
                by=request.user, note=_("Begun"),
            )  # fmt: skip
        except sets.BadFiles as bad:
            form.add_error("files", str(bad))
        else:
            messages.success(request, _("The draft is begun. Everything you save is kept as a version."))
            return redirect("workshop:outline" if sets.picture_name(files) else "workshop:draft", draft.uid)
    status = 422 if form.is_bound else 200
    return render(request, "workshop/begin.html", {"form": form}, status=status)


@require_safe
@needs()
def draft(request: SignedIn, uid: UUID) -> HttpResponse:
    """One draft: what it is made of, what is wrong with it, who works with it, its latest versions."""
    bench = common.find(request, uid)
    rows = [
        {"name": name, "kind": sets.kind_of(name), "size": len(data)}
        for kind in ("picture", "rules", "form", "test")
        for name, data in sets.of_kind(bench.files, kind).items()
    ]
    context = common.page(
        request, bench, "overview", files=rows, findings=bench.findings(),
        versions=bench.draft.versions.select_related("by").order_by("-number")[:15], count=bench.draft.number,
    )  # fmt: skip
    return render(request, "workshop/draft.html", context)


@require_safe
@needs()
def versions(request: SignedIn, uid: UUID) -> HttpResponse:
    """All versions of a draft."""
    bench = common.find(request, uid)
    rows = bench.draft.versions.select_related("by").order_by("-number")[:500]
    return render(request, "workshop/versions.html", common.page(request, bench, "overview", versions=rows))


@require_POST
@needs()
def restore(request: SignedIn, uid: UUID, number: int) -> HttpResponse:
    """Let the files of an older version be the newest."""
    bench = common.find(request, uid)
    old = saving.load(get_object_or_404(bench.draft.versions, number=number))
    change: dict[str, bytes | None] = {name: None for name in bench.files if name not in old}
    change |= old
    refused = common.keep(request, bench, change, _("Version %(number)s restored") % {"number": number})
    if refused:
        return refused
    messages.success(request, _("Version %(number)s is restored as the newest.") % {"number": number})
    return redirect("workshop:outline" if request.POST.get("to") == "outline" else "workshop:draft", uid)


@require_POST
@needs()
def overwrite(request: SignedIn, uid: UUID) -> HttpResponse:
    """Save what somebody was overtaken with, as the newest version; the other's stays as a version."""
    bench = common.find(request, uid)
    refused = common.keep(request, bench, common.sent(request), _("Saved after a clash"))
    if refused:
        return refused
    messages.success(request, _("Yours is saved as the newest version. The other stays among the versions."))
    return redirect("workshop:draft", uid)


class People(Entrusting):
    """Asks it of a draft. All three are needed before a release."""

    class Meta(Entrusting.Meta):
        model = Draft


@require_http_methods(["GET", "HEAD", "POST"])
@needs()
@one_at_a_time
def people(request: SignedIn, uid: UUID) -> HttpResponse:
    """Say who answers for the process, and how it is done by hand."""
    bench = common.find(request, uid)
    form = People(request.POST or None, instance=bench.draft)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("workshop:release" if request.POST.get("to") == "release" else "workshop:draft", uid)
    status = 422 if form.is_bound else 200
    return render(request, "workshop/people.html", common.page(request, bench, "release", form=form), status=status)


@require_POST
@needs()
def put_away(request: SignedIn, uid: UUID) -> HttpResponse:
    """Take a draft from the list, or bring it back. Nothing is deleted."""
    one = common.find(request, uid).draft
    one.is_put_away = not one.is_put_away
    one.save(update_fields=["is_put_away"])
    said = _("The draft is put away.") if one.is_put_away else _("The draft is back.")
    messages.success(request, said)
    return redirect("workshop:drafts")
