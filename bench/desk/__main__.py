"""Measures the desk's pages on a large memory: `python -m bench.desk [--cases 200000] [--rounds 30] [--home FOLDER]`.

CPU milliseconds of whole requests without a web server: middleware, driver, template, and the database, which is in
this process (SQLite) or a process of its own that is counted with it (PostgreSQL). With --home the filled home is kept
and used again. `--on postgresql` starts a cluster inside the home and stops it afterwards; GOREL_DATABASE may name an
empty database elsewhere.
"""

from __future__ import annotations

import argparse
import gzip
import os
import pickle
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from bench import loop
from tests import with_postgres

# What is in memory is that of a small server. Pages write next to nothing, so commits need not wait for the disk.
SERVER = {"max_connections": "40", "shared_buffers": "512MB", "max_wal_size": "4GB", "synchronous_commit": "off"}


def main() -> None:
    """Fill, measure, print a table."""
    given = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    given.add_argument("--cases", type=int, default=200_000)
    given.add_argument("--rounds", type=int, default=30)
    given.add_argument("--home", type=Path)
    given.add_argument("--on", choices=["sqlite", "postgresql"], default="sqlite")
    given.add_argument("--slow", type=float, default=0, help="print statements that take longer, in milliseconds")
    asked = given.parse_args()
    home = asked.home or Path(tempfile.mkdtemp(prefix="gorel-bench-"))
    home.mkdir(exist_ok=True)
    os.environ.update(GOREL_HOME=str(home), DJANGO_SETTINGS_MODULE="gorel.site.settings")
    with ExitStack() as stack:
        if asked.on == "postgresql":
            at = with_postgres.binaries()
            if at is None:
                sys.exit("No PostgreSQL here. Install it with: sudo apt install postgresql")
            address, _data = stack.enter_context(with_postgres.cluster(at, SERVER, kept=home / "cluster"))
            os.environ["GOREL_DATABASE"] = address
        _run(asked, home)


def _run(asked: argparse.Namespace, home: Path) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from bench.desk import generate

    kept = home / "town.pickle"
    if kept.exists():
        town = pickle.loads(kept.read_bytes())
    else:
        began = time.monotonic()
        town = generate.fill(asked.cases)
        print(f"{asked.cases:,} cases in {time.monotonic() - began:.0f} s", file=sys.stderr)
        kept.write_bytes(pickle.dumps(town))
    _measure(asked, town)


def _measure(asked: argparse.Namespace, town: object) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    pages = {
        "inbox of a large group": (town.handler, "/desk/"),
        "inbox of a small group": (town.newcomer, "/desk/"),
        "start page": (town.handler, "/desk/start/"),
        "case page": (town.handler, f"/desk/cases/{town.waiting_case.uid}/"),
        "cases, newest": (town.handler, "/desk/cases/"),
        "cases by key": (town.handler, f"/desk/cases/?q={town.key}"),
        "cases by variable": (town.handler, f"/desk/cases/?process={town.process}&variable=town&how==&value=Ort 7"),
        "process page with heat map": (_owner(town), f"/desk/processes/stad-0/{town.process}/"),
        "incidents": (town.handler, "/desk/incidents/"),
    }
    print(f"a loop of five million additions takes {loop.seconds():.2f} s of CPU here and now")
    print("| page | median ms | p95 ms | queries | compressed kB |\n|--|--:|--:|--:|--:|")
    for name, (person, address) in pages.items():
        client = Client()
        client.force_login(person)
        client.get(address)
        answer = client.get(address)
        assert answer.status_code == 200, (name, answer.status_code)
        connection.force_debug_cursor = bool(asked.slow)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        count = len(queries)
        connection.force_debug_cursor = False
        for query in queries.captured_queries:
            if asked.slow and float(query["time"]) * 1000 > asked.slow:
                print(f"  {query['time']} s  {query['sql'][:1500]}", file=sys.stderr)
        times = []
        for _round in range(asked.rounds):
            began = time.process_time()
            client.get(address)
            times.append((time.process_time() - began) * 1000)
        p95 = sorted(times)[int(len(times) * 0.95)]
        size = len(gzip.compress(answer.content)) / 1000
        print(f"| {name} | {statistics.median(times):.0f} | {p95:.0f} | {count} | {size:.0f} |", flush=True)


def _owner(town: object) -> object:
    return town.owner.memberships.get(role="owner").person


if __name__ == "__main__":
    main()
