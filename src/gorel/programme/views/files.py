"""A point's picture and documents: given to everybody once the point is public, and written by its organisers."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gorel.accounts.rights import needs
from gorel.forms import received, uploads
from gorel.programme import rules, texts
from gorel.programme.models import Point, PointFile

MOST_BYTES = {PointFile.Kind.PICTURE: 3_000_000, PointFile.Kind.DOCUMENT: 10_000_000}
MOST_FILES = 10
_KINDS = {PointFile.Kind.PICTURE: uploads.PICTURES, PointFile.Kind.DOCUMENT: uploads.DOCUMENTS}


class FileForm(forms.Form):
    """One file and what it shows."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=PointFile.Kind.choices, widget=forms.RadioSelect)
    file = received.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("A picture (JPEG, PNG, WebP) of at most 3 MB, or a document (PDF, Word, PowerPoint, "
                               "Excel, OpenDocument) of at most 10 MB."),
    )  # fmt: skip
    alt_sv = forms.CharField(
        label=gettext_lazy("What the picture shows"), max_length=300, required=False,
        help_text=gettext_lazy("For those who do not see it. A document needs none."),
    )  # fmt: skip
    alt_en = forms.CharField(label=gettext_lazy("What the picture shows, in English"), max_length=300, required=False)

    def clean(self) -> dict[str, object]:
        """Read the file by its content, and ask for the words that a picture needs."""
        given = super().clean() or {}
        kind, file = given.get("kind"), given.get("file")
        if kind == PointFile.Kind.PICTURE and not given.get("alt_sv"):
            self.add_error("alt_sv", _("Write what the picture shows."))
        if kind and file:
            try:
                given["upload"] = uploads.read(file, kinds=_KINDS[kind], most_bytes=MOST_BYTES[kind])
            except uploads.Refused as refusal:
                self.add_error("file", _SAID[str(refusal)])
        return given


_SAID = {
    "too-large": gettext_lazy("The file is too large."),
    "empty": gettext_lazy("The file is empty."),
    "wrong-kind": gettext_lazy("The file is not of a kind that can be taken here, whatever its name says."),
}


@require_http_methods(["GET", "POST"])
@needs("organiser", "secretary")
def listing(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The files of a point, and a form for another one. A new picture takes the old one's place."""
    point = get_object_or_404(rules.own_points(request.user).select_related("week", "organiser"), uid=uid)
    if not rules.may_change(request.user, point):
        raise Http404
    is_sent = request.method == "POST"
    form = FileForm(
        request.POST if is_sent else None, received.files(request) if is_sent else None, initial={"kind": "picture"}
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with transaction.atomic():
            if given["kind"] == PointFile.Kind.PICTURE:
                point.files.filter(kind=PointFile.Kind.PICTURE).delete()
            if point.files.count() >= MOST_FILES:
                form.add_error("file", _("A point has at most ten files. Take one away first."))
            else:
                taken = given["upload"]
                PointFile.objects.create(
                    point=point, kind=given["kind"], name=taken.name, type=taken.type, size=len(taken.content),
                    alt_sv=given["alt_sv"], alt_en=given["alt_en"], content=taken.content,
                )  # fmt: skip
                messages.success(request, _("The file is kept."))
                return redirect("programme:files", uid=uid)
    context = {"point": point, "title": texts.said(point, "title"), "files": without_content(point), "form": form}
    return render(request, "programme/work/files.html", context, status=400 if form.is_bound else 200)


@require_POST
@needs("organiser", "secretary")
def remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a file away."""
    file = get_object_or_404(PointFile.objects.defer("content").select_related("point"), uid=uid)
    if not rules.may_change(request.user, file.point):
        raise Http404
    file.delete()
    messages.success(request, _("The file is gone."))
    return redirect("programme:files", uid=file.point.uid)


@require_safe
def shown(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The file itself: pictures in the page, all else as a download."""
    file = get_object_or_404(PointFile, uid=uid)
    may_see = rules.public_points().filter(pk=file.point_id).exists()
    if not may_see and not rules.visible_points(request.user).filter(pk=file.point_id).exists():
        raise Http404
    response = HttpResponse(bytes(file.content), content_type=file.type)
    is_picture = file.kind == PointFile.Kind.PICTURE
    response["Content-Disposition"] = content_disposition_header(not is_picture, file.name) or "attachment"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "public, max-age=86400" if may_see else "no-store"
    return response


def without_content(point: Point) -> QuerySet[PointFile]:
    """Return the point's files, their bytes left where they are."""
    return point.files.defer("content")
