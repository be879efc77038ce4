"""How long, and how often, as people write it: “3 dagar”, “2 hours”, “varje vecka”; ISO 8601 in the picture."""

from __future__ import annotations

import re

from gorel.core.bpmn.model import Expression
from gorel.core.time_words import UNITS, say_cycle, say_duration, say_moment, say_time
from gorel.desk.workshop.outline import expressions
from gorel.ground.language import spoken

_LETTERS = {word: letter for letter, said in UNITS.items() for words in said.values() for word in words}
_SAID = re.compile(r"(?:(varje|every|varannan|vartannat|vart?)\s+)?(?:(\d{1,4})(?::[ae])?\s+)?(\w+)", re.IGNORECASE)
_SECOND = ("varannan", "vartannat")
_LITERAL = re.compile(r'=\s*(?:@|(?:duration|date|date and time)\(\s*)"([^"]*)"\s*\)?')
_ISO = re.compile(r"(R/)?P(?:T\d{1,4}[MH]|\d{1,4}[DWMY])", re.ASCII)


def read(text: str) -> str:
    """Return what a person wrote as ISO 8601; as it stands where it is no such words."""
    found = _SAID.fullmatch(text.strip())
    letter = _LETTERS.get(found[3].casefold()) if found else None
    if found is None or letter is None or not (found[1] or found[2]):
        return text
    often = (found[1] or "").casefold()
    count = 2 if often in _SECOND else int(found[2] or 1)
    of_day = "T" if letter.startswith("T") else ""
    return f"{'R/' if often else ''}P{of_day}{count}{letter[-1]}"


def said(text: str) -> str:
    """Return ISO 8601 as people write it, and as `read` reads it; as it stands where it says more than one length."""
    if not _ISO.fullmatch(text):
        return text
    return say_cycle(text, spoken()) or say_duration(text, spoken()) or text


def told(value: Expression | None) -> str:
    """Return a time of the picture as it is read, never written: in words wherever it stands as it is."""
    return say_time(expressions.as_text(value), spoken()) or read_only(value)


def read_only(value: Expression | None) -> str:
    """Return a value of any sort as it is read: a time that is written as nothing else (a calculation of only
    `duration("P3D")`, a moment) in words; a text may be called P3M and be no time."""
    text = expressions.as_text(value)
    written = _LITERAL.fullmatch(text)
    return (say_time(written[1], spoken()) if written else say_moment(text, spoken())) or text


def expression(text: str) -> Expression | None:
    """Return a length of time that a person wrote as an expression; None for nothing."""
    return expressions.expression(read(text))
