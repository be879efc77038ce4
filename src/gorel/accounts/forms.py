"""The form that asks for the address to sign in with."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.core import context, ratelimit
from django import forms
from django.utils.translation import gettext_lazy as _

from gorel.accounts.models import Person


class RequestCode(forms.Form):
    """Takes an address. The answer is the same whether anybody has it or not."""

    email = forms.EmailField(
        label=_("Your e-mail address at work"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    _user: Person | None = None

    def clean_email(self) -> str:
        """Find who has the address; too many questions about one address are refused."""
        email = self.cleaned_data["email"].strip().lower()
        if not ratelimit.consume(context.request, action="request_login_code", key=email):
            raise get_adapter().validation_error("too_many_login_attempts")
        self._user = Person.objects.filter(email=email, is_active=True).first()
        return email
