"""Every page speaks one language: no sentence of hers stands in Swedish on an English page, or in English on a Swedish.

That each text has its Swedish is held by `gorel.ground.messages --check`; here it is seen that pages say it, that
nothing is put into words too early, in the language of whoever asked first, and that no template forgot to ask.
"""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from gorel.ground import catalogue, clock, messages

from . import towns
from .rights_table import lines
from .test_every_page_in_browser import BY, NO_PAGE
from .test_rights import address

pytestmark = [pytest.mark.db, pytest.mark.slow, pytest.mark.timeout(300)]
# What people of the towns wrote, in their pictures, forms and points: it is not hers to translate.
THEIRS = {"Klart", "Gjort", "Namn", "Öppna data", "Innovationsveckan"}
SHORTEST = 4  # letters: "Ja" and "via" are names and words of many languages
SAID = ("title", "alt", "placeholder", "aria-label", "data-label", "content")
EMPTY = {"meta", "link", "input", "img", "br", "hr", "source", "track", "wbr", "base"}


class Texts(HTMLParser):
    """The texts of a page in its own language, those of attributes that are read out among them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._open: list[tuple[str, bool]] = []
        self.language = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {key: value or "" for key, value in attrs}
        self.language = self.language or held.get("lang", "")
        is_other = held.get("lang", self.language) != self.language or tag in ("script", "style", "textarea", "code")
        is_other = is_other or any(is_open for _tag, is_open in self._open)
        if not is_other:
            for name in SAID:
                self._note(held.get(name, ""))
        if tag not in EMPTY:
            self._open.append((tag, is_other))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not any(is_other for _tag, is_other in self._open):
            self._note(data)

    def _note(self, text: str) -> None:
        self.found.add(" ".join(text.split()))


def words() -> tuple[set[str], set[str]]:
    """Return what she says in English alone and in Swedish alone: texts without anything put into them."""
    english, swedish = set(), set()
    for path in messages.catalogues():
        for message in catalogue.read(path):
            if message.singular and "%" not in message.singular and "{" not in message.singular:
                english.add(" ".join(message.singular.split()))
                swedish |= {" ".join(said.split()) for said in message.said.values()}
    long = {text for text in english ^ swedish if len(text) >= SHORTEST}
    return english & long, swedish & long


def test_no_page_speaks_two_languages(db: None) -> None:
    english, swedish = words()
    wrong = []
    with clock.held(towns.NOW), transaction.atomic():
        ours = towns.two()[0]
        for line in lines():
            role = next((role for role in BY[:-1] if line.may[role] == "+"), "")
            if line.method != "get" or line.view in NO_PAGE or not role:
                continue
            for language, foreign in (("sv", english), ("en", swedish)):
                client = Client()
                if person := ours.people.get(role):
                    client.force_login(person)
                client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
                page = Texts(client.get(address(line, ours, person)).content.decode())
                assert page.language == language, line.view
                wrong += [f"{line.view} ({language}): {text}" for text in sorted(page.found & foreign - THEIRS)]
    assert not wrong, "\n".join(wrong)
