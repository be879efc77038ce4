"""Measures sign-ups: `python -m bench.attendance [register|seats|minute|links|all] [--people 1200] [--links 100000]`.

SQLite in a home of its own, or with PostgreSQL: `python tests/with_postgres.py python -m bench.attendance`.
`gorel web` (on BENCH_PORT, 8820), `gorel work` and an SMTP server that takes all run beside as processes of their own,
as in life. Ends with a table of what was measured and asked, and the laws; exits 1 when a law is broken.

register  CPU of this process for a form shown and sent: middleware, driver, the case started and admitted.
seats     32 clients at once for the last 10 seats, over HTTP; the others get a place on the waiting list.
minute    people who sign up within a minute, over HTTP, and how long until all their letters have gone.
links     joining links due at the same moment, released in paced batches, and what a public page, an inbox and a
          sign-up take meanwhile. The people and their waiting cases are written in bulk: one is really run.
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
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from bench.attendance import served, telling
from bench.attendance.served import Visitor

if TYPE_CHECKING:
    from gorel.programme.models import Point

CLIENTS, SEATS = 32, 10
STILL = 120  # seconds without a letter, after which no more are waited for
SLOWEST_CLICK = 1.0  # seconds: what 95 of 100 clicks may take at most while links go out
SLOWEST_ANSWER = 15  # seconds until who signs up meanwhile has a letter
_SITE: dict[str, Any] = {}


def main() -> None:
    """Make a home, measure what was asked for, print it."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("what", nargs="?", default="all", choices=["register", "seats", "minute", "links", "all"])
    given.add_argument("--people", type=int, default=1200)
    given.add_argument("--links", type=int, default=100_000)
    given.add_argument("--most-minutes", type=float, default=120, help="how long letters are waited for at most")
    asked = given.parse_args()

    with tempfile.TemporaryDirectory(prefix="gorel-bench-") as home, served.postbox() as box:
        os.environ.update(
            GOREL_HOME=home,
            DJANGO_SETTINGS_MODULE="gorel.site.settings",
            GOREL_SMTP=box,
            GOREL_SIGN_UPS_FROM_ONE_PLACE="1000000",
            GOREL_ADDRESS=f"http://127.0.0.1:{served.PORT}",
        )
        import django

        django.setup()
        from gorel.site import tables

        tables.bring_up()
        from django.db import connections

        from gorel.cases import deployment

        deployment.deploy_apps()
        telling.tell(
            f"load of the machine {os.getloadavg()[0]:.1f};"
            f" a loop of five million additions takes {telling.loop():.2f} s"
        )
        ways: dict[str, Callable[[argparse.Namespace], None]] = {
            "register": register, "seats": seats, "minute": minute, "links": links,
        }  # fmt: skip
        for name, measure in ways.items():
            if asked.what in (name, "all"):
                measure(asked)
        connections.close_all()
    telling.show_table()
    sys.exit(1 if telling.BROKEN else 0)


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
    telling.row(
        "form + post, durable, the case started and admitted, median of 50",
        f"{statistics.median(shown[10:]):.1f} + {statistics.median(sent[10:]):.1f} = {each:.1f} CPU ms",
        "40 CPU ms",
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
    said = Counter(said for said, _took in answers)
    telling.row(
        f"{CLIENTS} clients for the last {SEATS} seats, {_database()}",
        f"{dict(states)}, answers {dict(said)}, {took:.1f} s, server {1000 * spent / CLIENTS:.0f} CPU ms each",
        f"{SEATS} registered, no failure",
    )
    telling.laws(
        every_answer_is_a_page=all(said == "302" for said, _took in answers),
        seats_are_given_once=states["registered"] == SEATS,
        others_wait=states["waiting"] == CLIENTS - SEATS,
    )


def minute(asked: argparse.Namespace) -> None:
    """So many people within a minute, over real HTTP, the letters following by a real SMTP server."""
    point = _point("minute")
    with served.web() as server, served.gorel("work") as worker, ThreadPoolExecutor(64) as pool:
        spent = served.cpu(server), served.cpu(worker)
        began = time.perf_counter()

        def person(number: int) -> tuple[str, float]:
            time.sleep(max(0.0, began + 60 * number / asked.people - time.perf_counter()))
            return Visitor().sign_up(point.uid, f"m{number}@example.se")

        answers = list(pool.map(person, range(asked.people)))
        took = time.perf_counter() - began
        good = sum(said == "302" for said, _took in answers)
        telling.tell(
            f"minute: {good} of {asked.people} have signed up after {took:.0f} s; {_count('confirmation')} letters sent"
        )
        _wait_for_letters("confirmation", good, asked)
        mailed = time.perf_counter() - began
        web_ms, work_ms = (
            1000 * (served.cpu(one) - was) / asked.people for one, was in zip((server, worker), spent, strict=True)
        )
    waits = [one for said, one in answers if said == "302"] or [0.0]
    sent = _mails("confirmation")
    failed = {said: times for said, times in Counter(said for said, _took in answers).items() if said != "302"}
    people = f"{asked.people} people within a minute"
    telling.row(people, f"{good} registered in {took:.1f} s" + (f"; not: {failed}" if failed else ""), "all")
    telling.row(f"{people}: form and post", telling.said(waits), "")
    telling.row(f"{people}: letters", f"{len(sent)} gone after {mailed:.1f} s", "each has one")
    telling.row(f"{people}: CPU each", f"server {web_ms:.0f} ms, worker with letter {work_ms:.0f} ms", "")
    telling.laws(
        everybody_is_registered=good == asked.people == point.registrations.filter(state="registered").count(),
        each_has_one_letter=len(set(sent)) == len(sent) == good,
    )


def links(asked: argparse.Namespace) -> None:
    """Many links due at once, released in batches, and what a click costs meanwhile."""
    from bench.attendance import signed_up
    from django.test import Client

    from gorel.accounts.models import Membership, Person
    from gorel.attendance import actions
    from gorel.cases.worker import Worker
    from gorel.ground import clock

    point, other = _point("links"), _point("clicks")
    began = time.perf_counter()
    first = actions.register(point=point, name="Åsa Öberg", email="first@example.se", consent=True)
    Worker().drain()  # until its case waits for the moment of the link
    first.refresh_from_db()
    signed_up.write_again(first, asked.links - 1)
    telling.tell(f"links: {asked.links} people stand confirmed after {time.perf_counter() - began:.0f} s")
    person = Person.objects.create_person(email="sekreterare@example.se", name="Sara Sekreterare")
    Membership.objects.create(person=person, organisation=point.organiser, role=Membership.Role.SECRETARY)
    signed_in = Client()
    signed_in.force_login(person)
    cookies = {name: morsel.value for name, morsel in signed_in.cookies.items()}
    unreleased = point.registrations.filter(link_released_at=None)
    with served.web() as server, served.gorel("work") as worker:
        quiet = _clicks(other, cookies, seconds=20)
        due = clock.now() + _seconds(3)
        signed_up.let_link_be_due(point, due)
        spent = served.cpu(server), served.cpu(worker)
        busy: list[dict[str, float]] = []
        released = 0.0
        began = moved = time.perf_counter() + 3
        sent, told = 0, 0.0
        while sent < asked.links and time.perf_counter() - began < 60 * asked.most_minutes:
            busy += _clicks(other, cookies, seconds=5)
            now, count = time.perf_counter(), _count("joining_link")
            moved = now if count > sent or not released else moved
            sent = count
            if not released and not unreleased.exists():
                released = now - began
            if now - told > 30:
                told = now
                telling.tell(
                    f"links: after {now - began:.0f} s {sent} letters sent, {unreleased.count()} links not released"
                )
            if now - moved > STILL:
                telling.tell(f"links: no letter has gone for {STILL} s")
                break
        took = time.perf_counter() - began
        work_s = served.cpu(worker) - spent[1]
    letters = _mails("joining_link")
    goes = f"{asked.links} links due at once"
    telling.row(
        goes, f"all released after {released:.0f} s" if released else f"{unreleased.count()} not released", "all"
    )
    telling.row(
        f"{goes}: letters",
        f"{len(letters)} sent after {took:.0f} s, {len(letters) / took:.0f} a second",
        "each has one",
    )
    telling.row(f"{goes}: worker's CPU", f"{1000 * work_s / max(1, len(letters)):.1f} ms for each link and letter", "")
    for name in quiet[0]:
        was, now_ = ([one[name] for one in found if name in one] for found in (quiet, busy))
        telling.row(
            f"{goes}: {name}",
            f"{telling.said(was)} before; {telling.said(now_)} meanwhile",
            f"95 % in {1000 * SLOWEST_CLICK:.0f} ms",
        )
    waits = _answers_to(other, since=due)
    telling.row(
        f"{goes}: the letter to who signs up meanwhile",
        telling.said(waits) if waits else "none",
        f"95 % in {SLOWEST_ANSWER} s",
    )
    failures = [name for one in (*quiet, *busy) for name in one if name.startswith("FAILED")]
    telling.laws(
        everybody_has_the_link_once=len(letters) == len(set(letters)) == asked.links,
        all_are_released=not unreleased.exists(),
        every_click_is_answered=not failures,
        no_click_is_delayed=all(
            telling.part([one[name] for one in busy if name in one], 0.95) <= SLOWEST_CLICK for name in quiet[0]
        ),
        who_signs_up_is_answered_before_the_mailing=bool(waits) and telling.part(waits, 0.95) <= SLOWEST_ANSWER,
    )


def _wait_for_letters(kind: str, wanted: int, asked: argparse.Namespace) -> None:
    """Wait until so many letters have gone, or none has for `STILL` seconds: a law will then say what is missing."""
    began = moved = time.perf_counter()
    sent = 0
    while sent < wanted and time.perf_counter() - began < 60 * asked.most_minutes:
        time.sleep(0.5)
        count, now = _count(kind), time.perf_counter()
        moved = now if count > sent else moved
        sent = count
        if now - moved > STILL:
            telling.tell(f"no letter has gone for {STILL} s; {sent} of {wanted} are sent")
            return


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
            status, _text = visitor.get(path)
            took[name if status == 200 else f"FAILED {name} {status}"] = time.perf_counter() - start
        said, seconds_ = Visitor().sign_up(point.uid, f"c{time.monotonic_ns()}@example.se")
        took["sign-up" if said == "302" else f"FAILED sign-up {said}"] = seconds_
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
    client.handler = _SITE.setdefault("handler", client.handler)  # a server reads its middleware once, not each visit
    page = client.get(f"/register/{point.uid}/").content.decode()
    shown = re.search(r'name="shown" value="([^"]+)"', page)
    assert shown, "there is no form"
    return client, shown[1]


def _send(client: Any, point: Point, shown: str, email: str) -> int:
    given = {"name": "Åsa Öberg", "email": email, "organisation": "Staden", "consent": "true", "shown": shown}
    return int(client.post(f"/register/{point.uid}/", given).status_code)


def _count(kind: str) -> int:
    from gorel.robots.mail.outbox import Mail

    return Mail.objects.filter(kind=kind, state="sent").count()


def _mails(kind: str) -> list[str]:
    from gorel.robots.mail.outbox import Mail

    return list(Mail.objects.filter(kind=kind, state="sent").values_list("about", flat=True))


def _answers_to(point: Point, *, since: datetime) -> list[float]:
    """Return how long each who signed up since then waited for the confirmation. Units: seconds."""
    from gorel.robots.mail.outbox import Mail

    people = dict(point.registrations.filter(registered_at__gte=since).values_list("uid", "registered_at"))
    found = Mail.objects.filter(kind="confirmation", state="sent", about__in=[str(uid) for uid in people])
    return [(sent - people[UUID(about)]).total_seconds() for about, sent in found.values_list("about", "sent_at")]


def _database() -> str:
    from django.db import connection

    return connection.vendor


def _seconds(number: float) -> Any:
    from datetime import timedelta

    return timedelta(seconds=number)


if __name__ == "__main__":
    main()
