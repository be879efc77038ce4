"""Measures the public programme: `python -m bench.programme [--points 2000 --day 400] [--rounds 30] [--only NAMES]`.

Without `--points` it measures weeks of 170, 2,000 and 17,000 points, each in a process and a home of its own, prints
one table, and ends with 1 when a page is above its mark. CPU is the process's own (user and system), for the whole
request: middleware, database driver and SQLite (which runs in the process), template. Cold is a request with an empty
memory of rows in a process that has answered before; repeated is the median of the rounds after it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from typing import TYPE_CHECKING, NamedTuple

from bench import loop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

WEEKS = {170: 34, 2_000: 400, 17_000: 34}  # points, and how many of them on the day that is shown
SPENT = 20.0  # seconds of repeating one address; what takes long is asked fewer times


class Mark(NamedTuple):
    """What is asked of an address at most. Shape: CPU milliseconds, queries, compressed kB; None asks nothing."""

    cold: float | None = None
    repeated: float | None = None
    queries: int | None = None
    packed: float | None = None


class Measured(NamedTuple):
    """What came of it."""

    name: str
    cold: float
    repeated: float
    queries: int
    rows: int
    size: float
    packed: float


PAGE, EXPORT = Mark(50, 15, packed=60), Mark(queries=10)
MARKS = {
    "the day, whole": PAGE,
    "the day, one theme": PAGE,
    "the day, one format": PAGE,
    "the day, one organiser": PAGE,
    "the day, three words": PAGE,
    "the whole week": Mark(packed=60),
    "a point's page": Mark(15, 15),
    "the day as a timetable": PAGE,
    "calendar feed": Mark(queries=10),
    "JSON": EXPORT,
    "CSV": EXPORT,
    "Excel": EXPORT,
    "Atom, the newest": Mark(queries=10),
}
OF_A_REAL_WEEK = {"calendar feed": Mark(repeated=40, queries=10), "the whole week": PAGE}


def main() -> None:
    """Measure one week, or all of them, and print tables."""
    given = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    given.add_argument("--points", type=int, help="of one week alone")
    given.add_argument("--day", type=int, help="points on the day that is shown")
    given.add_argument("--rounds", type=int, default=30)
    given.add_argument("--only", default="", metavar="WORDS", help="pages whose name begins so, by commas")
    given.add_argument("--json", action="store_true", help=argparse.SUPPRESS)
    asked = given.parse_args()
    if asked.points is None:
        sys.exit(_all(asked))
    found = _in_a_home(asked)
    if asked.json:
        print(json.dumps(list(found)))
        return
    print(f"{'CPU ms, ' + str(asked.points) + ' points':<28}{'cold':>8}{'repeated':>10}{'queries':>9}{'rows':>7}"
          f"{'kB':>7}{'gzip':>7}")  # fmt: skip
    for one in found:
        print(f"{one.name:<28}{one.cold:>8.1f}{one.repeated:>10.1f}{one.queries:>9}{one.rows:>7}{one.size:>7.0f}"
              f"{one.packed:>7.0f}", flush=True)  # fmt: skip


def _all(asked: argparse.Namespace) -> int:
    """Measure each week in a process of its own, and print what was asked beside what was found."""
    weeks: dict[int, dict[str, Measured]] = {}
    print(f"a loop of five million additions takes {loop.seconds():.2f} s of CPU here and now, load {_load()}")
    for points, day in WEEKS.items():
        command = [sys.executable, "-W", "ignore", "-m", "bench.programme", "--points", str(points), "--day", str(day)]
        command += ["--rounds", str(asked.rounds), "--only", asked.only, "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(done.stderr)
        weeks[points] = {one[0]: Measured(*one) for one in json.loads(done.stdout.splitlines()[-1])}
        print(f"measured {points:,} points, load {_load()}", flush=True)
    print(
        f"\n{'CPU ms, cold / repeated':<28}{'asked':>10}" + "".join(f"{f'{points:,} points':>18}" for points in weeks)
    )
    above = 0
    for name, mark in MARKS.items():
        shown = f"{'' if mark.cold is None else f'{mark.cold:g} / {mark.repeated:g}':>10}"
        for points, found in weeks.items():
            if name in found:
                one = found[name]
                over = _over(one, OF_A_REAL_WEEK.get(name, mark) if points == 170 else mark)
                above += bool(over)
                shown += f"{f'{one.cold:.1f} / {one.repeated:.1f}':>17}{'!' if over else ' '}"
        print(f"{name:<28}{shown}")
    print("\nqueries / compressed kB" + " " * 15 + "".join(f"{f'{points:,} points':>18}" for points in weeks))
    for name in MARKS:
        cells = [found[name] for found in weeks.values() if name in found]
        print(f"{name:<38}" + "".join(f"{f'{one.queries} / {one.packed:.0f}':>17} " for one in cells))
    print(
        f"\n{above} above their marks (!): pages of a day 50 / 15 ms and 60 kB, a point's page 15, exports and feeds 10"
    )
    print("queries; of 170 points also the whole week 50 / 15 ms and 60 kB, its calendar feed 40 ms repeated")
    return min(above, 1)


def _over(one: Measured, mark: Mark) -> bool:
    found = (one.cold, one.repeated, one.queries, one.packed)
    return any(most is not None and value > most for value, most in zip(found, mark, strict=True))


def _load() -> str:
    return f"{os.getloadavg()[0]:.0f}"


def _in_a_home(asked: argparse.Namespace) -> Iterator[Measured]:
    """Make the week in a home of its own, and measure."""
    with tempfile.TemporaryDirectory(prefix="gorel-bench-") as home:
        os.environ.update(GOREL_HOME=home, DJANGO_SETTINGS_MODULE="gorel.site.settings")
        import django

        django.setup()
        from gorel.site import tables

        tables.bring_up()
        yield from _measure(asked)


def _measure(asked: argparse.Namespace) -> Iterator[Measured]:
    from bench.programme import generate
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from gorel.ground import collecting, memory

    week = generate.week(points=asked.points, on_one_day=asked.day or WEEKS.get(asked.points, 34))
    page, day = week.get_absolute_url(), "day=2021-10-04"
    ways = {
        "the day, whole": f"{page}?{day}",
        "the day, one theme": f"{page}?{day}&theme=tema-4",
        "the day, one format": f"{page}?{day}&format=digital",
        "the day, one organiser": f"{page}?{day}&organiser=göteborg",
        "the day, three words": f"{page}?{day}&q=öppen+kommuner+hem",
        "the whole week": f"{page}?day=all",
        "a point's page": f"{page}punkt-7/",
        "the day as a timetable": f"{page}?{day}&view=grid",
        "calendar feed": f"{page}calendar.ics",
        "JSON": f"{page}points.json",
        "CSV": f"{page}points.csv",
        "Excel": f"{page}points.xlsx",
        "Atom, the newest": f"{page}atom.xml",
    }
    if asked.only:
        ways = {name: way for name, way in ways.items() if name.startswith(tuple(asked.only.split(",")))}
    client = Client()  # one for all: a server reads its middleware once
    for address in ways.values():  # reads templates, compiles patterns: once per process
        _request(client, address if "?" in address else f"{address}?{day}")
    collecting.calm()  # as the server does
    for name, address in ways.items():
        memory.forget()
        with CaptureQueriesContext(connection) as asked_of_it:
            cold, found = _request(client, address)
            queries = len(asked_of_it)
        again: list[float] = []
        while len(again) < asked.rounds and sum(again) < SPENT * 1000:
            again.append(_request(client, address)[0])
        rows = found.count(b'<li class="row') or found.count(b"BEGIN:VEVENT")
        sizes = len(found) / 1000, len(gzip.compress(found, 6)) / 1000
        yield Measured(name, cold, statistics.median(again), queries, rows, *sizes)


def _request(client: Client, address: str) -> tuple[float, bytes]:
    from datetime import UTC, datetime

    from gorel.ground import clock

    client.cookies.clear()  # a visitor who comes for the first time
    with clock.held(datetime(2021, 9, 20, 8, tzinfo=UTC)):
        began = time.process_time()
        answer = client.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        spent = (time.process_time() - began) * 1000
    assert answer.status_code == 200, (address, answer.status_code)
    return spent, content


if __name__ == "__main__":
    main()
