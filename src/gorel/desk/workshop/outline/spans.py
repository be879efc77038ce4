"""How long, and how often, as people write it: “3 dagar”, “2 hours”, “varje vecka”; ISO 8601 in the picture."""

from __future__ import annotations

import re

from gorel.core.bpmn.model import Expression
from gorel.desk.workshop.outline import expressions
from gorel.ground.language import spoken

UNITS: dict[str, dict[str, tuple[str, str]]] = {  # ISO's letter: one and several in each language
    "TM": {"sv": ("minut", "minuter"), "en": ("minute", "minutes")},
    "TH": {"sv": ("timme", "timmar"), "en": ("hour", "hours")},
    "D": {"sv": ("dag", "dagar"), "en": ("day", "days")},
    "W": {"sv": ("vecka", "veckor"), "en": ("week", "weeks")},
    "M": {"sv": ("månad", "månader"), "en": ("month", "months")},
    "Y": {"sv": ("år", "år"), "en": ("year", "years")},
}
EVERY = {"sv": "varje", "en": "every"}
_LETTERS = {word: letter for letter, said in UNITS.items() for words in said.values() for word in words}
_SAID = re.compile(r"(?:(varje|every)\s+)?(?:(\d{1,4})\s+)?(\w+)", re.IGNORECASE)
_ISO = re.compile(r"(R/)?P(?:(T)(\d{1,4})([MH])|(\d{1,4})([DWMY]))")


def read(text: str) -> str:
    """Return what a person wrote as ISO 8601; as it stands where it is no such words."""
    found = _SAID.fullmatch(text.strip())
    letter = _LETTERS.get(found[3].casefold()) if found else None
    if found is None or letter is None or not (found[1] or found[2]):
        return text
    of_day = "T" if letter.startswith("T") else ""
    return f"{'R/' if found[1] else ''}P{of_day}{int(found[2] or 1)}{letter[-1]}"


def said(text: str) -> str:
    """Return ISO 8601 as people write it; as it stands where it says more than one length of time."""
    found = _ISO.fullmatch(text)
    if found is None:
        return text
    count = int(found[3] or found[5])
    one, several = UNITS[f"T{found[4]}" if found[2] else found[6]][spoken()]
    every = EVERY[spoken()]
    if found[1] and count == 1:
        return f"{every} {one}"
    return f"{every + ' ' if found[1] else ''}{count} {one if count == 1 else several}"


def expression(text: str) -> Expression | None:
    """Return a length of time that a person wrote as an expression; None for nothing."""
    return expressions.expression(read(text))
