"""The form that asks for the address to sign in with."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm
from allauth.core import context, ratelimit
from django import forms
from django.utils.translation import gettext_lazy as _

from gorel.accounts import doors, organising
from gorel.accounts.models import Person, SignIn


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
        self._user = Person.objects.filter(email=email).first() or organising.newcomer(email)
        if self._user is not None and not self._user.is_active:
            self._user = None
        # Written for strangers, too, without the address: the answer takes as long, and a flood of questions is seen.
        doors.record(SignIn.Kind.CODE_ASKED, person=self._user, request=context.request)
        return email


class ConfirmCode(ConfirmLoginCodeForm):
    """Takes the six digits; blanks among them do not matter."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("Six digits, in the letter that was just sent."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code-input"}),
    )

    def clean_code(self) -> str:
        """Compare without blanks; the comparison takes as long for every wrong code."""
        self.cleaned_data["code"] = "".join(self.cleaned_data["code"].split())
        return super().clean_code()
