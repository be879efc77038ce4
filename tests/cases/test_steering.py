"""A person changes the course of a case: it rests, goes on, is moved, or follows another version."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases import pictures as p
from cases.trying import CALLS, NOW
from gorel.cases import queries, runtime, travel
from gorel.cases.models import Case, Incident, LogEntry, Subscription, Task, Timer
from gorel.cases.worker import Worker
from gorel.core.engine import IllegalEvent

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]


def state(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


def test_a_paused_case_does_nothing_until_it_goes_on(teach, stopped_clock):
    boundary = (
        '<boundaryEvent id="late" attachedToRef="look"><timerEventDefinition><timeDuration>P1D</timeDuration>'
        '</timerEventDefinition></boundaryEvent><endEvent id="gone"/>'
        '<sequenceFlow id="to_gone" sourceRef="late" targetRef="gone"/>'
    )
    teach(p.row("slow", p.job("send", "try.outside"), p.task("look"), boundary=boundary))
    before, working, timed = (runtime.start("slow", business_key=key) for key in "abc")
    Worker().drain()
    CALLS.clear()
    runtime.suspend(timed, by="person:1", reason="holiday")
    runtime.suspend(working, by="person:1", reason="holiday")
    with pytest.raises(IllegalEvent):
        runtime.suspend(working, by="person:1", reason="again")
    with pytest.raises(IllegalEvent):
        runtime.complete(Task.objects.get(case=working))
    travel.to(NOW + timedelta(days=2))
    assert (state(before), state(working), state(timed)) == ("completed", "suspended", "suspended")
    runtime.resume(timed, by="person:1")
    Worker().drain()
    assert state(timed) == "completed", "what is overdue happens at once"
    late = runtime.start("slow")
    runtime.suspend(late, by="person:1", reason="before it was sent")
    assert (Worker().drain(), CALLS) == (0, [])
    runtime.resume(late, by="person:1", reason="back")
    Worker().drain()
    assert [what for what, _ in CALLS] == ["outside"]
    assert list(LogEntry.objects.filter(case=late, kind__in=("suspended", "resumed")).values_list("by", "detail")) == [
        ("person:1", '{"reason":"before it was sent"}'), ("person:1", '{"reason":"back"}'),
    ]  # fmt: skip


def test_called_cases_rest_with_their_caller(teach):
    teach(p.row("inner", p.task("ask")), p.row("outer", p.call("call", "inner")))
    outer = runtime.start("outer")
    runtime.suspend(outer, by="person:1", reason="x")
    assert set(Case.objects.values_list("state", flat=True)) == {"suspended"}
    runtime.resume(outer, by="person:1")
    assert set(Case.objects.values_list("state", flat=True)) == {"running"}
    runtime.complete(Task.objects.get())
    assert state(outer) == "completed"


def test_a_case_with_an_incident_stands_still_again_after_its_rest(teach):
    teach(p.row("no", p.job("r", "try.refuse")))
    case = runtime.start("no")
    Worker().drain()
    runtime.suspend(case, by="person:1", reason="x")
    runtime.resume(case, by="person:1")
    assert (state(case), Incident.objects.get().state) == ("incident", "open")


def test_a_case_is_moved_where_a_person_wants_it(teach):
    teach(p.row("two", p.task("one"), p.task("other")))
    case = runtime.start("two")
    runtime.modify(case, activate=["other"], terminate=["one"], by="person:1", reason="not needed")
    assert [wait.element for wait in queries.waits(case)] == ["other"]
    with pytest.raises(IllegalEvent):
        runtime.modify(case, activate=["nowhere"], by="person:1", reason="x")
    assert [wait.element for wait in queries.waits(case)] == ["other"]
    assert LogEntry.objects.get(kind="modified").by == "person:1"


def test_a_case_follows_another_version(teach, stopped_clock):
    (_old,) = teach(p.row("permit", p.task("look")))
    case = runtime.start("permit")
    (new,) = teach(p.row("permit", p.task("inspect"), p.timer("pause", "P1D")))
    with pytest.raises(IllegalEvent):
        runtime.migrate(case, new, by="person:1", reason="new law")
    runtime.migrate(case, new, mapping={"look": "inspect"}, by="person:1", reason="new law")
    case.refresh_from_db()
    assert (case.process.version, Task.objects.get().element) == (2, "inspect")
    runtime.complete(Task.objects.get())
    assert (Timer.objects.count(), Subscription.objects.count()) == (1, 0)
    assert LogEntry.objects.get(kind="migrated").detail == '{"reason":"new law","from":1,"to":2}'
