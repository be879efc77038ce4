"""Recordings: the organiser's page of one, the library of all, the film and its captions themselves."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_http_methods, require_POST, require_safe

from gorel.accounts.models import Organisation
from gorel.accounts.rights import SignedIn, needs
from gorel.forms import received, uploads
from gorel.ground.language import is_english
from gorel.ground.second_save import one_at_a_time
from gorel.programme import captions, open_lists, recordings, rules, search, texts
from gorel.programme.models import Captions, Point, Recording, Theme
from gorel.programme.recording_form import RecordingForm
from gorel.programme.words import Language

_PAGE = 30
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@require_http_methods(["GET", "POST"])
@needs("organiser", "secretary")
@one_at_a_time
def work(request: SignedIn, uid: UUID) -> HttpResponse:
    """A recording as its organiser writes it, with what keeps it from being published."""
    point = get_object_or_404(rules.own_points(request.user).select_related("week", "organiser"), uid=uid)
    if not rules.may_change(request.user, point):
        raise Http404
    recording = recordings.of(point)
    given = [request.POST, received.files(request, films=("film",))] if request.method == "POST" else []
    form = RecordingForm(*given, point=point, recording=recording)
    if given and form.is_valid():
        by = request.user.actor
        url = None if form.cleaned_data["film"] else form.url
        recordings.save(point=point, by=by, url=url, facts=form.facts())
        try:
            if form.cleaned_data["film"]:
                point.refresh_from_db()
                recordings.keep_film(point=point, by=by, file=form.cleaned_data["film"])
        except uploads.Refused:
            messages.warning(request, _("The film could not be kept; all else is."))
        point.refresh_from_db()
        _say(request, point)
        return redirect("programme:recording-work", uid=uid)
    found = recordings.faults(recording)
    context = {
        "point": point,
        "title": texts.said(point, "title"),
        "form": form,
        "recording": recording,
        "findings": _said(recordings.findings(point)) if point.recording_url else [],
        "faults": [one for one in found if not one.is_advice],
        "advice": [one for one in found if one.is_advice],
        "chapters": recordings.chapters(recording),
    }
    return render(request, "programme/work/recording.html", context, status=400 if given else 200)


@require_POST
@needs("organiser", "secretary")
def remove(request: SignedIn, uid: UUID) -> HttpResponse:
    """Take the film away; what is told of it stays for the next one."""
    point = get_object_or_404(rules.own_points(request.user).select_related("week", "organiser"), uid=uid)
    if not rules.may_change(request.user, point):
        raise Http404
    recordings.take_away(point=point, by=request.user.actor)
    messages.success(request, _("The recording is taken away."))
    return redirect("programme:recording-work", uid=uid)


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """All published recordings, the latest first, across weeks and seminars."""
    asked = {name: request.GET.get(name, "").replace("\x00", "")[:120] for name in _FILTERS}
    found = _narrowed(asked)
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    everything = _published()
    years = everything.order_by().values_list("on_date__year", flat=True).distinct()
    organisers = everything.order_by().values("organiser_id")
    context = {
        "page": page,
        "asked": asked,
        "is_narrowed": any(asked.values()),
        "query": urlencode({name: value for name, value in asked.items() if value}),
        "years": sorted({year for year in years if year}, reverse=True),
        "organisers": Organisation.objects.filter(pk__in=organisers).order_by("name"),
        "themes": _themes(everything),
        "languages": Language.choices,
    }
    return render(request, "programme/recordings.html", context)


@require_safe
@conditional_page
def as_json(request: HttpRequest) -> HttpResponse:
    """The same as JSON, with the same filters."""
    asked = {name: request.GET.get(name, "").replace("\x00", "")[:120] for name in _FILTERS}
    address = settings.ADDRESS + reverse("programme:recordings")
    return open_lists.as_json(_narrowed(asked), name=_("Recordings"), address=address)


@require_safe
@conditional_page
def atom(request: HttpRequest) -> HttpResponse:
    """The latest recordings as a feed."""
    found = _published().select_related("week", "organiser").order_by("-recording_published_at")[:100]
    address = settings.ADDRESS + reverse("programme:recordings")
    feed = settings.ADDRESS + reverse("programme:recordings-atom")
    return open_lists.as_atom(found, name=_("Recordings"), address=address, feed=feed)


@require_safe
def shown(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Where a recording is watched: its point's page."""
    point = _seen(request, uid)
    if not point.is_public:
        return redirect("programme:recording-work", uid=uid)
    return redirect(point.get_absolute_url() + "#recording")


@require_safe
def spoken(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What is said in the film, to read."""
    point = _seen(request, uid)
    recording = recordings.of(point)
    if not recording.captions_text:
        raise Http404
    context = {
        "point": point, "recording": recording, "title": texts.said(point, "title"),
        "paragraphs": recordings.paragraphs(recording),
    }  # fmt: skip
    return render(request, "programme/spoken.html", context)


@require_safe
def track(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The captions, as the player reads them."""
    recording = recordings.of(_seen(request, uid))
    if recording.captions != Captions.FILE or not recording.captions_text:
        raise Http404
    return _plain(HttpResponse(recording.captions_text, content_type="text/vtt; charset=utf-8"))


@require_safe
def film(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The film itself, whole or the part that a player asks for."""
    recording = recordings.of(_seen(request, uid))
    if not recording.has_film:
        raise Http404
    size = recording.film_size
    match = _RANGE.fullmatch(request.headers.get("Range", ""))
    first, last, is_part = 0, size - 1, False
    if match and (match[1] or match[2]):
        first = int(match[1]) if match[1] else max(0, size - int(match[2]))
        last = min(size - 1, int(match[2])) if match[1] and match[2] else size - 1
        is_part = True
        if first > last:
            refused = HttpResponse(status=416)
            refused["Content-Range"] = f"bytes */{size}"
            return refused
    pieces = recordings.film(recording, first, last) if request.method == "GET" else iter(())
    response = StreamingHttpResponse(pieces, content_type=recording.film_type, status=206 if is_part else 200)
    response["Content-Length"] = str(last - first + 1)
    response["Accept-Ranges"] = "bytes"
    if is_part:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return _plain(response)


_FILTERS = ("q", "theme", "organiser", "year", "language", "captions")


def _published() -> QuerySet[Point]:
    return rules.public_points().filter(recording_published_at__isnull=False)


def _narrowed(asked: dict[str, str]) -> QuerySet[Point]:
    found = _published().select_related("week", "organiser", "recording")
    found = found.order_by("-on_date", "-starts_at", "pk")
    if asked["theme"]:
        found = found.filter(pk__in=Point.objects.filter(themes__slug=asked["theme"]).values("pk"))
    if asked["organiser"]:
        found = found.filter(organiser__slug=asked["organiser"])
    if asked["year"].isdecimal() and len(asked["year"]) == 4:
        found = found.filter(on_date__year=int(asked["year"]))
    if asked["language"] in Language.values:
        found = found.filter(language=asked["language"])
    if asked["captions"] in Language.values:
        found = found.filter(recording__captions__in=(Captions.FILE, Captions.FILM),
                             recording__captions_language=asked["captions"])  # fmt: skip
    return search.find(found, asked["q"]) if asked["q"].strip() else found


def _themes(points: QuerySet[Point]) -> list[dict[str, str]]:
    """Return the themes of several weeks, those of one name once."""
    found: dict[str, dict[str, str]] = {}
    for theme in Theme.objects.filter(points__in=points.order_by()).distinct().order_by("-week__starts_on"):
        found.setdefault(theme.slug, {"slug": theme.slug, "title": texts.said(theme, "title")})
    return sorted(found.values(), key=lambda one: one["title"])


def _seen(request: HttpRequest, uid: UUID) -> Point:
    """Return the point when everybody may watch its recording, or when its organisers or editors look at it."""
    point = Point.objects.filter(uid=uid).select_related("week", "organiser").first()
    if point is None:
        raise Http404
    if point.is_public and point.recording_published_at is not None:
        return point
    if rules.visible_points(request.user).filter(pk=point.pk).exists():
        return point
    raise Http404


def _plain(response: Any) -> Any:
    response["Content-Security-Policy"] = "default-src 'none'; media-src 'self'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _said(findings: list[dict[str, str]]) -> list[str]:
    english = is_english()
    return [(one.get("text_en") if english else "") or one["text"] for one in findings]


def _say(request: HttpRequest, point: Point) -> None:
    if point.recording_published_at is not None:
        messages.success(request, _("It is saved, and everybody can watch the recording."))
    elif point.recording_url and not recordings.findings(point):
        messages.success(request, _("It is saved. Nothing is in the way, and the recording is published once the point "
                                    "has been held."))  # fmt: skip
    elif point.recording_url:
        messages.warning(request, _("It is saved. What is still needed stands below."))
    else:
        messages.success(request, _("It is saved."))


def player(point: Point) -> dict[str, Any] | None:
    """Return what a point's page shows of its recording; None while there is none to watch."""
    if point.recording_published_at is None or not point.recording_url:
        return None
    recording = Recording.objects.filter(point=point).first()
    if recording is None:
        return {"recording": None, "chapters": []}
    return {
        "recording": recording,
        "chapters": recordings.chapters(recording),
        "length": captions.clock(recording.length_s) if recording.length_s else "",
        "has_track": recording.captions == Captions.FILE and bool(recording.captions_text),
    }
