"""Procrastinate: ten jobs that each defer the next, fifty at once.

python procrastinated.py CASES
"""

from __future__ import annotations

import asyncio
import logging
import sys
import time

import procrastinate
from database import fresh
from said import say

logging.disable(logging.CRITICAL)


async def main(cases: int) -> None:
    """Run so many cases."""
    connector = procrastinate.PsycopgConnector(conninfo=fresh("bench_procrastinate"), max_size=20)
    app = procrastinate.App(connector=connector)
    done = 0

    @app.task(name="step")
    async def step(n: int, left: int) -> None:
        nonlocal done
        if left > 1:
            await step.defer_async(n=n + 1, left=left - 1)
        else:
            done += 1

    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        began = time.perf_counter()
        await step.batch_defer_async(*[{"n": 1, "left": 10} for _ in range(cases)])
        while done < cases:
            await app.run_worker_async(wait=False, concurrency=50, listen_notify=False, install_signal_handlers=False)
        say("50 at once", cases * 10, time.perf_counter() - began)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
