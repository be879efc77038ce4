"""A participant's way on a phone, by keyboard: found in the programme, registered, corrected, there, thanked, heard."""

from __future__ import annotations

import re

import pytest

from attendance.conftest import ACCESSIBLE, LINK, at
from gorel.attendance.models import Feedback, Registration
from gorel.cases.models import Incident
from gorel.programme import recordings

pytestmark = [
    pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900), pytest.mark.django_db(transaction=True),
]  # fmt: skip
WORDS = {
    "sv": {
        "locale": "sv-SE", "title": "Kommunen som innovationsaktör", "register": "Anmäl dig", "name": "Namn",
        "email": "E-postadress", "consent": "Jag samtycker", "received": "Tack, din anmälan är mottagen",
        "save": "Spara rättelsen", "join": "Du kan ansluta nu", "link": "Gå till mötet", "thought": "Vad tyckte du?",
        "score": "Mycket bra", "good": "Vad var bra?", "send": "Skicka", "thanks": "Tack för ditt svar",
    },
    "en": {
        "locale": "en-GB", "title": "The municipality as innovator", "register": "Register", "name": "Name",
        "email": "E-mail address", "consent": "I agree", "received": "Thank you, your registration is received",
        "save": "Save the correction", "join": "You can join now", "link": "Join the event",
        "thought": "What did you think?", "score": "Very good", "good": "What was good?", "send": "Send",
        "thanks": "Thank you for your answer",
    },
}  # fmt: skip
FOCUSED = """() => { const it = document.activeElement;
    return ((it.labels && it.labels[0]) || it).textContent.trim() }"""


def tab_to(page, said: str, *, most: int = 120) -> None:
    """Press Tab until what has focus is called *said*."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED).startswith(said):
            return
    raise AssertionError(f"no key leads to {said!r} on {page.url}")


def tick(page, said: str) -> None:
    tab_to(page, said)
    page.keyboard.press("Space")


def follow(page, said: str) -> None:
    """Go to the link or button that is called *said*, press Enter there, and wait for the page that comes."""
    tab_to(page, said)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def letter_to_asa(postbox, number: int) -> str:
    return postbox.to("asa@example.se")[number].get_body(("plain",)).get_content()


def address_in(text: str, part: str) -> str:
    (found,) = set(re.findall(rf"http\S+/{part}/\S*", text))
    return found.partition("//")[2].partition("/")[2]


@pytest.mark.parametrize(("language", "has_script"), [("sv", False), ("en", True)])
def test_a_participant_goes_from_the_programme_to_the_feedback(
    world, postbox, live_server, open_page, axe, language, has_script
):
    words, site = WORDS[language], live_server.url
    point = world.seminar(title_en=WORDS["en"]["title"], is_recorded=True)
    page = open_page(width=390, height=844, locale=words["locale"], java_script_enabled=has_script)

    def look(heading: str) -> None:
        assert page.get_by_role("heading", name=heading, exact=True).first.is_visible()
        if has_script:
            axe(page)

    page.goto(f"{site}/seminars/")
    if language == "en":
        follow(page, "English")
    follow(page, words["title"])
    look(words["title"])
    follow(page, words["register"])
    tab_to(page, words["name"])
    page.keyboard.type("Åsa Öberg")
    tab_to(page, words["email"])
    page.keyboard.type("asa@")
    follow(page, words["register"])
    assert page.get_by_role("alert").is_visible()
    assert page.get_by_label(words["name"], exact=True).input_value() == "Åsa Öberg"
    tab_to(page, words["email"])
    page.keyboard.press("End")
    page.keyboard.type("example.se")
    tick(page, words["consent"])
    follow(page, words["register"])
    look(words["received"])

    world.work()
    mine = address_in(letter_to_asa(postbox, 0), "my")
    page.goto(f"{site}/{mine}")
    tab_to(page, words["name"])
    page.keyboard.press("End")
    page.keyboard.type(" Berg")
    follow(page, words["save"])
    assert Registration.objects.get().name == "Åsa Öberg Berg"
    if has_script:
        axe(page)

    world.go(at(21, 9))
    assert LINK in letter_to_asa(postbox, 2)
    world.go(at(23, 8, 45))
    page.goto(f"{site}/{mine}now/")
    look(words["join"])
    tab_to(page, words["link"])
    assert page.evaluate("document.activeElement.href") == LINK

    world.go(at(23, 12))
    recordings.save(point=point, by="görel", url="https://play.example/film", facts=ACCESSIBLE)
    world.go(at(24, 9))
    thanks = letter_to_asa(postbox, 3)
    assert f"/watch/{point.uid}/" in thanks
    page.goto(f"{site}/{address_in(thanks, 'my')}")
    look(words["thought"])
    tick(page, words["score"])
    tab_to(page, words["good"])
    page.keyboard.type("Robotens berättelse")
    follow(page, words["send"])
    look(words["thanks"])
    assert (Feedback.objects.get().score, Feedback.objects.get().good) == (5, "Robotens berättelse")
    assert not Incident.objects.exists()
