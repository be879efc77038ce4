"""Killed at any moment, she loses nothing, and doubles nothing of our own.

A child process works and accepts commands at once; it is killed with SIGKILL at random moments, again and again. Then:
every accepted command is there once, every case ends, every transactional effect is there exactly once, and an "
"effect on
the outside world is doubled at most as often as docs/cases.md says.
"""

from __future__ import annotations

import os
import random
import select
import signal
import threading
import time
from collections import Counter
from pathlib import Path

import msgspec
import pytest
from django.db import connection, connections

from cases import pictures as p
from gorel.ability import Context, ability
from gorel.cases import runtime
from gorel.cases.models import Case, Incident, Job
from gorel.cases.worker import Worker

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

KILLS = 20
THREADS = 2
OUTSIDE: list[Path] = []  # the file that stands for the outside world


class Nothing(msgspec.Struct):
    """Takes no variable."""


@ability("crash.inside", title={"en": "Inside"}, about={"en": "Writes a row of ours."}, transactional=True)
def inside(given: Nothing, context: Context) -> None:
    with connection.cursor() as cursor:
        cursor.execute("insert into crash_effects (job_key) values (%s)", [context.job_key])


@ability("crash.outside", title={"en": "Outside"}, about={"en": "Writes a line to a file."})
def outside(given: Nothing, context: Context) -> None:
    with OUTSIDE[0].open("a") as file:
        file.write(context.job_key + "\n")


@pytest.fixture
def world(tmp_path: Path, teach):
    """A table of ours, a file outside, and the process that touches both."""
    OUTSIDE[:] = [tmp_path / "outside"]
    OUTSIDE[0].touch()
    with connection.cursor() as cursor:
        cursor.execute("create table crash_effects (job_key text not null)")
    teach(p.row("work", p.job("i1", "crash.inside"), p.job("o1", "crash.outside"), p.timer("t", "PT0S"),
                p.job("i2", "crash.inside"), p.job("o2", "crash.outside"), p.job("i3", "crash.inside")))  # fmt: skip
    yield
    with connection.cursor() as cursor:
        cursor.execute("drop table crash_effects")


def child(report: int, first: int) -> None:
    """Work, and accept a command every few milliseconds, until killed; say which were accepted."""
    worker = threading.Thread(target=Worker(threads=THREADS).run, args=(threading.Event(),), daemon=True)
    worker.start()
    for number in range(first, first + 1_000_000):
        runtime.start("work", variables={"number": number}, business_key=str(number))
        os.write(report, f"{number}\n".encode())
        time.sleep(0.004)


def lives_and_dies(first: int, seconds: float, *, is_early: bool) -> list[int]:
    """Run a child, kill it so long after its first accepted command, and return all that it said it had accepted.

    Shape: an early death does not wait for the first command.
    """
    reading, writing = os.pipe()
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        try:
            child(writing, first)
        finally:
            os._exit(1)
    os.close(writing)
    if not is_early:
        select.select([reading], [], [], 30)  # however slow the machine is today
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    with os.fdopen(reading) as said:
        return [int(line) for line in said.read().split("\n")[:-1]]


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_nothing_is_lost_or_doubled_when_killed_at_random_moments(world):
    chance = random.Random(20201021)
    accepted: list[int] = []
    for round_ in range(KILLS):
        accepted += lives_and_dies(round_ * 1_000_000, chance.uniform(0, 0.1), is_early=round_ % 5 == 4)
    Worker().drain()
    cases = Counter(Case.objects.values_list("business_key", flat=True))
    assert len(accepted) >= KILLS // 2, "the child hardly came to work: this proves nothing"
    assert set(map(str, accepted)) <= set(cases), "an accepted command is there"
    assert set(cases.values()) == {1}, "and there once"
    assert list(Job.objects.values("case_id", "type", "due_at", "lease_owner", "retries", "tries")) == []
    assert list(Incident.objects.values("case_id", "problem")) == []
    assert set(Case.objects.values_list("state", flat=True)) == {"completed"}
    with connection.cursor() as cursor:
        cursor.execute("select job_key from crash_effects")
        inside_effects = Counter(row[0] for row in cursor.fetchall())
    assert len(inside_effects) == 3 * len(cases)
    assert set(inside_effects.values()) == {1}, "what is ours is there exactly once"
    outside_effects = Counter(OUTSIDE[0].read_text().split())
    assert len(outside_effects) == 2 * len(cases)
    doubles = outside_effects.total() - len(outside_effects)
    assert doubles <= KILLS * 2 * THREADS
