"""The desk in a browser: axe finds nothing wrong, on a desk and a phone, light and dark, with script and without."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from gorel.accounts.models import Person
from gorel.robots.models import Mail

from .conftest import NOW, PICTURE, Hall, deploy

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def signed_in(page: Page, live_server: object, person: Person, language: str = "sv") -> Page:
    """Give the browser the session of *person*."""
    client = Client()
    client.force_login(person)
    page.context.add_cookies([
        {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": str(live_server)},
        {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": str(live_server)},
    ])  # fmt: skip
    return page


@pytest.fixture
def there(pinned: Callable[[str], None], hall: Hall, live_server: object) -> dict[str, str]:
    """Return the addresses of pages with something on them."""
    pinned("2021-09-06 09:00")
    task = hall.task(business_key="k")
    Mail.objects.create(
        job_key="j", kind="confirmation", about="a", case=str(task.case.uid), organisation=hall.ours, queued_at=NOW,
        sent_at=NOW, state="sent", to_address="anna@exempel.se", to_name="Anna", subject="Välkommen", text="Hej",
        html="<!doctype html><html lang='sv'><title>Välkommen</title><body><p>Hej Anna</p></body></html>",
        message_id="<m@x>",
    )  # fmt: skip
    pages = {name: reverse(f"desk:{name}") for name in ("start", "inbox", "cases", "incidents", "outbox", "time-freed")}
    pages |= {
        "task": reverse("desk:task", args=[task.uid]),
        "case": reverse("desk:case", args=[task.case.uid]),
        "mail": reverse("desk:mail", args=[Mail.objects.get().uid]),
    }
    return {name: f"{live_server}{path}" for name, path in pages.items()}


@pytest.mark.slow
@pytest.mark.parametrize(("script", "language"), [(True, "sv"), (False, "en")])
def test_no_page_breaks_wcag_or_scrolls_sideways(
    open_page: Callable[..., Page], axe: Callable[[Page], None], live_server: object, hall: Hall,
    there: dict[str, str], script: bool, language: str,
) -> None:  # fmt: skip
    page = open_page()
    if not script:
        # axe itself is script: the page's own is what must not be needed
        page.route("**/*.js", lambda route: route.abort())
    signed_in(page, live_server, hall.people["editor"], language)
    for address in there.values():
        page.goto(address)
        axe(page)
    if not script:
        open_page.troubles.clear()  # the aborted scripts


def test_a_task_is_done_with_the_keyboard_alone(
    open_page: Callable[..., Page], live_server: object, hall: Hall, there: dict[str, str]
) -> None:
    page = signed_in(open_page(), live_server, hall.people["editor"])
    page.goto(there["inbox"])
    page.get_by_role("link", name="Granska ansökan").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(there["task"])
    page.get_by_label("Bifall").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    page.wait_for_url(there["inbox"])
    assert page.get_by_role("status").filter(has_text="Gjort: Granska ansökan").count() == 1
    assert page.get_by_text("Inget väntar på dig").count() == 1


@pytest.mark.slow
def test_a_wrong_answer_comes_back_with_what_to_mend_in_focus(
    open_page: Callable[..., Page], live_server: object, hall: Hall, there: dict[str, str]
) -> None:
    page = signed_in(open_page(), live_server, hall.people["editor"])
    page.goto(there["task"])
    page.get_by_role("button", name="Skicka", exact=True).click()
    page.wait_for_selector("#error-summary")
    assert page.evaluate("document.activeElement.id") == "error-summary"
    page.get_by_role("link", name="Välj ett alternativ för ”Beslut”.").click()
    assert page.evaluate("document.activeElement.id") == "f-decision"
    open_page.troubles.clear()  # the browser calls the answer 422 an error


def test_the_picture_opens_where_the_case_stands_and_is_zoomed_by_keys(
    open_page: Callable[..., Page], live_server: object, hall: Hall, there: dict[str, str]
) -> None:
    page = signed_in(open_page(width=320, height=600), live_server, hall.people["editor"])
    page.goto(there["case"])
    seen = """() => {
        const box = it => document.querySelector(it).getBoundingClientRect()
        const [at, paper] = [box("#at-review"), box(".diagram__canvas")]
        return at.left >= paper.left && at.right <= paper.right && at.top >= paper.top && at.bottom <= paper.bottom
    }"""
    assert page.evaluate(seen)
    ids = "all => all.map(one => one.dataset.element)"
    assert page.locator(".bpmn .here[data-element]").evaluate_all(ids) == ["review"]
    assert set(page.locator(".bpmn .taken[data-element]").evaluate_all(ids)) == {"in", "a"}
    wide = "document.querySelector('.bpmn').getBoundingClientRect().width"
    before = page.evaluate(wide)
    page.get_by_role("button", name="Förstora").press("Enter")
    assert round(page.evaluate(wide) / before, 2) == 1.25
    page.get_by_role("button", name="Visa alla").press("Enter")
    assert page.evaluate(wide) <= page.evaluate("document.querySelector('.diagram__canvas').clientWidth")
    assert not page.evaluate(seen.replace("at.left >= paper.left", "false"))
    page.get_by_role("link", name="Visa var det står").press("Enter")
    assert page.evaluate(seen)


def test_a_mouse_drags_the_picture(
    open_page: Callable[..., Page], live_server: object, hall: Hall, there: dict[str, str]
) -> None:
    page = signed_in(open_page(width=320, height=600), live_server, hall.people["editor"])
    page.goto(there["case"])
    paper = page.locator(".diagram__canvas")
    paper.evaluate("it => { it.scrollIntoView(); it.scrollLeft = 0 }")
    box = paper.bounding_box()
    assert box
    page.mouse.move(box["x"] + 200, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 50)
    page.mouse.up()
    assert paper.evaluate("it => it.scrollLeft") == 80


def test_without_script_the_picture_is_there_and_scrolls_to_where_the_case_stands(
    open_page: Callable[..., Page], live_server: object, hall: Hall, there: dict[str, str]
) -> None:
    page = signed_in(open_page(java_script_enabled=False, width=320), live_server, hall.people["editor"])
    page.goto(there["case"])
    assert page.locator(".bpmn").is_visible()
    assert page.locator(".diagram__zoom").is_visible() is False
    assert page.get_by_role("link", name="Visa var det står").get_attribute("href") == "#at-review"
    page.locator("summary", has_text="Stegen som lista").click()
    assert page.get_by_role("row", name="Granska ansökan").inner_text().count("Här står ärendet.") == 1


def test_the_letter_is_framed_and_runs_nothing(
    open_page: Callable[..., Page], live_server: object, hall: Hall, there: dict[str, str]
) -> None:
    page = signed_in(open_page(), live_server, hall.people["editor"])
    page.goto(there["mail"])
    assert page.frame_locator("iframe.letter").locator("body").inner_text() == "Hej Anna"


@pytest.mark.slow
def test_a_process_is_read_compared_and_paused_with_keys_on_a_phone(
    open_page: Callable[..., Page], axe: Callable[[Page], None], live_server: object, hall: Hall,
    there: dict[str, str],
) -> None:  # fmt: skip
    deploy(version=2, picture=PICTURE.replace('name="Granska ansökan"', 'name="Pröva ansökan"'))
    hall.start()
    page = signed_in(open_page(width=390, height=800), live_server, hall.people["administrator"])
    page.goto(f"{live_server}{reverse('desk:processes')}")
    axe(page)
    page.get_by_role("link", name="Tillstånd").press("Enter")
    assert page.locator("text.figure").all_text_contents() == ["1"]
    assert page.locator(".heat-5").count() == 1
    axe(page)
    page.get_by_role("link", name="Jämför två versioner").press("Enter")
    page.wait_for_url("**/compare/**")
    assert page.locator(".bpmn .changed").count() == 2
    axe(page)
    page.go_back()
    page.get_by_role("link", name="Pausa processen").press("Enter")
    axe(page)
    page.get_by_label("Varför?").press_sequentially("Fel i reglerna")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Processen är pausad. Nya ärenden väntar")
    page.get_by_role("link", name="Sätt den i arbete igen").press("Enter")
    page.get_by_label("Varför?").press_sequentially("Rättat")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Processen är i arbete igen.")
    page.goto(f"{live_server}{reverse('desk:process-steward', args=['goteborg', 'permit'])}")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
