"""What the facts of a point are called where people read of them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

_LABELS = {
    "title_sv": _("Title of the point"), "title_en": _("Title in English"), "abstract_sv": _("Description"),
    "abstract_en": _("Description in English"), "series": _("Series"), "on_date": _("Day"), "starts_at": _("Starts"),
    "ends_at": _("Ends"), "format": _("Format"), "place": _("Place"), "platform": _("Platform"),
    "joining_link": _("Joining link"), "language": _("Language"), "is_free": _("Is it free of charge?"),
    "price": _("Price"), "target_group": _("Target group"), "accessibility": _("Accessibility"),
    "interpretation": _("Interpretation"), "has_captions": _("Captions"), "web_page": _("Your own page about it"),
    "registration_last_day_on": _("Last day to register"), "is_recorded": _("Is it recorded?"),
    "recording_url": _("Link to the recording"), "co_organisers": _("Organised together with"), "themes": _("Themes"),
    "contributors": _("Taking part"), "contact": _("Contact"), "status": _("Status"), "link_at": _("Link is mailed"),
    "organiser": _("Organiser"), "part_of": _("Part of"), "state": _("Stands at"), "day": _("Day and time"),
}  # fmt: skip


def is_known(name: str) -> bool:
    """Say whether a fact of this name has words of its own: what a form sends may be any text."""
    return name in _LABELS


def label(name: str) -> str:
    """Return what a fact is called in the page's language."""
    return str(_LABELS.get(name, name))
