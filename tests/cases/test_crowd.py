"""Many at once: nobody is told that the database is busy, and nothing is done twice."""

from __future__ import annotations

import threading
import time
from collections import Counter

import pytest
from django.db import connection

from cases import pictures as p
from cases.trying import CALLS
from gorel.cases import queries, runtime, wake
from gorel.cases.models import Case, Task
from gorel.cases.worker import Worker
from gorel.core.engine import IllegalEvent

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]


def together(*actions) -> list[BaseException]:
    """Run all at once, each in a thread of its own; return what they raised."""
    raised: list[BaseException] = []

    def guarded(action) -> None:
        try:
            action()
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=guarded, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised


def test_workers_fall_asleep_and_are_rung_for_at_once(settings, db):
    """A pipe that nobody reads yet is not taken for a dead worker's."""
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL needs no pipes")
    stop = threading.Event()

    def ring() -> None:
        while not stop.is_set():
            wake._ring_pipes("")

    def sleep() -> None:
        try:
            for _ in range(300):
                wake.Bell().close()
        finally:
            stop.set()

    assert together(ring, ring, sleep) == []


def test_clicks_and_two_workers_at_once_lose_and_double_nothing(teach):
    teach(p.row("mixed", p.job("a", "try.outside"), p.job("b", "try.inside"), p.task("t"), p.job("c", "try.outside")))
    stop = threading.Event()

    def click(number: int) -> None:
        for turn in range(8):
            runtime.start("mixed", business_key=f"{number}-{turn}")

    def answer() -> None:
        until = time.monotonic() + 50
        while Case.objects.exclude(state="completed").exists() or Case.objects.count() < 32:
            for task in Task.objects.filter(state="open")[:20]:
                runtime.complete(task, by="person:1")
            time.sleep(0.01)
            assert time.monotonic() < until, "not done in time"
        stop.set()

    raised = together(
        *(lambda number=number: click(number) for number in range(4)),
        answer,
        lambda: Worker(threads=3).run(stop),
        lambda: Worker(threads=3).run(stop),
    )
    assert raised == []
    assert Counter(Case.objects.values_list("state", flat=True)) == {"completed": 32}
    assert set(Counter(CALLS).values()) == {1}
    assert len(CALLS) == 32 * 3


def test_two_people_who_complete_the_same_task_are_told_apart(teach):
    teach(p.row("review", p.task("look"), p.task("next")))
    runtime.start("review")
    task = Task.objects.get()
    barrier = threading.Barrier(2)

    def complete(person: str) -> None:
        barrier.wait()
        runtime.complete(task, by=person)

    raised = together(lambda: complete("person:1"), lambda: complete("person:2"))
    assert [type(error) for error in raised] == [IllegalEvent]
    assert Task.objects.filter(state="completed").count() == 1
    assert [wait.element for wait in queries.waits(Case.objects.get())] == ["next"]


def test_a_message_is_heard_once_however_many_publish_and_wait_at_once(teach):
    declared = p.message("m", "paid", key="=bill")
    teach(p.row("wait", p.catch("hear", "message", "m"), declared=declared))
    from datetime import timedelta

    from gorel.cases import kept_messages
    from gorel.cases.taking import take

    barrier = threading.Barrier(6)

    def publish() -> None:
        barrier.wait()
        runtime.publish("paid", "b", time_to_live=timedelta(days=1))

    def wait() -> None:
        barrier.wait()
        runtime.start("wait", variables={"bill": "b"})

    assert together(*[publish] * 3, *[wait] * 3) == []
    take(kept_messages.sweep)
    take(kept_messages.sweep)
    assert Counter(Case.objects.values_list("state", flat=True)) == {"completed": 3}


@pytest.mark.slow
def test_a_job_that_is_due_starts_soon_on_an_idle_system(teach):
    teach(p.row("mail", p.job("a", "try.outside")))
    stop = threading.Event()
    worker = threading.Thread(target=Worker(threads=2).run, args=(stop,))
    worker.start()
    try:
        time.sleep(1.5)  # it sleeps by now
        waited = []
        for _ in range(10):
            began = time.monotonic()
            done = len(CALLS)
            runtime.start("mail")
            while len(CALLS) == done and time.monotonic() - began < 5:
                time.sleep(0.001)
            waited.append(time.monotonic() - began)
            time.sleep(0.05)
    finally:
        stop.set()
        worker.join(20)
    assert sorted(waited)[5] < 0.5, "woken, not found at the next look round"
