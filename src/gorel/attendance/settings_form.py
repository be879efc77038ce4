"""What a secretary may set about a point's sign-up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from gorel.attendance.models import SignUp
from gorel.programme.models import Point


def _link(label: Any, help_text: Any) -> forms.URLField:
    return forms.URLField(
        label=label,
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=help_text,
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class SettingsForm(forms.Form):
    """Times are Swedish time, as the site's time zone is."""

    joining_link = _link(_("Link to join"), _("Only people who are registered get it, when it is time."))
    link_at = forms.DateTimeField(
        label=_("When the link is sent"),
        required=False,
        help_text=_("Empty: the day before at 09:00. Who registers later gets the link at once."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    opens_on = _day(_("First day to register"), _("Empty: from when the event is published."))
    registration_last_day_on = _day(_("Last day to register"), _("That whole day counts."))
    capacity = forms.IntegerField(
        label=_("Seats"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=_("Empty: no limit."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    recording_url = _link(
        _("Link to the recording"), _("It goes out with the thank-you the day after, if it is there.")
    )

    OF_POINT = ("joining_link", "link_at", "registration_last_day_on", "recording_url")

    def __init__(self, data: Any, *, point: Point, sign_up: SignUp) -> None:
        initial = {name: getattr(point, name) for name in self.OF_POINT}
        super().__init__(data, initial=initial | {"opens_on": sign_up.opens_on, "capacity": sign_up.capacity})
        self.point = point

    def clean(self) -> dict[str, Any]:
        """Refuse moments that cannot all be true."""
        given = super().clean() or self.cleaned_data
        first, last, link_at = (given.get(name) for name in ("opens_on", "registration_last_day_on", "link_at"))
        if "registration_last_day_on" in given and last is None and self.point.takes_registrations:
            self.add_error("registration_last_day_on", ValidationError(said("Say which day is the last.")))
        if first and last and first > last:
            self.add_error("opens_on", ValidationError(said("The first day must not come after the last.")))
        if link_at and self.point.starts_at and link_at > self.point.starts_at:
            self.add_error("link_at", ValidationError(said("The link must go out before the event begins.")))
        return given

    def facts(self) -> dict[str, Any]:
        """Return what belongs to the point."""
        return {name: self.cleaned_data[name] for name in self.OF_POINT}
