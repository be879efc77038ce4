"""What the worker does with what is due."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest

from cases import pictures as p
from cases.trying import CALLS, FAIL, NOW
from gorel.cases import conditions, runtime, travel
from gorel.cases.models import Case, CaseState, Incident, Job, Subscription, Task, Timer
from gorel.cases.values import from_json
from gorel.cases.worker import Worker, leases, turns
from gorel.cases.worker.room import NoRoom
from gorel.core import engine
from gorel.ground import clock, machine
from gorel.ground.models import PinnedClock

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]


def state_of(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


def pass_pause() -> None:
    """Let every pause before another try be over."""
    Job.objects.filter(retries__gt=0).update(due_at=0)


def test_drain_does_jobs_one_after_another_in_due_order(teach):
    teach(p.row("mail", p.job("first", "try.outside"), p.job("second", "try.inside"), p.job("third", "try.outside")))
    cases = [runtime.start("mail") for _ in range(3)]
    assert Worker().drain() > 0
    assert [state_of(case) for case in cases] == ["completed"] * 3
    assert Job.objects.count() == 0
    firsts = [key for what, key in CALLS if what == "outside"][:3]
    assert [key.split(":")[0] for key in firsts] == [str(case.uid) for case in cases]


def test_drain_does_nothing_when_nothing_is_due(teach):
    teach(p.row("wait", p.timer("pause", "PT1H")))
    runtime.start("wait")
    assert Worker().drain() == 0


def test_a_failed_try_is_tried_again_after_a_pause(teach):
    teach(p.row("mail", p.job("send", "try.outside")))
    case = runtime.start("mail")
    FAIL["outside"] = 1
    Worker().drain()
    job = Job.objects.get()
    assert (job.retries, job.tries, job.lease_owner, state_of(case)) == (2, 1, "", "running")
    pass_pause()
    Worker().drain()
    assert state_of(case) == "completed"
    assert len({key for _, key in CALLS}) == 1, "every try of a job has the same key"


def test_the_last_failed_try_is_an_incident_without_personal_data(teach):
    teach(p.row("mail", p.job("send", "try.outside", retries=2)))
    case = runtime.start("mail")
    FAIL["outside"] = 2
    for _ in range(2):
        Worker().drain()
        pass_pause()
    incident = Incident.objects.get()
    problem = from_json(incident.problem)
    assert (incident.code, incident.element, incident.state, state_of(case)) == (
        "job.failed",
        "send",
        "open",
        "incident",
    )
    assert "example.org" not in incident.problem
    assert problem["values"]["type"] == "try.outside"


def test_a_resolved_incident_lets_the_job_run_again(teach):
    teach(p.row("mail", p.job("send", "try.outside", retries=1)))
    case = runtime.start("mail")
    FAIL["outside"] = 1
    Worker().drain()
    runtime.retry(Incident.objects.get(), by="person:1")
    assert (state_of(case), Incident.objects.get().state, Incident.objects.get().closed_by) == (
        "running", "resolved", "person:1",
    )  # fmt: skip
    Worker().drain()
    assert state_of(case) == "completed"
    assert len({key for _, key in CALLS}) == 1


def test_doubt_is_an_incident_with_its_data(teach):
    teach(p.row("think", p.job("doubt", "try.doubt")))
    runtime.start("think")
    Worker().drain()
    problem = from_json(Incident.objects.get().problem)
    assert problem["code"] == "try.unsure"
    assert problem["values"]["data"] == {"seen": [1, 2]}
    assert problem["values"]["text"] == {"sv": "Osäker.", "en": "Not sure."}


def test_refused_is_an_incident_at_once(teach):
    teach(p.row("mail", p.job("send", "try.refuse")))
    runtime.start("mail")
    Worker().drain()
    assert (Incident.objects.get().code, len(CALLS)) == ("job.refused", 1)
    assert "example.org" not in Incident.objects.get().problem
    said = from_json(Incident.objects.get().problem)["values"]["message"]
    assert said == {"sv": "…@… är okänd", "en": "…@… is unknown"}, "who reads it reads the own language"


@pytest.mark.parametrize(
    ("variables", "code", "field"),
    [({}, "job.missing-input", "n"), ({"n": "five"}, "job.wrong-input", "n")],
)
def test_input_that_does_not_fit_is_an_incident_that_names_the_field(teach, variables, code, field):
    teach(p.row("count", p.job("c", "try.count")))
    case = runtime.start("count", variables=variables)
    incident = Incident.objects.get()
    assert (incident.code, from_json(incident.problem)["values"]["field"]) == (code, field)
    runtime.set_variables(case, {"n": 4}, by="person:1", reason="missing")
    runtime.retry(incident, by="person:1")
    assert engine.variables(engine.decode(CaseState.objects.get().body))["n"] == 5


def test_a_business_error_goes_to_the_boundary_that_catches_it(teach):
    boundary = (
        '<boundaryEvent id="late" attachedToRef="try"><errorEventDefinition errorRef="e"/></boundaryEvent>'
        '<endEvent id="too_late"/><sequenceFlow id="to_too_late" sourceRef="late" targetRef="too_late"/>'
    )
    teach(p.row("err", p.job("try", "try.error"), declared='<error id="e" errorCode="too-late"/>', boundary=boundary))
    case = runtime.start("err")
    Worker().drain()
    assert state_of(case) == "completed"
    assert list(case.log.filter(element="too_late", kind="left").values_list("kind", flat=True)) == ["left"]


def test_an_unknown_job_type_waits_visibly(teach):
    teach(p.row("strange", p.job("s", "nobody.does")))
    case = runtime.start("strange")
    Worker().drain()
    assert (Job.objects.get().type, state_of(case)) == ("nobody.does", "running")


def test_a_late_answer_is_refused(teach):
    from gorel.cases import doing
    from gorel.cases.taking import take

    teach(p.row("mail", p.job("send", "try.outside"), p.task("look")))
    runtime.start("mail")
    (slow,), _more = take(lambda turn: leases.claim(turn, ["try.outside"], 1, owner="elsewhere/1/2/3"))
    Job.objects.update(due_at=0)  # its lease is over
    Worker().drain()
    assert Task.objects.count() == 1
    counted = take(lambda turn: leases.settle(turn, [leases.Answer(slow, doing.Done())], owner="elsewhere/1/2/3"))
    assert (counted, Task.objects.count()) == ((0, []), 1)


def test_the_work_of_a_dead_worker_on_this_machine_is_taken_over_at_once(teach):
    from gorel.cases.taking import take
    from gorel.cases.worker import owners

    teach(p.row("mail", p.job("send", "try.outside")))
    case = runtime.start("mail")
    machine, _pid, _began, _ = owners.name().split("/")
    take(lambda turn: leases.claim(turn, ["try.outside"], 1, owner=f"{machine}/4194303/17/x"))
    assert owners.is_dead(f"{machine}/4194303/17/x")
    assert not owners.is_dead(owners.name())
    assert not owners.is_dead("another-host-1/4194303/17/x")
    Worker().drain()
    assert state_of(case) == "completed"


def test_travel_goes_from_due_moment_to_due_moment(teach, stopped_clock):
    teach(p.row("wait", p.timer("pause", "P1D"), p.job("send", "try.outside"), p.timer("again", "P2D"), p.task("look")))
    runtime.start("wait")
    travel.to(NOW + timedelta(days=10), worker=Worker())
    task = Task.objects.get()
    assert (clock.now(), PinnedClock.objects.get().target_at) == (NOW + timedelta(days=10), None)
    assert task.opened_at == NOW + timedelta(days=3)


def test_a_job_that_will_be_tried_again_holds_the_clock(teach, stopped_clock, monkeypatch):
    from gorel.cases import doing

    monkeypatch.setattr(doing, "FIRST_PAUSE", 0.05)
    teach(p.row("mail", p.job("send", "try.outside"), p.task("look")))
    runtime.start("mail")
    FAIL["outside"] = 2
    travel.to(NOW + timedelta(days=1), worker=Worker())
    assert Task.objects.get().opened_at == NOW


def test_run_does_work_that_comes_while_it_sleeps_and_stops_when_asked(teach):
    teach(p.row("mail", p.job("a", "try.outside"), p.job("b", "try.inside"), p.job("c", "try.outside")))
    stop = threading.Event()
    thread = threading.Thread(target=Worker(threads=2).run, args=(stop,))
    thread.start()
    try:
        time.sleep(0.3)
        cases = [runtime.start("mail") for _ in range(5)]
        until = time.monotonic() + 20
        while time.monotonic() < until and Case.objects.filter(state="completed").count() < 5:
            time.sleep(0.02)
    finally:
        stop.set()
        thread.join(20)
    assert [state_of(case) for case in cases] == ["completed"] * 5
    assert not thread.is_alive()
    assert len(CALLS) == 15


def test_called_processes_start_and_end_with_their_caller(teach):
    teach(p.row("inner", p.task("look")), p.row("outer", p.call("ask", "inner"), p.task("after")))
    outer = runtime.start("outer", variables={"a": 1})
    inner = Case.objects.get(parent=outer)
    assert engine.variables(engine.decode(CaseState.objects.get(case=inner).body)) == {"a": 1}
    runtime.complete(Task.objects.get(), variables={"b": 2})
    assert (state_of(inner), Task.objects.get(state="open").element) == ("completed", "after")
    assert engine.variables(engine.decode(CaseState.objects.get(case=outer).body)) == {"a": 1, "b": 2}


def test_cancelling_the_caller_cancels_the_called(teach):
    teach(p.row("inner", p.task("look")), p.row("outer", p.call("ask", "inner")))
    outer = runtime.start("outer")
    runtime.cancel(outer, by=None, reason="test")
    assert set(Case.objects.values_list("state", flat=True)) == {"cancelled"}
    assert Task.objects.get().state == "cancelled"


@pytest.mark.parametrize("interrupting", [True, False])
def test_what_a_called_process_escalates_is_heard_while_it_goes_on(teach, interrupting):
    declared = '<escalation id="up" escalationCode="UP"/>'
    up = '<escalationEventDefinition escalationRef="up"/>'
    say = f'<intermediateThrowEvent id="say">{up}</intermediateThrowEvent>'
    heard = (
        f'<boundaryEvent id="heard" attachedToRef="ask" cancelActivity="{str(interrupting).lower()}">{up}'
        f'</boundaryEvent>{p.task("look")}<sequenceFlow id="to_look" sourceRef="heard" targetRef="look"/>'
    )
    teach(p.row("inner", say, p.task("work"), declared=declared),
          p.row("outer", p.call("ask", "inner"), declared=declared, boundary=heard))  # fmt: skip
    outer = runtime.start("outer")
    inner = Case.objects.get(parent=outer)
    assert state_of(inner) == ("cancelled" if interrupting else "running")
    tasks = Task.objects.filter(state="open").order_by("element").values_list("element", flat=True)
    assert list(tasks) == (["look"] if interrupting else ["look", "work"])
    for task in Task.objects.filter(state="open"):
        runtime.complete(task)
    assert state_of(outer) == "completed"


OLDER = (
    '<?xml version="1.0"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="t">'
    '<process id="older" isExecutable="true" camunda:historyTimeToLive="P30D"><startEvent id="start"/>'
    '<sequenceFlow id="f" sourceRef="start" targetRef="a"/>{work}'
    '<sequenceFlow id="g" sourceRef="a" targetRef="end"/><endEvent id="end"/></process></definitions>'
)


def test_a_commit_point_is_written_before_a_worker_goes_on(teach):
    work = '<serviceTask id="a" camunda:asyncBefore="true" camunda:expression="${1 + 1}" camunda:resultVariable="n"/>'
    teach(OLDER.format(work=work).encode())
    case = runtime.start("older")
    assert (state_of(case), Job.objects.get().type) == ("running", engine.CONTINUE)
    Worker().drain()
    assert state_of(case) == "completed"
    assert engine.variables(engine.decode(CaseState.objects.get(case=case).body)) == {"n": 2}


def test_a_failed_job_waits_as_long_as_its_picture_says(teach):
    cycle = "<camunda:failedJobRetryTimeCycle>R5/PT10M</camunda:failedJobRetryTimeCycle>"
    work = (
        '<serviceTask id="a" camunda:type="external" camunda:topic="try.outside">'
        f"<extensionElements>{cycle}</extensionElements></serviceTask>"
    )
    teach(OLDER.format(work=work).encode())
    FAIL["outside"] = 9
    runtime.start("older")
    before = clock.to_instant(machine.now())
    Worker().drain()
    job = Job.objects.get()
    assert (job.retries, job.tries) == (4, 1)
    waits = clock.to_instant(job.due_at) - before
    assert 600_000_000 <= waits < 630_000_000


def test_processes_begin_when_their_condition_holds(teach):
    def when(condition: str) -> str:
        return p.start(
            inner=f"<conditionalEventDefinition><condition>={condition}</condition></conditionalEventDefinition>"
        )

    teach(p.row("small", p.task("a"), begin=when("n &lt; 5")), p.row("big", p.task("a"), begin=when("n > 3")),
          p.row("none", p.task("a")))  # fmt: skip
    assert [case.process.key for case in conditions.evaluate({"n": 4}, business_key="k")] == ["small", "big"]
    assert [case.process.key for case in conditions.evaluate({"n": 4}, process="big")] == ["big"]
    assert conditions.evaluate({"m": 1}) == []
    assert Case.objects.filter(business_key="k").count() == 2


def test_a_case_begins_where_it_is_told(teach):
    teach(p.row("three", p.task("a"), p.task("b"), p.task("c")))
    case = runtime.start("three", at=["b", "c"])
    assert sorted(Task.objects.filter(case=case).values_list("element", flat=True)) == ["b", "c"]
    with pytest.raises(engine.IllegalEvent):
        runtime.start("three", at=["x"])


def test_a_call_of_an_unknown_process_is_an_incident_that_can_be_mended(teach):
    teach(p.row("outer", p.call("ask", "inner")))
    outer = runtime.start("outer")
    assert state_of(outer) == "incident"
    teach(p.row("inner", p.job("i", "try.inside")))
    runtime.retry(Incident.objects.get(), by=None)
    assert state_of(outer) == "completed"


def test_a_signal_reaches_every_case_that_waits_for_it(teach):
    declared = p.signal("s", "week.over")
    teach(p.row("wait", p.catch("hear", "signal", "s"), declared=declared),
          p.row("tell", p.throw("say", "s"), declared=declared))  # fmt: skip
    cases = [runtime.start("wait") for _ in range(3)]
    assert runtime.broadcast("nobody.waits") == 0
    runtime.start("tell")
    assert [state_of(case) for case in cases] == ["completed"] * 3
    assert Subscription.objects.count() == 0


def test_timers_of_many_cases_fire_in_one_drain(teach, stopped_clock):
    teach(p.row("wait", p.timer("pause", "PT1H")))
    cases = [runtime.start("wait") for _ in range(30)]
    travel.to(NOW + timedelta(hours=2), worker=Worker(batch=7))
    assert {state_of(case) for case in cases} == {"completed"}
    assert Timer.objects.count() == 0
    assert {case.ended_at for case in Case.objects.all()} == {NOW + timedelta(hours=1)}


def test_turns_begin_small_and_grow_until_they_hold_the_database_too_long(teach, stopped_clock, monkeypatch):
    """Who clicks while a thousand timers are due waits for one turn, not for all that could stand in it."""
    teach(p.row("wait", p.timer("pause", "PT1H")))
    for _ in range(150):
        runtime.start("wait")
    PinnedClock.objects.update(pinned_at=NOW + timedelta(hours=2))
    worker = turns.Turns(owner="w", batch=40)

    def fired(*, longest: float) -> int:
        monkeypatch.setattr(turns, "LONGEST_TURN", longest)
        return worker.take([], [], NoRoom()).done

    assert [fired(longest=1e9) for _ in range(3)] == [10, 20, 40]
    assert [fired(longest=0) for _ in range(4)] == [40, 20, 10, 10]
    assert Case.objects.filter(state="running").count() == 0
