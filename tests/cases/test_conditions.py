"""Whatever could wait for ever is seen, with its reason and what to do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import pictures as p
from cases.trying import NOW
from gorel.accounts.models import Organisation
from gorel.cases import nodes, outside, policies, queries, runtime, travel
from gorel.cases.models import Job, Node, Task, Timer
from gorel.cases.queries import conditions
from gorel.cases.worker import Worker
from gorel.cases.worker.chores import Chores
from gorel.core.say import say
from gorel.ground import clock, machine

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

BEFORE = clock.to_instant(NOW - timedelta(hours=1))


def patient(node: str, span: str) -> str:
    said = f'<zeebe:properties><zeebe:property name="gorel.patience" value="{span}"/></zeebe:properties>'
    return node.replace("</extensionElements>", f"{said}</extensionElements>")


def found(**asked) -> dict[str, int]:
    told = conditions(**asked)
    for one in told:
        for language in ("sv", "en"):
            said = say(one.problem, language)
            assert "{" not in said, said
            assert one.code not in said, "it has words of its own"
    return {one.code: one.count for one in told}


def test_nothing_is_said_when_all_is_well(teach):
    teach(p.row("review", p.task("look"), p.timer("pause", "P1D")))
    runtime.start("review")
    assert found() == {}
    assert queries.health().conditions == ()


def test_jobs_without_a_robot_and_work_without_a_worker(teach, stopped_clock, monkeypatch):
    monkeypatch.setattr(nodes, "_lost", 0)  # other tests lose some too
    teach(p.row("strange", p.job("s", "nobody.does")), p.row("ours", p.job("o", "try.outside")),
          p.row("wait", p.timer("pause", "PT1S")))  # fmt: skip
    lund = Organisation.objects.create(name="Lund", slug="lund", kind="municipality")
    case = runtime.start("strange", organisation=lund)
    runtime.start("ours")
    runtime.start("wait")
    Job.objects.update(due_at=BEFORE)
    Timer.objects.update(due_at=BEFORE)
    assert found() == {"silence.no-worker": 3, "silence.no-robot": 1, "silence.late-job": 1, "silence.late-timer": 1}
    (told,) = [one for one in conditions() if one.code == "silence.no-robot"]
    assert (told.cases, told.problem.values["type"]) == ((case.uid,), "nobody.does")
    assert "silence.no-robot" not in found(organisations=[lund.pk + 1])

    chores = Chores(owner="here", types=lambda: ["try.outside"])
    chores.beat()
    assert "silence.no-worker" not in found()
    assert queries.health().workers == 1
    outside.fetch_and_lock([outside.Topic("nobody.does")], worker="robot 1")
    assert "silence.no-robot" not in found(), "a robot asks for them"
    assert (queries.health().robots, queries.health().lost_leases) == (1, 0)
    nodes.note_lost()
    nodes.beat("here", [])
    assert queries.health().lost_leases == 1
    Node.objects.filter(name="here").update(seen_at=machine.now() - nodes.GONE)
    assert "silence.no-worker" in found()
    chores.end()
    assert not Node.objects.filter(name="here").exists()


def test_messages_that_nobody_awaits(teach, stopped_clock):
    runtime.publish("bell", "k", time_to_live=timedelta(days=2))
    assert found() == {}, "somebody may come in a moment"
    travel.to(NOW + timedelta(minutes=1))
    assert found() == {"silence.unheard-message": 1}
    travel.to(NOW + timedelta(days=3))
    assert found() == {}


def test_cases_that_wait_longer_than_their_process_says(teach, stopped_clock):
    teach(p.row("permit", patient(p.task("look"), "P2D"), p.task("again"), properties={"gorel.patience": "P10D"}),
          p.row("asks", patient(p.call("call", "inner"), "P3D")), p.row("inner", p.task("deep")))  # fmt: skip
    first = runtime.start("permit")
    second = runtime.start("permit")
    outer = runtime.start("asks")
    travel.to(NOW + timedelta(days=2))
    assert found() == {}
    travel.to(NOW + timedelta(days=2, seconds=1))
    assert found() == {"silence.long-wait": 2}
    assert conditions()[0].cases == (first.uid, second.uid)
    runtime.complete(Task.objects.get(case=first))
    runtime.suspend(second, by=None, reason="that is meant")
    assert found() == {}
    travel.to(NOW + timedelta(days=4))
    (told,) = conditions()
    assert (told.code, told.cases) == ("silence.long-wait", (outer.uid,))
    travel.to(NOW + timedelta(days=11))
    assert found() == {"silence.long-case": 1, "silence.long-wait": 1}


def test_cases_that_nobody_may_erase(teach, stopped_clock):
    teach(p.row("short", p.job("n", "try.inside"), properties={"gorel.history.time-to-live": "P1D"}))
    runtime.start("short")
    travel.to(NOW + timedelta(days=2))
    Worker().drain()
    assert found() == {"silence.no-ground": 1}


def test_what_pictures_say_takes_no_more_questions_for_more_processes_and_versions(teach):
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert found() == {}
        return len(asked)

    def taught(key: str, *nodes: str) -> str:
        return p.row(key, *nodes, properties={"gorel.history.time-to-live": "P1D", "gorel.patience": "P2D"})

    teach(taught("first", p.task("look")))
    conditions()  # what a version says is read once
    once = questions()
    teach(*(taught(f"other-{number}", p.task("look")) for number in range(3)))
    teach(taught("first", p.task("look"), p.task("again")))
    conditions()
    assert questions() == once + 3, "each process that says how long a case may take is asked, its versions together"


def test_what_waits_for_a_pause_to_end(teach, stopped_clock):
    teach(p.row("review", p.task("look")), p.row("mail", p.job("a", "try.outside")))
    lund = Organisation.objects.create(name="Lund", slug="lund", kind="municipality")
    Chores(owner="here", types=lambda: ["try.outside"]).beat()
    runtime.suspend(runtime.start("review", organisation=lund), by="person:1", reason="this one alone")
    policies.pause("review", organisation=lund, by="person:1", reason="the rule is wrong")
    policies.pause_ability("try.outside", by="person:1", reason="the server is down")
    assert found() == {}, "nothing waits yet"
    case = runtime.start("review", organisation=lund)
    runtime.start("review")
    runtime.start("review", organisation=lund)
    runtime.start("mail")
    Job.objects.update(due_at=BEFORE)
    assert found() == {"silence.paused-ability": 1, "silence.paused-process": 2}
    (told,) = [one for one in conditions() if one.code == "silence.paused-process"]
    assert (told.cases[0], told.problem.values["reason"]) == (case.uid, "the rule is wrong")
    assert "silence.paused-process" not in found(organisations=[lund.pk + 1])
    policies.resume("review", organisation=lund, by="person:1")
    policies.resume_ability("try.outside", by="person:1")
    assert "silence.paused-process" not in found()
    assert "silence.paused-ability" not in found()
