"""Every letter that she can write says the same as text and as HTML, in one language, and nothing is left over."""

from __future__ import annotations

import html as markup
import os
import re
from pathlib import Path

import pytest

from gorel.ground import clock
from gorel.robots.mail import letters
from gorel.robots.mail.rendering import render
from letters_of_every_kind import NOW, every_letter

pytestmark = [pytest.mark.db, pytest.mark.django_db]
LEFT_OVER = re.compile(r"\{\{|\}\}|\{%|%\}|%\(|\{[a-z_]+\}|\bNone\b|<[a-z]+\.[A-Z]|&amp;amp;|/None|undefined")
LINK = re.compile(r"https?://[^\s<>\"')]+")
# Words that only the other language's letters say.
FOREIGN = {
    "sv": re.compile(r"\b(You|The|Hello|Kind regards|Register|When|Where|Organiser)\b"),
    "en": re.compile(r"\b(Hej|Vänliga hälsningar|Du|När|Arrangör|anmäl\w*|skickade)\b"),
}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_kind_says_all_in_text_and_html_in_one_language(language):
    with clock.held(NOW):
        found = every_letter(language)
        assert set(found) == set(letters.known())
        for kind, letter in found.items():
            assert letter.language == language, kind
            said = render(letter)
            where = os.environ.get("LETTERS")
            if where:
                Path(where, f"{kind}-{language}.html").write_text(said.html, encoding="utf-8")
                Path(where, f"{kind}-{language}.txt").write_text(f"{said.subject}\n\n{said.text}", encoding="utf-8")
            told = _visible(said.html)
            for part in (said.subject, said.text, told):
                assert not LEFT_OVER.search(part), (kind, LEFT_OVER.search(part))
                assert "**" not in part, kind
                assert not FOREIGN[language].search(_own(part)), (kind, FOREIGN[language].search(_own(part)))
            # A link of the text stands in the HTML, and the other way round.
            links = {one.rstrip(".,") for one in LINK.findall(said.text)}
            assert links == {
                markup.unescape(one).rstrip(".,") for one in re.findall(r'href="(http[^"]+)"', said.html)
            }, kind
            assert '<meta charset="utf-8">' in said.html[:100], kind  # programs look for it first of all
            # Outlook knows no widest width, and gives a link no room around its words.
            assert "[if mso]" in said.html, kind
            assert said.html.count("mso-padding-alt") == said.html.count('class="button"'), kind
            assert max(map(len, said.subject.splitlines())) <= 120, kind


def _visible(html: str) -> str:
    body = re.sub(r"<style.*?</style>", "", html, flags=re.DOTALL)
    return markup.unescape(re.sub(r"<[^>]+>", " ", body))


def _own(text: str) -> str:
    """Leave out the titles and texts that people wrote, which are in whatever language they chose."""
    for theirs in ("Öppna", "Burgårdens konferens", "Göteborgs Stad", "HÖST21"):
        text = text.replace(theirs, "")
    return text
