"""The browsers in which a person is signed in: noted at the first request and now and then, ended from any of them.

Machine time. The session's key stands sealed beside the row, so that a session can be ended from another browser.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction

from gorel.accounts.models import Person, Visit
from gorel.ground import machine, sealing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    Answer = Callable[[HttpRequest], HttpResponseBase]

_KEY = "visit"
EVERY = timedelta(minutes=10)
KEPT = timedelta(days=90)
_BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (("iPhone", "iPhone"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"))


def middleware(get_response: Answer) -> Answer:
    """Note where people are signed in: at the first request of a session, and every ten minutes."""

    def note(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.user.is_authenticated and request.session.session_key:
            now = machine.now()
            if now.timestamp() - request.session.get(_KEY, 0) > EVERY.total_seconds():
                request.session[_KEY] = int(now.timestamp())
                _note(request, request.user)
        return response

    return note


def open_visits(person: Person) -> list[Visit]:
    """Return the browsers in which the person is signed in, the latest used first."""
    since = machine.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return list(Visit.objects.filter(person=person, ended_at=None, began_at__gte=since))


def mark_of(request: HttpRequest) -> str:
    """Return the mark of the session that asks."""
    return _mark(request.session.session_key or "")


def end(visit: Visit) -> None:
    """Sign the person out in that browser. Drops the session, writes one row."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    if visit.session:
        store().delete(sealing.open_(visit.session, _about(visit.person_id)))
    visit.ended_at, visit.session = machine.now(), ""
    visit.save(update_fields=["ended_at", "session"])


def end_all(person: Person) -> None:
    """Sign the person out everywhere. Writes the person's row and those of the visits."""
    person.end_sessions()
    Visit.objects.filter(person=person, ended_at=None).update(ended_at=machine.now(), session="")


def _note(request: HttpRequest, person: Person) -> None:
    mark, now = mark_of(request), machine.now()
    if Visit.objects.filter(mark=mark).update(seen_at=now):
        return
    try:
        with transaction.atomic():
            Visit.objects.create(
                person_id=person.pk, mark=mark, browser=_browser(request.headers.get("User-Agent", "")),
                address=request.META.get("REMOTE_ADDR") or None,
                session=sealing.seal(request.session.session_key or "", _about(person.pk)),
            )  # fmt: skip
    except IntegrityError:  # two requests of a new session at once
        return
    Visit.objects.filter(seen_at__lt=now - KEPT).delete()


def _browser(said: str) -> str:
    name = next((name for word, name in _BROWSERS if word in said), "")
    system = next((name for word, name in _SYSTEMS if word in said), "")
    return ", ".join(filter(None, (name, system)))


def _mark(key: str) -> str:
    return hashlib.sha256(f"visit {key}".encode()).hexdigest()


def _about(person_id: int) -> bytes:
    return f"visit of {person_id}".encode()
