"""The editor's form of a week."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gorel.accounts import rights
from gorel.forms import received, uploads
from gorel.ground import clock, zones
from gorel.ground.fields import Day, offer
from gorel.ground.language import spoken
from gorel.ground.second_save import SecondSave
from gorel.programme import themes as looks
from gorel.programme import weeks
from gorel.programme.models import Week

MOST_LOGO = 300_000


class Moment(forms.DateTimeInput):
    """A day and a time on the week's clocks."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


def _text(label: Any, rows: int, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=8000, required=False, widget=widget, help_text=help_text)


def _colour(label: Any) -> forms.RegexField:
    """Return a field in which a colour is chosen; it always shows one, the house's when the week has none."""
    sign = _("Write the colour as # and six digits, such as #1d5c39.")
    return forms.RegexField(
        f"^{looks.COLOUR}$", label=label, required=False, error_messages={"invalid": sign},
        widget=forms.TextInput(attrs={"type": "color"}),
    )  # fmt: skip


class WeekForm(SecondSave, forms.ModelForm):  # type: ignore[type-arg]
    """A week as its editor writes it."""

    about_sv = _text(_("What the week is"), 6, _("An empty line begins a new paragraph, **words** become bold."))
    about_en = _text(_("What the week is, in English"), 4)
    criteria_sv = _text(_("Criteria"), 5, _("What a programme point must meet. Organisers read it when they write."))
    criteria_en = _text(_("Criteria in English"), 3)
    terms_sv = _text(_("Terms"), 5, _("What an organiser accepts when handing in. Leave it empty when there are none."))
    terms_en = _text(_("Terms in English"), 3)
    themes = _text(_("Themes"), 6, _("One a line, the English name after a sign of equality: Öppna data = Open data"))

    SECTIONS = (
        (_("What"), ("title_sv", "title_en", "owner", "part_of", "about_sv", "about_en")),
        (_("When"), (("starts_on", "ends_on"), "time_zone", ("call_opens_at", "call_closes_at"), "published_on")),
        (_("Themes"), ("themes",)),
        (_("Review"), ("reviewers",)),
        (
            _("Looks"),
            (
                ("light_band", "light_link", "light_mark"),
                ("dark_band", "dark_link", "dark_mark"),
                "plain_colours",
                "logo_file",
                "drop_logo",
            ),
        ),
        (_("What organisers agree to"), ("criteria_sv", "criteria_en", "terms_sv", "terms_en", "conflicts")),
    )

    class Meta:
        model = Week
        fields = (
            "title_sv", "title_en", "owner", "part_of", "about_sv", "about_en", "starts_on", "ends_on",
            "call_opens_at", "call_closes_at", "published_on", "criteria_sv", "criteria_en", "terms_sv", "terms_en",
            "conflicts", "reviewers", "time_zone",
        )  # fmt: skip
        labels = {
            "title_sv": _("Title of the week"), "title_en": _("Title in English"), "owner": _("Owner"),
            "part_of": _("A local week inside"), "starts_on": _("First day"), "ends_on": _("Last day"),
            "call_opens_at": _("Points may be handed in from"), "call_closes_at": _("Points may be handed in until"),
            "published_on": _("The programme is public from"),
            "conflicts": _("When the same speaker, room or organiser is in two places at once"),
        }  # fmt: skip
        help_texts = {
            "call_opens_at": _("On the week's clocks. Empty: at once."),
            "call_closes_at": _("On the week's clocks. Empty: until the week is over."),
            "published_on": _("Empty: not decided yet, and nobody but organisers and editors sees it."),
            "owner": _("Its editors review the points."),
        }  # fmt: skip
        widgets = {
            "starts_on": Day(), "ends_on": Day(), "published_on": Day(), "call_opens_at": Moment(),
            "call_closes_at": Moment(),
        }  # fmt: skip

    reviewers = forms.IntegerField(
        label=_("How many editors review each point"), min_value=1, max_value=5, initial=1, required=False,
        help_text=_("1 to 5. When they are several, each of them answers without seeing the others' answers, and "
                    "when they do not agree one of the editors settles it."),
    )  # fmt: skip

    plain_colours = forms.BooleanField(label=_("Go back to the house's colours"), required=False)
    light_band, dark_band = _colour(_("Head of the page, in light")), _colour(_("Head of the page, in dark"))
    light_link, dark_link = _colour(_("Links and buttons, in light")), _colour(_("Links and buttons, in dark"))
    light_mark, dark_mark = _colour(_("The thin line, in light")), _colour(_("The thin line, in dark"))
    logo_file = received.FileField(
        label=_("Logo"), required=False,
        help_text=_("A picture (JPEG, PNG, WebP) of at most 0.3 MB. It stands above the week's title."),
    )  # fmt: skip
    drop_logo = forms.BooleanField(label=_("Take the logo away"), required=False)

    time_zone = forms.ChoiceField(
        label=_("Time zone"), required=False,
        help_text=_("The clocks that all times of the week are said on. It can be changed until a point has a time."),
    )  # fmt: skip

    def clean_logo_file(self) -> uploads.Upload | None:
        """Know the picture by its bytes."""
        file = self.cleaned_data["logo_file"]
        if not file:
            return None
        try:
            return uploads.read(file, kinds=uploads.PICTURES, most_bytes=MOST_LOGO)
        except uploads.Refused:
            raise ValidationError(_("Choose a JPEG, PNG or WebP picture of at most 0.3 MB.")) from None

    def clean_reviewers(self) -> int:
        """Return 1 when nothing is written."""
        return self.cleaned_data["reviewers"] or 1

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner", rights.organisations_of(person, "editor").order_by("name"))
        others = Week.objects.filter(part_of=None).exclude(pk=self.instance.pk)
        own = others.filter(pk=self.instance.part_of_id or 0)
        coming = others.filter(ends_on__gte=clock.today())
        offer(self, "part_of", coming | own, none=str(_("No, it is a week of its own")))
        self._ask_zone()
        if self.instance.pk:
            self.initial["themes"] = weeks.write_themes(self.instance)
        shown = looks.shown(self.instance.theme)
        self.initial.update({f"{scheme}_{token}": shown[scheme][token] for scheme, token in looks.PLACES})
        if not self.instance.logo_version:
            del self.fields["drop_logo"]
        if not self.instance.theme:
            del self.fields["plain_colours"]

    def _ask_zone(self) -> None:
        """Offer the zones, until a point has a time: nobody can say whether its clock or its moment should stay."""
        is_settled = bool(self.instance.pk) and self.instance.points.exclude(starts_at=None, link_at=None).exists()
        offer(self, "time_zone", zones.offered(spoken()))
        self.fields["time_zone"].disabled = is_settled
        if is_settled:
            self.fields["time_zone"].help_text = _("Points of the week have times, so its clocks stay as they are.")
        for name in ("call_opens_at", "call_closes_at"):
            if self.initial.get(name):
                self.initial[name] = self.initial[name].astimezone(self.instance.zone).replace(tzinfo=None)

    def full_clean(self) -> None:
        """Read the form; times in it are those of the zone that is chosen in it."""
        said = self.data.get(self.add_prefix("time_zone"), "") if not self.fields["time_zone"].disabled else None
        key = self.instance.time_zone if said is None else said
        with timezone.override(zones.named(key if zones.is_known(key) else "")):
            super().full_clean()

    def sections(self) -> list[tuple[Any, list[list[forms.BoundField]]]]:
        """Return the form by section and row."""
        rows = lambda names: [[self[one] for one in ([name] if isinstance(name, str) else name)] for name in names]  # noqa: E731
        there = lambda names: [name for name in names if not isinstance(name, str) or name in self.fields]  # noqa: E731
        return [(title, rows(there(names))) for title, names in self.SECTIONS]

    def clean(self) -> dict[str, Any]:
        """Check what belongs together."""
        given = super().clean() or {}
        first, last = given.get("starts_on"), given.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day must not come before the first."))
        if first and last and (last - first).days > 60:
            self.add_error("ends_on", _("A week of more than 60 days is too long to show."))
        opens, closes = given.get("call_opens_at"), given.get("call_closes_at")
        if opens and closes and closes <= opens:
            self.add_error("call_closes_at", _("It must close after it opens."))
        whole = given.get("part_of")
        if whole and first and last and not (whole.starts_on <= first and last <= whole.ends_on):
            self.add_error("part_of", ValidationError(_("The local week must lie within the week that it is part of.")))
        self._take_colours(given)
        return given

    def _take_colours(self, given: dict[str, Any]) -> None:
        """Give the week the colours that are not the house's, and refuse those that cannot be read by everybody."""
        chosen: dict[str, dict[str, str]] = {scheme: {} for scheme in looks.SCHEMES}
        for scheme, token in looks.PLACES:
            chosen[scheme][token] = given.get(f"{scheme}_{token}") or looks.HOUSE[scheme].colours[token]
        if given.get("plain_colours"):
            chosen = {}
        faults = looks.faint(chosen)
        for fault in faults:
            self.add_error(f"{fault.scheme}_{fault.token}", str(fault))
        if not faults:
            self.instance.theme = looks.write(chosen)
