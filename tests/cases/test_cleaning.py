"""Finished cases go when their time is out, on a ground that is named, and their numbers stay."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import pictures as p
from cases.trying import NOW
from gorel.cases import cleaning, purging, queries, runtime, said, travel
from gorel.cases.models import Case, DaySum, Purge, Task
from gorel.cases.worker import Worker, chores
from gorel.ground import clock

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

CAMUNDA = ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn" camunda:historyTimeToLive="{}"'


def kept(value: str, ground: str = "KS 2020-117") -> dict[str, str]:
    return {"gorel.history.time-to-live": value, "gorel.history.ground": ground}


def test_cases_go_when_their_time_is_out_and_time_freed_still_knows_them(teach, stopped_clock):
    teach(p.row("short", p.task("look"), properties=kept("P1M")), p.row("long", p.task("look"), properties=kept("P5Y")),
          p.row("says-nothing", p.task("look")), p.row("no-ground", p.task("look"), properties=kept("1", " ")),
          p.row("outer", p.call("call", "says-nothing"), properties=kept("30")))  # fmt: skip
    for key in ("short", "short", "long", "says-nothing", "no-ground", "outer"):
        runtime.start(key)
    for task in Task.objects.all():
        runtime.complete(task, by="person:1", seconds_spent=9)
    waits = runtime.start("short")
    before = sorted(queries.daily(), key=str)
    travel.to(NOW + timedelta(days=30, hours=23))
    Worker().drain()
    assert set(Purge.objects.values_list("process__key", flat=True)) == {"outer", "says-nothing"}, "with what it called"
    travel.to(NOW + timedelta(days=32))
    Worker().drain()
    assert [case.process.key for case in Case.objects.order_by("pk")] == ["long", "says-nothing", "no-ground", "short"]
    assert Case.objects.get(process__key="short") == waits
    assert set(Purge.objects.values_list("ground", "by")) == {("KS 2020-117", "görel")}
    assert sorted(queries.daily(), key=str) == before
    assert DaySum.objects.get(process__key="short", element="look").tasks == 2, "one row for a day"


def test_the_older_dialect_says_it_too_and_an_installation_may_name_the_ground(teach, settings, stopped_clock):
    teach(p.row("old", p.task("look"), attributes=CAMUNDA.format("P30D")),
          p.row("wrong", p.task("look"), properties=kept("a while")))  # fmt: skip
    old, wrong = said.all_said()
    assert (cleaning.over(old, 0), cleaning.over(wrong, 0)) == (-30 * 24 * 3600 * 1_000_000, None)
    assert cleaning.ground_of(old) == ""
    settings.RETENTION_GROUND = "KS 2021-4"
    assert cleaning.ground_of(old) == "KS 2021-4"


def test_cleaning_does_a_batch_at_a_time(teach, stopped_clock):
    teach(p.row("short", p.job("n", "try.inside"), properties=kept("P1D")))
    for _ in range(5):
        runtime.start("short")
    travel.to(NOW + timedelta(days=1))
    assert cleaning.clean() == 0
    travel.to(NOW + timedelta(days=1, seconds=1))
    assert Case.objects.count() == 0, "a journey cleans on its way"
    assert Purge.objects.count() == 5


def test_a_case_that_called_one_that_is_open_waits_for_it(teach, stopped_clock):
    teach(p.row("short", p.task("look"), properties=kept("P1D")))
    inner = runtime.start("short")
    outer = runtime.start("short")
    runtime.cancel(outer, by=None, reason="x")
    Case.objects.filter(pk=inner.pk).update(parent=outer)
    travel.to(NOW + timedelta(days=2))
    assert cleaning.clean(batch=1) == 0
    assert Case.objects.count() == 2


def test_twenty_cases_are_erased_by_no_more_questions_than_one(teach, stopped_clock):
    teach(p.row("short", p.task("look"), properties=kept("P1D")))
    for _ in range(22):
        runtime.start("short")
    for task in Task.objects.all():
        runtime.complete(task, by="person:1")
    asked = []
    with clock.held(NOW + timedelta(days=2)):
        for batch in (1, 1, 20):  # the first reads what the picture says
            with CaptureQueriesContext(connection) as queries:
                assert cleaning.clean(batch) == batch
            asked.append(len(queries))
    assert asked[1] == asked[2]
    assert Purge.objects.count() == 22


def test_what_is_still_open_stays_when_others_go_with_the_same_batch(teach, stopped_clock):
    teach(p.row("inner", p.task("ask")), p.row("outer", p.call("call", "inner")))
    done, waits = runtime.start("outer"), runtime.start("outer")
    runtime.complete(Task.objects.get(case__parent=done), by="person:1")
    assert purging.purge_all([done.pk, waits.pk], ground="KS 2020-117") == 2
    assert sorted(Case.objects.values_list("process__key", flat=True)) == ["inner", "outer"]
    assert Case.objects.get(parent=None) == waits


def test_a_chore_with_more_to_do_leaves_as_much_time_to_others_as_it_took(monkeypatch):
    left, worked = [3], 0.02

    def piece() -> int:
        if not left[0]:
            return 0
        left[0] -= 1
        time.sleep(worked)
        return 1

    monkeypatch.setattr(chores, "CHORES", (("piece", 60.0, piece),))
    own = chores.Chores(owner="x", types=list)
    assert own.rest() is None
    began = time.monotonic()
    assert own.do() == 1
    assert 0 <= own.rest() <= time.monotonic() - began
    monkeypatch.setattr("gorel.cases.worker.worker.LONGEST_SLEEP", 600.0)
    stop, worker = threading.Event(), Worker()
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    end = time.monotonic() + 60
    while left[0] and time.monotonic() < end:
        time.sleep(0.005)
    stop.set()
    thread.join(30)
    assert left == [0], "the worker slept past what was left to do"
