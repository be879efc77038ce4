"""The library in a browser: a part is dragged into a drawing with a mouse, or put in by keyboard, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from gorel.desk.workshop import files as sets
from gorel.desk.workshop import saving
from gorel.desk.workshop.models import Draft

from .conftest import Hall
from .keys import Keys
from .test_in_browser import signed_in
from .workshop_story import draft

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]
CAME = ["fireplace-handling.form"]


@pytest.fixture
def one(pinned: Callable[[str], None], hall: Hall) -> Draft:
    pinned("2021-09-06 09:00")
    return draft(hall.ours, hall.people["editor"])


def drawing(page: Page, live_server: Any, one: Draft) -> None:
    """Open the drawing."""
    page.goto(f"{live_server}{reverse('workshop:draw', args=[one.uid])}")
    page.wait_for_selector("[data-editor][data-drawn]")


def saved(page: Page) -> None:
    """Wait until what was done is saved."""
    page.wait_for_selector("text=/^Inte sparat/")
    page.wait_for_selector("text=/^Sparat/", timeout=15_000)


def kept(one: Draft) -> tuple[list[str], list[str]]:
    """Return the names of the draft's steps and files."""
    files = saving.current(one)
    nodes = sets.definitions(files).process().nodes
    return sorted(node.name for node in nodes), sorted(files)


def test_a_part_is_dragged_into_the_drawing_with_its_form_and_undone(
    open_page: Callable[..., Page], axe: Callable[[Page], None], live_server: Any, hall: Hall, one: Draft
) -> None:
    before = kept(one)
    page = signed_in(open_page(height=1000), live_server, hall.people["editor"])
    drawing(page, live_server, one)
    page.click("[data-library-button]")
    page.fill("#library-q", "handlägg anmälan")
    part = page.locator('[data-part*="handle%3Ahandle"], [data-part*="handle:handle"]').locator("[data-drag]")
    part.wait_for()
    axe(page)
    part.scroll_into_view_if_needed()
    canvas, box = page.locator("[data-canvas]").bounding_box(), part.bounding_box()
    assert canvas is not None
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 50, steps=4)
    page.mouse.move(canvas["x"] + 400, canvas["y"] + canvas["height"] - 180, steps=8)
    for far in range(100):  # it comes under the mouse as soon as it has been fetched
        page.mouse.move(canvas["x"] + 400 + far % 5, canvas["y"] + canvas["height"] - 180)
        if page.locator(".djs-drag-group .djs-shape").count():
            break
        page.wait_for_timeout(100)
    page.mouse.up()
    saved(page)
    steps, files = kept(one)
    assert steps == sorted([*before[0], "Handlägg anmälan"])
    assert files == sorted([*before[1], *CAME])
    page.focus(".djs-container > svg")
    page.keyboard.press("Control+z")
    saved(page)
    assert kept(one) == before


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_part_is_put_in_after_a_step_by_keyboard_and_leads_on_as_before(
    open_page: Callable[..., Page], live_server: Any, hall: Hall, one: Draft, language: str
) -> None:
    page = signed_in(open_page(height=1000), live_server, hall.people["editor"], language)
    drawing(page, live_server, one)
    keys = Keys(page)
    keys.reach("[data-library-button]")
    page.keyboard.press("Enter")
    keys.write("#library-q", "påminn organisationen")
    page.wait_for_selector('.shelf__item:first-child[data-part*="co-organising"]')
    keys.choose("[data-after]", "bedom-ansokan")
    keys.reach("[data-insert]")
    page.keyboard.press("Enter")
    words = ("Inte sparat", "Sparat") if language == "sv" else ("Not saved", "Saved")
    page.wait_for_selector(f"text=/^{words[0]}/")
    page.wait_for_selector(f"text=/^{words[1]}/", timeout=15_000)
    process = sets.definitions(saving.current(one)).process()
    ways = {flow.source: flow.target for flow in process.flows if flow.source != "vem-beslutar"}
    after, seen = "bedom-ansokan", []
    while after != "vem-beslutar":
        after = ways[after]
        seen.append(after)
        assert len(seen) < 20
    assert len(seen) > 1


def test_a_part_is_taken_in_by_plain_pages_without_script_and_a_mouse(
    open_page: Callable[..., Page], axe: Callable[[Page], None], live_server: Any, hall: Hall, one: Draft
) -> None:
    before = kept(one)
    page = signed_in(open_page(width=320, java_script_enabled=False), live_server, hall.people["editor"])
    base = f"/desk/workshop/{one.uid}"
    page.goto(f"{live_server}{base}/outline/")
    page.click(f'main a[href="{base}/library/"]')
    page.fill("#q", "obetald faktura")
    page.click(".filters button")
    page.click(f'main a[href^="{base}/library/invoice-reminder/"]')
    page.select_option("#at", "vem-beslutar-end")
    page.click("main form[method=post] .actions button")
    assert "#step-invoice-reminder" in page.url
    assert kept(one)[1] == sorted([*before[1], "reminder-by-hand.form", "reply-to-reminder.dmn"])
    page.click('main form[action$="/restore/"] button')
    assert kept(one) == before
