"""Asks axe-core whether a page in the browser breaks a rule of WCAG 2.2 A or AA that a machine can see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Path(__file__).resolve().parent.parent / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
ALL = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
PHONE = {"width": 320, "height": 700}


def everywhere(page: Page) -> list[str]:
    """Return what is wrong with a page as it is and on a narrow phone, light and dark: one line per breach.

    The page is loaded once and shown in each of these ways, for loading it costs more than looking at it.
    """
    found = []
    for name, width in (("", page.viewport_size), ("on a phone ", PHONE)):
        with _shown(page, viewport=width):
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append(f"{name}scrolls sideways: {page.evaluate(WIDEST)}")
            found += [name + line for line in violations(page)]
            with _shown(page, scheme="light" if page.evaluate(IS_DARK) else "dark"):
                found += [f"{name}in the other colours {line}" for line in violations(page, COLOURS)]
    return found


def violations(page: Page, rules: dict[str, Any] = ALL) -> list[str]:
    """Return one line per element that breaks a rule, as the page is shown now."""
    if page.evaluate("typeof axe") == "undefined":
        # Evaluated through the debugger, not as a script element: the page's content security policy stays as it is.
        page.evaluate(_axe())
    answer: dict[str, Any] = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations'], preload: false})", rules
    )
    return [
        f"{found['id']} ({found['impact']}): {found['help']}\n    {node['html'][:160]}\n    {_why(node)}"
        for found in answer["violations"]
        for node in found["nodes"]
    ]


SETTLED = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
    document.getAnimations().forEach(it => it.finish()); done() })))"""
IS_DARK = "matchMedia('(prefers-color-scheme: dark)').matches"
# What reaches beyond the window, but for what lies in a box that scrolls by itself.
WIDEST = """[...document.querySelectorAll('body *')].filter(it => it.getBoundingClientRect().right > innerWidth + 1
        && ![...document.querySelectorAll('body *')].some(box => box !== it && box.contains(it)
            && getComputedStyle(box).overflowX !== 'visible')).slice(-3)
    .map(it => it.outerHTML.slice(0, 160)).join(' … ')"""


@contextmanager
def _shown(page: Page, *, viewport: Any = None, scheme: Any = None) -> Iterator[None]:
    """Show the page in another way for a while, its colours not on their way but there."""
    was_viewport, was_scheme = page.viewport_size, "dark" if page.evaluate(IS_DARK) else "light"
    _show(page, viewport or was_viewport, scheme or was_scheme)
    yield
    _show(page, was_viewport, was_scheme)


def _show(page: Page, viewport: Any, scheme: Any) -> None:
    if page.viewport_size != viewport:
        page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=scheme)
    page.evaluate(SETTLED)


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def _why(node: dict[str, Any]) -> str:
    return " ".join(node.get("failureSummary", "").split())
