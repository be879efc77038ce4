"""A town on one PostgreSQL: four workers and two web servers, each with a home of its own, under load by HTTP.

One worker is killed, one is stopped for longer than its leases and continued. Then every accepted command is there
once, no case stands still, and nothing of ours is doubled.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest

from cases import pictures as p
from with_postgres import binaries, cluster

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(600),
    pytest.mark.skipif(binaries() is None, reason="PostgreSQL is not here"),
]

ROOT = Path(__file__).parents[2]
GROWING = Path(__file__).parent / "growing.py"
LEASE = 2  # seconds, of `town.theirs`
HANDS = 8  # threads of a worker
PICTURE = p.row(
    "town", p.job("one", "town.ours"), p.job("far", "town.far"), p.job("out", "town.theirs"), p.timer("rest", "PT0S"),
    p.job("two", "town.ours"), p.task("look"), p.job("again", "town.theirs"), p.job("three", "town.ours"),
)  # fmt: skip


class Town:
    """The nodes, and what was accepted. Shape: each node has a home of its own; the database is all that they share."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder, self.outside = folder, folder / "outside"
        self.outside.touch()
        (folder / "key").write_text("k" * 50, encoding="ascii")
        self._shared = {name: value for name, value in os.environ.items() if not name.startswith("GOREL_")}
        self._shared |= {"GOREL_DATABASE": database, "GOREL_SECRET_KEY_FILE": str(folder / "key"),
                         "PYTHONPATH": str(ROOT / "src"), "TOWN_OUTSIDE": str(self.outside)}  # fmt: skip
        self._shared.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
        self.nodes: list[subprocess.Popen[bytes]] = []
        self.webs: list[int] = []
        self.token = ""
        self.started: list[str] = []
        self.answered: list[str] = []
        self.looked_at: list[str] = []
        self.refused: Counter[int] = Counter()

    def _at_home(self, name: str) -> dict[str, str]:
        home = self.folder / name
        home.mkdir(exist_ok=True)
        return {**self._shared, "GOREL_HOME": str(home)}

    def gorel(self, *words: str) -> str:
        line = [sys.executable, "-m", "gorel", *words]
        done = subprocess.run(line, env=self._at_home("desk"), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def node(self, *words: str) -> subprocess.Popen[bytes]:
        line = [sys.executable, "-m", "gorel", *words, "--abilities", str(GROWING)]
        log = (self.folder / f"log-{len(self.nodes)}").open("wb")
        started = subprocess.Popen(line, env=self._at_home(f"node-{len(self.nodes)}"), stderr=log, stdout=log)
        self.nodes.append(started)
        return started

    def web(self) -> None:
        with socket.socket() as door:
            door.bind(("127.0.0.1", 0))
            port = door.getsockname()[1]
        self.node("web", "--port", str(port))
        until = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert time.monotonic() < until, "the server does not come up"
                time.sleep(0.1)
        self.webs.append(port)

    def end(self) -> None:
        for node in self.nodes:
            if node.poll() is None:
                node.send_signal(signal.SIGCONT)
                node.terminate()
        for node in self.nodes:
            try:
                node.wait(30)
            except subprocess.TimeoutExpired:
                node.kill()
                node.wait()

    # What programs of others do, each on a thread with a connection to one of the servers

    def caller(self, number: int) -> Callable[..., Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.webs[number % len(self.webs)], timeout=30)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}

        def call(method: str, path: str, body: Any = None) -> Any:
            connection.request(method, "/engine-rest" + path, json.dumps(body) if body is not None else None, headers)
            answer = connection.getresponse()
            data = answer.read()
            if answer.status >= 400:
                self.refused[answer.status] += 1
                return None
            return json.loads(data) if data else True

        return call

    def start(self, number: int, stop: threading.Event) -> None:
        call, count = self.caller(number), 0
        while not stop.is_set():
            key = f"{number}-{count}"
            count += 1
            if call("POST", "/process-definition/key/town/start", {"businessKey": key}) is not None:
                self.started.append(key)

    def work_far_away(self, number: int, stop: threading.Event) -> None:
        call, name = self.caller(number), f"robot-{number}"
        topics = [{"topicName": "town.far", "lockDuration": 20_000}]
        while not stop.is_set():
            asked = {"workerId": name, "maxTasks": 10, "asyncResponseTimeout": 500, "topics": topics}
            for job in call("POST", "/external-task/fetchAndLock", asked) or []:
                if call("POST", f"/external-task/{job['id']}/complete", {"workerId": name}) is not None:
                    self.answered.append(job["id"])

    def look(self, number: int, stop: threading.Event) -> None:
        call = self.caller(number)
        while not stop.is_set():
            found = call("GET", "/task?" + urllib.parse.urlencode({"maxResults": 20})) or []
            for task in found:
                if call("POST", f"/task/{task['id']}/complete", {}) is not None:
                    self.looked_at.append(task["id"])
            if not found:
                time.sleep(0.05)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[tuple[Town, psycopg.Connection[Any]]]:
    """Two web servers and four workers that are up, on an empty database with the town's picture."""
    with ExitStack() as stack:
        address, _data = stack.enter_context(cluster(binaries() or Path()))
        town = Town(tmp_path, address)
        stack.callback(town.end)
        (tmp_path / "town.bpmn").write_bytes(PICTURE)
        town.gorel("person", "anna@lund.example", "--name", "Anna", "--organisation", "Lund", "--role", "editor")
        town.gorel("deploy", str(tmp_path / "town.bpmn"))
        made = re.search(r"gorel_\S+", town.gorel("token", "new", "--organisation", "Lund", "--scope", "all"))
        assert made is not None
        town.token = made[0]
        database = stack.enter_context(psycopg.connect(address, autocommit=True))
        database.execute("create table town_effects (job_key text not null)")
        for _ in range(2):
            town.web()
        for _ in range(4):
            town.node("work")
        yield town, database


def _wait(database: psycopg.Connection[Any], query: str, wanted: Callable[[int], bool], seconds: float) -> int:
    until = time.monotonic() + seconds
    while True:
        row = database.execute(query).fetchone()
        assert row is not None
        if wanted(row[0]):
            return int(row[0])
        assert time.monotonic() < until, (query, row[0])
        time.sleep(0.1)


def test_a_town_loses_and_doubles_nothing_when_nodes_are_killed_and_stopped(town) -> None:
    town, database = town
    _wait(database, "select count(*) from cases_node where not is_robot", lambda n: n == 4, 60)
    workers = town.nodes[2:]
    no_more, all_done = threading.Event(), threading.Event()
    starters = [threading.Thread(target=town.start, args=(n, no_more)) for n in range(2)]
    others = [threading.Thread(target=town.work_far_away, args=(n, all_done)) for n in range(4)]
    others += [threading.Thread(target=town.look, args=(n, all_done)) for n in range(2)]
    for thread in (*starters, *others):
        thread.start()
    try:
        _wait(database, "select count(*) from cases_case where state = 'completed'", lambda n: n > 20, 60)
        workers[0].send_signal(signal.SIGSTOP)
        time.sleep(0.7)
        workers[1].send_signal(signal.SIGKILL)
        time.sleep(LEASE + 1.5)
        workers[0].send_signal(signal.SIGCONT)
        town.node("work")  # for the one that was killed
        _wait(database, "select count(*) from cases_node where not is_robot", lambda n: n == 5, 60)
        time.sleep(1)
        no_more.set()
        for thread in starters:
            thread.join(60)
        _wait(database, "select count(*) from cases_case where state <> 'completed'", lambda n: n == 0, 120)
    finally:
        no_more.set()
        all_done.set()
        for thread in (*starters, *others):
            thread.join(60)
    town.end()
    assert [node.returncode for node in town.nodes] == [0, 0, 0, -signal.SIGKILL, 0, 0, 0], "they end as they should"

    cases = [key for (key,) in database.execute("select business_key from cases_case")]
    assert Counter(cases) == Counter(town.started), "every accepted command is there, and there once"
    assert set(town.refused) <= {400, 404, 409}, town.refused
    assert database.execute("select count(*) from cases_job").fetchone() == (0,)
    assert database.execute("select count(*) from cases_timer").fetchone() == (0,)
    assert database.execute("select count(*) from cases_incident").fetchone() == (0,)
    ours = Counter(key for (key,) in database.execute("select job_key from town_effects"))
    assert len(ours) == 3 * len(cases)
    assert set(ours.values()) == {1}, "what is ours is there exactly once"
    assert Counter(Counter(town.answered).values()) == {1: len(cases)}, "each robot's answer was accepted once"
    assert Counter(Counter(town.looked_at).values()) == {1: len(cases)}, "and each person's"
    theirs = Counter(town.outside.read_text(encoding="ascii").split())
    assert len(theirs) == 2 * len(cases)
    assert theirs.total() - len(theirs) <= 2 * 2 * HANDS, "two nodes were cut off, with so many jobs in hand"
    print(f"{len(cases)} cases, {theirs.total() - len(theirs)} outside effects doubled, refused {dict(town.refused)}")
