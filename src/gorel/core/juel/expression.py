"""A text with `${…}` in it, compiled."""

from __future__ import annotations

from typing import Any

from gorel.core.juel import coerce
from gorel.core.juel.errors import error
from gorel.core.juel.host import Host
from gorel.core.juel.moments import Moment
from gorel.core.juel.parser import Evaluate, Lookup, parse
from gorel.core.problems import ModelError, Place, Problem


class Expression:
    """One expression keeps its value's kind; with text around, or several, they make a text."""

    __slots__ = ("parts", "text")

    def __init__(self, text: str, parts: list[str | Evaluate]) -> None:
        self.text = text
        self.parts = parts

    def evaluate(self, lookup: Lookup) -> Any:
        """Return the value. *lookup* answers names, and the instant under "now()". Errors: JuelError."""
        if len(self.parts) == 1:
            part = self.parts[0]
            return part if isinstance(part, str) else to_json(part(lookup))
        return "".join(part if isinstance(part, str) else coerce.text(part(lookup)) for part in self.parts)


def compile(text: str) -> Expression:
    """Return *text* with its `${…}` and `#{…}` parts parsed; `\\${` is no expression.

    Errors: ModelError with the position in the text.
    """
    parts: list[str | Evaluate] = []
    plain = ""
    at = 0
    while at < len(text):
        if text[at] == "\\" and text[at + 1 : at + 3] in ("${", "#{"):
            plain += text[at + 1]
            at += 2
        elif text[at : at + 2] in ("${", "#{"):
            end = _end(text, at + 2)
            if plain:
                parts.append(plain)
                plain = ""
            parts.append(parse(text[at + 2 : end], at + 2))
            at = end + 1
        else:
            plain += text[at]
            at += 1
    if plain or not parts:
        parts.append(plain)
    return Expression(text, parts)


def to_json(value: Any) -> Any:
    """Return the value as a case keeps it. Errors: JuelError "juel.no-value" for an object of the host."""
    if isinstance(value, Host):
        raise error("juel.no-value", value=type(value).__name__.lower())
    return str(value) if isinstance(value, Moment) else value


def _end(text: str, at: int) -> int:
    """Return where the `}` of an expression that begins at *at* stands; quotes may hold others."""
    quote = ""
    while at < len(text):
        letter = text[at]
        if quote:
            if letter == "\\":
                at += 1
            elif letter == quote:
                quote = ""
        elif letter in "'\"":
            quote = letter
        elif letter == "}":
            return at
        at += 1
    raise ModelError([Problem("juel.unexpected-end", Place(position=len(text)), {"what": ""})])
