"""The legal pages, made from what the publisher has stated. Before that they say what holds anyway, and whom to ask."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gorel.ground.language import is_english
from gorel.opendata import publisher
from gorel.programme import texts


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement (lagen om tillgänglighet till digital offentlig service, 2018:1937)."""
    assessed = publisher.facts("accessibility").get("assessed_on")
    return _page(
        request, "accessibility", lines=("gaps",), assessed_on=date.fromisoformat(assessed) if assessed else None
    )


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, purpose by purpose (GDPR, articles 13 and 14)."""
    return _page(request, "privacy", lines=("recipients",))


@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    """The cookies there are, all of them necessary."""
    kept = {"session": settings.SESSION_COOKIE_NAME, "csrf": settings.CSRF_COOKIE_NAME}
    return render(
        request, "opendata/cookies.html",
        {"names": kept, "language_name": settings.LANGUAGE_COOKIE_NAME, "hours": settings.SESSION_COOKIE_AGE // 3600},
    )  # fmt: skip


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """Terms of use."""
    said = publisher.facts("terms")
    text = (said.get("text_en") if is_english() else None) or said.get("text") or ""
    return _page(request, "terms", text=texts.html(text) if text else "")


def _page(request: HttpRequest, kind: str, *, lines: tuple[str, ...] = (), **more: Any) -> HttpResponse:
    found = publisher.stated(kind)
    facts = dict(found.facts) if found else {}
    for name in lines:
        facts[name] = [line.strip(" -•") for line in (facts.get(name) or "").splitlines() if line.strip(" -•")]
    context = {
        "facts": facts,
        "stated": found,
        "publisher": publisher.facts("publisher"),
        "may_state": publisher.may_state(request.user),
        "site": settings.ADDRESS,
        **more,
    }
    return render(request, f"opendata/{kind}.html", context)
