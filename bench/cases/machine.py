"""What the machine is, and how busy: a figure means nothing without them."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from django.db import connection

IDLE = 0.25  # of the machine at work for others: as quiet as one can hope for


def facts() -> list[str]:
    """Return what it is, a line each."""
    model = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.machine(),
    )
    memory = next((int(line.split()[1]) // 1024 for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    return [
        f"{os.cpu_count()} cores, {model}; {memory:,} MB; {platform.system()} {platform.release()}",
        f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version} (WAL, synchronous=FULL)",
    ]


def database() -> str:
    """Return which database this process uses."""
    if connection.vendor != "postgresql":
        return f"SQLite {sqlite3.sqlite_version}"
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('server_version'), current_setting('fsync')")
        version, fsync = cursor.fetchone()
    return f"PostgreSQL {version.split()[0]}, fsync {fsync}"


def load() -> str:
    """Return how busy the machine is."""
    return f"{os.getloadavg()[0]:.1f}"


def commit() -> str:
    """Return which version of the sources this is."""
    asked = ["git", "rev-parse", "--short", "HEAD"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False, cwd=Path(__file__).parent)
    return done.stdout.strip() or "unknown"


def wait_for_quiet(seconds: float = 4.0) -> None:
    """Wait until little else is at work, at most so long: a neighbour's burst must not hit one line alone."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        before = _busy()
        time.sleep(0.2)
        after = _busy()
        if (after[0] - before[0]) < IDLE * max(after[1] - before[1], 1):
            return


def _busy() -> tuple[int, int]:
    ticks = [int(word) for word in _lines("/proc/stat")[0].split()[1:9]]
    return sum(ticks) - ticks[3] - ticks[4], sum(ticks)


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines() or [""]
    except OSError:
        return [""]
