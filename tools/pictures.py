"""Takes the pictures of the docs from the demo itself, so that they stay true: `make pictures`.

The demo is told up to the day on which a programme point waits for the editor, on to one on which ideas wait for the
coach, and on until the week is over. It says what it does as it goes, and ends with a list of what came about.
`make pictures ARGS="case task"` takes these alone, and tells the story no further than they need;
`make pictures ARGS="http://127.0.0.1:8000 points"` takes them from a demo that runs already.
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
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from browsers import FLAGS, chromium  # noqa: E402

PATIENCE_MS = 20_000  # for each step of a picture: what has not come by then does not come
START_SECONDS = 600  # telling the story to its first day takes about a minute on a quiet machine
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
    height: int = 1000


def drawn(page: Page) -> None:
    """See that a process is drawn."""
    page.wait_for_selector("svg.bpmn")


def whole(page: Page) -> None:
    """Show all of a process."""
    page.get_by_role("button", name="Visa alla").click()


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


def days(page: Page) -> None:
    """Show a programme from its days on."""
    page.get_by_role("link", name="Alla dagar").evaluate("it => it.scrollIntoView()")


def first_package(page: Page) -> None:
    page.locator("section[aria-labelledby=here] .row__title a").first.click()
    page.wait_for_load_state()


def outline(page: Page) -> None:
    """Begin a draft from a trained process."""
    page.get_by_role("button", name="Börja").click()
    drawn(page)


def listed(page: Page) -> None:
    outline(page)
    whole(page)


def drawing(page: Page) -> None:
    outline(page)
    page.get_by_role("link", name="Rita").click()
    page.wait_for_selector("[data-editor][data-drawn]")
    page.locator('[data-element-id="draft"] .djs-hit').first.click()


def trial(page: Page) -> None:
    outline(page)
    page.get_by_role("link", name="Provkör").click()
    page.get_by_role("button", name="Börja").click()
    drawn(page)
    whole(page)


TIMES = follow("Gånger", drawn, to("Hur ärendena går"))
NEW_DRAFT = "/desk/workshop/new/?origin=trained:fireplace/fireplace-notification.bpmn"
SIGN_UP_IS_OPEN = (Picture("seminar", "", SEMINAR, height=1500),)
POINT_WAITS = (
    Picture("today", EDITOR, "/desk/start/"),
    Picture("inbox", EDITOR, "/desk/", height=760),
    Picture("task", EDITOR, "/desk/", follow("Granska programpunkten", drawn), height=2270),
    Picture("case", EDITOR, "/desk/", open_case, height=1240),
    Picture("weeks", EDITOR, "/my-weeks/", height=620),
    Picture("week-form", EDITOR, "/my-weeks/innovationsveckan-2021/", looks, height=540),
    Picture("import", EDITOR, "/my-points/import/", read_in, height=860),
    Picture("points", ORGANISER, "/my-points/", height=1180),
    Picture("point-work", ORGANISER, "/my-points/", follow("Görel – stadens digitala medarbetare")),
    Picture("workshop-outline", EDITOR, NEW_DRAFT, listed, height=1500),
    Picture("workshop-draw", EDITOR, NEW_DRAFT, drawing, height=1000),
    Picture("workshop-try", EDITOR, NEW_DRAFT, trial, height=1300),
)
IDEAS_WAIT = (Picture("ideas-coach", COACH, "/ideas/coach/"),)
WEEK_IS_OVER = (
    Picture("programme-phone", "", "/programme/innovationsveckan-2021/", days, is_phone=True, height=1000),
    Picture("open-data", "", "/open-data/"),
    Picture("registrations", SECRETARY, "/registrations/", follow(NAME)),
    Picture("sign-up-settings", SECRETARY, "/registrations/", follow(NAME, follow("Inställningar"))),
    Picture("processes", MANAGER, "/desk/processes/"),
    Picture("process", EDITOR, "/desk/processes/", follow("Programpunkt", TIMES)),
    Picture("time-freed", EDITOR, "/desk/time-freed/", to("Programpunkt"), height=860),
    Picture("benefit", MANAGER, "/desk/time-freed/benefit/"),
    Picture("ideas-story", COACH, "/ideas/all/", follow(IDEA, to("Hela historien"))),
    Picture("package", COACH, "/packages/", first_package),
    Picture("ideas-figures", COACH, "/ideas/figures/"),
)


DAYS = {
    "2020-10-05": SIGN_UP_IS_OPEN,
    "2021-06-15": POINT_WAITS,
    "2021-06-24": IDEAS_WAIT,
    "2021-10-12": WEEK_IS_OVER,
}


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@dataclass
class Taken:
    """What became of a picture."""

    name: str
    seconds: float
    kilobytes: float = 0
    trouble: str = ""
    is_changed: bool = False

    def __str__(self) -> str:
        how = f"{self.kilobytes:5.1f} kB  {'new' if self.is_changed else 'as it was'}"
        return f"  {self.name:18} {self.seconds:5.1f} s  {f'NOT TAKEN: {self.trouble}' if self.trouble else how}"


@contextmanager
def told(what: str) -> Iterator[None]:
    """Say what is done, and how long it took."""
    print(f"{what} …", flush=True)
    began = time.monotonic()
    yield
    print(f"  took {time.monotonic() - began:.0f} s", flush=True)


def take_all(browser: Browser, address: str, pictures: Sequence[Picture]) -> Iterator[Taken]:
    """Take the pictures, with a sign-in for each who looks; one that fails does not stop the others."""
    for who, theirs in groupby(sorted(pictures, key=lambda one: one.who), key=lambda one: one.who):
        context = browser.new_context(locale="sv-SE", reduced_motion="reduce")
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        if who:
            page.goto(f"{address}/logga-in/prova/")
            page.locator("li", has_text=who).get_by_role("button").click()
            page.wait_for_load_state()
        for one in theirs:
            taken = take(page, address, one)
            print(taken, flush=True)
            yield taken
        context.close()


def take(page: Page, address: str, picture: Picture) -> Taken:
    """Take one picture and keep it."""
    began = time.monotonic()
    taken = Taken(picture.name, 0)
    try:
        page.set_viewport_size({"width": 390 if picture.is_phone else 1280, "height": picture.height})
        answer = page.goto(address + picture.path)
        if answer is None or not answer.ok:
            raise ValueError(f"{picture.path} answers {answer and answer.status}")
        if picture.do is not None:
            picture.do(page)
        page.evaluate("document.querySelectorAll('aside.bar').forEach(bar => bar.remove())")
        page.evaluate("document.fonts.ready")
        taken.is_changed, taken.kilobytes = keep(picture.name, page.screenshot(animations="disabled"))
    except Exception as error:
        taken.trouble = str(error).splitlines()[0]
    taken.seconds = time.monotonic() - began
    return taken


def keep(name: str, taken: bytes) -> tuple[bool, float]:
    """Write the picture small: pages have few colours, and a palette holds them.

    Shape: whether it is another than before, and its size in kB.
    """
    image = Image.open(io.BytesIO(taken)).convert("RGB")
    small = io.BytesIO()
    image.quantize(128, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    file = TO / f"{name}.png"
    is_changed = not file.exists() or file.read_bytes() != small.getvalue()
    file.write_bytes(small.getvalue())
    return is_changed, len(small.getvalue()) / 1000


def in_a_home_of_its_own(browser: Browser, names: Sequence[str]) -> Iterator[Taken]:
    """Start a demo in a home of its own, take the pictures of each day, stop it."""
    address = f"http://127.0.0.1:{free_port()}"
    days = {day: [one for one in pictures if not names or one.name in names] for day, pictures in DAYS.items()}
    days = {day: pictures for day, pictures in days.items() if pictures}
    with tempfile.TemporaryDirectory() as folder:
        surroundings = {**os.environ, "GOREL_HOME": f"{folder}/home"}
        gorel = [sys.executable, "-m", "gorel"]
        first = next(iter(days))
        with told(f"The story is told to {first}"), Path(folder, "said").open("w+") as said:
            # Its own log is of interest only when it does not come up.
            demo = subprocess.Popen(
                [*gorel, "demo", "--port", address.rpartition(":")[2], "--at", first],
                env=surroundings, stdout=said, stderr=subprocess.STDOUT,
            )  # fmt: skip
            wait_for(address, demo, Path(said.name))
        try:
            for day, pictures in days.items():
                if day != first:
                    with told(f"The story is told to {day}"):
                        move = [*gorel, "clock", f"{day}T15:00"]
                        subprocess.run(move, env=surroundings, check=True, stdout=subprocess.DEVNULL)
                yield from take_all(browser, address, pictures)
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait(timeout=60)


def wait_for(address: str, demo: subprocess.Popen[bytes], said: Path) -> None:
    """Wait until the pages answer."""
    until = time.monotonic() + START_SECONDS
    while demo.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    demo.kill()
    sys.exit(f"The demo did not come up. It said:\n{said.read_text()}")


def main() -> None:
    """Take the pictures that were asked for, or all; end with a list."""
    known = [one.name for pictures in DAYS.values() for one in pictures]
    address = next((one for one in sys.argv[1:] if one.startswith("http")), "")
    names = [one for one in sys.argv[1:] if one != address]
    if unknown := sorted(set(names) - set(known)):
        sys.exit(f"There is no picture {', '.join(unknown)}. There are: {', '.join(known)}")
    began = time.monotonic()
    TO.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=[*FLAGS, "--lang=sv"], env={**os.environ, "LANGUAGE": "sv"}
        )
        if not browser.new_page().evaluate("Intl.DateTimeFormat().resolvedOptions().locale").startswith("sv"):
            sys.exit("Fields of the browser's own would be in English. On Debian: sudo apt install chromium-l10n")
        if address:
            every = [one for pictures in DAYS.values() for one in pictures if not names or one.name in names]
            taken = list(take_all(browser, address, every))
        else:
            taken = list(in_a_home_of_its_own(browser, names))
        browser.close()
    missing = [one for one in taken if one.trouble]
    size = sum(file.stat().st_size for file in TO.glob("*.png")) // 1000
    print(
        f"\n{len(taken) - len(missing)} pictures taken in {time.monotonic() - began:.0f} s, "
        f"{sum(one.is_changed for one in taken)} of them new; docs/pictures holds {size} kB.",
        *(f"NOT TAKEN: {one.name}: {one.trouble}" for one in missing),
        sep="\n",
    )
    for file in sorted(TO.glob("*.png")):
        if file.stem not in known:
            print(f"Nobody takes {file.name} any more.")
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()
