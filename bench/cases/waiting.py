"""What callers and workers wait for: durable answers to 64 at once, a job that is due, a storm of timers, a crowd."""

from __future__ import annotations

import statistics
import subprocess
import sys
import threading
import time
from datetime import timedelta

from bench.cases import home, ten_tasks
from bench.cases.home import HOME, Cost, Watch, begin
from django.db import connection

from gorel.ability import find
from gorel.cases import outside, runtime
from gorel.cases.models import Case, Job
from gorel.cases.worker import Worker
from gorel.ground import clock

CALLERS = 64


def callers(each: int) -> tuple[Cost, list[float]]:
    """Let 64 threads answer jobs, each waiting for its durable answer; return the cost, and every call's seconds."""
    begin("ten-far", CALLERS * each // 10)
    jobs = list(Job.objects.filter(type="bench.far").values_list("case_id", "key"))
    waited: list[float] = []

    def call(mine: list[outside.Name]) -> None:
        own = []
        for case_id, key in mine:
            for step in range(10):  # in this picture each job's key follows the one before
                began = time.perf_counter()
                outside.complete((case_id, key + step), worker=None)
                own.append(time.perf_counter() - began)
        waited.extend(own)
        connection.close()

    threads = [threading.Thread(target=call, args=(jobs[place::CALLERS],)) for place in range(CALLERS)]
    began = Watch()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cost = began.cost(len(waited))
    assert not Job.objects.filter(type="bench.far").exists()
    return cost, sorted(waited)


def due_to_started(times: int) -> list[float]:
    """Return, sorted, how many seconds passed from a committed start to its job's first line, on an idle system."""
    import msgspec

    from gorel.ability import registry

    begun: list[float] = []
    heard = threading.Event()
    real = find("bench.noop")
    assert real is not None

    def note(_given: object, _context: object) -> None:
        begun.append(time.perf_counter())
        heard.set()

    stop = threading.Event()
    worker = threading.Thread(target=Worker().run, args=(stop,))
    registry.replace(msgspec.structs.replace(real, run=note))
    worker.start()
    waited = []
    try:
        time.sleep(1.5)
        for _ in range(times):
            heard.clear()
            runtime.start("one-task")
            committed = time.perf_counter()
            heard.wait(10)
            waited.append(begun[-1] - committed)
            time.sleep(0.05)
    finally:
        stop.set()
        worker.join()
        registry.replace(real)
    return sorted(waited)


def storm(count: int) -> Cost:
    """Let so many timers fall due at once; each advances its case to the end."""
    begin("storm", count)
    with clock.held(clock.now() + timedelta(hours=2)):
        began = Watch()
        Worker().drain()
        cost = began.cost(count)
    assert not Case.objects.filter(process__key="storm").exclude(state=Case.COMPLETED).exists()
    return cost


def crowd(waiting: int, cases: int) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return, beside a thousand waiting cases and beside *waiting* of them, steps a second as a part of bare SQL's.

    Bare SQL runs round by round beside either: the two stand minutes apart, and the machine may not stay the same.
    """
    home.crowd(1_000)
    few = _beside_bare(cases)
    home.crowd(waiting - 1_000)
    return few, _beside_bare(cases)


def _beside_bare(cases: int) -> tuple[float, float]:
    rounds = [(ten_tasks.ours(cases, 100), ten_tasks.bare(cases, 100)) for _ in range(5)]
    ratio = statistics.median(ours.per_second / bare.per_second for ours, bare in rounds)
    return ratio, statistics.median(ours.cpu_each for ours, _ in rounds)


def up(times: int) -> list[tuple[float, float, float]]:
    """Start web and worker in a fresh home; return, for each of so many starts, the seconds to the first answer, and
    the idle memory in MB.

    Shape: memory first with shared pages counted once (PSS), then with them counted for each process (RSS).
    """
    import os
    import socket
    import urllib.request

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = HOME / "up"
    environment = {**os.environ, "GOREL_HOME": str(own)}
    command = [sys.executable, "-m", "gorel", "up", "--port", str(port)]
    # The first start makes the tables; those after it are starts as every other.
    starts = []
    for _ in range(times + 1):
        began = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            while True:
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
                    break
                except OSError:
                    if time.perf_counter() - began > 300:  # on a machine that others use
                        raise
                    time.sleep(0.02)
            seconds = time.perf_counter() - began
            time.sleep(4)
            family = _family(process.pid)
            shared, each = (sum(_memory(pid, kind) for pid in family) / 1024 for kind in ("Pss:", "Rss:"))
        finally:
            process.terminate()
            process.wait(30)
        starts.append((seconds, shared, each))
    return starts[1:]


def _family(pid: int) -> list[int]:
    """Return the process and all below it."""
    from pathlib import Path

    found = [pid]
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found += _family(int(path.parent.name))
    return found


def _memory(pid: int, kind: str) -> int:
    """Return a process's memory. Units: kB."""
    from pathlib import Path

    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in lines if line.startswith(kind))
