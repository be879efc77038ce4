"""SQLite has one lock, and whoever waits for it gets it between two turns of somebody who takes one after another."""

from __future__ import annotations

import sqlite3
import threading
import time
from functools import partial

import pytest
from django.db import connection, transaction
from django.db.utils import OperationalError

from gorel.ground.models import Limit
from gorel.ground.sqlite import base

pytestmark = pytest.mark.django_db(transaction=True)


def opened(path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None, timeout=base.SLICE, check_same_thread=False)


def test_who_waits_begins_although_another_takes_turn_after_turn(tmp_path):
    busy, waiting = opened(tmp_path / "x"), opened(tmp_path / "x")
    busy.execute("pragma journal_mode = wal")
    taken, is_over = [], threading.Event()

    def take_turns() -> None:
        while not is_over.is_set() and len(taken) < 400:
            busy.execute("begin immediate")
            taken.append(len(taken))
            time.sleep(0.04)
            busy.execute("commit")
            time.sleep(0.003)

    greedy = threading.Thread(target=take_turns)
    greedy.start()
    waited = []
    for _ in range(10):
        time.sleep(0.01)
        before = len(taken)
        base.patiently(waiting, partial(waiting.execute, "begin immediate"))
        waited.append(len(taken) - before)
        waiting.execute("commit")
    is_over.set()
    greedy.join()
    assert max(waited) < 10, "turns of the other while one waited"


def test_djangos_statements_wait_so_too_and_say_when_it_is_too_long(monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has many locks")
    monkeypatch.setattr(base, "PATIENCE", 0.05)
    other = opened(connection.settings_dict["NAME"])
    other.execute("begin immediate")
    with pytest.raises(OperationalError, match="locked"), transaction.atomic():
        pass
    with pytest.raises(OperationalError, match="locked"):
        Limit.objects.all().delete()
    threading.Timer(0.02, other.execute, ["rollback"]).start()
    Limit.objects.all().delete()


def test_a_connection_is_opened_while_somebody_writes():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has many locks")
    assert connection.cursor().execute("pragma busy_timeout").fetchone() == (5,)
    assert connection.settings_dict["OPTIONS"]["timeout"] == 20, "till it is open the driver waits by itself"
