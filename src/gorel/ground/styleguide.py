"""The page that shows every component of the design system, for those who build pages and for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from gorel.ground import clock

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

FORMATS = [("digital", _("Digital")), ("physical", _("On site")), ("both", _("Both"))]


POINTS = [
    ("Görel – stadens digitala medarbetare", 0, "good", _("published"), 120),
    ("Öppna data som andra vågar bygga på", 1, "wait", _("waiting for review"), 45),
    ("Sommarjobbare löser en hållbarhetsutmaning", 2, "bad", _("facts missing"), 0),
]


class Example(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label=_("Title"), help_text=_("What the participants will read in the programme."))
    email = forms.EmailField(label=_("E-mail address"))
    about = forms.CharField(label=_("Description"), widget=forms.Textarea, required=False)
    held = forms.ChoiceField(label=_("Format"), choices=FORMATS)
    how = forms.ChoiceField(label=_("How it is held"), choices=FORMATS, widget=forms.RadioSelect, required=False)
    consent = forms.BooleanField(label=_("I agree that my details are kept until the seminar is over."))


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show all components, in a demo home and while developing."""
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    now = clock.now()
    pages = Paginator(range(1, 201), 10)
    return render(
        request,
        "ground/styleguide.html",
        {
            "form": Example(),
            "wrong": Example({"email": "julia.goteborg"}, prefix="wrong"),
            "page": pages.get_page(request.GET.get("page", "4")),
            "now": now,
            "later": now + timedelta(minutes=45),
            "soon": now + timedelta(days=3, hours=2),
            "rows": [_row(now, *given) for given in POINTS],
        },
    )


def _row(now: datetime, title: str, days: int, tone: str, state: object, seats: int) -> dict[str, object]:
    return {"title": title, "at": now + timedelta(days=days), "tone": tone, "state": state, "seats": seats}
