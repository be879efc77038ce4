"""Measures the open interface: `python -m bench.opendata [--points 100000]`.

CPU is this process's own for whole requests (middleware, driver, SQLite, which runs in it); memory is the most that the
process held while a whole file was streamed, above what it held before.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import tempfile
import time


def main() -> None:
    """Make points in a home of their own, measure, print a table."""
    given = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    given.add_argument("--points", type=int, default=100_000)
    given.add_argument("--rounds", type=int, default=15)
    given.add_argument("--files", nargs="*", default=["csv", "jsonl", "nt"])
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
    from django.db import connection
    from django.test import Client

    few = 2_000
    generate.week(points=few, on_one_day=400)
    with connection.cursor() as cursor:
        # The rest are copies with ids of their own: a page costs by how many there are, not by what they say.
        columns = [one.name for one in connection.introspection.get_table_description(cursor, "programme_point")]
        kept = [name for name in columns if name not in ("id", "uid", "slug")]
        for number in range(1, asked.points // few):
            cursor.execute(
                f"insert into programme_point (uid, slug, {', '.join(kept)})"
                f" select lower(hex(randomblob(16))), slug || '-{number}', {', '.join(kept)}"
                f" from programme_point limit {few}"
            )
    client = Client()
    base = "/open/v1/programme-points"
    last = asked.points // 20
    ways = {
        "the first page": f"{base}",
        "a page in the middle": f"{base}?page={last // 2}",
        "the last page": f"{base}?page={last}",
        "1,000 on a page": f"{base}?limit=1000",
        "one day": f"{base}?held_on=2021-10-04",
        "one organiser": f"{base}?sign_up=open",
        "changes, the first 100": f"{base}/changes",
        "the catalogue": "/datasets/dcat",
    }
    print(f"{asked.points} points{'':<20}{'CPU ms, median':>16}{'queries':>9}{'kB':>8}")
    for name, address in ways.items():
        _request(client, address)
        figures = [_request(client, address) for _ in range(asked.rounds)]
        _cpu, size, queries = figures[-1]
        print(f"{name:<32}{statistics.median(one[0] for one in figures):>12.1f}{queries:>12}{size / 1000:>10.0f}")
    for kind in asked.files:
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        before, size = time.process_time(), 0
        for piece in client.get(f"{base}/files/{kind}").streaming_content:
            size += len(piece)
        seconds = time.process_time() - before
        more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held) / 1024
        print(f"the whole file, {kind}: {size / 1e6:.0f} MB, {seconds:.1f} s of CPU, {more:.0f} MB more held at most")


def _request(client: object, address: str) -> tuple[float, int, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    before = time.process_time()
    answer = client.get(address)  # type: ignore[attr-defined]
    cpu = (time.process_time() - before) * 1000
    with CaptureQueriesContext(connection) as seen:
        client.get(address)  # type: ignore[attr-defined]
    assert answer.status_code == 200, address
    return cpu, len(answer.content), len(seen)


if __name__ == "__main__":
    main()
