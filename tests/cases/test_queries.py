"""What pages, reports and health can ask."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases import pictures as p
from cases.trying import NOW
from gorel.cases import queries, runtime, travel
from gorel.cases.models import Process, Task
from gorel.cases.worker import Worker

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]


def test_waits_name_what_a_case_waits_for(teach, stopped_clock):
    boundary = (
        '<boundaryEvent id="remind" attachedToRef="look"><timerEventDefinition><timeDuration>P2D</timeDuration>'
        '</timerEventDefinition></boundaryEvent><endEvent id="late"/>'
        '<sequenceFlow id="to_late" sourceRef="remind" targetRef="late"/>'
    )
    teach(p.row("review", p.task("look"), boundary=boundary))
    case = runtime.start("review")
    found = [(wait.kind, wait.element, wait.name, wait.due_at) for wait in queries.waits(case)]
    assert found == [("task", "look", "look", None), ("timer", "remind", "remind", NOW + timedelta(days=2))]


def test_open_tasks_are_those_of_ones_groups_and_ones_own(teach):
    teach(p.row("a", p.task("one", groups="editor@x")), p.row("b", p.task("two", groups="secretary@x")),
          p.row("c", p.task("three", groups="", users="person:5")))  # fmt: skip
    for key in ("a", "b", "c"):
        runtime.start(key, business_key=key)
    assert [task.element for task in queries.open_tasks(groups={"editor@x"})] == ["one"]
    assert {task.element for task in queries.open_tasks(groups={"secretary@x"}, person="person:5")} == {"two", "three"}
    runtime.assign(Task.objects.get(element="one"), "person:9", by="person:9")
    assert list(queries.open_tasks(groups={"editor@x"})) == []
    assert [task.element for task in queries.open_tasks(person="person:9")] == ["one"]
    assert queries.open_task(business_key="b", element="two") == Task.objects.get(element="two")


def test_search_pages_through_cases_newest_first(teach):
    teach(p.row("review", p.task("look")), p.row("mail", p.job("send", "nobody.does")))
    cases = [runtime.start("review" if n % 2 else "mail", business_key=f"k{n}") for n in range(7)]
    newest = [case.pk for case in reversed(cases)]
    first = queries.search(limit=4)
    rest = queries.search(limit=4, after=first.next)
    assert [case.pk for case in first.cases + rest.cases] == newest
    assert rest.next is None
    assert [case.business_key for case in queries.search(process="review").cases] == ["k5", "k3", "k1"]
    assert [case.pk for case in queries.search(business_key="k2").cases] == [cases[2].pk]
    assert {case.process.key for case in queries.search(element="send").cases} == {"mail"}
    runtime.cancel(cases[0], by=None, reason="")
    assert len(queries.search(state="open").cases) == 6
    assert [case.pk for case in queries.search(state="cancelled").cases] == [cases[0].pk]


def test_where_shows_the_way_and_the_place(teach):
    teach(p.row("mixed", p.job("done", "try.inside"), p.job("fails", "try.refuse"), p.task("look")))
    case = runtime.start("mixed")
    Worker().drain()
    case.refresh_from_db()
    where = queries.where(case)
    assert (where.now, where.stuck) == (("fails",), ("fails",))
    assert where.done == ("start", "done")
    assert where.taken == ("to_done", "to_fails")
    assert queries.counts_by_element(Process.objects.get()) == {"fails": 1}


def test_totals_count_finished_steps_and_measured_time(teach, stopped_clock):
    (process,) = teach(p.row("review", p.task("look"), p.job("note", "try.inside")))
    for seconds in (30, 12):
        runtime.start("review")
        runtime.complete(Task.objects.get(state="open"), by="person:1", seconds_spent=seconds)
    found = {one.element: (one.finished, one.tasks, one.seconds_spent) for one in queries.daily()}
    assert found == {"start": (2, 0, 0), "look": (2, 2, 42), "note": (2, 0, 0), "end": (2, 0, 0), "": (2, 0, 0)}
    assert queries.daily(since=NOW.date() + timedelta(days=1)) == []
    assert {(one.process_id, one.day) for one in queries.daily()} == {(process.pk, NOW.date())}


def test_health_names_what_nobody_does_and_what_stands_still(teach, stopped_clock):
    teach(p.row("strange", p.job("s", "nobody.does")), p.row("no", p.job("r", "try.refuse")),
          p.row("wait", p.timer("pause", "PT1H")))  # fmt: skip
    runtime.start("strange")
    runtime.start("no")
    runtime.start("wait")
    assert queries.health().waiting_jobs == 1
    Worker().drain()
    health = queries.health()
    assert (health.waiting_jobs, health.types_without_ability) == (0, {"nobody.does": 1})
    assert (health.incidents, health.incidents_by_code) == (1, {"job.refused": 1})
    assert health.overdue_timers == 0
    travel.to(NOW + timedelta(hours=2), worker=Worker())
    assert queries.health().overdue_timers == 0


def test_variables_of_a_case_can_be_read(teach):
    teach(p.row("review", p.task("look")))
    assert queries.variables(runtime.start("review", variables={"a": [1, {"b": None}]})) == {"a": [1, {"b": None}]}
