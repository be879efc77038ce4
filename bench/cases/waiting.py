"""What callers and workers wait for: durable answers to 64 at once, a job that is due, a storm of timers, a crowd."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from datetime import timedelta

from bench.cases import ten_tasks
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


def crowd(waiting: int, cases: int) -> tuple[float, float]:
    """Return steps a second beside a thousand waiting cases, and beside *waiting* of them."""
    begin("still", 1_000)
    few = max(ten_tasks.ours(cases, 100).per_second for _ in range(3))
    begin("still", waiting - 1_000)
    many = max(ten_tasks.ours(cases, 100).per_second for _ in range(3))
    return few, many


def up() -> tuple[float, float]:
    """Start web and worker in a fresh home; return the seconds to the first answer, and the memory when idle in MB."""
    import os
    import socket
    import urllib.request

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = HOME / "up"
    environment = {**os.environ, "GOREL_HOME": str(home)}
    command = [sys.executable, "-m", "gorel", "up", "--port", str(port)]
    # The first start makes the tables; the second is a start as every other.
    seconds = memory = 0.0
    for _ in range(2):
        began = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            while True:
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
                    break
                except OSError:
                    if time.perf_counter() - began > 120:
                        raise
                    time.sleep(0.02)
            seconds = time.perf_counter() - began
            time.sleep(4)
            memory = sum(_own_memory(pid) for pid in _family(process.pid)) / 1024
        finally:
            process.terminate()
            process.wait(30)
    return seconds, memory


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


def _own_memory(pid: int) -> int:
    """Return a process's proportional share of memory. Units: kB."""
    from pathlib import Path

    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
