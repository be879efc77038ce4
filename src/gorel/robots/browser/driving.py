"""Steps on a page of a real browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from gorel.ability import Context, Refused, grants
from gorel.robots.browser.steps import Step, Stuck, said
from gorel.robots.file import places

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
CALM = ["--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage", "--disable-quic",
        "--force-webrtc-ip-handling-policy=disable_non_proxied_udp"]  # fmt: skip


@contextmanager
def opened(proxy: str) -> Iterator[Page]:
    """Start a browser of its own, with nothing remembered, whose only way out is *proxy*. Errors: Refused."""
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        raise Refused(
            "browser.run needs playwright: pip install 'gorel[robots]'",
            sv="browser.run behöver playwright: pip install 'gorel[robots]'",
        ) from None
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    flags = [*CALM, "--no-sandbox"] if os.geteuid() == 0 else CALM  # Chromium's sandbox refuses root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags, proxy={"server": proxy})
        try:
            yield browser.new_context(locale="sv-SE", accept_downloads=True, service_workers="block").new_page()
        finally:
            browser.close()


class Driver:
    """Does steps on a page. Shape: secrets are the fields that a screenshot must not show."""

    def __init__(self, page: Page, context: Context) -> None:
        self.values: dict[str, object] = {}
        self.secrets: list[Locator] = []
        self._page = page
        self._context = context

    def do(self, step: Step) -> None:
        """Do one step. Errors: Stuck, Refused, NotGranted; playwright's own when a page does not answer."""
        self._page.set_default_timeout(step.seconds * 1000)
        {
            "open": self._open, "fill": self._fill, "read": self._read, "read-table": self._read_table,
            "wait": self._wait, "download": self._download, "upload": self._upload,
            "click": lambda step: self._one(step).click(),
            "choose": lambda step: self._one(step).select_option(label=step.value),
            "check": lambda step: self._one(step).check(),
            "uncheck": lambda step: self._one(step).uncheck(),
            "press": lambda step: self._page.keyboard.press(step.value),
        }[step.do](step)  # fmt: skip

    def _open(self, step: Step) -> None:
        if urlsplit(step.url).scheme not in ("http", "https"):
            raise Refused(
                f"{step.url!r} is no address that begins with https:// or http://",
                sv=f"”{step.url}” är ingen adress som börjar med https:// eller http://",
            )
        answer = self._page.goto(step.url, wait_until="domcontentloaded")
        if answer is not None and answer.status >= 400:
            raise Stuck("browser.refused", f"sidan svarade {answer.status}", f"the page answered {answer.status}")

    def _fill(self, step: Step) -> None:
        field = self._one(step)
        if grants.NAME.search(step.value):
            self.secrets.append(field)
        field.fill(grants.reveal(step.value, self._context, host=urlsplit(self._page.url).hostname or ""))

    def _read(self, step: Step) -> None:
        found = self._one(step)
        tag = found.evaluate("one => one.tagName")
        text = found.input_value() if tag in ("INPUT", "TEXTAREA", "SELECT") else found.inner_text()
        self.values[step.into or step.label or step.name] = text.strip()

    def _read_table(self, step: Step) -> None:
        rows = self._one(step).evaluate(
            "one => [...one.rows].map(row => [...row.cells].map(cell => cell.innerText.trim()))"
        )
        names = rows[0] if rows else []
        if len(set(names)) != len(names):
            raise Stuck("browser.doubled-heading", "två kolumner i tabellen heter lika", "two columns have one name")
        self.values[step.into or "rows"] = [dict(zip(names, row, strict=False)) for row in rows[1:]]

    def _wait(self, step: Step) -> None:
        self._find(step).first.wait_for(state="visible")

    def _download(self, step: Step) -> None:
        with self._page.expect_download() as coming:
            self._one(step).click()
        path = coming.value.path()
        places.write(step.file, Path(path).read_bytes(), self._context)
        self.values[step.into or "file"] = step.file

    def _upload(self, step: Step) -> None:
        name = step.file.rpartition("/")[2]
        data = places.read(step.file, self._context)
        self._one(step).set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": data})

    def _one(self, step: Step) -> Locator:
        """Return the one thing that *step* speaks of. Errors: Stuck when there is none, or more than one."""
        found = self._find(step)
        found.first.wait_for(state="attached")
        count = found.count()
        if count > 1:
            raise Stuck(
                "browser.several",
                f"{count} saker på sidan passar på {said(step, 'sv')}",
                f"{count} things on the page fit {said(step, 'en')}",
            )
        return found

    def _find(self, step: Step) -> Locator:
        within: Any = self._page
        if step.within:
            places_ = "tr, li, section, article, fieldset, form, dialog, [role=row], [role=dialog], [role=group]"
            within = self._page.locator(places_).filter(has_text=step.within).last
        ways: list[tuple[str, Callable[[], Locator]]] = [
            (step.role, lambda: within.get_by_role(step.role, name=step.name or None, exact=bool(step.name))),
            (step.label, lambda: within.get_by_label(step.label, exact=True)),
            (step.text, lambda: within.get_by_text(step.text)),
            (step.css, lambda: within.locator(step.css)),
        ]
        for wanted, way in ways:
            if wanted:
                return way()
        raise Refused(
            f"a step that does {step.do} must say what it speaks of: role and name, label, text or css",
            sv=f"ett steg som gör {step.do} ska säga vad det gäller: role och name, label, text eller css",
        )
