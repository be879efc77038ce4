"""Measures the public programme: `python -m bench.programme [--points 2000] [--day 400] [--rounds 30] [--only NAMES]`.

CPU is this process's own (user and system), for the whole request: middleware, database driver and SQLite (which runs
in the process), template. Cold is a request with an empty memory of rows in a process that has answered before;
repeated is the median of the rounds after it.
"""

from __future__ import annotations

import argparse
import gzip
import os
import statistics
import tempfile
import time
from typing import TYPE_CHECKING

from bench import loop

if TYPE_CHECKING:
    from django.test import Client


def main() -> None:
    """Make the week in a home of its own, measure, print a table."""
    given = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    given.add_argument("--points", type=int, default=2000)
    given.add_argument("--day", type=int, default=400)
    given.add_argument("--rounds", type=int, default=30)
    given.add_argument("--only", default="", metavar="WORDS", help="pages whose name begins so, by commas")
    asked = given.parse_args()
    with tempfile.TemporaryDirectory(prefix="gorel-bench-") as home:
        os.environ.update(GOREL_HOME=home, DJANGO_SETTINGS_MODULE="gorel.site.settings")
        import django

        django.setup()
        from gorel.site import tables

        tables.bring_up()
        _measure(asked)


def _measure(asked: argparse.Namespace) -> None:
    from bench.programme import generate
    from django.test import Client

    from gorel.ground import memory

    week = generate.week(points=asked.points, on_one_day=asked.day)
    page, day = week.get_absolute_url(), "day=2021-10-04"
    ways = {
        f"a day of {asked.day}, whole": f"{page}?{day}",
        "that day, one theme": f"{page}?{day}&theme=tema-4",
        "that day, one format": f"{page}?{day}&format=digital",
        "that day, one organiser": f"{page}?{day}&organiser=göteborg",
        "that day, three words": f"{page}?{day}&q=öppen+kommuner+hem",
        f"the whole week, {asked.points}": f"{page}?day=all",
        "a point's page": f"{page}punkt-7/",
        "that day as a timetable": f"{page}?{day}&view=grid",
        f"calendar feed, {asked.points}": f"{page}calendar.ics",
        f"JSON, {asked.points}": f"{page}points.json",
        f"CSV, {asked.points}": f"{page}points.csv",
        f"Excel, {asked.points}": f"{page}points.xlsx",
        "Atom, the newest": f"{page}atom.xml",
    }
    if asked.only:
        ways = {name: way for name, way in ways.items() if name.startswith(tuple(asked.only.split(",")))}
    print(f"a loop of five million additions takes {loop.seconds():.2f} s of CPU here and now")
    client = Client()  # one for all: a server reads its middleware once
    for address in ways.values():
        _request(client, address)  # reads templates, compiles patterns: once per process
    print(f"{'':<28}{'cold':>8}{'repeated':>10}{'queries':>9}{'rows':>7}{'kB':>7}{'gzip':>7}   (CPU ms)")
    for name, address in ways.items():
        memory.forget()
        cold, found, queries = _request(client, address)
        again = statistics.median(_request(client, address)[0] for _ in range(asked.rounds))
        rows = found.count(b'<li class="row') or found.count(b"BEGIN:VEVENT")
        sizes = f"{len(found) / 1000:>7.0f}{len(gzip.compress(found, 6)) / 1000:>7.0f}"
        print(f"{name:<28}{cold:>8.1f}{again:>10.1f}{queries:>9}{rows:>7}{sizes}")


def _request(client: Client, address: str) -> tuple[float, bytes, int]:
    from datetime import UTC, datetime

    from django.db import connection, reset_queries

    from gorel.ground import clock

    client.cookies.clear()  # a visitor who comes for the first time
    with clock.held(datetime(2021, 9, 20, 8, tzinfo=UTC)):
        connection.force_debug_cursor = False
        began = time.process_time()
        answer = client.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        spent = (time.process_time() - began) * 1000
        assert answer.status_code == 200, (address, answer.status_code)
        connection.force_debug_cursor = True
        reset_queries()
        again = client.get(address)
        _whole = b"".join(again.streaming_content) if again.streaming else again.content
        queries = len(connection.queries)
        connection.force_debug_cursor = False
    return spent, content, queries


if __name__ == "__main__":
    main()
