"""Measures sign-ups: `python -m bench.attendance [register|seats|minute|links|all] [--people 1200] [--links 2000]`.

SQLite in a home of its own, or with PostgreSQL: `python tests/with_postgres.py python -m bench.attendance`.
Mails go to a real SMTP server in this process; `gorel work` runs beside as a process of its own, as in life.

register  CPU of this process for a form shown and sent: middleware, driver, the case started and admitted.
seats     32 clients at once for the last 10 seats.
minute    people who sign up at once through the pages, and how long until all their mails have gone.
links     joining links due at the same moment, and what a click costs before and while they are released.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gorel.programme.models import Point

CLIENTS, SEATS = 32, 10


def main() -> None:
    """Make a home, measure what was asked for, print it."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("what", nargs="?", default="all", choices=["register", "seats", "minute", "links", "all"])
    given.add_argument("--people", type=int, default=1200)
    given.add_argument("--links", type=int, default=2000)
    asked = given.parse_args()
    sys.path.insert(0, "tests")
    from postbox import open_postbox

    with tempfile.TemporaryDirectory(prefix="gorel-bench-") as home, open_postbox() as box:
        os.environ.update(
            GOREL_HOME=home,
            DJANGO_SETTINGS_MODULE="gorel.site.settings",
            GOREL_SMTP=f"smtp://{box.host}:{box.port}",
            GOREL_SIGN_UPS_FROM_ONE_PLACE="1000000",
        )
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        from gorel.cases import deployment

        deployment.deploy_apps()
        print(f"load of the machine {os.getloadavg()[0]:.1f}; a loop of five million additions takes {_loop():.2f} s")
        ways: dict[str, Callable[[argparse.Namespace], None]] = {
            "register": register, "seats": seats, "minute": minute, "links": links,
        }  # fmt: skip
        for name, measure in ways.items():
            if asked.what in (name, "all"):
                measure(asked)


def register(asked: argparse.Namespace) -> None:
    """CPU of one registration."""
    point = _point("register")
    shown, sent = [], []
    for number in range(60):
        began = time.process_time()
        client, token = _form(point)
        half = time.process_time()
        _send(client, point, token, f"r{number}@example.se")
        done = time.process_time()
        shown.append(1000 * (half - began))
        sent.append(1000 * (done - half))
    each = statistics.median(a + b for a, b in zip(shown[10:], sent[10:], strict=True))
    print(
        f"register: form {statistics.median(shown[10:]):.1f} + post {statistics.median(sent[10:]):.1f}"
        f" = {each:.1f} CPU ms (median of 50)"
    )


def seats(asked: argparse.Namespace) -> None:
    """The last seats, from everywhere at once."""
    from gorel.attendance import actions

    point = _point("seats")
    actions.set_up(point=point, by="görel", facts={}, opens_on=None, capacity=SEATS, has_waiting_list=False)
    forms = [_form(point) for _ in range(CLIENTS)]
    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        statuses = list(pool.map(lambda n: _close(_send(*_with(forms[n], point), f"s{n}@example.se")), range(CLIENTS)))
    took = time.perf_counter() - began
    taken = point.registrations.filter(state="registered").count()
    answered = {status: statuses.count(status) for status in sorted(set(statuses))}
    print(f"seats: {CLIENTS} clients for {SEATS}: {taken} registered, answers {answered}, {took:.2f} s in all")


def minute(asked: argparse.Namespace) -> None:
    """Everybody at once, the mails following."""
    from gorel.robots.mail.outbox import Mail

    point = _point("minute")
    before = Mail.objects.filter(state="sent").count()
    with _worker():
        began = time.perf_counter()
        waits: list[float] = []

        def person(number: int) -> int:
            start = time.perf_counter()
            client, token = _form(point)
            status = _close(_send(client, point, token, f"m{number}@example.se"))
            waits.append(time.perf_counter() - start)
            return status

        with ThreadPoolExecutor(8) as pool:
            statuses = list(pool.map(person, range(asked.people)))
        took = time.perf_counter() - began
        while Mail.objects.filter(state="sent").count() < before + asked.people and time.perf_counter() - began < 900:
            time.sleep(0.5)
        mailed = time.perf_counter() - began
    good = sum(status == 302 for status in statuses)
    print(
        f"minute: {good} of {asked.people} registered in {took:.1f} s (form and post: median"
        f" {1000 * statistics.median(waits):.0f} ms, 95 % {1000 * _part(waits, 0.95):.0f} ms with 8 at a time),"
        f" all mails gone after {mailed:.1f} s"
    )


def links(asked: argparse.Namespace) -> None:
    """Many links due at once, and what a click costs meanwhile."""
    from django.db import transaction

    from gorel.attendance import actions
    from gorel.attendance.models import Registration
    from gorel.ground import clock

    point, other = _point("links"), _point("clicks")
    for start in range(0, asked.links, 200):
        with transaction.atomic():
            for number in range(start, min(start + 200, asked.links)):
                actions.register(point=point, name="Åsa Öberg", email=f"l{number}@example.se", consent=True)
    sent = Registration.objects.filter(point=point)
    with _worker():
        _until(lambda: _count("confirmation") >= asked.links, 3600)
        quiet = _clicks(other, seconds=10, mark="q")
        due = clock.now() + _seconds(3)
        actions.set_up(point=point, by="görel", facts={"link_at": due}, opens_on=None, capacity=None)
        _until(lambda: sent.filter(told_version__lt=_version(point)).count() == 0, 3600)
        late = clock.now()
        busy, released, began = [], 0.0, time.perf_counter()
        while _count("joining_link") < asked.links and time.perf_counter() - began < 3600:
            busy += _clicks(other, seconds=2, mark=f"b{len(busy)}-")
            if not released and not sent.filter(link_released_at=None).exists():
                released = time.perf_counter() - began
        took = time.perf_counter() - began
    print(
        f"links: {asked.links} due {(late - due).total_seconds():.0f} s ago: all released after {released:.1f} s, all"
        f" mails gone after {took:.1f} s; a click (form and post) took {_said(quiet)} before, {_said(busy)} meanwhile"
    )


def _clicks(point: Point, *, seconds: float, mark: str) -> list[float]:
    found: list[float] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        client, token = _form(point)
        assert _send(client, point, token, f"{mark}{len(found)}@example.se") == 302
        found.append(time.perf_counter() - start)
        time.sleep(0.2)
    return found


def _point(name: str) -> Point:
    from datetime import timedelta

    from gorel.accounts.models import Organisation
    from gorel.attendance import sign_up_form
    from gorel.ground import clock
    from gorel.programme import actions as programme

    sign_up_form.SHORTEST_SECONDS = -1  # nobody reads here
    organiser, _ = Organisation.objects.get_or_create(slug="kfi", defaults={"name": "KFi", "kind": "academy"})
    starts = clock.now() + timedelta(days=30)
    facts = {
        "title_sv": f"Seminarium {name}", "abstract_sv": "Vad händer?", "starts_at": starts,
        "ends_at": starts + timedelta(hours=2), "format": "digital", "platform": "Zoom", "is_free": True,
        "joining_link": "https://zoom.example/j/1", "registration_last_day_on": (starts - timedelta(days=1)).date(),
        "link_at": starts - timedelta(hours=1),
    }  # fmt: skip
    point = programme.create_point(organiser=organiser, facts=facts)
    programme.submit_point(point=point, by="görel")
    from gorel.cases.worker import Worker

    Worker().drain()
    point.refresh_from_db()
    assert point.is_published, (point.state, point.missing)
    return point


def _form(point: Point) -> tuple[Any, str]:
    from django.test import Client

    client = Client(REMOTE_ADDR="203.0.113.1")
    page = client.get(f"/register/{point.uid}/").content.decode()
    shown = re.search(r'name="shown" value="([^"]+)"', page)
    assert shown, "there is no form"
    return client, shown[1]


def _with(form: tuple[Any, str], point: Point) -> tuple[Any, Point, str]:
    return form[0], point, form[1]


def _send(client: Any, point: Point, shown: str, email: str) -> int:
    given = {"name": "Åsa Öberg", "email": email, "organisation": "Staden", "consent": "true", "shown": shown}
    return int(client.post(f"/register/{point.uid}/", given).status_code)


def _close(status: int) -> int:
    from django.db import connections

    connections.close_all()
    return status


@contextmanager
def _worker() -> Iterator[None]:
    command = Path(sys.executable).with_name("gorel")
    process = subprocess.Popen([command, "work"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(60)


def _until(done: Callable[[], bool], seconds: float) -> None:
    end = time.perf_counter() + seconds
    while not done() and time.perf_counter() < end:
        time.sleep(0.5)


def _count(kind: str) -> int:
    from gorel.robots.mail.outbox import Mail

    return Mail.objects.filter(kind=kind, state="sent").count()


def _version(point: Point) -> int:
    point.refresh_from_db()
    return int(point.version)


def _seconds(number: float) -> Any:
    from datetime import timedelta

    return timedelta(seconds=number)


def _part(values: list[float], part: float) -> float:
    return sorted(values)[int(part * (len(values) - 1))]


def _said(values: list[float]) -> str:
    return (
        f"{1000 * statistics.median(values):.0f} ms (95 % {1000 * _part(values, 0.95):.0f},"
        f" most {1000 * max(values):.0f})"
    )


def _loop() -> float:
    """Return how long plain work takes: on a machine that others use, too, every figure grows with it."""
    began, total = time.process_time(), 0
    for number in range(5_000_000):
        total += number
    return time.process_time() - began


if __name__ == "__main__":
    main()
