"""One transaction: what an ability does to other cases stands or falls with it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import msgspec
import pytest
from django.db import connection, transaction

from cases import pictures as p
from cases.trying import CALLS, FAIL
from gorel.ability import Context, ability
from gorel.cases import queries, runtime
from gorel.cases.models import Case, Incident, Job, LogEntry, Task
from gorel.cases.store.hand import LONGEST_CHAIN
from gorel.cases.worker import Worker

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]


class Told(msgspec.Struct):
    """Whom to tell, and whether it goes wrong afterwards."""

    whom: str
    fails: bool = False


@ability("try.tell", title={"en": "Tell"}, about={"en": "Tells another case."}, transactional=True)
def tell(given: Told, context: Context) -> None:
    assert runtime.publish("told", given.whom, {"by": context.case}) == 1
    runtime.start("noted", business_key=given.whom)
    assert Task.objects.filter(case__business_key=given.whom, element="note").count() == 1, "what was asked is written"
    if given.fails:
        raise RuntimeError("afterwards")


@ability("try.cancel", title={"en": "Cancel"}, about={"en": "Cancels another case."}, transactional=True)
def cancel(given: Told, context: Context) -> None:
    if FAIL.get("cancel"):
        FAIL["cancel"] -= 1
        raise RuntimeError("not yet")
    runtime.cancel(Case.objects.get(business_key=given.whom), by=None, reason="asked to")


@pytest.fixture
def telling(teach):
    """`listen` waits for the message "told" by its variable `me`; `tell` tells; `noted` has a task."""
    declared = p.message("m", "told", key="=me")
    teach(p.row("listen", p.catch("hear", "message", "m"), p.task("heard"), declared=declared),
          p.row("tell", p.job("t", "try.tell")), p.row("noted", p.task("note")))  # fmt: skip


def test_an_ability_may_move_other_cases_in_its_own_turn(telling):
    listener = runtime.start("listen", variables={"me": "a"})
    teller = runtime.start("tell", variables={"whom": "a"})
    assert Case.objects.get(pk=teller.pk).state == "completed"
    assert queries.variables(listener)["by"] == str(teller.uid)
    assert [task.element for task in Task.objects.filter(state="open").order_by("element")] == ["heard", "note"]


def test_what_a_failing_ability_did_to_other_cases_is_undone(telling):
    listener = runtime.start("listen", variables={"me": "a"})
    before = list(LogEntry.objects.filter(case=listener).values_list("id", flat=True))
    runtime.start("tell", variables={"whom": "a", "fails": True})
    assert [wait.kind for wait in queries.waits(listener)] == ["message"]
    assert list(LogEntry.objects.filter(case=listener).values_list("id", flat=True)) == before
    assert Case.objects.filter(process__key="noted").count() == 0
    assert Job.objects.get().type == "try.tell"


def test_one_failing_job_of_a_batch_leaves_the_others_done(teach, telling):
    teach(p.row("count", p.task("t"), p.job("c", "try.count")))
    for n in range(5):
        runtime.start("count", variables={"n": n})
    FAIL["count"] = 5
    for task in Task.objects.filter(state="open"):
        runtime.complete(task)
    assert Job.objects.count() == 5
    FAIL["count"] = 2  # once in the batch, once alone
    Worker().drain()
    assert Case.objects.filter(state="completed").count() == 4
    job = Job.objects.get()
    assert (job.retries, Incident.objects.count()) == (2, 0)


def test_a_ring_of_transactional_jobs_does_not_hold_a_click_for_ever(teach):
    ring = '<sequenceFlow id="back" sourceRef="gate" targetRef="c"/>'
    gate = '<exclusiveGateway id="gate" default="to_end"/>'
    picture = p.row("ring", p.job("c", "try.count"), gate, boundary=ring).replace(
        b'targetRef="c"/></process>',
        b'targetRef="c"><conditionExpression xsi:type="tFormalExpression">=n &lt; 500</conditionExpression>'
        b"</sequenceFlow></process>",
    )
    teach(picture)
    case = runtime.start("ring", variables={"n": 0})
    assert queries.variables(case)["n"] == LONGEST_CHAIN
    Worker().drain()
    assert queries.variables(case)["n"] == 500
    assert Case.objects.get().state == "completed"


def test_an_ability_may_cancel_a_case_whose_job_is_done_in_the_same_turn(teach):
    teach(p.row("cancels", p.job("c", "try.cancel")), p.row("count", p.job("n", "try.count")))
    FAIL["count"] = 1
    runtime.start("count", business_key="victim", variables={"n": 1})
    FAIL["cancel"] = 1
    runtime.start("cancels", variables={"whom": "victim"})
    Job.objects.filter(type="try.cancel").update(due_at=0)  # the older: it goes first
    Worker().drain()
    assert dict(Case.objects.values_list("process__key", "state")) == {"cancels": "completed", "count": "cancelled"}
    assert (Job.objects.count(), Incident.objects.count()) == (0, 0)


def test_a_refused_call_inside_a_callers_transaction_leaves_it_usable(teach):
    teach(p.row("review", p.task("look")))
    runtime.start("review")
    task = Task.objects.get()
    runtime.complete(task)
    with transaction.atomic():
        with pytest.raises(Exception, match="engine"):
            runtime.complete(task)
        runtime.start("review")
    assert Case.objects.count() == 2


def test_a_defect_in_a_step_sets_one_case_aside_and_the_others_go_on(teach, monkeypatch):
    """Should a step fail where it never may, a person sees it, and nobody else waits for it."""
    from gorel.core.engine import elements

    teach(p.row("bad", p.job("a", "try.outside"), p.task("poisoned")), p.row("good", p.job("a", "try.outside")))
    bad = runtime.start("bad")
    good = [runtime.start("good") for _ in range(3)]
    start = elements.user.UserTask.start

    def broken(self, run, node, key, instance):
        if node.id == "poisoned":
            raise ArithmeticError("a defect")
        start(self, run, node, key, instance)

    monkeypatch.setattr(elements.user.UserTask, "start", broken)
    worker = Worker(threads=4)
    for _ in range(3):
        worker.drain()
    assert {Case.objects.get(pk=case.pk).state for case in good} == {"completed"}
    assert Incident.objects.get().code == "case.step-failed"
    monkeypatch.undo()
    Job.objects.update(due_at=0)
    Worker().drain()
    assert Task.objects.get(case=bad).element == "poisoned"
    assert {what for what, _ in CALLS} == {"outside"}
    runtime.retry(Incident.objects.get(), by="person:1")
    assert (Incident.objects.get().state, Incident.objects.get().closed_by) == ("resolved", "person:1")


def test_a_turn_beside_a_running_event_loop_is_part_of_the_callers_transaction(teach):
    """Django keeps another connection for a thread whose event loop runs, as a driven browser's does."""
    teach(p.row("looped", p.task("look")))

    async def undone() -> None:
        with suppress(LookupError), transaction.atomic():
            runtime.start("looped", business_key="undone")
            raise LookupError
        connection.close()

    def beside() -> None:
        runtime.start("looped", business_key="kept")  # the thread has its connection before the loop comes
        asyncio.run(undone())
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(beside).result()
    assert list(Case.objects.values_list("business_key", flat=True)) == ["kept"]
