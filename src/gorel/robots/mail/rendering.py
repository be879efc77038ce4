"""Makes a letter's text and HTML. Both say the same; the HTML carries its styles with it and has a dark form."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cache

import css_inline
from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString

from gorel.ground.memory import Memory
from gorel.robots.mail.letters import Letter

_LETTERS: Memory[tuple[str, str]] = Memory(100)
_CHARSET = '<meta charset="utf-8">'  # within the first 1,024 bytes, where programs look for it; styles come before it
_MARKS = tuple(f"\ue000{number}\ue001" for number in range(8))  # of no alphabet: nobody writes them


@dataclass(frozen=True)
class Rendered:
    """A letter as its receiver will read it."""

    subject: str
    text: str
    html: str


def render(letter: Letter) -> Rendered:
    """Return the letter in its own language."""
    with translation.override(letter.language):
        subject = " ".join(str(letter.subject).split())  # a line break in a title must not become a header
        values = {
            "address": settings.ADDRESS,
            "language": letter.language,
            "name": letter.to_name,
            "subject": subject,
            **letter.context,
        }
        text, html = _merged(letter, values) if letter.own else _made(letter.template, values)
    return Rendered(subject, text, html)


def _made(template: str, values: Mapping[str, object]) -> tuple[str, str]:
    text = _read(f"{template}.txt", values, autoescape=False)
    html = _inliner().inline(_read(f"{template}.html", values, autoescape=True))
    return _tidy(text), html.replace(_CHARSET, "", 1).replace("<head>", f"<head>{_CHARSET}", 1)


def _merged(letter: Letter, values: Mapping[str, object]) -> tuple[str, str]:
    """Return what `_made` would: made once for all receivers, with marks where each one's own goes."""
    own = {name: values[name] for name in ("name", *letter.own) if values[name]}
    marked = {**values, **dict(zip(own, _MARKS, strict=False))}
    try:
        key = letter.template, tuple((name, _fixed(value)) for name, value in sorted(marked.items()))
    except TypeError:
        return _made(letter.template, values)
    text, html = _LETTERS.one(key, lambda: _made(letter.template, marked))
    for mark, value in zip(_MARKS, own.values(), strict=False):
        text, html = text.replace(mark, str(value)), html.replace(mark, escape(value))
    return text, html


def _fixed(value: object) -> Hashable:
    """Return what two values have in common only when a template shows them alike. Errors: TypeError."""
    if isinstance(value, list | tuple):
        return tuple(_fixed(one) for one in value)
    if isinstance(value, Promise):
        return str(value)
    if value is None or type(value) in (str, bool, int, SafeString):
        return type(value), value
    raise TypeError(value)


def _read(name: str, values: Mapping[str, object], *, autoescape: bool) -> str:
    wrapped = get_template(name)  # escapes always; a plain text must not be
    return wrapped.template.render(  # type: ignore[attr-defined]
        Context(dict(values), autoescape=autoescape)
    )


def _tidy(text: str) -> str:
    """Return *text* without the blank lines that template tags leave behind."""
    text = re.sub(r"[ \t]+\n", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


@cache
def _inliner() -> css_inline.CSSInliner:
    # Programs that read mail drop <style>, so rules move into the elements; those in @media can only stay.
    return css_inline.CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False)
