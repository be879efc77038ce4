"""Measures what a click waits while ended cases are erased: `python -m bench.cleaning [--cases 100000]`.

SQLite in a home of its own; with `--on postgresql` on a cluster of its own in it. So many cases have passed their day,
as many more are kept, and an open one in ten stands among them. `gorel web` (on BENCH_PORT, 8820) and `gorel work` run
as processes of their own. Somebody opens an inbox, a case and a task and does the task, over real HTTP, first while
nothing is erased and then until all is; `--seconds` ends that earlier. Ends with a table and the laws; exits 1 when
one is broken.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

from bench.attendance import served, telling
from bench.attendance.served import Visitor
from tests import with_postgres

DELAY = 0.25  # seconds by which 95 of 100 clicks may come later than without
KEPT = "P364D"  # half of the time that the cases of `bench.desk.generate` came in
GROUND = "KS 2020-117"
PAUSE = 0.2  # seconds between two clicks
QUIET = 30  # seconds of clicks before anything is erased
SERVER = {"max_connections": "40", "shared_buffers": "512MB", "max_wal_size": "4GB"}  # it syncs, as in life
Waits = dict[str, list[float]]


def main() -> None:
    """Fill a home, click, let the worker erase, print what was waited."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--cases", type=int, default=100_000, help="how many are to be erased")
    given.add_argument("--on", choices=["sqlite", "postgresql"], default="sqlite")
    given.add_argument("--seconds", type=float, default=7200, help="how long the erasing is watched at most")
    asked = given.parse_args()
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gorel-bench-")))
        home.chmod(0o755)  # PostgreSQL is another user
        os.environ.update(
            GOREL_HOME=str(home), DJANGO_SETTINGS_MODULE="gorel.site.settings",
            GOREL_ADDRESS=f"http://127.0.0.1:{served.PORT}",
        )  # fmt: skip
        if asked.on == "postgresql":
            at = with_postgres.binaries()
            if at is None:
                sys.exit("No PostgreSQL here. Install it with: sudo apt install postgresql")
            address, _data = stack.enter_context(with_postgres.cluster(at, SERVER, kept=home / "cluster"))
            os.environ["GOREL_DATABASE"] = address
        _measure(asked)
    telling.show_table()
    sys.exit(1 if telling.BROKEN else 0)


def _measure(asked: argparse.Namespace) -> None:
    import django

    django.setup()
    from bench.desk import generate
    from django.db import connection, connections

    from gorel.cases import sums
    from gorel.cases.models import Case, Purge
    from gorel.site import tables

    tables.bring_up()
    began = time.perf_counter()
    town = generate.fill(asked.cases * 20 // 9, kept_for=KEPT)  # nine of ten are over, and every other long ago
    while sums.sum_up():  # as of a home that has lived these two years
        pass
    ended = Case.objects.exclude(ended_at=None)
    there = ended.count()
    telling.tell(f"{Case.objects.count():,} cases, {there:,} of them over, in {time.perf_counter() - began:.0f} s")
    telling.tell(
        f"load of the machine {os.getloadavg()[0]:.1f}; a loop of five million additions takes {telling.loop():.2f} s"
    )
    where = f"{asked.cases:,} cases, {connection.vendor}"
    person = _Clicking(town)
    connections.close_all()
    with served.web():
        person.round()  # what a server reads once
        with served.gorel("work"):
            quiet = person.click(time.perf_counter() + QUIET)
        os.environ["GOREL_RETENTION_GROUND"] = GROUND  # from now on there is one
        with served.gorel("work") as worker:
            while not Purge.objects.exists():
                time.sleep(0.05)
            began, spent, first = time.perf_counter(), served.cpu(worker), Purge.objects.count()
            busy: Waits = defaultdict(list)
            end, last, took = began + asked.seconds, 0, 1.0
            while time.perf_counter() < end:
                person.click(min(time.perf_counter() + 5, end), into=busy)
                gone = Purge.objects.count()
                if gone == last:
                    break
                last, took = gone, time.perf_counter() - began
            spent = served.cpu(worker) - spent
    each = 1000 * spent / max(1, last - first)
    telling.row(where, f"{last:,} erased, {(last - first) / took:.0f} a second", "")
    telling.row(f"{where}: CPU of the worker", f"{each:.1f} ms each", "")
    for name in quiet:
        telling.row(
            f"{where}: {name}", f"{telling.said(quiet[name])} before; {telling.said(busy[name])} meanwhile",
            f"95 % at most {1000 * DELAY:.0f} ms later",
        )  # fmt: skip
    telling.row(f"{where}: load at the end", f"{os.getloadavg()[0]:.1f}", "")
    telling.laws(
        every_click_is_answered=not any(name.startswith("FAILED") for name in (*quiet, *busy)),
        no_click_is_delayed=all(
            telling.part(busy[name], 0.95) - telling.part(quiet[name], 0.95) <= DELAY for name in quiet
        ),
    )


class _Clicking:
    """A handler with an inbox, who does one task after the other."""

    def __init__(self, town: object) -> None:
        from django.test import Client

        from gorel.cases.models import Task

        client = Client()
        client.force_login(town.handler)  # type: ignore[attr-defined]
        self._cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        self._visitor = Visitor(self._cookies)
        owner = town.owner  # type: ignore[attr-defined]
        found = Task.objects.filter(state=Task.OPEN, assignee="", case__organisation=owner)
        named = found.order_by("pk").values_list("uid", "case__uid")
        self._tasks: Iterator[tuple[object, object]] = iter(list(named[:20_000]))

    def click(self, until: float, *, into: Waits | None = None) -> Waits:
        """Click until then; return how long each answer took, by what it was. Units: seconds."""
        waits: Waits = defaultdict(list) if into is None else into
        while time.perf_counter() < until:
            for name, seconds in self.round().items():
                waits[name].append(seconds)
        return waits

    def round(self) -> dict[str, float]:
        """Open an inbox, a case and its task, and do that."""
        task, case = next(self._tasks)
        took: dict[str, float] = {}
        self._get(took, "inbox", "/desk/")
        self._get(took, "case page", f"/desk/cases/{case}/")
        page = self._get(took, "task", f"/desk/tasks/{task}/")
        shown = re.findall(r'name="(csrfmiddlewaretoken|opened)" value="([^"]*)"', page)
        began = time.perf_counter()
        status, _text = self._visitor.post(f"/desk/tasks/{task}/", urlencode(dict(shown)))
        took["task done" if status == 302 else f"FAILED task done {status}"] = time.perf_counter() - began
        time.sleep(PAUSE)
        return took

    def _get(self, took: dict[str, float], name: str, path: str) -> str:
        began = time.perf_counter()
        status, text = self._visitor.get(path)
        took[name if status == 200 else f"FAILED {name} {status}"] = time.perf_counter() - began
        time.sleep(PAUSE)
        return text


if __name__ == "__main__":
    main()
