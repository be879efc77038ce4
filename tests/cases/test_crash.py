"""Killed at any moment, she loses nothing, and doubles nothing of our own.

Two workers and a caller share a database. Now one of them, now PostgreSQL itself, ends with SIGKILL, again and again.
Then every accepted command is there once, every case has ended, every transactional effect is there exactly once, and
an effect on the outside world is doubled at most as often as docs/cases.md says.
"""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import pytest
from django.db import connection, connections

from cases.town import PROCESS, Cluster, Town

pytestmark = [
    pytest.mark.db,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
    pytest.mark.timeout(900),
]
KILLS = int(os.environ.get("KILLS", "10"))  # on each database; `make crash` asks for 250


@pytest.fixture
def town(tmp_path: Path, teach):
    """A table of ours, a file outside, and the process that touches both."""
    with connection.cursor() as cursor:
        cursor.execute("create table town_effects (job_key text not null)")
    teach(PROCESS)
    town = Town(tmp_path / "outside")
    yield town
    for node in list(town.nodes):
        town.kill(node)
    with connection.cursor() as cursor:
        cursor.execute("drop table town_effects")


def test_nothing_is_lost_or_doubled_when_anybody_is_killed_at_random_moments(town: Town) -> None:
    seed = time.time_ns()
    print(f"seed {seed}")  # shown when it fails
    chance = random.Random(seed)
    for role in ("worker", "worker", "caller"):
        town.add(role)
    cluster, ends_of_the_database = Cluster.here(), 0
    for number in range(KILLS):
        _wait_for(town, number // 2)  # on a slow machine kills come no faster than work
        time.sleep(chance.uniform(0, 0.12))
        if cluster is not None and chance.random() < 0.2:
            cluster.kill()
            ends_of_the_database += 1
            continue
        victim = chance.choice(town.nodes)
        town.kill(victim)
        town.add(victim.role)
    _wait_for(town, KILLS // 2)
    town.end()
    town.count()
    assert len(town.accepted) >= KILLS // 2, "the callers hardly came to work: this proves nothing"
    assert cluster is None or ends_of_the_database > 0 or KILLS < 20


def test_a_worker_that_slept_past_its_lease_finds_its_work_done_by_others(town: Town) -> None:
    sleeper = town.add("worker")
    town.add("caller")
    _wait_for(town, 1)
    os.kill(sleeper.pid, signal.SIGSTOP)
    town.add("worker")
    time.sleep(2.5)  # the lease of the outside ability is two seconds
    os.kill(sleeper.pid, signal.SIGCONT)
    time.sleep(0.3)
    town.end()
    town.count()


def _wait_for(town: Town, commands: int) -> None:
    """Wait until so many commands have been answered, however slow the machine is today."""
    until = time.monotonic() + 60
    while town.answered() < commands and time.monotonic() < until:
        time.sleep(0.01)
    connections.close_all()
