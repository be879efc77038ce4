"""Letters of the organiser's own: to participants, to those who wait, and invitations."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from gorel.accounts.rights import SignedIn
from gorel.attendance import mailings, queries
from gorel.attendance.views.secretary import managed
from gorel.attendance.wishes import normal_address
from gorel.attendance.words import State
from gorel.programme import texts
from gorel.programme.models import Point

MOST_INVITED = 2000


class Message(forms.Form):
    """A letter to those registered."""

    audience = forms.ChoiceField(
        label=_("To whom"), required=False, widget=forms.RadioSelect,
        choices=[("", _("Everybody registered")), (State.WAITING.value, _("Those on the waiting list"))],
    )  # fmt: skip
    subject = forms.CharField(label=_("Subject"), max_length=150)
    text = forms.CharField(
        label=_("Text"),
        max_length=10_000,
        help_text=_("An empty line begins a new paragraph. Facts of the event are added by themselves."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class Invitation(forms.Form):
    """Invitations to addresses."""

    receivers = forms.CharField(
        label=_("E-mail addresses"),
        max_length=200_000,
        help_text=_("One a line, or with commas between. Each gets a letter of its own; nobody sees the others."),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
    )
    text = forms.CharField(
        label=_("Greeting"), required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 5})
    )

    def clean_receivers(self) -> tuple[str, ...]:
        """Return the addresses, each once; name the first that is none."""
        words = self.cleaned_data["receivers"].replace(",", " ").replace(";", " ").split()
        found = tuple(dict.fromkeys(normal_address(word.strip("<>")) for word in words))
        for address in found:
            try:
                validate_email(address)
            except ValidationError:
                raise ValidationError(said("“%s” is no e-mail address.") % address) from None
        if len(found) > MOST_INVITED:
            raise ValidationError(said("%d addresses at most at a time.") % MOST_INVITED)
        return found


@require_http_methods(["GET", "HEAD", "POST"])
@managed
def message(request: SignedIn, point: Point) -> HttpResponse:
    """Write to the participants: read it once as they will, then send it. See what has been written before."""
    form = Message(request.POST if request.method == "POST" else None, initial={"audience": ""})
    shown, numbers = None, queries.numbers(point)
    if request.method == "POST" and form.is_valid() and "send" not in request.POST:
        is_to_waiting = form.cleaned_data["audience"] == State.WAITING
        shown = {
            "subject": form.cleaned_data["subject"],
            "html": texts.html(form.cleaned_data["text"]),
            "count": numbers.waiting if is_to_waiting else numbers.registered,
        }
    elif request.method == "POST" and form.is_valid():
        mailings.order(point=point, kind=mailings.ANNOUNCEMENT, by=request.user.actor, **form.cleaned_data)
        messages.success(request, said("Görel sends your letter now. It stands in the outbox as it goes."))
        return redirect("attendance:message", point=point.uid)
    context = {
        "point": point,
        "form": form,
        "numbers": numbers,
        "shown": shown,
        "sent": point.mailings.exclude(kind=mailings.INVITATION),
    }
    return render(request, "attendance/message.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@managed
def invite(request: SignedIn, point: Point) -> HttpResponse:
    """Invite people by letter."""
    form = Invitation(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        mailings.order(point=point, kind=mailings.INVITATION, by=request.user.actor, **form.cleaned_data)
        messages.success(request, said("Görel sends the invitations now."))
        return redirect("attendance:invite", point=point.uid)
    context = {"point": point, "form": form, "sent": point.mailings.filter(kind=mailings.INVITATION)}
    return render(request, "attendance/invite.html", context, status=422 if form.errors else 200)
