"""Durable peers doing ten tasks in a row on the same machine in the same run.

    python -m bench.cases.peers            makes bench/cases/peers/.venv and installs them there

Each script keeps its state after every task, as its own documentation says one makes it durable, and prints its steps
a second. SpiffWorkflow writes its whole state to SQLite (WAL, synchronous=FULL); Procrastinate and DBOS use the
PostgreSQL of GOREL_DATABASE, in a database of their own.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent
PYTHON = FOLDER / ".venv/bin/python"
PACKAGES = ("spiffworkflow==3.2.0", "procrastinate==3.10.0", "dbos==3.4.0", "psycopg[binary]")
SQLITE = ("spiff",)
POSTGRESQL = ("procrastinated", "dbossed")


def run(*, small: bool) -> Iterator[tuple[str, str]]:
    """Yield (peer, what it did) for each that can run here."""
    if not PYTHON.exists():
        yield "peers", "not installed: python -m bench.cases.peers"
        return
    for name in POSTGRESQL if os.environ.get("GOREL_DATABASE") else SQLITE:
        command = [str(PYTHON), str(FOLDER / f"{name}.py"), "5" if small else "60"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
        yield name, done.stdout.strip() or f"failed: {done.stderr.strip().splitlines()[-1:]}"
