"""Takes the pictures of the docs from the demo itself, so that they stay true: `make pictures`.

The demo is told up to the day on which a programme point waits for the editor, on to one on which ideas wait for the
coach, and on until the week is over. With the address of a demo that runs already
(`tools/pictures.py http://127.0.0.1:8000 points seminar`) single pictures are taken from it.
"""

from __future__ import annotations

import io
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from browsers import FLAGS, chromium  # noqa: E402

TO = ROOT / "docs" / "pictures"
EDITOR, ORGANISER, SECRETARY = "Redaktören", "Julia Olander", "Seminariesekreteraren"
COACH, MANAGER = "Idécoachen", "Processägaren"
NAME, IDEA = "Kommunen som innovationsaktör", "Låna i stället för att köpa"
SEMINAR = "/seminars/kommunen-som-innovationsaktor/"
# What an editor may have in a spreadsheet: a whole row, one without time, one much like the first, one of nobody.
LIST = """Titel;Arrangör;Datum;Tid;Format;Plattform;Beskrivning
Öppna data i vardagen;Borås Stad;4 oktober;9–10;digitalt;Teams;Så använder vi våra data.
Robotar i förskolan;Alingsås kommun;tis 5 okt;;på plats;;Vi visar och berättar.
Öppna data i vår vardag;Borås Stad;4/10;kl. 9–10;Digitalt;Teams;Så använder vi våra data!
Framtidens bibliotek;;6 oktober;13–14;online;Zoom;Ett samtal.
"""


@dataclass(frozen=True)
class Picture:
    """One picture: who looks ("" is everybody), where, and what is done there before it is taken."""

    name: str
    who: str
    path: str
    do: Callable[[Page], None] | None = None
    is_phone: bool = False


def drawn(page: Page) -> None:
    """Wait until a process is drawn."""
    page.wait_for_selector(".djs-shape")


def follow(name: str, *then: Callable[[Page], None]) -> Callable[[Page], None]:
    """Go on by the first link of that name."""

    def do(page: Page) -> None:
        page.locator("main").get_by_role("link", name=name).first.click()
        page.wait_for_load_state()
        for one in then:
            one(page)

    return do


def open_case(page: Page) -> None:
    """From the inbox to the task, and from there to the whole case."""
    follow("Granska programpunkten", follow("Hela ärendet", drawn))(page)


def read_in(page: Page) -> None:
    """Let a list be looked through."""
    page.get_by_label("Fil").set_input_files({"name": "lista.csv", "mimeType": "text/csv", "buffer": LIST.encode()})
    page.get_by_label("Innovationsvecka").select_option(index=1)
    page.get_by_role("button", name="Se vad som skulle hända").click()
    page.wait_for_load_state()


def looks(page: Page) -> None:
    """Choose a week's colours, and look at them."""
    colours = {"light_band": "#1f4630", "light_link": "#1d5c39", "light_mark": "#a06c0e", "dark_link": "#9bd8b1"}
    for name, colour in colours.items():
        page.locator(f"#id_{name}").fill(colour)
    page.locator("#id_light_band").evaluate("it => it.closest('fieldset').scrollIntoView()")


def to(heading: str) -> Callable[[Page], None]:
    """Show the page from a heading on."""

    def do(page: Page) -> None:
        page.get_by_role("heading", name=heading).first.evaluate("it => it.scrollIntoView()")

    return do


def first_package(page: Page) -> None:
    page.locator("section[aria-labelledby=here] .row__title a").first.click()
    page.wait_for_load_state()


def outline(page: Page) -> None:
    """Begin a draft from a trained process."""
    page.get_by_role("button", name="Börja").click()
    drawn(page)


def drawing(page: Page) -> None:
    outline(page)
    page.get_by_role("link", name="Rita").click()
    page.wait_for_selector("[data-editor][data-drawn]")


def trial(page: Page) -> None:
    outline(page)
    page.get_by_role("link", name="Provkör").click()
    page.get_by_role("button", name="Börja").click()
    drawn(page)


TIMES = follow("Gånger", drawn, to("Hur ärendena går"))
NEW_DRAFT = "/desk/workshop/new/?origin=trained:fireplace/fireplace-notification.bpmn"
POINT_WAITS = (
    Picture("seminar", "", SEMINAR),
    Picture("today", EDITOR, "/desk/start/"),
    Picture("inbox", EDITOR, "/desk/"),
    Picture("task", EDITOR, "/desk/", follow("Granska programpunkten", drawn)),
    Picture("case", EDITOR, "/desk/", open_case),
    Picture("weeks", EDITOR, "/my-weeks/"),
    Picture("week-form", EDITOR, "/my-weeks/innovationsveckan-2021/", looks),
    Picture("import", EDITOR, "/my-points/import/", read_in),
    Picture("points", ORGANISER, "/my-points/"),
    Picture("point-work", ORGANISER, "/my-points/", follow("Görel – stadens digitala medarbetare")),
    Picture("workshop-outline", EDITOR, NEW_DRAFT, outline),
    Picture("workshop-draw", EDITOR, NEW_DRAFT, drawing),
    Picture("workshop-try", EDITOR, NEW_DRAFT, trial),
)
IDEAS_WAIT = (Picture("ideas-coach", COACH, "/ideas/coach/"),)
WEEK_IS_OVER = (
    Picture("programme-phone", "", "/programme/innovationsveckan-2021/", is_phone=True),
    Picture("open-data", "", "/open-data/"),
    Picture("registrations", SECRETARY, "/registrations/", follow(NAME)),
    Picture("sign-up-settings", SECRETARY, "/registrations/", follow(NAME, follow("Inställningar"))),
    Picture("processes", EDITOR, "/desk/processes/"),
    Picture("process", EDITOR, "/desk/processes/", follow("Programpunkt", TIMES)),
    Picture("time-freed", EDITOR, "/desk/time-freed/"),
    Picture("benefit", MANAGER, "/desk/time-freed/benefit/"),
    Picture("ideas-story", COACH, "/ideas/all/", follow(IDEA, to("Hela historien"))),
    Picture("package", COACH, "/packages/", first_package),
    Picture("ideas-figures", COACH, "/ideas/figures/"),
)  # fmt: skip


DAYS = {"2021-06-15": POINT_WAITS, "2021-06-24": IDEAS_WAIT, "2021-10-12": WEEK_IS_OVER}


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def wait_for(address: str) -> None:
    """Wait until the pages answer."""
    for _ in range(3000):
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    sys.exit(f"{address} never answered")


def take_all(browser: Browser, address: str, pictures: tuple[Picture, ...]) -> list[str]:
    """Take the pictures, a sign-in for each who looks; return the names of those that did not come about."""
    failed = []
    for who in dict.fromkeys(one.who for one in pictures):
        context = browser.new_context(viewport={"width": 1280, "height": 1000}, locale="sv-SE")
        context.set_default_timeout(60_000)
        page = context.new_page()
        if who:
            page.goto(f"{address}/logga-in/prova/")
            page.locator("li", has_text=who).get_by_role("button").click()
            page.wait_for_load_state()
        for one in (one for one in pictures if one.who == who):
            try:
                page.set_viewport_size(
                    {"width": 390, "height": 844} if one.is_phone else {"width": 1280, "height": 1000}
                )
                page.goto(address + one.path)
                if one.do is not None:
                    one.do(page)
                page.evaluate("document.querySelectorAll('aside.bar').forEach(bar => bar.remove())")
                keep(one.name, page.screenshot())
            except Exception as error:  # the others are taken all the same, and what failed is told at the end
                failed.append(f"{one.name}: {str(error).splitlines()[0]}")
        context.close()
    return failed


def keep(name: str, taken: bytes) -> None:
    """Write the picture small: pages have few colours, and a palette holds them."""
    image = Image.open(io.BytesIO(taken)).convert("RGB")
    image.quantize(128, dither=Image.Dither.NONE).save(TO / f"{name}.png", optimize=True)


def main() -> None:
    """Start a demo in a home of its own, take the pictures of each day, stop it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=[*FLAGS, "--lang=sv"], env={**os.environ, "LANGUAGE": "sv"}
        )
        if len(sys.argv) > 1:
            address, names = sys.argv[1], sys.argv[2:]
            failed = take_all(browser, address, tuple(one for day in DAYS.values() for one in day if one.name in names))
        else:
            failed = in_a_home_of_its_own(browser)
        browser.close()
    kilobytes = sum(file.stat().st_size for file in TO.glob("*.png")) // 1000
    print(f"docs/pictures: {kilobytes} kB", *failed, sep="\n  ")
    sys.exit(1 if failed else 0)


def in_a_home_of_its_own(browser: Browser) -> list[str]:
    TO.mkdir(exist_ok=True)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as home:
        surroundings = {**os.environ, "GOREL_HOME": home}
        gorel = [sys.executable, "-m", "gorel"]
        demo = subprocess.Popen([*gorel, "demo", "--port", str(port), "--at", next(iter(DAYS))], env=surroundings)
        try:
            wait_for(address)
            failed = []
            for number, (day, pictures) in enumerate(DAYS.items()):
                if number:
                    subprocess.run([*gorel, "clock", f"{day}T15:00"], env=surroundings, check=True)
                failed += take_all(browser, address, pictures)
            return failed
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait(timeout=60)


if __name__ == "__main__":
    main()
