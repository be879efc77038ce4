"""What it takes to read a robot's call: the lane's reader, and the web server's own.

    python bench/api/heads.py [--calls 20000]

CPU microseconds for a whole completion of a job, the least of fifteen rounds: the machine's other work counts little.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable

from fetch_and_complete import post
from gunicorn.config import Config
from gunicorn.http import get_parser
from gunicorn.http.wsgi import create

from gorel.site import wire

ROUNDS = 15
CALL = post(
    "/engine-rest/external-task/0197a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b.3/complete", "gorel_" + "a" * 43,
    {"workerId": "w", "variables": {"x": {"value": 1}}},
)  # fmt: skip
CONFIG, HERE = Config(), ("127.0.0.1", 1)


def by_gunicorn() -> None:
    """Read a call as the web server does."""
    create(next(get_parser(CONFIG, [CALL], HERE)), None, HERE, HERE, CONFIG)


def measured(read: Callable[[], object], calls: int) -> float:
    """Return the CPU microseconds of one call."""
    least = float("inf")
    for _ in range(ROUNDS):
        begun = time.process_time()
        for _ in range(calls // ROUNDS):
            read()
        least = min(least, time.process_time() - begun)
    return least / (calls // ROUNDS) * 1e6


def main() -> None:
    """Measure both, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--calls", type=int, default=20_000)
    calls = parser.parse_args().calls
    assert isinstance(wire.read(CALL), wire.Read)
    print(f"load {os.getloadavg()[0]:.1f}\n\n| reader | CPU µs a call |\n|--|--:|")
    for name, read in (("site.wire (httptools)", lambda: wire.read(CALL)), ("gunicorn", by_gunicorn)):
        print(f"| {name} | {measured(read, calls):.1f} |")


if __name__ == "__main__":
    main()
