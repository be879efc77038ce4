"""How soon an open inbox shows what others do, in a real Chromium: `python -m bench.live [--rounds 40] [--polled 5]`.

`gorel web` and `gorel work` run as processes of their own, as in life, and this process is a third. Each round a case
is started here and its task appears; the task is done here and disappears; and a case's timer falls due, so that the
worker opens its task. Counted are milliseconds of passing time from before the call (for the worker: from the moment
that its turn bears) until the page has changed. With --polled the event stream is blocked, as some proxies do, and the
page asks by itself. `--on sqlite` or `--on postgresql` measures one of the two; PostgreSQL is a cluster of its own.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
os.environ.setdefault("BENCH_PORT", "8811")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in this thread

from bench import loop  # noqa: E402
from bench.attendance import served  # noqa: E402

from browsers import FLAGS, chromium  # noqa: E402
from with_postgres import binaries, cluster  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Page

ASKED = 1_000  # milliseconds, at most
WAITING = 25  # tasks that lie in the inbox all the time
PICTURE = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="https://bench"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"><process id="{key}" name="{key}" isExecutable="true">
 <startEvent id="in"/><sequenceFlow id="a" sourceRef="in" targetRef="{first}"/>{wait}
 <userTask id="review" name="Granska"><extensionElements><zeebe:userTask/>
 <zeebe:assignmentDefinition candidateGroups="handler"/></extensionElements></userTask>
 <sequenceFlow id="c" sourceRef="review" targetRef="out"/><endEvent id="out"/></process></definitions>"""
WAIT = """<intermediateCatchEvent id="wait"><timerEventDefinition><timeDuration xsi:type="tFormalExpression">PT0.5S
 </timeDuration></timerEventDefinition></intermediateCatchEvent>
 <sequenceFlow id="b" sourceRef="wait" targetRef="review"/>"""
# Notes when the inbox begins and ceases to show a task.
WATCH = """() => { window.noted = {}; let before = new Set()
    const look = () => {
        const now = new Set([...document.querySelectorAll('#live-list [id^=row-]')].map(it => it.id.slice(4)))
        for (const one of now) if (!before.has(one)) window.noted['+' + one] = Date.now()
        for (const one of before) if (!now.has(one)) window.noted['-' + one] = Date.now()
        before = now
    }
    look(); new MutationObserver(look).observe(document.body, {childList: true, subtree: true}) }"""


def main() -> None:
    """Measure on both databases, each in a process of its own, and print a table."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--rounds", type=int, default=40)
    given.add_argument("--polled", type=int, default=5, help="rounds with the event stream blocked")
    given.add_argument("--on", choices=["sqlite", "postgresql"])
    asked = given.parse_args()
    if asked.on is None:
        print(
            "| milliseconds until the inbox shows it | rounds | median | p95 | most |\n|--|--:|--:|--:|--:|", flush=True
        )
        line = [sys.executable, "-m", "bench.live", "--rounds", str(asked.rounds), "--polled", str(asked.polled)]
        ends = [subprocess.run([*line, "--on", on], cwd=ROOT, check=False) for on in ("sqlite", "postgresql")]
        sys.exit(max(end.returncode for end in ends))
    with ExitStack() as stack:
        if asked.on == "postgresql":
            if (at := binaries()) is None:
                sys.exit("No PostgreSQL here. Install it with: sudo apt install postgresql")
            os.environ["GOREL_DATABASE"] = stack.enter_context(cluster(at, {}))[0]
        os.environ |= {
            "GOREL_HOME": stack.enter_context(tempfile.TemporaryDirectory(prefix="gorel-bench-")),
            "DJANGO_SETTINGS_MODULE": "gorel.site.settings",
            "GOREL_ADDRESS": f"http://127.0.0.1:{served.PORT}",
        }
        is_late = _measure(asked, stack)
    sys.exit(1 if is_late else 0)


def _measure(asked: argparse.Namespace, stack: ExitStack) -> bool:
    import django

    django.setup()
    from django.db import connections

    from gorel.site import prepare, tables

    tables.bring_up()
    prepare.prepare_database()
    office = Office()
    stack.callback(connections.close_all)
    stack.enter_context(served.web())
    stack.enter_context(served.gorel("work"))
    load = f"{asked.on}, load {os.getloadavg()[0]:.1f}, loop {loop.seconds():.2f} s"
    from playwright.sync_api import sync_playwright

    playwright = stack.enter_context(sync_playwright())
    browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
    stack.callback(browser.close)
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.context.add_cookies(office.cookies())
    took = _rounds(office, page, asked.rounds, is_streamed=True)
    for what, times in took.items():
        _tell(f"{what} ({load})", times)
    if asked.polled:
        page.route("**/desk/live/**", lambda route: route.abort())
        for what, times in _rounds(office, page, asked.polled, is_streamed=False).items():
            _tell(f"the stream blocked: {what}", times)
    return any(max(times) > ASKED for times in took.values())


class Office:
    """A handler with an inbox, and what others do to it, from this process."""

    def __init__(self) -> None:
        from gorel.accounts.models import Membership, Organisation, Person
        from gorel.cases import deployment, runtime

        for key, first, wait in (("straight", "review", ""), ("later", "wait", WAIT)):
            picture = PICTURE.format(key=key, first=first, wait=wait)
            deployment.deploy([(f"{key}.bpmn", picture.encode())])
        self.organisation = Organisation.objects.create(name="Staden", slug="staden", kind="municipality")
        self.person = Person.objects.create_person(email="handler@staden.example", name="Hanna Handläggare")
        Membership.objects.create(person=self.person, organisation=self.organisation, role="handler")
        for _number in range(WAITING):
            runtime.start("straight", variables={}, organisation=self.organisation)

    def start(self, key: str) -> tuple[Any, float]:
        """Start a case; return it and the moment before, in milliseconds."""
        from gorel.cases import runtime

        began = time.time() * 1000
        return runtime.start(key, variables={}, organisation=self.organisation), began

    def finish(self, task: Any) -> float:
        """Do the task; return the moment before, in milliseconds."""
        from gorel.cases import runtime

        began = time.time() * 1000
        runtime.complete(task, variables={})
        return began

    def task_of(self, case: Any) -> Any:
        """Return the case's task, as soon as it is there."""
        from gorel.cases.models import Task

        end = time.monotonic() + 60
        while (found := Task.objects.filter(case=case).first()) is None:
            if time.monotonic() > end:
                raise TimeoutError("the worker has not opened the task")
            time.sleep(0.02)
        return found

    def cookies(self) -> Any:
        """Return what signs the handler in."""
        from django.conf import settings
        from django.test import Client

        client = Client()
        client.force_login(self.person)
        name = settings.SESSION_COOKIE_NAME
        return [{"name": name, "value": client.cookies[name].value, "url": f"http://127.0.0.1:{served.PORT}"}]


def _rounds(office: Office, page: Page, rounds: int, *, is_streamed: bool) -> dict[str, list[float]]:
    page.goto(f"http://127.0.0.1:{served.PORT}/desk/")
    if is_streamed:
        page.wait_for_selector("html[data-stream=open]", state="attached")
    page.evaluate(WATCH)
    dice, took = random.Random(8), dict[str, list[float]]()

    def note(what: str, sign: str, began: float) -> None:
        end = time.monotonic() + 60
        while not (shown := page.evaluate("sign => window.noted[sign] || 0", sign)):
            if time.monotonic() > end:
                raise TimeoutError(f"the inbox has not noticed: {what}")
            page.wait_for_timeout(20)
        took.setdefault(what, []).append(shown - began)
        page.wait_for_timeout(dice.random() * 1000)  # so that it begins at any moment between two looks

    for _number in range(rounds):
        case, began = office.start("straight")
        task = office.task_of(case)
        note("a task appears", f"+{task.uid}", began)
        note("a task that somebody did disappears", f"-{task.uid}", office.finish(task))
        if is_streamed:
            case, _began = office.start("later")
            task = office.task_of(case)
            note("a task appears that the worker opened", f"+{task.uid}", task.opened_at.timestamp() * 1000)
            office.finish(task)
    return took


def _tell(what: str, times: list[float]) -> None:
    p95 = sorted(times)[int(len(times) * 0.95)] if len(times) >= 20 else None
    middle = statistics.median(times)
    print(
        f"| {what} | {len(times)} | {middle:.0f} | {'–' if p95 is None else f'{p95:.0f}'} | {max(times):.0f} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
