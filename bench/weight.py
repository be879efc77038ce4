"""What pages weigh the first time they are opened, as a real Chromium counts: `python -m bench.weight`.

Two towns of the tests are served by `gorel web` as in life, on BENCH_PORT (8812). Every page is opened with nothing
kept, and then once more. Counted are the bytes on the wire with their headers; of the page itself, and of pictures of
processes, those that are left when a proxy compresses them (gzip 6), which is the proxy's work. Ends with a table and
the laws, and exits 1 when one is broken: no page above 150 kB but those that hold an editor, editors nowhere else,
nothing fetched twice, and every file that is named by its content kept for ever.
"""

from __future__ import annotations

import gzip
import os
import re
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
os.environ.setdefault("BENCH_PORT", "8812")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in this thread

from bench.attendance import served  # noqa: E402

from browsers import FLAGS, chromium  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MOST = 150.0  # kB
SERVER = f"http://127.0.0.1:{served.PORT}"
# kind of page, its view, who opens it, and what row it is about
PAGES = [
    ("public start", "start", "", ""), ("programme of a week", "programme:week", "", "week"),
    ("programme point", "programme:point", "", "point"), ("sign-up", "attendance:register", "", "public-point"),
    ("ideas", "ideas:start", "", ""), ("open data", "opendata:about", "", ""), ("sign in", "sign-in", "", ""),
    ("staff start", "desk:start", "handler", ""), ("inbox", "desk:inbox", "handler", ""),
    ("task", "desk:task", "handler", "task"), ("cases", "desk:cases", "handler", ""),
    ("case", "desk:case", "handler", "case"), ("process", "desk:process", "owner", "process"),
    ("incidents", "desk:incidents", "handler", ""), ("organiser's points", "programme:mine", "organiser", ""),
    ("change a point", "programme:change", "organiser", "work"), ("benefits", "benefits:overview", "owner", ""),
    ("drafts", "workshop:drafts", "editor", ""), ("outline", "workshop:outline", "editor", "draft"),
    ("try-out", "workshop:trial", "editor", "trial"), ("table", "workshop:table", "editor", "table"),
    ("drawing: the editor of pictures", "workshop:draw", "editor", "draft"),
    ("drawing: the editor of rules", "workshop:draw-file", "editor", "table"),
    ("drawing: the editor of forms", "workshop:draw-file", "editor", "form"),
]  # fmt: skip
EDITORS = re.compile(r"/editor-(picture|rules|form)[.-]")
HASHED = re.compile(r"/static/.+\.[0-9a-f]{12}\.\w+$")
KINDS = {"Document": "page", "Stylesheet": "styles", "Script": "scripts", "Font": "fonts"}


def main() -> None:
    """Serve, open, print."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory(prefix="gorel-bench-") as home:
        (Path(home) / "demo").touch()  # whose clock can be pinned to the day on which the towns are made
        os.environ |= {"GOREL_HOME": home, "DJANGO_SETTINGS_MODULE": "gorel.site.settings", "GOREL_ADDRESS": SERVER}
        asked = _fill()
        with served.web(), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
            broken = _weigh(browser, asked)
            browser.close()
    print("\nBroken laws: " + "; ".join(broken) if broken else "\nEvery law holds.")
    sys.exit(1 if broken else 0)


def _fill() -> list[tuple[str, str, list[Any]]]:
    """Make the towns; return each page's name, its address, and the cookies of who opens it."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connections
    from django.test import Client
    from django.urls import reverse
    from tests.site import towns

    from gorel.ground import clock
    from gorel.ground.models import PinnedClock
    from gorel.site import tables

    tables.bring_up()
    with clock.held(towns.NOW):
        ours = towns.two()[0]
    PinnedClock.objects.create(pk=1, pinned_at=towns.NOW)
    asked = []
    for name, view, role, about in PAGES:
        cookies = []
        if role:
            client = Client()
            client.force_login(ours.people[role])
            key = settings.SESSION_COOKIE_NAME
            cookies = [{"name": key, "value": client.cookies[key].value, "url": SERVER}]
        key = f"trial of {ours.people[role].pk}" if about == "trial" else about  # which is one person's alone
        asked.append((name, reverse(view, args=ours.at[key] if key else ()), cookies))
    connections.close_all()
    return asked


def _weigh(browser: Browser, asked: list[tuple[str, str, list[Any]]]) -> list[str]:
    print(f"load {os.getloadavg()[0]:.1f}; kB of 1,000 bytes\n")
    print("| page | files | kB in all | page | styles | scripts | fonts | else | again: kB |")
    print("|--|--:|--:|--:|--:|--:|--:|--:|--:|")
    broken = []
    for name, address, cookies in asked:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="sv-SE")
        context.add_cookies(cookies)
        first, again = _open(context, address), _open(context, address)
        context.close()
        parts = {kind: sum(one.bytes for one in first if one.kind == kind) / 1000 for kind in (*KINDS.values(), "else")}
        total, later = sum(parts.values()), sum(one.bytes for one in again) / 1000
        columns = " | ".join(f"{part:.0f}" for part in parts.values())
        print(f"| {name} | {len(first)} | {total:.0f} | {columns} | {later:.0f} |", flush=True)
        has_editor, is_editor = any(EDITORS.search(one.url) for one in first), name.startswith("drawing")
        broken += [f"{name} weighs {total:.0f} kB"] if total > MOST and not is_editor else []
        broken += [f"{name} fetches an editor"] if has_editor and not is_editor else []
        broken += [f"{name} has no editor"] if is_editor and not has_editor else []
        for one in first:
            is_kept = "immutable" in one.cache
            broken += [f"{one.url} is not kept for ever"] if HASHED.search(one.url) and not is_kept else []
            broken += [f"{name}: {one.url} has no name of its content"] if "/static/" in one.url and not is_kept else []
        broken += [f"{name} fetches {one.url} anew" for one in again if "/static/" in one.url and one.bytes]
    return broken


class Fetched:
    """One file that a page brought. Units: bytes."""

    def __init__(self, url: str, kind: str, sent: dict[str, str]) -> None:
        self.url, self.kind, self.bytes = url, KINDS.get(kind, "else"), 0
        self.cache = sent.get("cache-control", "")
        self.is_text = sent.get("content-type", "").startswith(("text/", "application/xml", "application/json"))


def _open(context: Any, address: str) -> list[Fetched]:
    """Open a page in a new tab; return what came over the wire, event streams left out."""
    page = context.new_page()
    wire, found = context.new_cdp_session(page), dict[str, Fetched]()
    headers: dict[str, float] = defaultdict(float)
    wire.send("Network.enable")

    def answered(said: Any) -> None:
        if said["type"] == "EventSource" or not said["response"]["url"].startswith("http"):
            return
        sent = {key.lower(): value for key, value in said["response"]["headers"].items()}
        found[said["requestId"]] = Fetched(said["response"]["url"], said["type"], sent)
        headers[said["requestId"]] = said["response"]["encodedDataLength"]

    def done(said: Any) -> None:
        if one := found.get(said["requestId"]):
            one.bytes = int(said["encodedDataLength"])

    wire.on("Network.responseReceived", answered)
    wire.on("Network.loadingFinished", done)
    page.goto(f"{SERVER}{address}")
    page.wait_for_timeout(1500)  # what script fetches when the page is there
    for key, one in found.items():
        if one.bytes and one.is_text and "/static/" not in one.url:
            body = wire.send("Network.getResponseBody", {"requestId": key})["body"]
            one.bytes = len(gzip.compress(body.encode(), 6)) + int(headers[key])
    page.close()
    return [one for one in found.values() if one.bytes]


if __name__ == "__main__":
    main()
