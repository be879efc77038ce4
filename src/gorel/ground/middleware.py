"""What every request goes through: one language, one moment, the headers of a closed door."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from gorel.ground import clock

NO_DEVICES = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
Answer = Callable[[HttpRequest], HttpResponseBase]


def behind_proxies(get_response: Answer) -> Answer:
    """Let REMOTE_ADDR be who asks, when a proxy that we trust (GOREL_PROXIES) says whom it asks for.

    X-Forwarded-For is read from its end: each trusted proxy has added the address that it saw, and the first one that
    is not ours is the visitor. What stands before that, anybody could have written.
    """

    def unveil(request: HttpRequest) -> HttpResponseBase:
        here = request.META.get("REMOTE_ADDR", "")
        if settings.PROXIES and _is_ours(here):
            for said in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
                if not _is_address(said.strip()):
                    break
                here = said.strip()
                if not _is_ours(here):
                    break
            request.META["REMOTE_ADDR"] = here
        return get_response(request)

    return unveil


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_ours(text: str) -> bool:
    return _is_address(text) and any(ip_address(text) in network for network in settings.PROXIES)


def language(get_response: Answer) -> Answer:
    """Speak the language that the person chose with the switch, Swedish until then, whatever the browser says."""
    known = {code for code, _name in settings.LANGUAGES}

    def speak(request: HttpRequest) -> HttpResponseBase:
        asked = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        code = asked if asked in known else settings.LANGUAGE_CODE
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = get_response(request)
        response.headers.setdefault("Content-Language", code)
        return response

    return speak


def one_moment(get_response: Answer) -> Answer:
    """Let everything in a request see the same moment of business time."""

    def hold(request: HttpRequest) -> HttpResponseBase:
        with clock.held():
            return get_response(request)

    return hold


def closed_by_default(get_response: Answer) -> Answer:
    """Set the headers that Django does not: no device features, no other windows, no caching of signed-in pages."""

    def close(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", NO_DEVICES)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return close
