"""What a person agrees to when signing up. A version never changes: registrations name the text that was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Consent:
    """One version of the text, with the purposes that it names.

    Shape: each text has a place for {organiser}; from version 2 on also for {days} and {needs_days}, which stand in
    afterwards.bpmn.
    """

    version: str
    text: Mapping[str, str]

    def said(self, language: str, *, organiser: str, days: int = 0, needs_days: int = 0) -> str:
        """Return the text in *language*, with the organiser's name and the days in it."""
        text = self.text["en" if language == "en" else "sv"]
        return text.format(organiser=organiser, days=days, needs_days=needs_days)


_FIRST = Consent(
    "1",
    {
        "sv": (
            "Jag samtycker till att {organiser} använder mitt namn, min e-postadress och min organisation för att "
            "hålla i det här tillfället: bekräfta min anmälan, skicka länken och ett tack efteråt. "
            "Jag kan ta tillbaka mitt samtycke genom att avanmäla mig."
        ),
        "en": (
            "I agree that {organiser} uses my name, my e-mail address and my organisation to run this event: to "
            "confirm my registration and to send the joining link and a thank-you afterwards. "
            "I can take back my consent by withdrawing my registration."
        ),
    },
)

_SECOND = Consent(
    "2",
    {
        "sv": (
            "Jag samtycker till att {organiser} använder det jag skriver här för att hålla i tillfället: bekräfta "
            "min anmälan, skicka länken, påminnelser och ändringar, och tacka efteråt. Uppgifterna tas bort {days} "
            "dagar efter tillfället, och det jag skriver om mat och tillgänglighet efter {needs_days} dagar. "
            "Jag kan ta tillbaka mitt samtycke genom att avanmäla mig."
        ),
        "en": (
            "I agree that {organiser} uses what I write here to run this event: to confirm my registration, send the "
            "joining link, reminders and changes, and say thank you afterwards. The data is removed {days} days after "
            "the event, and what I write about food and accessibility after {needs_days} days. "
            "I can take back my consent by withdrawing my registration."
        ),
    },
)

VERSIONS: Mapping[str, Consent] = {consent.version: consent for consent in (_FIRST, _SECOND)}
CURRENT = _SECOND
