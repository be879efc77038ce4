"""Whole days in a browser, by keyboard: an organiser's way to a published point, an editor with sixty to review."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from django.conf import settings

from gorel.accounts.models import Organisation, Person
from gorel.cases.models import Incident, Task
from gorel.cases.worker import Worker
from gorel.desk.models import Begun
from gorel.programme import actions
from gorel.programme.models import Point
from programme.conftest import member
from programme.test_in_browser import sign_in

pytestmark = [
    pytest.mark.browser, pytest.mark.timeout(1800), pytest.mark.django_db(transaction=True),
]  # fmt: skip
POINTS = 60
WORDS: dict[str, dict[str, str]] = {
    "sv": {
        "new": "Ny programpunkt till Innovationsveckan 2021", "title": "Titel", "about": "Beskrivning",
        "who": "Vem", "find": "Sök en organisation", "hand in": "Spara och lämna in", "missing": "Uppgifter saknas",
        "asked": "Vill ni vara medarrangör? Öppna data i vardagen", "fill in": "Fyll i det som saknas", "day": "Dag",
        "starts": "Börjar", "ends": "Slutar", "digital": "Digitalt", "platform": "Plattform", "save": "Spara",
        "yes": "Ja, det vill vi", "review": "Granska programpunkten", "publish": "Publicera", "send": "Skicka",
        "next": "Skicka och öppna nästa",
    },
    "en": {
        "new": "New point for Innovation Week 2021", "title": "Title", "about": "Description",
        "who": "Who", "find": "Find an organisation", "hand in": "Save and hand in", "missing": "Facts are missing",
        "asked": "Will you stand as co-organiser? Öppna data i vardagen",
        "fill in": "Fill in what is missing", "day": "Day",
        "starts": "Starts", "ends": "Ends", "digital": "Digital", "platform": "Platform", "save": "Save",
        "yes": "Yes, we do", "review": "Review the programme point", "publish": "Publish", "send": "Send",
    },
}  # fmt: skip


@pytest.fixture(autouse=True)
def _today(living):
    """Let the home's own clock go."""


def speaking(language: str, page, site: str):
    """Let the page's browser speak the language, as the switch does."""
    page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site}])
    return page


def tab_to(page, said: str, *, most: int = 120) -> None:
    """Press Tab until what has focus is called *said*."""
    for _ in range(most):
        page.keyboard.press("Tab")
        named = page.evaluate(
            "(document.activeElement.labels && document.activeElement.labels[0] || document.activeElement)"
            ".textContent.trim()"
        )
        if named.startswith(said):
            return
    raise AssertionError(f"no key leads to {said!r} on {page.url}")


def write(page, label: str, text: str) -> None:
    tab_to(page, label)
    page.keyboard.type(text)


@pytest.mark.slow
@pytest.mark.parametrize("speech", ["sv", pytest.param("en", marks=pytest.mark.long)])
def test_an_organiser_comes_from_nothing_to_a_published_point_by_keyboard_on_a_phone(
    live_server, world, living, open_page, axe, speech
):
    site, say = live_server.url, WORDS[speech]
    region = Organisation.objects.create(name="Region Skåne", slug="skane", kind="region")
    sara = member("Sara Skåne", region, "organiser")
    Person.objects.update(language=speech)
    page = speaking(speech, sign_in(open_page(width=390, height=844), site, world.julia), site)
    page.goto(f"{site}/my-points/")
    axe(page)
    tab_to(page, say["new"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/my-points/new/**")
    write(page, say["title"], "Öppna data i vardagen")
    write(page, say["about"], "Vi visar hur kommunens data används.")
    tab_to(page, say["who"])  # on a phone the sections are folded
    page.keyboard.press("Enter")
    write(page, say["find"], "skåne")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**#find")
    axe(page)
    tab_to(page, "Region Skåne")
    page.keyboard.press("Space")
    tab_to(page, say["hand in"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/my-points/*-*/")
    Worker().drain()
    assert [str(one["Subject"]) for one in living.to("sara@skane.example")] == [say["asked"]]
    assert str(living.to("julia@goteborg.example")[-1]["Subject"]).startswith(say["missing"])

    page.reload()
    axe(page)
    tab_to(page, say["fill in"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/change/")
    page.get_by_label(say["day"], exact=False).first.fill(
        "2021-10-06"
    )  # a browser's own field for days has its own keys
    page.get_by_label(say["starts"]).fill("13:00")
    page.get_by_label(say["ends"]).fill("13:45")
    tab_to(page, say["digital"])
    page.keyboard.press("Space")
    write(page, say["platform"], "Teams")
    tab_to(page, say["save"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/my-points/*-*/")
    Worker().drain()
    assert Point.objects.get().state == "in-review"

    sara_page = speaking(speech, sign_in(open_page(width=390, height=844), site, sara), site)
    sara_page.goto(f"{site}/my-points/")
    axe(sara_page)
    tab_to(sara_page, say["yes"])
    sara_page.keyboard.press("Enter")
    sara_page.wait_for_load_state()
    Worker().drain()

    erik = speaking(speech, sign_in(open_page(), site, world.erik), site)
    review_one(erik, site, say)
    Worker().drain()
    public = speaking(speech, open_page(java_script_enabled=False, width=390, height=844), site)
    public.goto(f"{site}/programme/innovationsveckan-2021/")
    public.get_by_role("link", name="Öppna data i vardagen").click()
    assert public.get_by_role("link", name="Region Skåne").count() == 1
    assert not Incident.objects.exists()


def review_one(page, site: str, say: Mapping[str, str]) -> None:
    """Open the first task of the inbox and publish it, by keyboard."""
    page.goto(f"{site}/desk/")
    tab_to(page, say["review"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/tasks/**")
    tab_to(page, say["publish"])
    page.keyboard.press("Space")
    tab_to(page, say["send"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")


@pytest.mark.slow
def test_an_editor_works_a_morning_on_a_phone_in_english_and_is_called_away(live_server, world, living, open_page, axe):
    site, say = live_server.url, WORDS["en"]
    for number in range(3):
        point = world.point(title_sv=f"Föredrag {number + 1}", place=f"Sal {number}")
        actions.submit_point(point=point, by=world.julia.actor)
    Worker().drain()
    page = speaking("en", sign_in(open_page(width=390, height=844), site, world.erik), site)
    page.goto(f"{site}/desk/")
    axe(page)
    tab_to(page, say["review"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/tasks/**")
    axe(page)
    task = page.url
    tab_to(page, "Publish")  # of a group of choices Tab comes to the first; arrows go on
    page.keyboard.press("ArrowDown")
    write(page, "What does the organiser need", "Tell us more about who it is for.")
    page.get_by_text("What you have written was kept at").wait_for()
    page.goto(f"{site}/desk/")  # called away

    page.goto(task)
    assert page.get_by_text("You began your answer").count() == 1
    assert page.get_by_label("What does the organiser need").input_value() == "Tell us more about who it is for."
    axe(page)
    tab_to(page, "Day and time")
    page.keyboard.press("Space")
    assert page.get_by_label("Day and time").is_checked()
    tab_to(page, say["send"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")
    review_one(page, site, say)
    page.goto(f"{site}/desk/")
    tab_to(page, say["review"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/tasks/**")
    tab_to(page, "Publish")
    page.keyboard.press("ArrowUp")  # round to the last: decline
    write(page, "What does the organiser need", "It is not about innovation.")
    tab_to(page, "Save a draft")
    page.keyboard.press("Enter")
    page.get_by_text("The draft is saved").wait_for()
    tab_to(page, say["send"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")
    axe(page)
    Worker().drain()
    assert sorted(Point.objects.values_list("state", flat=True)) == ["declined", "published", "sent-back"]
    assert Point.objects.get(state="sent-back").sent_back_fields == ["day"]
    assert not Begun.objects.exists()
    assert not Incident.objects.exists()


@pytest.mark.long
def test_an_editor_reviews_sixty_points_in_a_day_by_keyboard(live_server, world, living, open_page):
    site, say = live_server.url, WORDS["sv"]
    for number in range(POINTS):
        point = world.point(title_sv=f"Föredrag {number + 1}", place=f"Sal {number}")
        actions.submit_point(point=point, by=world.julia.actor)
    Worker().drain()
    waiting = Task.objects.filter(element="review", state=Task.OPEN)
    assert waiting.count() == POINTS
    page = sign_in(open_page(), site, world.erik)
    page.set_default_timeout(60_000)
    page.goto(f"{site}/desk/")
    tab_to(page, say["review"])
    page.keyboard.press("Enter")
    for left in range(POINTS - 1, -1, -1):
        page.wait_for_url("**/desk/tasks/**", wait_until="domcontentloaded")
        here = page.url
        tab_to(page, say["publish"])
        page.keyboard.press("Space")
        tab_to(page, say["next"] if left else say["send"])
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url, was=here: url != was, wait_until="domcontentloaded")
        assert waiting.count() == left
    assert page.url == f"{site}/desk/"
    Worker().drain()
    assert Point.objects.filter(state="published").count() == POINTS
    assert not Incident.objects.exists()
