"""How sign-in behaves where allauth asks: no strangers, no site name in subjects, letters sent beside the request."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gorel.accounts import rights

if TYPE_CHECKING:
    from django.core.mail import EmailMessage
    from django.http import HttpRequest

log = logging.getLogger(__name__)


class Adapter(DefaultAccountAdapter):
    """Sign-in for people who are already known."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("That is not the code in the letter. Check the digits, or ask for a new code."),
        "too_many_login_attempts": _("Too many attempts. Wait a few minutes and ask for a new code."),
        "rate_limited": _("That was many requests at once. Wait a minute and try again."),
    }

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Nobody makes an account for themselves."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return where one comes who was on no way elsewhere: staff to their day, everybody else to the start page."""
        if rights.organisations_of(request.user).exists():
            return reverse("desk:start")
        return super().get_login_redirect_url(request)

    def format_email_subject(self, subject: str) -> str:
        """Return the subject as it stands."""
        return str(subject)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send the letter beside the request, so that the answer takes as long for unknown addresses as for known."""
        letter = self.render_mail(template_prefix, email, {"request": self.request, "email": email, **context})
        send_beside(letter)


def send_beside(letter: EmailMessage) -> None:
    """Send a letter from a thread of its own, so that nobody waits for it."""
    threading.Thread(target=_send, args=(letter,), name="letter beside").start()


def _send(letter: EmailMessage) -> None:
    """Send a letter; trouble goes to the log, without the address."""
    try:
        letter.send()
    except OSError as error:  # smtplib's errors are OSErrors; the address stays out of the log
        log.error("A letter about signing in was not sent: %s", type(error).__name__)
