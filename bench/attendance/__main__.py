"""Measures sign-ups: `python -m bench.attendance [register|seats|minute|links|all] [--people 1200] [--links 2000]`.

SQLite in a home of its own, or with PostgreSQL: `python tests/with_postgres.py python -m bench.attendance`.
Mails go to a real SMTP server in this process; `gorel web` (on BENCH_PORT, 8820) and `gorel work` run beside as
processes of their own, as in life. Each part says which of its laws do not hold, and the command then exits 1.

register  CPU of this process for a form shown and sent: middleware, driver, the case started and admitted.
seats     32 clients at once for the last 10 seats, over HTTP; the others get a place on the waiting list.
minute    people who sign up within a minute, over HTTP, and how long until all their mails have gone.
links     joining links due at the same moment, and what a public page, an inbox and a sign-up take meanwhile.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from bench.attendance import served
from bench.attendance.served import Visitor

if TYPE_CHECKING:
    from gorel.programme.models import Point

CLIENTS, SEATS = 32, 10
BROKEN: list[str] = []


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
            GOREL_ADDRESS=f"http://127.0.0.1:{served.PORT}",
        )
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        from django.db import connections

        from gorel.cases import deployment

        deployment.deploy_apps()
        print(f"load of the machine {os.getloadavg()[0]:.1f}; a loop of five million additions takes {_loop():.2f} s")
        ways: dict[str, Callable[[argparse.Namespace], None]] = {
            "register": register, "seats": seats, "minute": minute, "links": links,
        }  # fmt: skip
        for name, measure in ways.items():
            if asked.what in (name, "all"):
                measure(asked)
        connections.close_all()
    sys.exit(1 if BROKEN else 0)


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
    """The last seats, from everywhere at once, over real HTTP."""
    from gorel.attendance import actions
    from gorel.attendance.models import Registration

    point = _point("seats")
    actions.set_up(point=point, by="görel", facts={}, opens_on=None, capacity=SEATS, has_waiting_list=True)
    with served.web() as server, ThreadPoolExecutor(CLIENTS) as pool:
        before, began = served.cpu(server), time.perf_counter()
        answers = list(pool.map(lambda n: Visitor().sign_up(point.uid, f"s{n}@example.se"), range(CLIENTS)))
        took, spent = time.perf_counter() - began, served.cpu(server) - before
    states = Counter(Registration.objects.filter(point=point).values_list("state", flat=True))
    print(
        f"seats ({_database()}): {CLIENTS} clients for {SEATS}: {dict(states)}, answers"
        f" {dict(Counter(said for said, _took in answers))}, {took:.2f} s in all, server {1000 * spent / CLIENTS:.1f}"
        " CPU ms each"
    )
    laws(
        every_answer_is_a_page=all(said == "302" for said, _took in answers),
        seats_are_given_once=states["registered"] == SEATS,
        others_wait=states["waiting"] == CLIENTS - SEATS,
    )


def minute(asked: argparse.Namespace) -> None:
    """So many people within a minute, over real HTTP, the mails following by a real SMTP server."""
    from gorel.robots.mail.outbox import Mail

    point = _point("minute")
    before = Mail.objects.filter(state="sent").count()
    with served.web() as server, served.gorel("work") as worker, ThreadPoolExecutor(64) as pool:
        spent = served.cpu(server), served.cpu(worker)
        began = time.perf_counter()

        def person(number: int) -> tuple[str, float]:
            time.sleep(max(0.0, began + 60 * number / asked.people - time.perf_counter()))
            return Visitor().sign_up(point.uid, f"m{number}@example.se")

        answers = list(pool.map(person, range(asked.people)))
        took = time.perf_counter() - began
        _until(lambda: Mail.objects.filter(state="sent").count() >= before + asked.people, 1800)
        mailed = time.perf_counter() - began
        web_ms, work_ms = (
            1000 * (served.cpu(one) - was) / asked.people for one, was in zip((server, worker), spent, strict=True)
        )
    waits = [one for _said, one in answers]
    good = sum(said == "302" for said, _took in answers)
    sent = Mail.objects.filter(state="sent", kind="confirmation").values_list("about", flat=True)
    print(
        f"minute: {good} of {asked.people} registered in {took:.1f} s (form and post {_said(waits)}), all mails gone"
        f" after {mailed:.1f} s; CPU each: server {web_ms:.1f} ms, worker {work_ms:.1f} ms"
    )
    laws(
        everybody_is_registered=good == asked.people == point.registrations.filter(state="registered").count(),
        each_has_one_letter=len(set(sent)) == len(sent) >= asked.people,
    )


def links(asked: argparse.Namespace) -> None:
    """Many links due at once, released in batches, and what a click costs meanwhile."""
    from django.db import transaction
    from django.test import Client

    from gorel.accounts.models import Membership, Person
    from gorel.attendance import actions
    from gorel.ground import clock

    point, other = _point("links"), _point("clicks")
    for start in range(0, asked.links, 200):
        with transaction.atomic():
            for number in range(start, min(start + 200, asked.links)):
                actions.register(point=point, name="Åsa Öberg", email=f"l{number}@example.se", consent=True)
    person = Person.objects.create_person(email="sekreterare@example.se", name="Sara Sekreterare")
    Membership.objects.create(person=person, organisation=point.organiser, role=Membership.Role.SECRETARY)
    signed_in = Client()
    signed_in.force_login(person)
    cookies = {name: morsel.value for name, morsel in signed_in.cookies.items()}
    people = point.registrations.all()
    with served.web(), served.gorel("work"):
        _until(lambda: _count("confirmation") >= asked.links, 7200)
        quiet = _clicks(other, cookies, seconds=20)
        due = clock.now() + _seconds(3)
        actions.set_up(point=point, by="görel", facts={"link_at": due}, opens_on=None, capacity=None)
        busy: list[dict[str, float]] = []
        released, began = 0.0, time.perf_counter()
        while _count("joining_link") < asked.links and time.perf_counter() - began < 7200:
            busy += _clicks(other, cookies, seconds=5)
            if not released and not people.filter(link_released_at=None).exists():
                released = time.perf_counter() - began
        took = time.perf_counter() - began
    print(f"links: {asked.links}: all released after {released:.0f} s, all mails gone after {took:.0f} s")
    for name in quiet[0]:
        was, now = ([one[name] for one in found] for found in (quiet, busy))
        print(f"    {name}: {_said(was)} before, {_said(now)} meanwhile")
    sent = _mails("joining_link")
    laws(
        everybody_has_the_link_once=len(sent) == len(set(sent)) == asked.links,
        all_are_released=not people.filter(link_released_at=None).exists(),
    )


def laws(**held: bool) -> None:
    """Say which laws do not hold; the command then exits 1."""
    for name, holds in held.items():
        if not holds:
            BROKEN.append(name)
            print(f"    BROKEN: {name.replace('_', ' ')}")


def _clicks(point: Point, cookies: dict[str, str], *, seconds: float) -> list[dict[str, float]]:
    """Return how long a public page, an inbox and a sign-up took, again and again. Units: seconds."""
    from django.urls import reverse

    found: list[dict[str, float]] = []
    end = time.perf_counter() + seconds
    pages = ("public page", Visitor(), point.get_absolute_url()), ("inbox", Visitor(cookies), reverse("desk:inbox"))
    while time.perf_counter() < end:
        took = {}
        for name, visitor, path in pages:
            start = time.perf_counter()
            status = visitor.get(path)[0]
            took[name] = time.perf_counter() - start
            assert status == 200, (path, status)
        said, took["sign-up"] = Visitor().sign_up(point.uid, f"c{time.monotonic_ns()}@example.se")
        assert said == "302", said
        found.append(took)
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


def _send(client: Any, point: Point, shown: str, email: str) -> int:
    given = {"name": "Åsa Öberg", "email": email, "organisation": "Staden", "consent": "true", "shown": shown}
    return int(client.post(f"/register/{point.uid}/", given).status_code)


def _until(done: Callable[[], bool], seconds: float) -> None:
    end = time.perf_counter() + seconds
    while not done() and time.perf_counter() < end:
        time.sleep(0.5)


def _count(kind: str) -> int:
    from gorel.robots.mail.outbox import Mail

    return Mail.objects.filter(kind=kind, state="sent").count()


def _mails(kind: str) -> list[str]:
    from gorel.robots.mail.outbox import Mail

    return list(Mail.objects.filter(kind=kind, state="sent").values_list("about", flat=True))


def _database() -> str:
    from django.db import connection

    return connection.vendor


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
