"""Makes a letter's text and HTML. Both say the same; the HTML carries its styles with it and has a dark form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import css_inline
from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

from gorel.robots.mail.letters import Letter


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
        text = _read(f"{letter.template}.txt", values, autoescape=False)
        html = _read(f"{letter.template}.html", values, autoescape=True)
    return Rendered(subject, _tidy(text), _inliner().inline(html))


def _read(name: str, values: dict[str, object], *, autoescape: bool) -> str:
    wrapped = get_template(name)  # escapes always; a plain text must not be
    return wrapped.template.render(  # type: ignore[attr-defined]
        Context(values, autoescape=autoescape)
    )


def _tidy(text: str) -> str:
    """Return *text* without the blank lines that template tags leave behind."""
    text = re.sub(r"[ \t]+\n", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


@cache
def _inliner() -> css_inline.CSSInliner:
    # Programs that read mail drop <style>, so rules move into the elements; those in @media can only stay.
    return css_inline.CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False)
