"""The record of sign-ins: who came, how, when by machine time, and from where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account import signals as allauth_signals
from django.conf import settings
from django.dispatch import receiver

from gorel.accounts import organising
from gorel.accounts.models import Person, SignIn

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def record(kind: SignIn.Kind, *, person: Person | None, request: HttpRequest) -> None:
    """Write down one event at the door. Writes one row."""
    SignIn.objects.create(kind=kind, person=person, address=request.META.get("REMOTE_ADDR") or None)


@receiver(allauth_signals.user_logged_in)
def _signed_in(request: HttpRequest, user: Person, response: HttpResponse, **more: Any) -> None:
    record(SignIn.Kind.OIDC if more.get("sociallogin") else SignIn.Kind.SIGNED_IN, person=user, request=request)
    organising.join_by_domain(person=user)
    speak(user, request, response)


def speak(person: Person, request: HttpRequest, response: HttpResponse) -> None:
    """Let this browser speak the person's language, unless it was told otherwise."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            person.language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


@receiver(allauth_signals.login_code_rejected)
def _refused(request: HttpRequest, user: Person, **_more: Any) -> None:
    record(SignIn.Kind.REFUSED, person=user, request=request)
