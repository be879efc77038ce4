"""Robots over HTTP: fetch-and-lock in batches of ten, complete one by one; jobs per second, beside a bare endpoint.

    python bench/api/fetch_and_complete.py [--jobs 5000] [--workers 10] [--rounds 3]          SQLite, a temporary home
    GOREL_DATABASE=postgresql://… python bench/api/fetch_and_complete.py                      PostgreSQL

Görel's own web server runs in a process of its own, and the robots in two more, each robot a thread with one
connection that it keeps. A job is done when its completion is committed (SQLite with synchronous=FULL); its case then
ends. A bare Django view under the same server is called as often by the same robots, round by round, so that both share
the noise: the ratio of *requests* per second is the result. Robots and server share the machine's cores; the server's
CPU is what a busy machine changes least.
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
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
    from django.core.management import call_command

    from api.models import SHORT
    from gorel.accounts import tokens
    from gorel.accounts.models import Organisation
    from gorel.cases import calling, deployment, programs
    from gorel.cases.turn import take

    if not Path(os.environ["GOREL_HOME"], "ready").exists():
        call_command("migrate", verbosity=0)
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


def robot(port: int, token: str, door: str, number: int, counts: list[int]) -> None:
    """Fetch and complete until there is nothing left."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def call(path: str, body: object) -> bytes:
        connection.request("POST", path, json.dumps(body), headers)
        answer = connection.getresponse()
        data = answer.read()
        assert answer.status < 300, (answer.status, data)
        return data

    done = 0
    if door == "bare":
        for _ in range(counts[number]):
            call("/bare", {"workerId": "w"})
        return
    worker = f"w{number}"
    while True:
        if door == "engine-rest":
            topics = [{"topicName": "do", "lockDuration": 60_000}]
            jobs = json.loads(
                call(
                    "/engine-rest/external-task/fetchAndLock", {"workerId": worker, "maxTasks": BATCH, "topics": topics}
                )
            )
            for job in jobs:
                call(
                    f"/engine-rest/external-task/{job['id']}/complete",
                    {"workerId": worker, "variables": {"x": {"value": 1}}},
                )
        else:
            asked = {
                "type": "do",
                "timeout": 60_000,
                "maxJobsToActivate": BATCH,
                "worker": worker,
                "requestTimeout": -1,
            }
            jobs = json.loads(call("/v2/jobs/activation", asked))["jobs"]
            for job in jobs:
                call(f"/v2/jobs/{job['jobKey']}/completion", {"variables": {"x": 1}})
        done += len(jobs)
        if not jobs:
            break
    counts[number] = done


def crew(port: int, token: str, door: str, numbers: list[int], each: int, told) -> None:
    """Several robots in one process."""
    counts = dict.fromkeys(numbers, each)
    threads = [threading.Thread(target=robot, args=(port, token, door, number, counts)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told.put(sum(counts.values()))


def measure(server: int, port: int, token: str, door: str, workers: int, each: int = 0) -> tuple[int, float, float]:
    """Return (done, seconds of the clock, seconds of the server's CPU) of all robots together."""
    context = multiprocessing.get_context("spawn")
    told = context.Queue()
    parts = [list(range(workers))[part::2] for part in range(2)]
    crews = [context.Process(target=crew, args=(port, token, door, part, each, told)) for part in parts]
    before, used = time.perf_counter(), cpu(server)
    for one in crews:
        one.start()
    done = sum(told.get() for _ in crews)
    seconds, used = time.perf_counter() - before, cpu(server) - used
    for one in crews:
        one.join()
    return done, seconds, used


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
    """Start a server on a free port, and wait until it listens."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    server = subprocess.Popen([sys.executable, *command, str(port)], cwd=ROOT)
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return server, port
        except OSError:
            time.sleep(0.1)


def main() -> None:
    """Measure, and print one line a round."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=5000)
    parser.add_argument("--workers", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    token = prepare(given.jobs)
    ours, port = serve("-m", "gorel", "web", "--port")
    bare, bare_port = serve(str(HERE.parent / "bare.py"))
    try:
        for door in ("engine-rest", "v2"):
            rates, ratios, costs = [], [], []
            for round in range(given.rounds):
                if round or door == "v2":
                    prepare(given.jobs)
                done, seconds, used = measure(ours.pid, port, token, door, given.workers)
                requests = done * (BATCH + 1) / BATCH
                each = int(requests / given.workers)
                _, bare_seconds, bare_used = measure(bare.pid, bare_port, token, "bare", given.workers, each)
                rates.append(done / seconds)
                ratios.append(bare_seconds / seconds)
                costs.append(used / done * 1000)
                ours_said = f"{done} jobs in {seconds:.2f} s, {rates[-1]:.0f}/s, CPU {costs[-1]:.2f} ms a job"
                bare_said = f"bare {requests / bare_seconds:.0f} requests/s, CPU {bare_used / requests * 1000:.2f} ms"
                print(
                    f"{door}: {ours_said}; {bare_said}; ratio {ratios[-1]:.2f}; load {os.getloadavg()[0]:.1f}",
                    flush=True,
                )
            rate, cost, ratio = (statistics.median(each) for each in (rates, costs, ratios))
            print(f"{door}: median {rate:.0f} jobs/s, CPU {cost:.2f} ms a job, ratio {ratio:.2f}", flush=True)
    finally:
        for server in (ours, bare):
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
