"""Looks at a page in Chromium: WCAG 2.2 AA in both colours, on a desktop, and at 400 % zoom, where nothing may hide.

A desktop window of 1280 × 1024 at 400 % zoom has 320 × 256 pixels of CSS: as narrow as the narrowest phone, and so low
that whatever sticks to an edge soon covers what is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accessibility import COLOURS, IS_DARK, SETTLED, WIDEST, violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

DESKTOP = {"width": 1280, "height": 1024}
ZOOMED = {"width": 320, "height": 256}
TEXTS = {
    "type": "rule",
    "values": [
        "aria-hidden-focus",
        "button-name",
        "html-has-lang",
        "image-alt",
        "input-button-name",
        "label",
        "link-name",
        "document-title",
        "select-name",
        "summary-name",
        "valid-lang",
        "aria-input-field-name",
        "aria-command-name",
        "aria-toggle-field-name",
        "frame-title",
        "svg-img-alt",
        "label-content-name-mismatch",
    ],
}  # fmt: skip - what another language can break

# Text that is larger than the box that hides the rest. What only screen readers are to have is cut by design.
CUT_OFF = """() => [...document.querySelectorAll('body *')].filter(it => {
    const style = getComputedStyle(it)
    if (it.clientWidth < 2 || it.closest('.visually-hidden, .diagram, svg')) return false
    const isWide = style.overflowX === 'hidden' && it.scrollWidth > it.clientWidth + 1
    const isHigh = style.overflowY === 'hidden' && it.scrollHeight > it.clientHeight + 4 && it.innerText
    return isHigh || isWide && style.textOverflow !== 'ellipsis'
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
# What sticks to an edge of the window leaves most of it free, and never lies over what has the focus.
COVERED = """() => {
    const sticks = it => ['sticky', 'fixed'].includes(getComputedStyle(it).position)
    const found = [...document.querySelectorAll('body *')].filter(it => sticks(it) && it.checkVisibility()
        && !it.closest('dialog') && it.getBoundingClientRect().height > innerHeight / 3)
        .map(it => 'covers a third of the window: ' + it.outerHTML.slice(0, 160))
    if (![...document.querySelectorAll('body *')].some(sticks)) return found
    for (const it of document.querySelectorAll('main :is(a[href], button, input, select, textarea, summary)')) {
        if (!it.checkVisibility() || it.disabled) continue
        it.focus(); const box = it.getClientRects()[0]
        if (document.activeElement !== it || !box) continue
        const over = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
        for (let up = over; up; up = up.parentElement)
            if (sticks(up) && !up.contains(it)) { found.push('covered: ' + it.outerHTML.slice(0, 160)); break }
    }
    return found.slice(0, 3)
}"""
# Whoever reads with more air between lines, letters and words (WCAG 1.4.12) loses nothing either.
AIRY = """() => { const sheet = new CSSStyleSheet()
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
        word-spacing: .16em !important } p { margin-block-end: 2em !important }`)
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet] }"""


def thoroughly(page: Page, *, is_canvas: bool = False) -> list[str]:
    """Return what is wrong with the page that is open, a line each, and leave it changed."""
    open_all(page)
    show(page, DESKTOP, dark=False)
    found = _sideways(page) + violations(page) + page.evaluate(UNSEEN)
    show(page, DESKTOP, dark=True)
    found += [f"in the dark {line}" for line in violations(page, COLOURS)]
    if not is_canvas:
        show(page, ZOOMED, dark=True)
        found += [f"zoomed, in the dark {line}" for line in violations(page, COLOURS)]
        show(page, ZOOMED, dark=False)
        found += [f"zoomed {line}" for line in violations(page)] + zoomed(page)
    return found


def quickly(page: Page, *, is_canvas: bool = False) -> list[str]:
    """Return what other words, or more or fewer rows, have broken on a page that was looked at before."""
    open_all(page)
    if is_canvas:
        return violations(page, TEXTS)
    show(page, ZOOMED, dark=False)
    return violations(page, TEXTS) + zoomed(page)


def zoomed(page: Page) -> list[str]:
    """Return what is hidden, covered or needs scrolling sideways at 400 %, and then with more air in the text."""
    found = _sideways(page) + page.evaluate(CUT_OFF) + page.evaluate(COVERED)
    page.evaluate(AIRY)
    page.evaluate(SETTLED)
    found += [f"with air {line}" for line in _sideways(page) + page.evaluate(CUT_OFF)]
    return [f"zoomed {line}" for line in found]


def open_all(page: Page) -> None:
    """Unfold what can be unfolded in the page's own part."""
    page.evaluate("for (const more of document.querySelectorAll('main details')) more.open = true")


def show(page: Page, window: dict[str, int], *, dark: bool) -> None:
    """Show the page in a window of that size and in those colours."""
    if page.viewport_size != window:
        page.set_viewport_size(window)  # type: ignore[arg-type]
    if page.evaluate(IS_DARK) != dark:
        page.emulate_media(color_scheme="dark" if dark else "light")
    page.evaluate(SETTLED)


def _sideways(page: Page) -> list[str]:
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        return [f"scrolls sideways: {page.evaluate(WIDEST)}"]
    return []
