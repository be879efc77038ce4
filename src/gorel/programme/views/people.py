"""People who take part: what they agreed to, their pictures, and their own page to say yes, no, or to leave."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from gorel.accounts.rights import SignedIn, needs
from gorel.forms import received, uploads
from gorel.ground.language import spoken
from gorel.programme import rules, taking_part, texts
from gorel.programme.models import ContributorPicture, Point
from gorel.programme.words import ConsentHow

MOST_BYTES = 1_000_000
_SAID = {
    "too-large": gettext_lazy("The picture is larger than 1 MB."),
    "empty": gettext_lazy("The file is empty."),
    "wrong-kind": gettext_lazy("The file is no picture in JPEG, PNG or WebP, whatever its name says."),
}


class PictureForm(forms.Form):
    """A person's picture and what it shows."""

    person = forms.IntegerField(widget=forms.HiddenInput())
    file = received.FileField(
        label=gettext_lazy("Picture"), help_text=gettext_lazy("JPEG, PNG or WebP of at most 1 MB.")
    )
    alt_sv = forms.CharField(
        label=gettext_lazy("What the picture shows"), max_length=200,
        help_text=gettext_lazy("For those who do not see it. Often the name will do."),
    )  # fmt: skip

    def clean_file(self) -> uploads.Upload:
        """Know the picture by its bytes."""
        try:
            return uploads.read(self.cleaned_data["file"], kinds=uploads.PICTURES, most_bytes=MOST_BYTES)
        except uploads.Refused as refusal:
            raise forms.ValidationError(_SAID[str(refusal)]) from None


@require_http_methods(["GET", "POST"])
@needs("organiser", "secretary")
def listing(request: SignedIn, uid: UUID) -> HttpResponse:
    """The people of a point: what each has agreed to, and their pictures."""
    point = get_object_or_404(rules.own_points(request.user).select_related("week", "organiser"), uid=uid)
    if not rules.may_change(request.user, point):
        raise Http404
    bound: PictureForm | None = None
    if request.method == "POST":
        bound = _do(request, point)
        if bound is None:
            return redirect("programme:people", uid=uid)
    rows = []
    for person in taking_part.shown(point.contributors.select_related("picture")):
        is_his = bound is not None and str(person.pk) == bound.data.get("person")
        form = (
            bound
            if is_his
            else PictureForm(initial={"person": person.pk, "alt_sv": person.name}, auto_id=f"id_%s_{person.pk}")
        )
        rows.append((person, form))
    context = {"point": point, "title": texts.said(point, "title"), "rows": rows, "bound": bound, "text": _text()}
    return render(request, "programme/work/people.html", context, status=400 if bound is not None else 200)


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """A person's own page, by the link of a letter: yes, no, or out of the programme."""
    person = taking_part.of_token(token)
    if person is None:
        return render(request, "programme/taking_part.html", {"person": None}, status=404)
    if request.method == "POST":
        said = request.POST.get("answer")
        if said in ("yes", "no"):
            taking_part.answer(person=person, consents=said == "yes")
            return redirect("programme:taking-part", token=token)
        if said == "leave":
            taking_part.withdraw(person=person)
            return render(request, "programme/taking_part.html", {"person": None, "has_left": True})
    return render(request, "programme/taking_part.html", {"person": person, "point": person.point, "text": _text()})


@require_safe
def portrait(request: HttpRequest, pk: int) -> HttpResponse:
    """A person's picture: for everybody while the person agrees, for the organisers before that."""
    found = get_object_or_404(ContributorPicture.objects.select_related("contributor"), contributor=pk)
    points = rules.public_points() if found.contributor.consents else Point.objects.none()
    if not points.filter(pk=found.contributor.point_id).exists() and not (
        rules.visible_points(request.user).filter(pk=found.contributor.point_id).exists()
    ):
        raise Http404
    response = HttpResponse(bytes(found.content), content_type=found.type)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=300"  # a no is to be seen soon
    return response


def _do(request: SignedIn, point: Point) -> PictureForm | None:
    """Do what a button asks. Return the form when something is wrong with it."""
    said = request.POST.get("person", "")
    person = get_object_or_404(point.contributors, pk=int(said) if said.isdecimal() and len(said) < 18 else 0)
    if "noted" in request.POST:
        by, how = request.user.actor, ConsentHow.ORGANISER
        taking_part.answer(person=person, consents=request.POST["noted"] == "yes", how=how, by=by)
        messages.success(request, _("It is noted."))
        return None
    if "remove" in request.POST:
        ContributorPicture.objects.filter(contributor=person).delete()
        taking_part.follow(point, by=request.user.actor)
        return None
    form = PictureForm(request.POST, received.files(request), auto_id=f"id_%s_{person.pk}")
    if not form.is_valid():
        return form
    taken = form.cleaned_data["file"]
    ContributorPicture.objects.update_or_create(
        contributor=person,
        defaults={"type": taken.type, "content": taken.content, "alt_sv": form.cleaned_data["alt_sv"]},
    )
    taking_part.follow(point, by=request.user.actor)
    messages.success(request, _("The picture is kept.") if person.consents else
                     _("The picture is kept. It is shown once the person has agreed to it."))  # fmt: skip
    return None


def _text() -> str:
    return taking_part.TEXT[spoken()]
