"""Takes the pictures of the docs from the demo itself, so that they stay true: `make pictures`."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from browsers import FLAGS, chromium  # noqa: E402

TO = ROOT / "docs" / "pictures"
# What an editor may have in a spreadsheet: a whole row, one without time, one much like the first, one of nobody.
LIST = """Titel;Arrangör;Datum;Tid;Format;Plattform;Beskrivning
Öppna data i vardagen;Borås Stad;4 oktober;9–10;digitalt;Teams;Så använder vi våra data.
Robotar i förskolan;Alingsås kommun;tis 5 okt;;på plats;;Vi visar och berättar.
Öppna data i vår vardag;Borås Stad;4/10;kl. 9–10;Digitalt;Teams;Så använder vi våra data!
Framtidens bibliotek;;6 oktober;13–14;online;Zoom;Ett samtal.
"""
DAY = "2021-06-15"  # a seminar is over, and a programme point waits for the editor


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def wait_for(address: str) -> None:
    """Wait until the pages answer."""
    for _ in range(1500):
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    sys.exit(f"{address} never answered")


def take(page: Page, address: str) -> None:
    """Take every picture."""
    page.goto(address)
    page.screenshot(path=TO / "start.png")
    page.goto(f"{address}/seminars/kommunen-som-innovationsaktor/")
    page.screenshot(path=TO / "seminar.png")
    page.goto(f"{address}/logga-in/prova/")
    page.locator("li", has_text="Redaktören").get_by_role("button").click()
    page.goto(f"{address}/desk/start/")
    page.screenshot(path=TO / "today.png")
    page.goto(f"{address}/desk/")
    page.get_by_role("link", name="Granska programpunkten").first.click()
    page.wait_for_selector(".djs-shape")
    page.screenshot(path=TO / "task.png")
    page.get_by_role("link", name="Hela ärendet").click()
    page.wait_for_selector(".djs-shape")
    page.screenshot(path=TO / "case.png")
    page.goto(f"{address}/desk/time-freed/")
    page.screenshot(path=TO / "time-freed.png")
    page.goto(f"{address}/desk/workshop/new/?origin=trained:fireplace/fireplace-notification.bpmn")
    page.get_by_role("button", name="Börja").click()
    page.wait_for_selector(".djs-shape")
    page.screenshot(path=TO / "workshop-outline.png")
    page.get_by_role("link", name="Rita").click()
    page.wait_for_selector("[data-editor][data-drawn]")
    page.screenshot(path=TO / "workshop-draw.png")
    page.get_by_role("link", name="Provkör").click()
    page.get_by_role("button", name="Börja").click()
    page.wait_for_selector(".djs-shape")
    page.screenshot(path=TO / "workshop-try.png")
    page.goto(f"{address}/my-points/import/")
    page.get_by_label("Fil").set_input_files({"name": "lista.csv", "mimeType": "text/csv", "buffer": LIST.encode()})
    page.get_by_label("Innovationsvecka").select_option(index=1)
    page.get_by_role("button", name="Se vad som skulle hända").click()
    page.screenshot(path=TO / "import.png")
    page.goto(f"{address}/my-weeks/")
    page.screenshot(path=TO / "weeks.png")
    page.goto(f"{address}/logga-in/prova/")
    page.locator("li", has_text="Julia Olander").get_by_role("button").click()
    page.goto(f"{address}/my-points/")
    page.screenshot(path=TO / "points.png")


def main() -> None:
    """Start a demo in a home of its own, take the pictures, stop it."""
    TO.mkdir(exist_ok=True)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        demo = subprocess.Popen(
            [sys.executable, "-m", "gorel", "demo", "--port", str(port), "--at", DAY],
            env={**os.environ, "GOREL_HOME": home},
        )
        try:
            wait_for(address)
            browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
            take(browser.new_page(viewport={"width": 1280, "height": 1100}, locale="sv-SE"), address)
            browser.close()
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait(timeout=30)


main()
