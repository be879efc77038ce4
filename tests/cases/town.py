"""Several workers and callers on one database, as in a town with many nodes; and sudden ends for any of them.

Each node is a process of its own, forked from the test. A *worker* does what is due. A *caller* starts cases one after
the other, as a web process does for its visitors, and says which commands were answered. Both go on when the database
goes away and comes back. The test kills, stops and continues them, and then counts.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from django.db import InterfaceError, OperationalError, connection, connections

from cases import pictures as p
from gorel.ability import Context, ability
from gorel.cases import runtime
from gorel.cases.models import Case, Incident, Job
from gorel.cases.worker import Worker

THREADS = 2
PAUSE = 0.004  # seconds between two commands of a caller
OUTSIDE: list[Path] = []  # the file that stands for the outside world
PROCESS = p.row(
    "work", p.job("i1", "town.inside"), p.job("o1", "town.outside"), p.timer("t", "PT0S"), p.job("i2", "town.inside"),
    p.job("o2", "town.outside"), p.job("i3", "town.inside"),
)  # fmt: skip


class Nothing(msgspec.Struct):
    """Takes no variable."""


@ability("town.inside", title={"en": "Inside"}, about={"en": "Writes a row of ours."}, transactional=True)
def inside(given: Nothing, context: Context) -> None:
    with connection.cursor() as cursor:
        cursor.execute("insert into town_effects (job_key) values (%s)", [context.job_key])


@ability("town.outside", title={"en": "Outside"}, about={"en": "Writes a line to a file."}, timeout_seconds=2)
def outside(given: Nothing, context: Context) -> None:
    with OUTSIDE[0].open("a") as file:
        file.write(context.job_key + "\n")


@dataclass
class Node:
    """One process of the town."""

    role: str
    pid: int
    said: list[int] = field(default_factory=list)
    listener: threading.Thread | None = None


class Town:
    """The nodes that run, and what the gone ones had said."""

    def __init__(self, outside: Path) -> None:
        OUTSIDE[:] = [outside]
        outside.touch()
        self.nodes: list[Node] = []
        self.accepted: list[int] = []
        self.killed: Counter[str] = Counter()
        self._numbers = 0

    def add(self, role: str) -> Node:
        """Start a node: "worker" or "caller"."""
        first = self._numbers * 1_000_000
        self._numbers += 1
        reading, writing = os.pipe()
        connections.close_all()
        pid = os.fork()
        if pid == 0:
            try:
                os.close(reading)
                _work() if role == "worker" else _call(writing, first)
            finally:
                os._exit(1)
        os.close(writing)
        node = Node(role, pid)
        node.listener = threading.Thread(target=_listen, args=(reading, node.said), daemon=True)
        node.listener.start()
        self.nodes.append(node)
        return node

    def kill(self, node: Node) -> None:
        """End a node where it stands."""
        os.kill(node.pid, signal.SIGKILL)
        os.waitpid(node.pid, 0)
        assert node.listener is not None
        node.listener.join()
        self.accepted += node.said
        self.nodes.remove(node)
        self.killed[node.role] += 1

    def answered(self) -> int:
        """Return how many commands were answered until now, by those who are gone and those who are there."""
        return len(self.accepted) + sum(len(node.said) for node in self.nodes)

    def end(self) -> None:
        """Kill whoever is left, and do what is left to do."""
        for node in list(self.nodes):
            self.kill(node)
        connections.close_all()
        Worker().drain()

    def count(self) -> None:
        """See that nothing was lost, nothing of ours doubled, and nothing outside doubled beyond the stated bound."""
        cases = Counter(Case.objects.values_list("business_key", flat=True))
        assert set(map(str, self.accepted)) <= set(cases), "an accepted command is there"
        assert set(cases.values()) == {1}, "and there once"
        assert list(Job.objects.values("case_id", "type", "due_at", "lease_owner", "retries", "tries")) == []
        assert list(Incident.objects.values("case_id", "problem")) == []
        assert set(Case.objects.values_list("state", flat=True)) == {"completed"}
        with connection.cursor() as cursor:
            cursor.execute("select job_key from town_effects")
            ours = Counter(row[0] for row in cursor.fetchall())
        assert len(ours) == 3 * len(cases)
        assert set(ours.values()) == {1}, "what is ours is there exactly once"
        others = Counter(OUTSIDE[0].read_text().split())
        assert len(others) == 2 * len(cases)
        assert others.total() - len(others) <= self.killed["worker"] * 2 * THREADS


def _work() -> None:
    Worker(threads=THREADS).run(threading.Event())


def _call(report: int, first: int) -> None:
    """Start a case every few milliseconds; say which were accepted. What the database's end left open is not said."""
    for number in range(first, first + 1_000_000):
        try:
            runtime.start("work", variables={"number": number}, business_key=str(number))
        except (OperationalError, InterfaceError):
            connections.close_all()
            time.sleep(0.05)
            continue
        os.write(report, f"{number}\n".encode())
        time.sleep(PAUSE)


def _listen(reading: int, said: list[int]) -> None:
    with os.fdopen(reading) as lines:
        for line in lines:
            if line.endswith("\n"):
                said.append(int(line))


@dataclass(frozen=True)
class Cluster:
    """The tests' own PostgreSQL, which a test may kill: `tests/with_postgres.py` says where it is."""

    binaries: Path
    data: Path

    @classmethod
    def here(cls) -> Cluster | None:
        """Return it; None on SQLite, or on a PostgreSQL that is not ours to kill."""
        if "PYTEST_XDIST_WORKER" in os.environ:  # other tests use it, too
            return None
        data, at = os.environ.get("CLUSTER_DATA"), os.environ.get("CLUSTER_BINARIES")
        return cls(Path(at), Path(data)) if data and at and connection.vendor == "postgresql" else None

    def kill(self) -> None:
        """End it with SIGKILL, as a fault of the machine would, and start it again."""
        postmaster = int((self.data / "postmaster.pid").read_text().split()[0])
        os.kill(postmaster, signal.SIGKILL)
        while _lives(postmaster):
            time.sleep(0.01)
        as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        options = (self.data / "postmaster.opts").read_text().split("postgres", 1)[1].replace('"', "").strip()
        options = options[options.index("-c") :]
        for _ in range(100):  # its children need a moment to see that it is gone
            done = subprocess.run(
                [*as_user, str(self.binaries / "pg_ctl"), "start", "--wait", "--silent", "--pgdata", str(self.data),
                 "--log", str(self.data.parent / "log"), "-o", options],
                cwd="/", check=False, capture_output=True,
            )  # fmt: skip
            if done.returncode == 0:
                return
            time.sleep(0.05)
        raise AssertionError(f"PostgreSQL does not start again: {done.stderr.decode()}")


def _lives(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"
