"""Every component stands up to axe, in both schemes, on a desktop and on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_every_component_is_accessible(
    open_page: Callable[..., Page], live_server: object, axe: Callable[[Page], None], settings: object,
    scheme: str, width: int,
) -> None:  # fmt: skip
    settings.DEBUG = True
    page = open_page(width=width, color_scheme=scheme)
    page.goto(f"{live_server}/styleguide/")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
