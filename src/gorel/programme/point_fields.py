"""What an organiser is asked of a point: the fields, and how they stand on the page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gorel.accounts.models import Organisation, Person
from gorel.ground.fields import Day, Hour
from gorel.programme.models import Point, Theme
from gorel.programme.words import Format, Language

_YES_NO = [("", _("Not decided yet")), ("yes", _("Yes")), ("no", _("No"))]


def yes_no(label: Any, help_text: Any = "") -> forms.TypedChoiceField:
    """Return a question that may be open still: None, True or False."""
    return forms.TypedChoiceField(
        label=label, help_text=help_text, choices=_YES_NO, required=False,
        coerce=lambda said: {"yes": True, "no": False}.get(said), empty_value=None,
    )  # fmt: skip


def address(label: Any, *, max_length: int = 500, help_text: Any = "") -> forms.URLField:
    """Return a field for an address on the web."""
    return forms.URLField(
        label=label, help_text=help_text, max_length=max_length, required=False, assume_scheme="https",
        error_messages={"invalid": _("Write the whole address, for example https://www.example.se/page.")},
    )  # fmt: skip


class PointFields(forms.Form):
    """The fields of a point's form; what they offer is the form's to say."""

    title_sv = forms.CharField(label=_("Title of the point"), max_length=200, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    abstract_sv = forms.CharField(
        label=_("Description"), required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What it is about and for whom. An empty line begins a new paragraph, **words** become bold."),
    )  # fmt: skip
    abstract_en = forms.CharField(
        label=_("Description in English"), required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 5})
    )
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.none(), label=_("Themes"), required=False, widget=forms.CheckboxSelectMultiple
    )
    series = forms.CharField(
        label=_("Series"), max_length=120, required=False, help_text=_("If it belongs to a series with a name.")
    )
    target_group = forms.CharField(
        label=_("Target group"), max_length=200, required=False, help_text=_("Whom it is for. Empty: everybody.")
    )
    part_of = forms.ModelChoiceField(
        Point.objects.none(), label=_("Part of"), required=False, empty_label=_("It stands by itself"),
        help_text=_("For a day with several parts: write the day first, then its parts."),
    )  # fmt: skip

    day = forms.DateField(label=_("Day"), required=False, widget=Day())
    last_day = forms.DateField(
        label=_("Last day"), required=False, widget=Day(),
        help_text=_("Only when it goes on for several days. An end after midnight needs none."),
    )  # fmt: skip
    time_zone = forms.ChoiceField(
        label=_("Time zone"), required=False, help_text=_("The clocks that its times are said on.")
    )
    starts = forms.TimeField(label=_("Starts"), required=False, widget=Hour())
    ends = forms.TimeField(label=_("Ends"), required=False, widget=Hour())

    format = forms.ChoiceField(label=_("Format"), choices=Format.choices, required=False, widget=forms.RadioSelect)
    place = forms.CharField(
        label=_("Place"), max_length=200, required=False, help_text=_("Name and street address, for those who come.")
    )
    accessibility = forms.CharField(
        label=_("Accessibility of the place"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Entrance without steps, lift, toilet, hearing loop, the nearest stop."),
    )  # fmt: skip
    platform = forms.CharField(
        label=_("Platform"), max_length=60, required=False, help_text=_("For example Zoom or Teams. This is public.")
    )
    joining_link = address(
        _("Joining link"),
        help_text=_("Secret: it is mailed to those who have registered, and stands on no public page."),
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("Not decided yet")), *Language.choices], required=False
    )
    interpretation = forms.CharField(
        label=_("Interpretation"), max_length=120, required=False, help_text=_("Sign language, or another language.")
    )
    has_captions = yes_no(_("Is it captioned while it is held?"))
    is_free = yes_no(_("Is it free of charge?"))
    price = forms.CharField(label=_("Price, when it is not free"), max_length=120, required=False)

    registration_last_day_on = forms.DateField(
        label=_("Last day to register"), required=False, widget=Day(),
        help_text=_("Leave it empty when one does not sign up."),
    )  # fmt: skip
    link_day = forms.DateField(
        label=_("The joining link is mailed on"), required=False, widget=Day(),
        help_text=_("At nine in the morning when you give no time."),
    )  # fmt: skip
    link_hour = forms.TimeField(label=_("Time of day"), required=False, widget=Hour())
    web_page = address(_("Your own page about it"), max_length=300)

    is_recorded = yes_no(_("Is it recorded?"))
    recording_url = address(_("Link to the recording"), help_text=_("When the film is there. It must have captions."))

    co_organisers = forms.ModelMultipleChoiceField(
        Organisation.objects.none(), label=_("Organised together with"), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each of them is asked, and stands on the page once it has said yes. Untick to take one away."),
    )  # fmt: skip
    find_organisation = forms.CharField(
        label=_("Find an organisation to ask"), max_length=100, required=False,
        help_text=_("Write a part of its name and press Search. Then tick it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    contact = forms.ModelChoiceField(
        Person.objects.none(), label=_("Contact"), required=False, empty_label=_("Anybody in the organisation"),
        help_text=_("Görel writes to this person. The name is not public."),
    )  # fmt: skip

    use_required_attribute = False  # a browser must not stop a draft

    SECTIONS = (
        (
            _("What"),
            ("title_sv", "title_en", "abstract_sv", "abstract_en", "themes", "series", "target_group", "part_of"),
        ),
        (_("When"), (("day", "last_day"), ("starts", "ends"), "time_zone")),
        (
            _("Where and how"),
            (
                "format",
                "place",
                "accessibility",
                "platform",
                "joining_link",
                "language",
                "interpretation",
                "has_captions",
                ("is_free", "price"),
            ),
        ),
        (_("Sign-up"), ("registration_last_day_on", ("link_day", "link_hour"), "web_page")),
        (_("Recording"), ("is_recorded", "recording_url")),
        (_("Who"), ("contact", "find_organisation", "co_organisers")),
    )
