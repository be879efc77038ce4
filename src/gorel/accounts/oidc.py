"""An organisation's own sign-in, by OpenID Connect: it says who somebody is; who may come in is still said here.

An address that it has verified must be a known person's, or one at a verified organisation's domain. The first time its
account is tied to the person; from then on its own id of the account counts, whatever the address becomes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpResponseRedirect
from django.urls import reverse

from gorel.accounts import organising
from gorel.accounts.models import Person

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin
    from django.http import HttpRequest


class Adapter(DefaultSocialAccountAdapter):
    """Lets known people in, and nobody else."""

    def is_open_for_signup(self, _request: HttpRequest, _login: SocialLogin) -> bool:
        """Nobody makes an account for themselves."""
        return False

    def pre_social_login(self, request: HttpRequest, login: SocialLogin) -> None:
        """Find who comes. Side effects: the account is tied to the person the first time."""
        person = login.user if login.is_existing else _known(login)
        if person is None or not person.is_active:
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("socialaccount_login_error")))
        if not login.is_existing:
            login.connect(request, person)

    def on_authentication_error(self, _request: HttpRequest, *_how: Any, **_more: Any) -> None:
        """Say in plain words that it did not work."""
        raise ImmediateHttpResponse(HttpResponseRedirect(reverse("socialaccount_login_error")))


def _known(login: SocialLogin) -> Person | None:
    said = login.account.extra_data
    said = {**said, **said.get("userinfo", {}), **said.get("id_token", {})}
    email = str(said.get("email") or "").strip().lower()
    if not email or said.get("email_verified") is not True:
        return None
    return Person.objects.filter(email=email).first() or organising.newcomer(email)
