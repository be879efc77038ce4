"""The whole table of the memory's speed.

    python -m bench.cases --all                             everything, in one run: SQLite, PostgreSQL, and peers
    python -m bench.cases --all --small                     each line small, to see that it works
    python -m bench.cases                                   SQLite, all lines but crowd and peers
    python -m bench.cases ten callers due                   some lines
    GOREL_DATABASE=postgresql://… python -m bench.cases ten two callers

Lines: ten (batches of 100, and one at a time, beside bare SQL), two (two worker processes), callers, due, storm,
clicks, disk, peers (`bench/peers`), up, crowd (beside a million waiting cases). History is on, SQLite syncs fully at
every commit, and so does the PostgreSQL that `--all` starts. Lines are told as they come; the table is printed at the
end, as docs/performance.md has it.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from bench.cases import home  # before all that reads settings

# isort: split
from bench.cases import machine
from bench.cases.lines import EXTRA, LINES, ON_POSTGRESQL
from bench.cases.table import HEAD, Line, against_peers, show, unpack
from django.db import connection
from tests import with_postgres

# It syncs, as it would for a town; what is in memory is that of a small server.
SYNCING = {"max_connections": "120", "shared_buffers": "256MB", "max_wal_size": "2GB"}


def here(names: Sequence[str], *, small: bool) -> Iterator[Line]:
    """Measure these lines on this process's database."""
    home.prepare()
    for name in names:
        try:
            for line in LINES[name](small=small):
                yield dataclasses.replace(line, load=machine.load())
        except Exception as error:  # what fails must not take the rest of the run with it
            traceback.print_exc()
            yield Line(f"{name}, {connection.vendor}", f"**not measured**: {type(error).__name__}: {error}")


def on_postgresql(*, small: bool) -> Iterator[Line]:
    """Measure on a PostgreSQL that lives as long as this takes."""
    at = with_postgres.binaries()
    if at is None:
        print("!!! PostgreSQL is not here: none of its lines is measured", file=sys.stderr)
        yield Line("all on PostgreSQL", "**not measured**: it is not installed")
        return
    with ExitStack() as stack:
        address, _ = stack.enter_context(with_postgres.cluster(at, SYNCING))
        command = [sys.executable, "-m", "bench.cases", *ON_POSTGRESQL, "--packed", *(["--small"] if small else [])]
        environment = {**os.environ, "GOREL_DATABASE": address}
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        for text in process.stdout:
            line = unpack(text)
            if line is not None:
                yield line
        if process.wait() != 0:
            yield Line("the rest on PostgreSQL", f"**not measured**: ended with {process.returncode}")


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description="The memory's speed", prog="python -m bench.cases")
    parser.add_argument("lines", nargs="*", choices=[*LINES, []], help="which lines; most when none is named")
    parser.add_argument("--all", action="store_true", help="everything in one run, with PostgreSQL and peers")
    parser.add_argument("--small", action="store_true", help="each line small: to see that it works")
    parser.add_argument("--packed", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    names = list(LINES) if given.all else given.lines or [name for name in LINES if name not in EXTRA]
    if given.packed:
        for line in here(names, small=given.small):
            print(line.packed(), flush=True)
        return
    began, before = time.monotonic(), machine.load()
    lines = []
    # A million waiting cases come last: they would stand beside all that follows.
    first, last = [name for name in names if name != "crowd"], [name for name in names if name == "crowd"]
    parts = [here(first, small=given.small)]
    parts += [on_postgresql(small=given.small)] if given.all else []
    parts += [here(last, small=given.small)] if last else []
    for part in parts:
        for line in part:
            show(line)
            lines.append(line)
    minutes = (time.monotonic() - began) / 60
    print(f"\n{' · '.join(machine.facts())}\n{machine.database()}; sources {machine.commit()};", end=" ")
    print(f"{time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC, {minutes:.1f} minutes, load {before} at the start\n")
    print(HEAD, *[line.text() for line in lines], sep="\n")
    print(f"\n{against_peers(lines)}")
    connection.close()


if __name__ == "__main__":
    main()
