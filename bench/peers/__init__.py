"""Durable peers doing ten tasks in a row on the same machine in the same run.

    python -m bench.peers            installs them into build/peers, and lets each do its work once

Each script keeps its state after every task, in the way that its own documentation calls durable, and prints a JSON
line for each way of working that it measured: what it did, and its steps a second. On PostgreSQL each has a database of
its own, on the cluster that Görel is measured on.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
FOLDER = HERE.parent.parent / "build" / "peers"
LONGEST = 120  # seconds for one peer


@dataclass(frozen=True)
class Peer:
    """One peer. Shape: *newest* says that its packages need a newer Python than ours may be; cases are those of a round
    that takes a second or two."""

    name: str
    script: str
    packages: tuple[str, ...]
    cases: int
    postgresql: bool = False
    newest: bool = False

    @property
    def program(self) -> Path:
        """What runs its script."""
        if self.script.endswith(".mjs"):
            return Path(shutil.which("node") or "node")
        return FOLDER / ("newest" if self.newest else "venv") / "bin/python"

    @property
    def mark(self) -> Path:
        """The file that says that it is installed, and with what."""
        return FOLDER / f"{Path(self.script).stem}.installed"


PEERS = (
    Peer("SpiffWorkflow 3.2, SQLite", "spiff.py", ("spiffworkflow==3.2.0",), 40),
    Peer("DBOS 3.4, SQLite", "dbossed.py", ("dbos==3.4.0", "pysqlite3-binary"), 20),
    Peer("camunda-python 0.1.2, SQLite", "camunda_python.py", ("camunda-python==0.1.2",), 15, newest=True),
    Peer("bpmn-engine 25, a synced file", "bpmn_engine.mjs", ("bpmn-engine@25.0.1",), 40),
    Peer("DBOS 3.4, PostgreSQL", "dbossed.py", ("dbos==3.4.0", "psycopg[binary]==3.3.9"), 40, postgresql=True),
    Peer(
        "Procrastinate 3.10, PostgreSQL", "procrastinated.py", ("procrastinate==3.10.0", "psycopg[binary]==3.3.9"), 60,
        postgresql=True,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Result:
    """What a peer did in one way of working; with no rounds, why it did not."""

    peer: Peer
    way: str
    per_second: tuple[float, ...] = ()
    missing: str = ""

    @property
    def median(self) -> float:
        """Steps a second."""
        return statistics.median(self.per_second)


def install(peer: Peer) -> str:
    """Install *peer* unless it is; return why that failed, or ""."""
    wanted = " ".join(peer.packages)
    if peer.mark.exists() and wanted in peer.mark.read_text().splitlines():
        return ""
    FOLDER.mkdir(parents=True, exist_ok=True)
    try:
        if peer.script.endswith(".mjs"):
            if not (shutil.which("node") and shutil.which("npm")):
                return "there is no Node.js with npm here"
            (FOLDER / "package.json").write_text('{"private": true}\n')
            _do("npm", "install", "--silent", "--no-audit", "--no-fund", *peer.packages)
        else:
            if not peer.program.exists():
                python = _newest_python() if peer.newest else sys.executable
                if python is None:
                    return "it needs Python 3.12 or later, which is not here"
                _do(python, "-m", "venv", str(peer.program.parent.parent))
            _do(str(peer.program), "-m", "pip", "install", "--quiet", *peer.packages)
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", "") or str(error)
        return f"cannot be installed: {said.strip().splitlines()[-1]}"
    with peer.mark.open("a") as marks:
        marks.write(f"{wanted}\n")
    return ""


def measure(peers: Sequence[Peer], *, rounds: int, part: float = 1.0) -> Iterator[Result]:
    """Let each peer do its work so many times, and yield what came of each of its ways; *part* of the usual cases."""
    for peer in peers:
        missing = install(peer)
        ways: dict[str, list[float]] = {}
        for _ in range(0 if missing else rounds):
            said, missing = _run(peer, max(int(peer.cases * part), 3))
            for way, per_second in said:
                ways.setdefault(way, []).append(per_second)
            if missing:
                break
        if missing:
            print(f"!!! {peer.name} is not measured: {missing}", file=sys.stderr, flush=True)
            yield Result(peer, "", missing=missing)
        else:
            yield from (Result(peer, way, tuple(rounds)) for way, rounds in ways.items())


def _run(peer: Peer, cases: int) -> tuple[list[tuple[str, float]], str]:
    environment = {**os.environ, "NODE_PATH": str(FOLDER / "node_modules"), "PEERS": str(FOLDER)}
    if not peer.postgresql:
        environment.pop("GOREL_DATABASE", None)
    command = [str(peer.program), str(HERE / peer.script), str(cases)]
    try:
        with tempfile.TemporaryDirectory(prefix="gorel-bench-peer-") as own:  # what it keeps goes with it
            environment["TMPDIR"] = own
            done = subprocess.run(
                command, env=environment, capture_output=True, text=True, check=False, timeout=LONGEST, cwd=FOLDER
            )
    except subprocess.TimeoutExpired:
        return [], f"not done after {LONGEST} s"
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode != 0 or not lines:
        return [], f"failed: {(done.stderr.strip().splitlines() or ['without a word'])[-1]}"
    return [(line["way"], line["per_second"]) for line in lines], ""


def _do(*command: str) -> None:
    subprocess.run(command, check=True, cwd=FOLDER, capture_output=True, text=True, timeout=300)


def _newest_python() -> str | None:
    """Return a Python of 3.12 or later; a name on PATH may be a shim for one that is not there."""
    on_path = [found for name in ("python3.13", "python3.12") if (found := shutil.which(name))]
    for python in (sys.executable, *on_path, *map(str, Path.home().glob(".pyenv/versions/3.1[23].*/bin/python"))):
        asked = [python, "-c", "import sys; sys.exit(sys.version_info < (3, 12))"]
        if subprocess.run(asked, capture_output=True, check=False).returncode == 0:
            return python
    return None
