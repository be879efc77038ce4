"""DBOS: a workflow of ten steps, 32 in flight.

python dbossed.py CASES
"""

from __future__ import annotations

import os
import sys
import time

from database import fresh
from dbos import DBOS


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


def main(cases: int) -> None:
    """Run so many cases."""
    DBOS(
        config={
            "name": "bench", "system_database_url": fresh("bench_dbos"), "log_level": "ERROR",
            "run_admin_server": False, "enable_otlp": False,
        }
    )  # fmt: skip
    DBOS.launch()
    began = time.perf_counter()
    running = []
    for _ in range(cases):
        running.append(DBOS.start_workflow(ten, 1))
        if len(running) >= 32:
            assert running.pop(0).get_result() == 11
    for one in running:
        one.get_result()
    print(f"{cases * 10 / (time.perf_counter() - began):,.0f} steps/s, 32 in flight", flush=True)
    DBOS.destroy()
    os._exit(0)  # its threads do not end by themselves


if __name__ == "__main__":
    main(int(sys.argv[1]))
