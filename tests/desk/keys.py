"""Hands that have only a keyboard: every step of a story is a Tab, an arrow, Space, Enter or a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

MOST = 400  # presses before somebody would give up
IS_THERE = "(wanted) => document.activeElement.matches(wanted)"
VALUE = "document.activeElement.value"


class Keys:
    """A person at a page, without a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, wanted: str) -> None:
        """Press Tab until the focus stands on what is *wanted* (a selector). Fails where Tab never comes there."""
        for _ in range(MOST):
            if self.page.evaluate(IS_THERE, wanted):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{self.page.url}: no key leads to {wanted}")

    def write(self, wanted: str, text: str) -> None:
        """Write over what stands in a field."""
        self.reach(wanted)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.press("Delete")
        self.page.keyboard.insert_text(text)

    def choose(self, wanted: str, value: str) -> None:
        """Go down a list with the arrow until it stands on *value*."""
        self.reach(wanted)
        self.page.keyboard.press("Home")
        for _ in range(MOST):
            if self.page.evaluate(VALUE) == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{self.page.url}: {wanted} has no {value}")

    def tick(self, wanted: str) -> None:
        """Tick a box, or take the radio button that Tab comes to."""
        self.reach(wanted)
        self.page.keyboard.press("Space")

    def press(self, wanted: str) -> None:
        """Press a link or button with Enter, and wait for the page that comes."""
        self.reach(wanted)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
