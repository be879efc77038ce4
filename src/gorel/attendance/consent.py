"""What a person agrees to when signing up. A version never changes: registrations name the text that was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Consent:
    """One version of the text. Shape: each text has a place for {organiser}."""

    version: str
    text: Mapping[str, str]

    def said(self, language: str, *, organiser: str) -> str:
        """Return the text in *language*, with the organiser's name in it."""
        return self.text["en" if language == "en" else "sv"].format(organiser=organiser)


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

VERSIONS: Mapping[str, Consent] = {consent.version: consent for consent in (_FIRST,)}
CURRENT = _FIRST
