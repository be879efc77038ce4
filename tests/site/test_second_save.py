"""Two people have the same page open and both save: the second is shown what the first wrote, and nothing is lost."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from gorel.ground import clock

from . import towns

pytestmark = [pytest.mark.db, pytest.mark.slow, pytest.mark.timeout(300)]

# view: whose page it is, what it is about, and a field with what the first and the second write into it
PAGES = {
    "organisation": ("administrator", "organisation", "name", "Första kommun", "Andra kommun"),
    "desk:process-steward": ("administrator", "process", "routine", "Första rutinen", "Andra rutinen"),
    "workshop:people": ("administrator", "draft", "routine", "Första rutinen", "Andra rutinen"),
    "attendance:words": ("secretary", "words", "opening", "Första hälsningen", "Andra hälsningen"),
    "attendance:settings": ("secretary", "public-point", "capacity", "11", "22"),
    "attendance:opinions": ("secretary", "public-point", "better", "Första lärdomen", "Andra lärdomen"),
    "attendance:questions": ("secretary", "public-point", "form-0-label", "Första frågan", "Andra frågan"),
    "programme:week-change": ("editor", "week", "title_sv", "Första veckan", "Andra veckan"),
    "programme:recording-work": ("organiser", "recording", "chapters", "00:01 Första", "00:02 Andra"),
    "benefits:cost": ("administrator", "organisation", "kronor", "411.00", "522.00"),
    "benefits:breaker": ("owner", "account", "cases_a_day", "11", "22"),
    "benefits:bounds": ("administrator", "delegation", "number_a_day", "11", "22"),
    "ideas:challenge-change": ("idea-coach", "challenge", "need", "Första behovet", "Andra behovet"),
    "ideas:change": ("idea-coach", "idea", "what", "Första tanken", "Andra tanken"),
    "ideas:solution-change": ("idea-coach", "solution", "what", "Första lösningen", "Andra lösningen"),
    "ideas:step": ("idea-coach", "idea-step", "found", "Första svaret", "Andra svaret"),
}
ELSE = {"users": "Alla", "met": "3", "how": "Samtal", "why": "Allt"}  # what a step of a method must have, too


UNSENT = ("file", "submit", "checkbox", "radio")  # unless they are checked


class Fields(HTMLParser):
    """What a browser would send of the page's form that has a field of the name."""

    def __init__(self, page: str, name: str) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self._area = self._select = ""
        self.feed(page)
        self.sent = next(one for one in self.forms if name in one and "stood" in "".join(one))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {key: value or "" for key, value in attrs}
        name = held.get("name", "")
        if tag == "form":
            self.forms.append({})
        elif not self.forms:
            return
        elif tag == "textarea":
            self._area = name
            self.forms[-1][name] = ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and ("selected" in held or self._select not in self.forms[-1]):
            self.forms[-1][self._select] = held.get("value", "")
        elif tag == "input" and name and (held.get("type") not in UNSENT or "checked" in held):
            self.forms[-1][name] = held.get("value", "on" if held.get("type") == "checkbox" else "")

    def handle_endtag(self, tag: str) -> None:
        self._area = "" if tag == "textarea" else self._area

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1][self._area] += data.removeprefix("\n")


def wrong(page: str) -> list[str]:
    """Return what a page says is wrong."""
    return re.findall(r'class="(?:error-summary|field-error)[^>]*>(.*?)</(?:div|p)>', page, re.DOTALL)


def filled(page: str, name: str) -> dict[str, str]:
    """Return the page's form with what must not be empty."""
    return {key: value or ELSE.get(key, "") for key, value in Fields(page, name).sent.items()}


@pytest.mark.parametrize("view", PAGES)
def test_the_second_save_never_overwrites_the_first(view: str, db: None) -> None:
    role, about, name, first, second = PAGES[view]
    with clock.held(towns.NOW):
        town = towns.two()[0]
        client = Client()
        client.force_login(town.people[role])
        address = reverse(view, args=town.at[about])
        opened = filled(client.get(address).content.decode(), name)
        taken = client.post(address, opened | {name: first})
        assert taken.status_code == 302, wrong(taken.content.decode())
        refused = client.post(address, opened | {name: second})
        page = refused.content.decode()
        assert (refused.status_code in (400, 422), first in page, second in page) == (True, True, True)
        stands = Fields(client.get(address).content.decode(), name).sent[name]
        assert stands == first
        again = filled(page, name)
        assert again[name] == second
        assert client.post(address, again).status_code == 302
        assert Fields(client.get(address).content.decode(), name).sent[name] == second
