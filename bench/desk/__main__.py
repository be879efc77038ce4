"""Measures the desk on a large memory: `python -m bench.desk [--cases 200000] [--rounds 30] [--home DIR] [--only A]`.

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
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench import loop
from bench.desk import pages
from tests import with_postgres

# What is in memory is that of a small server. Pages write next to nothing, so commits need not wait for the disk.
MOST_LINES = 20_000  # of a file that are read
SERVER = {"max_connections": "40", "shared_buffers": "512MB", "max_wal_size": "4GB", "synchronous_commit": "off"}


def main() -> None:
    """Fill, measure, print a table."""
    given = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    given.add_argument("--cases", type=int, default=200_000)
    given.add_argument("--rounds", type=int, default=30)
    given.add_argument("--home", type=Path)
    given.add_argument("--on", choices=["sqlite", "postgresql"], default="sqlite")
    given.add_argument("--only", default="", help="pages whose name holds this word alone, and no files")
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

    django.setup()
    from gorel.site import tables

    tables.bring_up()
    from bench.desk import generate

    kept = home / "town.pickle"
    if kept.exists():
        town = pickle.loads(kept.read_bytes())
        generate.settle()
    else:
        began = time.monotonic()
        town = generate.fill(asked.cases)
        print(f"{asked.cases:,} cases in {time.monotonic() - began:.0f} s", file=sys.stderr)
        kept.write_bytes(pickle.dumps(town))
    _measure(asked, town)
    if not asked.only:
        _measure_exports(town)


def _measure_exports(town: object) -> None:
    """Read the beginning of each file: the CPU milliseconds a line takes, and by how much the process has grown."""
    import resource

    from django.db import connection
    from django.test import Client

    cpu = _clock(connection)
    print("\n| file | lines read | CPU ms a line | MB grown |\n|--|--:|--:|--:|")
    for page in pages.exports(town):
        client = Client()
        client.force_login(page.person)
        before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, cpu()
        answer = client.get(page.address)
        lines = 0
        for chunk in answer.streaming_content:
            lines += chunk.count(b"\n")
            if lines >= MOST_LINES:
                break
        lines = page.rows or lines
        used = (cpu() - began) * 1000 / max(lines, 1)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1000
        print(f"| {page.name} | {lines:,} | {used:.2f} | {grown:.0f} |", flush=True)
        answer.close()


def _measure(asked: argparse.Namespace, town: object) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from gorel.desk import kept
    from gorel.ground.collecting import calm

    cpu = _clock(connection)
    print(f"{connection.vendor}, load {os.getloadavg()[0]:.1f};", end=" ")
    print(f"a loop of five million additions takes {loop.seconds():.2f} s of CPU here and now\n")
    print("| page | median ms | p95 ms | queries | compressed kB |\n|--|--:|--:|--:|--:|")
    calm()  # as the web server does when it has read all its pages
    for page in pages.of(town):
        if asked.only not in page.name:
            continue
        client = Client()
        client.force_login(page.person)
        for _round in range(3):
            answer = client.get(page.address)
        assert answer.status_code == 200, (page.name, answer.status_code)
        connection.force_debug_cursor = bool(asked.slow)
        with CaptureQueriesContext(connection) as queries:
            client.get(page.address)
        count = len(queries)
        connection.force_debug_cursor = False
        for query in queries.captured_queries:
            if asked.slow and float(query["time"]) * 1000 > asked.slow:
                print(f"  {query['time']} s  {query['sql'][:1500]}", file=sys.stderr)
        times = []
        for _round in range(asked.rounds):
            if page.is_first:
                kept.forget()
            began = cpu()
            client.get(page.address)
            times.append((cpu() - began) * 1000)
        p95 = sorted(times)[int(len(times) * 0.95)]
        size = len(gzip.compress(answer.content)) / 1000
        print(f"| {page.name} | {statistics.median(times):.0f} | {p95:.0f} | {count} | {size:.0f} |", flush=True)


def _clock(connection: Any) -> Callable[[], float]:
    """Return what says the seconds of CPU that this process, and the database's for this connection, have used."""
    if connection.vendor == "sqlite":
        return time.process_time
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        used = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")  # its first number: nanoseconds at work
    return lambda: time.process_time() + int(used.read_text().split()[0]) / 1e9


if __name__ == "__main__":
    main()
