"""What all tests share: a home of their own, a clock that stands still, a browser, and a look at accessibility.

Tests marked `db` run on SQLite and, by `tests/with_postgres.py`, once more on PostgreSQL: nothing in a test says which.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import django
import pytest

import template

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

# Settings read the environment once, when they are first asked: the home must be named before. That is why no option of
# pytest names the settings module: pytest-django would import it before this file.
# In memory where there is such a folder: SQLite waits for the disk at every commit, in tests as in life.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
HOME = Path(tempfile.mkdtemp(prefix="gorel-test-", dir=MEMORY))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ["GOREL_HOME"] = str(HOME)
(HOME / "static").mkdir()  # where nothing is collected: pages take their files from the rooms
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in the thread of the tests
os.environ["DJANGO_SETTINGS_MODULE"] = "gorel.site.settings"
django.setup()

import emptying  # noqa: E402 - its models want Django set up

emptying.instead_of_flushing()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is `long` unless it is asked for; begin with what takes longest, so that nobody ends with it."""
    if "long" not in config.option.markexpr:
        left_out = [item for item in items if item.get_closest_marker("long")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    longest: dict[str, int] = {}
    for item in items:
        limit = item.get_closest_marker("timeout")
        file = item.nodeid.partition("::")[0]
        longest[file] = max(longest.get(file, 0), limit.args[0] if limit else 0)
    items.sort(key=lambda item: (-longest[item.nodeid.partition("::")[0]], not item.get_closest_marker("browser")))


BESIDE = ("live", "letter beside")  # threads of hers that outlive an answer: they watch for open pages, and send codes


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown() -> None:
    """Wait for what goes on beside a test's requests: the next test has another database and mailbox."""
    wait_for(*BESIDE)


def wait_for(*names: str) -> None:
    """Wait for the threads of these names to end; open pages are told nothing more meanwhile."""
    beside = [thread for thread in threading.enumerate() if thread.name.endswith(names)]
    if not beside:
        return
    from gorel.desk import live

    live.stop_when(lambda: True)
    for thread in beside:
        thread.join(10)
    live.stop_when(lambda: False)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Begin with all tables. SQLite's test database is a file, as in life: memory databases lock otherwise."""
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "sqlite":
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(HOME / "test.sqlite3")
        template.copy_to(HOME / "test.sqlite3")
    elif template.is_cluster_ours():
        template.copy_in_cluster(connection.creation._get_test_db_name())


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Take the database that was put there; on a PostgreSQL of somebody else's it is made anew."""
    from django.db import connection

    return connection.vendor == "sqlite" or template.is_cluster_ours()


class Frozen:
    """Business time that stands still until the test moves it."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack

    def at(self, text: str) -> datetime:
        """Hold the clock at a moment on Stockholm's clocks, such as "2021-10-04 13:00"."""
        from gorel.ground import clock

        moment = datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=clock.ZONE)
        return self._stack.enter_context(clock.held(moment))


@pytest.fixture
def frozen() -> Iterator[Frozen]:
    """Freeze business time: `frozen.at("2021-10-04 13:00")`. For a live server use `pinned`."""
    with ExitStack() as stack:
        yield Frozen(stack)


@pytest.fixture
def pinned(settings: object, transactional_db: None) -> Callable[[str], None]:
    """Make this a demo home whose clock is pinned, for all threads: `pinned("2021-10-04 13:00")`."""
    from gorel.ground import clock
    from gorel.ground.models import PinnedClock

    settings.DEMO = True  # type: ignore[attr-defined]

    def pin(text: str) -> None:
        moment = datetime.fromisoformat(text).replace(tzinfo=clock.ZONE)
        PinnedClock.objects.update_or_create(pk=1, defaults={"pinned_at": moment, "target_at": None})

    return pin


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the machine's Chromium once; tests are skipped loudly where there is none."""
    from playwright.sync_api import sync_playwright

    from browsers import FLAGS, chromium

    path = chromium()
    if path is None:
        pytest.skip("Chromium is not here; install it with: sudo apt install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page with options of a context: `open_page(width=390, color_scheme="dark", java_script_enabled=False)`.

    Anything that a page writes to the console as an error, or fails to load, fails the test. Pages that were asked for
    and answered with a 4xx are the test's own affair.
    """
    contexts: list[BrowserContext] = []
    troubles: list[tuple[str, str]] = []
    asked: set[str] = set()

    def open_(*, width: int = 1280, height: int = 900, **options: object) -> Page:
        shown = {"locale": "sv-SE"} | options
        context = browser.new_context(viewport={"width": width, "height": height}, **shown)  # type: ignore[arg-type]
        context.set_default_timeout(30_000)  # machines may be busy
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: _note(troubles, message))
        page.on("pageerror", lambda error: troubles.append((str(error), page.url)))
        page.on("response", lambda response: asked.add(response.url) if _is_refused_page(response) else None)
        return page

    open_.troubles = troubles  # type: ignore[attr-defined]
    yield open_
    for context in contexts:
        context.close()
    wait_for("(process_request_thread)", *BESIDE)  # what the pages asked last is still being answered
    told = [f"{url}: {text}" for text, url in troubles if not (url in asked and "Failed to load resource" in text)]
    assert not told, "The browser's console says:\n" + "\n".join(told)


def _note(troubles: list[tuple[str, str]], message: ConsoleMessage) -> None:
    if message.type == "error":
        troubles.append((message.text, message.location.get("url", "")))


def _is_refused_page(response: Response) -> bool:
    return response.request.is_navigation_request() and 400 <= response.status < 500


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A page on a desktop, in Swedish."""
    return open_page()


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Check a page: `axe(page)` fails with each breach of WCAG 2.2 A and AA, as it is and on a phone, light and dark.

    It fails, too, when a page must be scrolled sideways. One load of a page is enough: no need to ask for each look.
    """
    from accessibility import everywhere

    def check(page: Page) -> None:
        found = everywhere(page)
        assert not found, f"{page.url} breaks WCAG:\n" + "\n".join(found)

    return check
