"""DBOS: a workflow of ten steps, 32 in flight and one at a time; on SQLite, or the PostgreSQL of GOREL_DATABASE.

python dbossed.py CASES
"""

from __future__ import annotations

import os
import sys
import tempfile
import time

if not os.environ.get("GOREL_DATABASE"):
    import pysqlite3

    sys.modules["sqlite3"] = pysqlite3  # it needs SQLite 3.42, and Python's own may be older

from dbos import DBOS
from said import say


@DBOS.step()
def add_one(n: int) -> int:
    """One step."""
    return n + 1


@DBOS.workflow()
def ten(n: int) -> int:
    """Ten steps."""
    for _ in range(10):
        n = add_one(n)
    return n


def address() -> str:
    """Return where it keeps its state."""
    if os.environ.get("GOREL_DATABASE"):
        from database import fresh

        return fresh("bench_dbos")
    return f"sqlite:///{tempfile.mkdtemp(prefix='gorel-bench-peer-')}/dbos.sqlite"


def main(cases: int) -> None:
    """Run so many cases in both ways."""
    DBOS(
        config={
            "name": "bench", "system_database_url": address(), "log_level": "ERROR", "run_admin_server": False,
            "enable_otlp": False,
        }
    )  # fmt: skip
    DBOS.launch()
    for way, together in (("32 in flight", 32), ("one at a time", 1)):
        began = time.perf_counter()
        running = []
        for _ in range(cases):
            running.append(DBOS.start_workflow(ten, 1))
            if len(running) >= together:
                assert running.pop(0).get_result() == 11
        for one in running:
            assert one.get_result() == 11
        say(way, cases * 10, time.perf_counter() - began)
    DBOS.destroy()
    os._exit(0)  # its threads do not end by themselves


if __name__ == "__main__":
    main(int(sys.argv[1]))
