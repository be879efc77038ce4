"""An organisation's own words in Görel's letters, with a preview against somebody's real registration."""

from __future__ import annotations

from dataclasses import replace

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gorel.accounts.models import Organisation
from gorel.accounts.rights import needs, organisations_of
from gorel.attendance import letters
from gorel.attendance.models import Registration
from gorel.attendance.views.secretary import MANAGERS
from gorel.ground.language import spoken
from gorel.ground.policy import is_letter
from gorel.ground.second_save import SecondSave, one_at_a_time
from gorel.robots.mail.letters import Letter, Unsendable, find
from gorel.robots.mail.rendering import render as render_letter
from gorel.robots.mail.wording import PLACES, Wording, filled

# Those that the organiser writes each time, or that are about a person's rights, have no standing words.
KINDS = [
    compose.__name__
    for compose in letters.TITLES
    if compose not in (letters.announcement, letters.recording, letters.invitation, letters.your_data)
]
LANGUAGES = ("sv", "en")


class Words(SecondSave, forms.ModelForm):  # type: ignore[type-arg]
    """The three texts."""

    class Meta:
        model = Wording
        fields = ("subject", "opening", "ending")
        labels = {"subject": _("Subject"), "opening": _("Before Görel's words"), "ending": _("After Görel's words")}
        help_texts = {"subject": _("Empty: as Görel writes it. {title}, {name} and {organiser} are filled in.")}
        widgets = {"opening": forms.Textarea(attrs={"rows": 4}), "ending": forms.Textarea(attrs={"rows": 4})}


@never_cache
@require_safe
@needs(*MANAGERS)
def kinds(request: HttpRequest) -> HttpResponse:
    """List the letters, and which have words of one's own."""
    own = _organisations(request)
    worded = set(Wording.objects.filter(organisation__in=own).values_list("organisation_id", "kind", "language"))
    rows = [
        (organisation, kind, _title(kind), [(one, (organisation.pk, kind, one) in worded) for one in LANGUAGES])
        for organisation in own
        for kind in KINDS
    ]
    return render(request, "attendance/wordings.html", {"rows": rows, "several": len(own) > 1})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(*MANAGERS)
@one_at_a_time
def words(request: HttpRequest, organisation: str, kind: str, language: str) -> HttpResponse:
    """Write the words of one letter; below stands the letter as somebody gets it."""
    whose = _own(request, organisation, kind, language)
    found = Wording.objects.filter(organisation=whose, kind=kind, language=language).first()
    found = found or Wording(organisation=whose, kind=kind, language=language)
    form = Words(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, said("Saved. The letters say so from now on."))
        return redirect(request.path)
    example = _example(whose, kind, language)
    shown = None if example is None else render_letter(filled(example, found) if found.pk else example)
    context = {
        "form": form, "whose": whose, "kind": kind, "language": language, "kind_title": _title(kind), "shown": shown,
        "places": ["{" + place + "}" for place in PLACES],
    }  # fmt: skip
    return render(request, "attendance/words.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
@needs(*MANAGERS)
@is_letter
def preview(request: HttpRequest, organisation: str, kind: str, language: str) -> HttpResponse:
    """The letter's HTML alone, for the frame of the page."""
    whose = _own(request, organisation, kind, language)
    example = _example(whose, kind, language)
    if example is None:
        raise Http404
    found = Wording.objects.filter(organisation=whose, kind=kind, language=language).first()
    return HttpResponse(render_letter(filled(example, found) if found else example).html)


def _example(whose: Organisation, kind: str, language: str) -> Letter | None:
    """Return the letter as the latest registration that fits would get it, its secret address left out."""
    recent = Registration.objects.filter(point__organiser=whose, language=language, is_protected=False)
    for registration in recent.order_by("-pk")[:20]:
        try:
            letter = find(kind).compose(str(registration.uid))
        except Unsendable:
            continue
        hidden = {
            name: value.replace(registration.token, "…") if isinstance(value, str) else value
            for name, value in letter.context.items()
        }
        return replace(letter, context=hidden)
    return None


def _own(request: HttpRequest, organisation: str, kind: str, language: str) -> Organisation:
    if kind not in KINDS or language not in LANGUAGES:
        raise Http404
    return get_object_or_404(Organisation, slug=organisation, pk__in=[one.pk for one in _organisations(request)])


def _organisations(request: HttpRequest) -> list[Organisation]:
    found = {one for role in MANAGERS for one in organisations_of(request.user, role)}
    return sorted(found, key=lambda one: one.name)


def _title(kind: str) -> str:
    return find(kind).title[spoken()]
