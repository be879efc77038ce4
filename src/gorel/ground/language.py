"""Which of the two languages is spoken."""

from __future__ import annotations

from django.utils.translation import get_language

from gorel.core.say import Language


def spoken(language: str | None = None) -> Language:
    """Return the language to speak: the one given, or that of the page or letter that is being written.

    Swedish for any that she does not speak.
    """
    return "en" if (language or get_language() or "").startswith("en") else "sv"


def is_english(language: str | None = None) -> bool:
    """Return whether it is English."""
    return spoken(language) == "en"
