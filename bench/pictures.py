"""What the pictures of processes cost: `python -m bench.pictures`.

Draws every process that comes with Görel: CPU milliseconds to read and draw a file that is new, and to put
a case's way on a picture that is kept, and its kB as a page carries it. Then opens the pages that show pictures in two
towns of the tests, and prints the CPU milliseconds of whole requests. Ends with the laws, and exits
1 when one is broken: a picture that is kept takes at most 5 ms, however large.
"""

from __future__ import annotations

import gzip
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests")]
ROUNDS = 40
MOST = 5.0  # ms
# page, its view, who opens it, and what row it is about
PAGES = [
    ("task", "desk:task", "handler", "task"), ("case", "desk:case", "handler", "case"),
    ("process", "desk:process", "owner", "process"), ("outline", "workshop:outline", "editor", "draft"),
]  # fmt: skip


def main() -> None:
    """Draw, open, print."""
    print(f"load {os.getloadavg()[0]:.1f}; CPU time, medians of {ROUNDS}; kB of 1,000 bytes, gzip 6\n")
    slowest = _draw()
    with tempfile.TemporaryDirectory(prefix="gorel-bench-") as home:
        os.environ |= {"GOREL_HOME": home, "DJANGO_SETTINGS_MODULE": "gorel.site.settings"}
        _open()
    holds = slowest <= MOST
    print(f"\n{'Every law holds' if holds else 'Broken'}: the slowest picture that is kept takes {slowest:.2f} ms.")
    sys.exit(0 if holds else 1)


def _draw() -> float:
    """Print what each process costs; return the most milliseconds that a kept one took."""
    from gorel.core.bpmn.picture import read_picture, way_of

    print("| process | symbols and lines | anew, ms | kept, ms | kB |")
    print("|--|--:|--:|--:|--:|")
    slowest = 0.0
    for file in sorted((ROOT / "src").rglob("*.bpmn")):
        data = file.read_bytes()
        picture = read_picture(data)
        way = way_of({name: 2 for name, *_ in picture.pieces[::2]}, [picture.pieces[-1][0]], [])
        anew = _cost(lambda data=data: read_picture(data))  # type: ignore[misc]
        kept = _cost(lambda picture=picture, way=way: picture.svg("x", way, anchor="at-"))  # type: ignore[misc]
        size = len(gzip.compress(picture.svg("x", way, anchor="at-").encode(), 6)) / 1000
        print(f"| {file.stem} | {len(picture.pieces)} | {anew:.1f} | {kept:.2f} | {size:.1f} |")
        slowest = max(slowest, kept)
    return slowest


def _open() -> None:
    import django

    django.setup()
    from django.db import connections
    from django.test import Client
    from django.urls import reverse
    from tests.site import towns

    from gorel.ground import clock
    from gorel.site import tables

    tables.bring_up()
    print("\n| page | first, ms | then, ms |")
    print("|--|--:|--:|")
    with clock.held(towns.NOW):
        ours = towns.two()[0]
        for name, view, role, about in PAGES:
            client = Client()
            client.force_login(ours.people[role])
            address = reverse(view, args=ours.at[about])
            begun = time.process_time()
            assert client.get(address).status_code == 200, name
            first = (time.process_time() - begun) * 1000
            print(f"| {name} | {first:.0f} | {_cost(lambda c=client, a=address: c.get(a)):.1f} |")  # type: ignore[misc]
    connections.close_all()


def _cost(work: Callable[[], object]) -> float:
    """Return the CPU milliseconds that *work* takes, the median of `ROUNDS`."""
    spent = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        spent.append((time.process_time() - begun) * 1000)
    return statistics.median(spent)


if __name__ == "__main__":
    main()
