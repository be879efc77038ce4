"""Runs a command with GOREL_DATABASE naming a PostgreSQL that lives as long as the command does.

    python tests/with_postgres.py pytest tests/cases -m db

The cluster is made in a temporary folder from Debian's binaries (or those on PATH). PostgreSQL refuses to run as root,
so for root it runs as the user `postgres`. Nothing of it survives: fsync is off.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

# No test takes the power away from it, so nothing need reach the disk; but its own sudden end is tested, so a commit
# must have left it.
QUICK = {"fsync": "off", "full_page_writes": "off", "max_connections": "120"}


def binaries() -> Path | None:
    """Return the folder with initdb and pg_ctl, the newest of Debian's first; None when there is no PostgreSQL."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]), reverse=True)
    if found:
        return found[0].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


@contextmanager
def cluster(at: Path, settings: Mapping[str, str] = QUICK, *, kept: Path | None = None) -> Iterator[tuple[str, Path]]:
    """Start a cluster from the binaries in *at* with *settings*, and yield its address and its folder.

    Shape: *kept* is a folder of its own that the cluster stays in, made the first time and started again the next.
    """
    folder = Path(tempfile.mkdtemp(prefix="gorel-postgres-")) if kept is None else kept
    folder.mkdir(exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data, port = folder / "data", _free_port()
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    options += f" -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -p {port}"
    try:
        if not data.exists():
            _as_user(at / "initdb", "--pgdata", data, "--username", "gorel", "--auth", "trust", "--no-sync", "-E",
                     "UTF8", "--locale", "C.UTF-8")  # fmt: skip
        _as_user(at / "pg_ctl", "start", "--wait", "--silent", "--pgdata", data, "--log", folder / "log", "-o", options)
        try:
            yield f"postgresql://gorel@127.0.0.1:{port}/postgres", data
        finally:
            how = "immediate" if kept is None else "fast"
            _as_user(at / "pg_ctl", "stop", "--mode", how, "--silent", "--pgdata", data)
    finally:
        if kept is None:
            shutil.rmtree(folder, ignore_errors=True)


def _as_user(*command: object) -> None:
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        words = ["runuser", "-u", "postgres", "--", *words]
    done = subprocess.run(words, capture_output=True, text=True, cwd="/", check=False)
    if done.returncode != 0:
        sys.exit(f"{words[-1] if len(words) < 2 else ' '.join(words[:6])} … failed:\n{done.stdout}{done.stderr}")


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def main() -> None:
    """Run the command line's command inside a cluster; end as it ends."""
    at = binaries()
    if at is None:
        sys.exit("No PostgreSQL here. Install it with: sudo apt install postgresql")
    # A cluster must not outlive its command: an end from outside becomes an exception, and the cluster is stopped.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    with cluster(at) as (address, data):
        # Where it is, so that a test may kill it.
        here = {"GOREL_DATABASE": address, "CLUSTER_DATA": str(data), "CLUSTER_BINARIES": str(at)}
        done = subprocess.run(sys.argv[1:], env={**os.environ, **here}, check=False)
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
