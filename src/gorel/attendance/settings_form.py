"""What a secretary may set about a point's sign-up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from gorel.attendance import seats, timetable
from gorel.attendance.models import SignUp
from gorel.ground.language import is_english
from gorel.ground.second_save import SecondSave
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


def _number(label: Any, help_text: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=help_text,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


def _tick(label: Any, help_text: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, help_text=help_text)


def _reminders() -> list[tuple[str, str]]:
    """Return the steps of the picture that a point's owner chooses."""
    return [
        (step.id, step.name_en if is_english() else step.name) for step in timetable.steps().values() if step.is_chosen
    ]


class SettingsForm(SecondSave, forms.Form):
    """Times are those of the point's own clocks."""

    joining_link = _link(_("Link to join"), _("Only people who are registered get it, when it is time."))
    link_at = forms.DateTimeField(
        label=_("When the link is sent"),
        required=False,
        help_text=_("Empty: the day before at 09:00. Who registers later gets the link at once."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    opens_on = _day(_("First day to register"), _("Empty: from when the event is published."))
    registration_last_day_on = _day(_("Last day to register"), _("That whole day counts."))
    last_time = forms.TimeField(
        label=_("Hour of the last day"),
        required=False,
        help_text=_("Empty: the whole day counts."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    capacity = _number(_("Seats"), _("Empty: no limit."))
    digital_capacity = _number(_("Seats for those who take part digitally"), _("Empty: no limit."))
    has_waiting_list = _tick(
        _("Waiting list when all seats are taken"),
        _("Görel offers each free seat to the next, who has a day to answer."),
    )
    guests_most = forms.IntegerField(
        label=_("Guests that one may bring"), required=False, min_value=0, max_value=20,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    asks_food = _tick(_("Ask about food"), _("Allergies and food that one does not eat. Removed two weeks after."))
    asks_access = _tick(_("Ask what people need to take part"), _("Removed two weeks after."))
    domains = forms.CharField(
        label=_("Only for people with these e-mail addresses"),
        required=False,
        max_length=1000,
        help_text=_("One ending a line, such as goteborg.se. Empty: everybody."),
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )
    code = forms.CharField(
        label=_("Code for invited people"), required=False, max_length=40,
        help_text=_("Who has the code may register, whatever the address. Invitations carry it."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    wants_proof = _tick(
        _("People confirm their address before they are registered"),
        _("A letter asks for it. Use this when robots or jokers register."),
    )
    reminders = forms.MultipleChoiceField(
        label=_("Reminders"), required=False, widget=forms.CheckboxSelectMultiple, choices=_reminders
    )
    asks_feedback = _tick(_("Ask afterwards what people thought"), _("Three questions, answered without a name."))
    recording_url = _link(
        _("Link to the recording"), _("It goes out with the thank-you the day after, if it is there.")
    )

    OF_POINT = ("joining_link", "link_at", "registration_last_day_on", "recording_url")
    OF_SIGN_UP = (
        "opens_on", "last_time", "capacity", "digital_capacity", "has_waiting_list", "guests_most", "asks_food",
        "asks_access", "domains", "code", "wants_proof", "reminders", "asks_feedback",
    )  # fmt: skip

    def __init__(self, data: Any, *, point: Point, sign_up: SignUp) -> None:
        initial = {name: getattr(point, name) for name in self.OF_POINT}
        super().__init__(data, initial=initial | {name: getattr(sign_up, name) for name in self.OF_SIGN_UP})
        self.point = point
        if point.local_link_at is not None:
            self.initial["link_at"] = point.local_link_at.replace(tzinfo=None)
        if seats.has_modes(point):
            self.fields["capacity"].label = _("Seats on site")
        else:
            del self.fields["digital_capacity"]

    def full_clean(self) -> None:
        """Read the form; the times in it are those of the point's clocks."""
        with timezone.override(self.point.zone):
            super().full_clean()

    def clean_guests_most(self) -> int:
        """Nobody brings guests where the field is left empty."""
        return self.cleaned_data["guests_most"] or 0

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

    def ours(self) -> dict[str, Any]:
        """Return what belongs to the sign-up."""
        return {name: self.cleaned_data[name] for name in self.OF_SIGN_UP if name in self.fields}

    def facts(self) -> dict[str, Any]:
        """Return what belongs to the point."""
        return {name: self.cleaned_data[name] for name in self.OF_POINT}
