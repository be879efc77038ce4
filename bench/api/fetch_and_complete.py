"""Robots over HTTP: fetch-and-lock in batches of ten, complete one by one; jobs per second, beside a bare endpoint.

    python bench/api/fetch_and_complete.py [--jobs 5000] [--workers 10] [--rounds 3]          SQLite, a temporary home
    GOREL_DATABASE=postgresql://… python bench/api/fetch_and_complete.py                      PostgreSQL

Görel's own web server runs in a process of its own, and all robots in this one, each with a connection that it keeps:
they say HTTP by sockets and take little of the CPU that they share with it. A job is done when its completion is
committed (SQLite with synchronous=FULL); its case then ends. A bare Django view under the same server is called as
often by the same robots, round by round, so that both share the noise: the ratio is that of *requests* per second.
The server's CPU is what a busy machine changes least.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve()
ROOT = HERE.parents[2]
sys.path.insert(0, str(ROOT / "tests"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gorel.site.settings")
os.environ["GOREL_HOME"] = tempfile.mkdtemp(prefix="gorel-bench-")
BATCH = 10


def prepare(jobs: int) -> str:
    """Make the tables, a token, and so many cases that wait for a robot; return the token."""
    import django

    django.setup()
    from api.models import SHORT
    from gorel.accounts import tokens
    from gorel.accounts.models import Organisation
    from gorel.cases import calling, deployment, programs
    from gorel.cases.taking import take
    from gorel.site import tables

    if not Path(os.environ["GOREL_HOME"], "ready").exists():
        tables.bring_up()
        Path(os.environ["GOREL_HOME"], "ready").touch()
    organisation, _made = Organisation.objects.get_or_create(name="Bench", slug="bench")
    deployment.deploy([("short.bpmn", SHORT)], organisation=organisation)
    process = programs.newest("short", organisation.pk)
    assert process is not None
    known = programs.known(process.pk)

    def begin(turn) -> None:
        for _ in range(500):
            calling.begin(turn, known, variables={"n": 1}, organisation_id=organisation.pk)

    for _ in range(max(1, jobs // 500)):
        take(begin)
    return tokens.make(organisation=organisation, name="bench", scopes=["all"])[0]


Talk = Generator[bytes, bytes, int]  # requests out, bodies of answers in, and how many jobs were done


def post(path: str, token: str, body: object) -> bytes:
    """Return a whole request as a keep-alive client sends it."""
    data = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench\r\nAccept: application/json\r\n"
    head += f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
    return head.encode() + data


def seven(token: str, worker: str) -> Talk:
    """A robot at /engine-rest: fetch and complete until there is nothing left."""
    topics = [{"topicName": "do", "lockDuration": 60_000}]
    fetch = post(
        "/engine-rest/external-task/fetchAndLock", token, {"workerId": worker, "maxTasks": BATCH, "topics": topics}
    )
    done = 0
    while jobs := json.loads((yield fetch)):
        for job in jobs:
            answer = {"workerId": worker, "variables": {"x": {"value": 1}}}
            yield post(f"/engine-rest/external-task/{job['id']}/complete", token, answer)
        done += len(jobs)
    return done


def eight(token: str, worker: str) -> Talk:
    """A robot at /v2."""
    asked = {"type": "do", "timeout": 60_000, "maxJobsToActivate": BATCH, "worker": worker, "requestTimeout": -1}
    activate = post("/v2/jobs/activation", token, asked)
    done = 0
    while jobs := json.loads((yield activate))["jobs"]:
        for job in jobs:
            yield post(f"/v2/jobs/{job['jobKey']}/completion", token, {"variables": {"x": 1}})
        done += len(jobs)
    return done


def bare(token: str, calls: int) -> Talk:
    """As many calls of a view that does nothing."""
    for _ in range(calls):
        yield post("/bare", token, {"workerId": "w", "variables": {"x": {"value": 1}}})
    return calls


def read(line: socket.socket) -> bytes:
    """Return the body of one answer. Shape: it has begun to come."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = line.recv(65536)
        assert more, "the server hung up"
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    status = int(head[9:12])
    assert status < 300, (status, body)
    if status == 204:
        return b""
    length = int(re.search(rb"(?i)content-length: *(\d+)", head)[1])
    while len(body) < length:
        body += line.recv(65536)
    return body


def crew(port: int, robots: list[Talk]) -> int:
    """Let robots talk at once, each over a line that it keeps; return how many jobs they did."""
    lines, done = selectors.DefaultSelector(), 0
    for robot in robots:
        line = socket.create_connection(("127.0.0.1", port))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.sendall(next(robot))
        lines.register(line, selectors.EVENT_READ, robot)
    while lines.get_map():
        for key, _events in lines.select():
            line = key.fileobj
            try:
                line.sendall(key.data.send(read(line)))
            except StopIteration as end:
                done += end.value
                lines.unregister(line)
                line.close()
    return done


@dataclass(frozen=True)
class Measured:
    """What came of a round. Units: seconds of the clock, of the server's CPU and of the robots'."""

    done: int
    seconds: float
    server: float
    clients: float

    @property
    def rate(self) -> float:
        """Jobs, or bare requests, a second."""
        return self.done / self.seconds

    @property
    def each(self) -> float:
        """CPU milliseconds of the server for one of them."""
        return self.server / self.done * 1000

    @property
    def robots(self) -> float:
        """CPU milliseconds of the robots for one of them."""
        return self.clients / self.done * 1000


def measure(server: int, port: int, robots: list[Talk]) -> Measured:
    """Let the robots work, and count."""
    before, used, mine = time.perf_counter(), cpu(server), time.process_time()
    done = crew(port, robots)
    return Measured(done, time.perf_counter() - before, cpu(server) - used, time.process_time() - mine)


def cpu(server: int) -> float:
    """Return the seconds of CPU that a server and its children have used."""
    processes = {int(one.name): (one / "stat") for one in Path("/proc").iterdir() if one.name.isdecimal()}
    used, family = 0.0, {server}
    for number in sorted(processes):  # parents before their children
        try:
            words = processes[number].read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        if number in family or int(words[1]) in family:
            family.add(number)
            used += (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
    return used


def serve(*command: str) -> tuple[subprocess.Popen[bytes], int]:
    """Start a server on a free port, and wait until it has answered something: it has read all that it needs then."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    server = subprocess.Popen([sys.executable, *command, str(port)], cwd=ROOT)
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port)) as line:
                line.sendall(b"GET /v2/nothing HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                if line.recv(100):
                    return server, port
        except OSError:
            time.sleep(0.1)


def cpu_of_the_day() -> float:
    """Return the CPU seconds of a loop of five million additions: what the machine's other work costs just now."""
    before, total = time.process_time(), 0
    for number in range(5_000_000):
        total += number
    return time.process_time() - before


def main() -> None:
    """Measure, print a line a round, and a table at the end."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=5000)
    parser.add_argument("--workers", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    token = prepare(given.jobs)
    ours, port = serve("-m", "gorel", "web", "--port")
    simple, simple_port = serve(str(HERE.parent / "bare.py"))
    table = []
    try:
        for door, robot in (("/engine-rest", seven), ("/v2", eight)):
            rounds = []
            for round in range(given.rounds):
                if round or door == "/v2":
                    prepare(given.jobs)
                us = measure(ours.pid, port, [robot(token, f"w{number}") for number in range(given.workers)])
                calls = math.ceil(us.done * (BATCH + 1) / BATCH / given.workers)
                them = measure(simple.pid, simple_port, [bare(token, calls) for _ in range(given.workers)])
                rounds.append((us, them))
                print(
                    f"{door}: {us.done} jobs in {us.seconds:.2f} s; a job {us.each:.2f} CPU ms of the server and"
                    f" {us.robots:.2f} of the robots; bare {them.rate:.0f} requests/s, {them.each:.2f} CPU ms;"
                    f" load {os.getloadavg()[0]:.1f}",
                    flush=True,
                )
            table.append((door, rounds))
    finally:
        for server in (ours, simple):
            server.terminate()
            server.wait()
    show(table)


def show(table: list[tuple[str, list[tuple[Measured, Measured]]]]) -> None:
    """Print medians, and the lowest and highest, as Markdown."""
    print(f"\nThe loop {cpu_of_the_day():.2f} s of CPU, load {os.getloadavg()[0]:.1f}\n")
    print("| door | jobs/s | server, CPU ms a job | robots, CPU ms a job | bare view: requests/s, CPU ms | ratio |")
    print("|--|--:|--:|--:|--:|--:|")
    for door, rounds in table:
        rates = [us.rate for us, _ in rounds]
        ratios = [us.rate * (BATCH + 1) / BATCH / them.rate for us, them in rounds]
        middle = statistics.median
        print(
            f"| `{door}` | {middle(rates):,.0f} ({min(rates):,.0f}–{max(rates):,.0f})"
            f" | {middle(us.each for us, _ in rounds):.2f} | {middle(us.robots for us, _ in rounds):.2f}"
            f" | {middle(them.rate for _, them in rounds):,.0f}, {middle(them.each for _, them in rounds):.2f}"
            f" | {middle(ratios):.2f} |"
        )


if __name__ == "__main__":
    main()
