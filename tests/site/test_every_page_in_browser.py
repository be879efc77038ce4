"""Every page that staff may open, in Chromium: WCAG 2.2 AA light and dark, at 320 pixels (a desktop at 400 % zoom too).

The pages are those of the rights table, so that a new one cannot be forgotten. Drawing canvases are excepted from the
narrow looks: their outline view is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from accessibility import PHONE, everywhere
from desk.test_in_browser import signed_in

from . import towns
from .rights_table import Line, lines
from .test_rights import address
from .towns import ROLES, Town

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(1800)]
ROOMS = ("accounts", "desk", "workshop", "programme", "attendance", "ideas", "packages", "opendata", "benefits")
CANVAS = {"workshop:draw", "workshop:draw-file"}  # drawn on; the outline, the table and the form say the same
# Whoever may the most is whom the page is looked at with.
BY = (
    "administrator",
    "editor",
    "owner",
    "secretary",
    "organiser",
    "handler",
    "operator",
    "idea-coach",
    "auditor",
    "employee",
)

# What is cut off: text that is wider than the box that hides it. What only screen readers are to have is cut by design.
CUT_OFF = """() => [...document.querySelectorAll('main *, header *')].filter(it => {
    const style = getComputedStyle(it)
    return style.overflowX === 'hidden' && it.scrollWidth > it.clientWidth + 1 && it.clientWidth > 1
        && style.textOverflow !== 'ellipsis' && !it.closest('.visually-hidden, .diagram, svg')
}).slice(0, 3).map(it => 'cut off: ' + it.outerHTML.slice(0, 160))"""
# What one can reach by keys shows that one is there: its outline, border, shadow or ground is another than before.
UNSEEN = """() => {
    const look = it => { const s = getComputedStyle(it); return [s.outlineStyle, s.outlineWidth, s.outlineColor,
        s.boxShadow, s.borderColor, s.backgroundColor, s.textDecorationLine].join() }
    const found = []
    for (const it of document.querySelectorAll('main :is(a[href], button, input, select, textarea, summary)')) {
        if (!it.checkVisibility() || it.disabled || it.type === 'hidden') continue
        it.blur(); const before = look(it); it.focus({focusVisible: true})
        const is_seen = document.activeElement !== it || look(it) !== before
        if (!is_seen) found.push('focus unseen: ' + it.outerHTML.slice(0, 160))
        it.blur()
    }
    return found.slice(0, 3)
}"""


def room_of(line: Line) -> str:
    space, colon, _name = line.view.partition(":")
    return space if colon else "accounts"


def staffs_pages(room: str) -> Iterator[tuple[Line, str]]:
    """Yield the lines of a room that are pages of the staff's, each with a role that may open it."""
    for line in lines():
        roles = [role for role in BY if line.may[role] == "+"]
        if line.method == "get" and roles and line.may["nobody"] != "+" and room_of(line) == room:
            yield line, roles[0]


def wrong_with(page: Page, *, is_canvas: bool) -> list[str]:
    """Return what is wrong with the page that is open."""
    page.evaluate("for (const more of document.querySelectorAll('main details')) more.open = true")
    found = [one for one in everywhere(page) if not (is_canvas and one.startswith(("on a phone", "scrolls")))]
    found += page.evaluate(UNSEEN)
    if not is_canvas:
        wide = page.viewport_size
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        found += page.evaluate(CUT_OFF)
        page.set_viewport_size(wide)  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_every_page_of_a_room_is_accessible(
    room: str, open_page: Callable[..., Page], live_server: Any, pinned: Callable[[str], None]
) -> None:
    pinned(towns.NOW.strftime("%Y-%m-%d %H:%M"))
    ours: Town = towns.two()[0]
    wrong = []
    pages: dict[str, Page] = {}
    for line, role in staffs_pages(room):
        person = ours.people[role]
        there = address(line, ours, person)
        client = Client()
        client.force_login(person)
        if line.view == "desk:live" or not _is_page(client.get(there)):
            continue
        if role not in pages:
            pages[role] = signed_in(open_page(), live_server, person)
        page = pages[role]
        page.goto(f"{live_server}{there}")
        wrong += [f"{line.view}: {one}" for one in wrong_with(page, is_canvas=line.view in CANVAS)]
    assert pages, f"{room} has no page"
    assert not wrong, "\n".join(wrong)


def _is_page(answer: Any) -> bool:
    answer.close()
    return answer.status_code == 200 and answer["Content-Type"].startswith("text/html")


def test_every_room_with_pages_is_looked_at() -> None:
    there = {room_of(line) for line in lines() if line.method == "get" and line.may["nobody"] != "+" and "+" in [
        line.may[role] for role in ROLES]}  # fmt: skip
    assert there - {"forms"} == set(ROOMS)  # forms give away files
