"""The workshop in a browser: axe finds nothing wrong, and a process is drawn with a mouse."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from gorel.core import bpmn
from gorel.desk.workshop import files as sets
from gorel.desk.workshop import saving
from gorel.desk.workshop.library import shelf
from gorel.desk.workshop.models import Draft

from .conftest import Hall
from .test_in_browser import signed_in
from .workshop_story import draft, files

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]

PAGES: dict[str, list[str]] = {
    "drafts": [], "begin": [], "draft": [""], "versions": [""], "people": [""], "outline": [""],
    "step": ["", "bedom-ansokan"], "way": ["", "vem-beslutar-end"], "add": ["", "before", "end"],
    "add-way": ["", "vem-beslutar"], "add-deadline": ["", "besluta-om-ledighet"], "table": ["", "leave-rules.dmn"],
    "form": ["", "leave-form.form"], "question": ["", "leave-form.form", "1"], "try": [""], "tests": [""],
    "release": [""], "library": [""], "library-part": ["", "invoice-reminder"],
}  # fmt: skip


@pytest.fixture
def one(pinned: Callable[[str], None], hall: Hall) -> Draft:
    """A draft with a fault and a test."""
    pinned("2021-09-06 09:00")
    one = draft(hall.ours, hall.people["editor"])
    wrong = files()
    wrong["leave.bpmn"] = wrong["leave.bpmn"].replace(b'decisionId="leave-rules"', b'decisionId="nothing"')
    saving.save(draft=one, files=wrong, base=1, by=hall.people["editor"], note="Ändrad")
    return one


def test_no_page_of_the_workshop_breaks_wcag(
    open_page: Callable[..., Page], axe: Callable[[Page], None], live_server: Any, hall: Hall, one: Draft
) -> None:
    page = signed_in(open_page(), live_server, hall.people["editor"])
    for name, rest in PAGES.items():
        args = [part or one.uid for part in rest]
        page.goto(f"{live_server}{reverse(f'workshop:{name}', args=args)}")
        axe(page)
    saving.save(draft=one, files=files(), base=2, by=hall.people["editor"])
    page.goto(f"{live_server}{reverse('workshop:try', args=[one.uid])}")
    page.fill("[name=who]", "Ada")
    page.fill("[name=days]", "30")
    page.fill("[name=notice]", "2")
    page.click("main form button")
    axe(page)


def test_a_step_is_drawn_with_a_mouse_given_an_ability_and_saved_by_itself(
    open_page: Callable[..., Page], live_server: Any, hall: Hall, one: Draft
) -> None:
    page = signed_in(open_page(height=1000), live_server, hall.people["editor"])
    page.goto(f"{live_server}{reverse('workshop:draw', args=[one.uid])}")
    page.wait_for_selector("[data-editor][data-drawn]")
    assert page.locator(".bjs-powered-by").is_visible()
    assert page.locator(".djs-element.has-fault").get_attribute("data-element-id") == "bedom-ansokan"
    page.click("[data-findings] .finding__link")
    assert page.locator(".djs-element.selected").get_attribute("data-element-id") == "bedom-ansokan"
    page.click('.djs-palette [data-action="create.task"]')
    canvas = page.locator("[data-canvas]").bounding_box()
    assert canvas is not None
    page.mouse.click(canvas["x"] + 500, canvas["y"] + 550)
    page.keyboard.press("Escape")
    page.wait_for_selector("text=/^Inte sparat/")
    page.wait_for_selector("text=/^Sparat/", timeout=15_000)
    made = {node.kind for node in drawn(one).nodes} - {
        node.kind for node in bpmn.read(files()["leave.bpmn"]).process().nodes
    }
    assert made == {"task"}
    page.click('.djs-context-pad [data-action="replace"]')
    page.locator(".djs-popup-search input").press_sequentially("skicka mejl")
    page.locator(".djs-popup .entry", has_text="Skicka mejl").first.click()
    page.wait_for_selector("text=/^Inte sparat/")
    page.wait_for_selector("text=/^Sparat/", timeout=15_000)
    jobs = [node.job.type.text for node in drawn(one).nodes if node.job]
    assert jobs == ["mail.send"]


def drawn(one: Draft) -> Any:
    """Return the process as it is saved."""
    kept = saving.current(one)
    return bpmn.read(kept[sets.picture_name(kept)]).process()


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_a_wide_drawing_begins_whole(open_page: Callable[..., Page], live_server: Any, hall: Hall, motion: str) -> None:
    """Also where somebody wants no motion: what moves for however short is measured where it was."""
    wide = sorted((shelf.TRAINED / "fireplace").iterdir())
    files = {file.name: file.read_bytes() for file in wide if file.suffix in (".bpmn", ".dmn", ".form")}
    one = saving.begin(organisation=hall.ours, name="Eldstad", files=files, by=hall.people["editor"])
    page = signed_in(open_page(reduced_motion=motion), live_server, hall.people["editor"])
    page.goto(f"{live_server}{reverse('workshop:draw', args=[one.uid])}")
    page.wait_for_selector("[data-editor][data-drawn]")
    edges = page.evaluate(
        "['.djs-container', '.djs-shape .djs-visual'].map(of => [...document.querySelectorAll(of)]"
        ".map(one => one.getBoundingClientRect()).reduce((all, one) =>"
        " [Math.min(all[0], one.left), Math.max(all[1], one.right)], [Infinity, -Infinity]))"
    )
    (left, right), (first, last) = edges
    assert left <= first < last <= right
