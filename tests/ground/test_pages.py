"""Pages of the house in a real browser: accessible, whole on a phone, useful without script, sober on paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from accessibility import everywhere
from gorel.accounts.models import Membership, Organisation, Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Opener = Callable[..., Page]


@pytest.fixture
def at(live_server: Any, settings: Any) -> str:
    settings.DEMO = True
    return str(live_server)


@pytest.fixture
def julia() -> Person:
    person = Person.objects.create_person(email="julia@goteborg.example", name="Julia Olander")
    city = Organisation.objects.create(name="Göteborgs Stad", slug="goteborg")
    Membership.objects.create(person=person, organisation=city, role="organiser")
    return person


@pytest.mark.slow
def test_pages_are_accessible_and_fit(page: Page, at: str, axe: Callable[[Page], None], julia: Person) -> None:
    for path in ("/styleguide/", "/logga-in/", "/logga-in/prova/", "/finns-inte/"):
        page.goto(at + path)
        axe(page)


@pytest.mark.slow
def test_axe_finds_what_is_wrong_where_it_is_wrong(page: Page, at: str) -> None:
    page.goto(f"{at}/logga-in/")
    page.evaluate("document.querySelector('label').remove()")
    assert [line.split(" (")[0] for line in everywhere(page)] == ["label", "on a phone label"]
    page.goto(f"{at}/logga-in/")
    page.evaluate("""document.querySelector('h1').style = 'color: light-dark(#000, #222)'""")
    assert [line.split(" (")[0] for line in everywhere(page)] == [
        "in the other colours color-contrast",
        "on a phone in the other colours color-contrast",
    ]
    page.goto(f"{at}/logga-in/")
    page.evaluate("document.querySelector('h1').style = 'width: 400px'")
    assert [line.split(":")[0] for line in everywhere(page)] == ["on a phone scrolls sideways"]


def test_skip_link_comes_first_and_leads_to_the_content(page: Page, at: str) -> None:
    page.goto(f"{at}/logga-in/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_signing_in_and_out_works_without_script(open_page: Opener, at: str, julia: Person) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{at}/logga-in/prova/")
    page.get_by_role("button", name="Prova som Julia Olander").click()
    assert page.locator(".site-header__who").inner_text() == "Julia Olander"
    page.get_by_role("button", name="English").click()
    page.locator(".site-header__who").click()
    page.get_by_role("button", name="Sign out").click()
    assert page.get_by_role("link", name="Sign in").is_visible()


def test_form_that_comes_back_puts_the_focus_on_what_is_wrong(page: Page, at: str) -> None:
    page.goto(f"{at}/logga-in/")
    page.get_by_label("Din e-postadress i arbetet").fill("julia.goteborg")
    page.get_by_role("button", name="Skicka en kod till mig").click()
    assert page.evaluate("document.activeElement.id") == "error-summary"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.type("x")
    field = page.get_by_label("Din e-postadress i arbetet")
    assert (field.input_value(), field.get_attribute("aria-invalid")) == ("xjulia.goteborg", "true")


def test_dialog_opens_and_closes_by_keyboard(page: Page, at: str) -> None:
    page.goto(f"{at}/styleguide/")
    opener = page.get_by_role("button", name="Öppna en dialogruta")
    opener.focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("dialog").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog").is_visible()
    assert opener.evaluate("it => it === document.activeElement")


def test_paper_shows_no_controls_and_black_on_white(open_page: Opener, at: str) -> None:
    page = open_page(color_scheme="dark")
    page.goto(f"{at}/styleguide/")
    page.emulate_media(media="print", color_scheme="light")
    hidden = [".nav", ".site-header__tools", ".toolbar", ".filters", ".pagination", ".actions"]
    assert [name for name in hidden if page.locator(name).first.is_visible()] == []
    assert page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    ) == [
        "rgb(0, 0, 0)",
        "rgb(255, 255, 255)",
    ]


def test_movement_stops_for_those_who_ask(open_page: Opener, at: str) -> None:
    page = open_page(reduced_motion="reduce")
    page.goto(f"{at}/styleguide/")
    assert page.evaluate("getComputedStyle(document.querySelector('.button')).transitionDuration") in ("0s", "1e-05s")


def test_theme_changes_tokens_only(page: Page, at: str, settings: Any) -> None:
    settings.THEME = "forest"
    page.goto(f"{at}/logga-in/")
    band = "getComputedStyle(document.querySelector('.site-header')).backgroundColor"
    assert page.evaluate(band) == "rgb(31, 70, 48)"


@pytest.mark.slow
def test_sign_in_shows_no_error_before_anybody_has_tried(at: str, page: Page) -> None:
    page.goto(f"{at}/logga-in/")
    page.get_by_role("button", name="lösennyckel").wait_for()  # the script has looked: this browser knows passkeys
    assert page.get_by_role("alert").count() == 0
