"""Robots elsewhere: they fetch jobs on a lease, wait for them, and answer; many at once share commits."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection

from cases import pictures as p
from cases.test_crowd import together
from gorel.cases import group, outside, queries, runtime
from gorel.cases.models import Case, Incident, Job
from gorel.cases.outside import JobGone, NotYours, Topic
from gorel.core.engine import IllegalEvent

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

SHEET = (Topic("sheet.read"),)


@pytest.fixture
def reading(teach):
    """Cases that wait for a robot of another machine."""
    teach(p.row("read", p.job("a", "sheet.read"), p.job("b", "sheet.read")))


def test_a_robot_gets_what_it_asked_for_and_its_answer_moves_the_case(reading):
    case = runtime.start("read", variables={"row": "r1", "secret": 2}, business_key="k")
    [job] = outside.fetch_and_lock([Topic("sheet.read", variables=["row"])], worker="robot-1")
    assert (job.element, job.variables, job.case, job.business_key) == ("a", {"row": "r1"}, str(case.uid), "k")
    assert outside.name_of(job.number) == job.name
    assert outside.fetch_and_lock(SHEET, worker="robot-2") == []
    outside.complete(job.name, worker="robot-1", variables={"n": 7})
    assert queries.variables(case)["n"] == 7
    assert [wait.element for wait in queries.waits(case)] == ["b"]


def test_only_who_has_the_lease_may_answer_and_only_once(reading):
    runtime.start("read")
    [job] = outside.fetch_and_lock(SHEET, worker="robot-1")
    with pytest.raises(NotYours):
        outside.complete(job.name, worker="robot-2")
    Job.objects.update(due_at=0)
    [again] = outside.fetch_and_lock(SHEET, worker="robot-1")
    with pytest.raises(NotYours):
        outside.complete(job.name, worker="robot-1", tries=job.tries)
    outside.complete(job.name, worker="robot-1", tries=again.tries)
    with pytest.raises(JobGone):
        outside.complete(job.name, worker="robot-1")


def test_a_failed_try_comes_back_after_its_pause_and_the_last_one_is_an_incident(reading):
    runtime.start("read")
    [job] = outside.fetch_and_lock(SHEET, worker="r")
    outside.fail(job.name, worker="r", retries=1, backoff_seconds=60, message="busy")
    assert outside.fetch_and_lock(SHEET, worker="r") == []
    outside.unlock(job.name)
    [job] = outside.fetch_and_lock(SHEET, worker="r")
    assert (job.retries, job.tries) == (1, 2)
    outside.fail(job.name, worker="r", message="gone", details="trace")
    incident = Incident.objects.get()
    assert (incident.element, incident.state, Job.objects.count()) == ("a", "open", 0)
    outside.set_retries(job.name, 2)
    assert [one.retries for one in outside.fetch_and_lock(SHEET, worker="r")] == [2]


def test_a_lease_can_be_made_longer_and_a_job_more_urgent(reading):
    runtime.start("read")
    runtime.start("read")
    later = Job.objects.order_by("id").last()
    outside.set_priority((later.case_id, later.key), 9)
    [job] = outside.fetch_and_lock([Topic("sheet.read", lease_seconds=0.001)], worker="r")
    assert (job.name[0], job.priority) == (later.case_id, 9)
    outside.extend(job.name, worker="r", seconds=60)
    time.sleep(0.01)
    assert [one.name for one in outside.fetch_and_lock(SHEET, worker="s", limit=5)] != [job.name]


def test_a_robot_that_waits_is_told_at_once(reading):
    got: list[float] = []

    def wait() -> None:
        taken = outside.fetch_and_lock(SHEET, worker="r", wait_seconds=20)
        got.append(time.monotonic() if taken else 0)

    def begin() -> None:
        time.sleep(0.3)
        runtime.start("read")
        got.append(time.monotonic())

    assert together(wait, begin) == []
    assert 0 < abs(got[0] - got[1]) < 5


def test_an_organisations_robot_sees_no_others_jobs(reading):
    runtime.start("read")
    assert outside.fetch_and_lock(SHEET, worker="r", organisations=[4711]) == []
    assert outside.fetch_and_lock([Topic("sheet.read", processes=["other"])], worker="r") == []
    assert len(outside.fetch_and_lock([Topic("sheet.read", processes=["read"])], worker="r")) == 1


def test_callers_at_once_share_transactions_and_a_refused_one_fails_alone(teach):
    teach(p.row("review", p.task("look")))
    cases = [runtime.start("review") for _ in range(12)]
    over = cases[3]
    runtime.cancel(over, by="person:1", reason="over")
    transactions: list[int] = []
    line = group._line
    barrier = threading.Barrier(len(cases))

    def act(case: Case) -> None:
        barrier.wait()
        runtime.set_variables(case, {"n": 1}, by="person:1", reason="test")

    original = group._answer

    def slow(batch: list[group.Asking], *with_what) -> None:  # so that the others stand in line meanwhile
        transactions.append(len(batch))
        time.sleep(0.05)
        original(batch, *with_what)

    group._answer = slow
    try:
        raised = together(*[lambda case=case: act(case) for case in cases])
    finally:
        group._answer = original
    assert [type(error) for error in raised] == [IllegalEvent]
    assert (sum(transactions), len(transactions) < 6) == (12, True)
    assert [queries.variables(case).get("n") for case in cases if case != over] == [1] * 11
    assert line is group._line


def test_one_call_that_breaks_its_batch_takes_nobody_with_it(teach):
    """Not a refusal, but a defect in the middle: it has written something, and is undone alone."""
    teach(p.row("review", p.task("look")))
    case = runtime.start("review")

    def broken(turn) -> None:
        turn.log(turn.hold(case.pk), "set", by="person:13")
        raise ArithmeticError("a defect")

    calls = [group.Asking(broken, (case.pk,), ()), group.Asking(lambda turn: turn.hold(case.pk).id, (case.pk,), ())]
    group._answer(calls)
    assert (type(calls[0].error), calls[1].error, calls[1].result) == (ArithmeticError, None, case.pk)
    assert not case.log.filter(by="person:13").exists()
    assert not connection.in_atomic_block
