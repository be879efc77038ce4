"""An organisation's own words in a kind of letter: subject, and what is said before and after what Görel writes.

What must be right – the facts, the link, the way to withdraw – stays hers; so no words of anybody can lose it. The
words may name {title}, {name} and {organiser}; anything else in braces stays as it is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.db import models

from gorel.ground.once import once
from gorel.ground.prepared import Prepared
from gorel.robots.mail import marked
from gorel.robots.mail.letters import Letter

PLACES = ("title", "name", "organiser")


class Wording(models.Model):
    """The words of one organisation for one kind of letter in one language.

    Shape: texts are Markdown; empty is none.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=200, blank=True)
    opening = models.TextField(blank=True)
    ending = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "language"], name="mail_wording_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language}"


_words = Prepared(
    lambda organisation, kind, language: Wording.objects.filter(
        organisation=organisation, kind=kind, language=language
    ),
    organisation=int, kind=str, language=str,
)  # fmt: skip


def worded(letter: Letter, *, kind: str, organisation: int | None) -> Letter:
    """Return *letter* in the organisation's own words, where it has any for this kind and language."""
    if organisation is None:
        return letter
    words = {"organisation": organisation, "kind": kind, "language": letter.language}
    found = once(("words", *words.values()), lambda: _words.objects(**words))
    return filled(letter, found[0]) if found else letter


def filled(letter: Letter, words: Wording) -> Letter:
    """Return *letter* with these words."""
    values = {"title": letter.context.get("title", ""), "name": letter.to_name,
              "organiser": letter.context.get("organiser", "")}  # fmt: skip
    opening, ending = (_filled(text, values) for text in (words.opening, words.ending))
    own = {"opening": marked.plain(opening), "ending": marked.plain(ending),
           "opening_html": marked.html(opening), "ending_html": marked.html(ending)}  # fmt: skip
    subject = _filled(words.subject, values) if words.subject else letter.subject
    return replace(letter, subject=subject, context={**letter.context, **own})


def _filled(text: str, values: Mapping[str, object]) -> str:
    for name in PLACES:
        text = text.replace("{" + name + "}", str(values[name]))
    return text.strip()
