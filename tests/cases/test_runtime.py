"""What pages may ask of cases."""

from __future__ import annotations

import pytest
from django.db import transaction

from cases import pictures as p
from cases.trying import CALLS, FAIL, NOW
from gorel.cases import runtime
from gorel.cases.models import Case, CaseState, Job, LogEntry, Task, Timer
from gorel.cases.values import from_json
from gorel.core import engine
from gorel.core.engine import IllegalEvent

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def variables(case: Case) -> dict[str, object]:
    return engine.variables(engine.decode(CaseState.objects.get(case=case).body), None)


def test_start_leaves_a_case_with_its_task_and_its_log(teach, stopped_clock):
    teach(p.row("review", p.task("look")))
    case = runtime.start("review", variables={"point": "01"}, business_key="01", by="person:1")
    task = Task.objects.get()
    assert (case.state, case.business_key, case.started_at, case.ended_at) == ("running", "01", NOW, None)
    assert (task.case, task.name, task.state, task.opened_at) == (case, "look", "open", NOW)
    assert LogEntry.objects.values_list("kind", "element", "by").first() == ("started", "", "person:1")
    assert variables(case) == {"point": "01"}


def test_completing_a_task_ends_the_case(teach, stopped_clock):
    teach(p.row("review", p.task("look")))
    case = runtime.start("review")
    runtime.complete(Task.objects.get(), variables={"approved": True}, by="person:7", seconds_spent=40)
    case.refresh_from_db()
    task = Task.objects.get()
    assert (case.state, case.ended_at) == ("completed", NOW)
    assert (task.state, task.closed_by, task.seconds_spent, task.closed_at) == ("completed", "person:7", 40, NOW)
    assert variables(case) == {"approved": True}


def test_a_task_is_completed_once(teach):
    teach(p.row("review", p.task("look"), p.task("again")))
    runtime.start("review")
    task = Task.objects.get()
    runtime.complete(task)
    before = CaseState.objects.get().body
    with pytest.raises(IllegalEvent):
        runtime.complete(task)
    assert CaseState.objects.get().body == before
    assert Task.objects.filter(state="open").count() == 1


def test_transactional_jobs_have_run_when_the_click_returns(teach):
    teach(p.row("count", p.task("look"), *[p.job(f"c{i}", "try.count") for i in range(10)]))
    case = runtime.start("count", variables={"n": 0})
    runtime.complete(Task.objects.get())
    case.refresh_from_db()
    assert case.state == "completed"
    assert variables(case) == {"n": 10}
    assert Job.objects.count() == 0


def test_a_failing_transactional_job_stays_for_the_worker_and_the_click_stands(teach):
    teach(p.row("mixed", p.task("look"), p.job("first", "try.inside"), p.job("second", "try.count")))
    case = runtime.start("mixed", variables={"n": 1})
    FAIL["count"] = 1
    runtime.complete(Task.objects.get())
    job = Job.objects.get()
    assert (job.type, job.retries, job.tries) == ("try.count", 3, 0)
    assert [what for what, _ in CALLS] == ["inside", "count"]
    assert CALLS[1][1] == f"{case.uid}:{job.key}"
    assert Task.objects.get().state == "completed"


def test_all_of_it_commits_with_the_callers_rows_or_none(teach, transactional_db):
    teach(p.row("count", p.job("c", "try.count"), p.task("look")))

    def click() -> None:
        with transaction.atomic():
            runtime.start("count", variables={"n": 0})
            assert Task.objects.count() == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        click()
    assert (Case.objects.count(), Task.objects.count(), LogEntry.objects.count()) == (0, 0, 0)


def test_other_jobs_are_left_as_rows(teach):
    teach(p.row("mail", p.job("send", "try.outside")))
    runtime.start("mail")
    assert list(Job.objects.values_list("element", "type", "retries")) == [("send", "try.outside", 3)]
    assert CALLS == []


def test_a_timer_is_a_row_with_its_moment(teach, stopped_clock):
    teach(p.row("wait", p.timer("pause", "P1D")))
    runtime.start("wait")
    timer = Timer.objects.get()
    assert (timer.element, (timer.due_at - NOW).days) == ("pause", 1)


def test_cancel_closes_everything_that_waits(teach):
    teach(
        p.row("review", p.task("look")),
        p.row("wait", p.timer("pause", "P1D")),
        p.row("mail", p.job("s", "try.outside")),
    )
    for key in ("review", "wait", "mail"):
        runtime.cancel(runtime.start(key), by="person:1", reason="no longer needed")
    assert set(Case.objects.values_list("state", flat=True)) == {"cancelled"}
    assert (Timer.objects.count(), Job.objects.count()) == (0, 0)
    assert Task.objects.get().state == "cancelled"


def test_corrected_variables_are_logged_without_their_values(teach):
    teach(p.row("review", p.task("look")))
    case = runtime.start("review", variables={"n": 1})
    runtime.set_variables(case, {"n": 2, "m": 3}, by="person:1", reason="wrong number")
    assert variables(case) == {"n": 2, "m": 3}
    entry = LogEntry.objects.get(kind="set")
    assert (entry.by, from_json(entry.detail)) == ("person:1", {"reason": "wrong number", "names": ["m", "n"]})


def test_unknown_process_is_refused():
    with pytest.raises(runtime.UnknownProcess):
        runtime.start("nobody")


def test_candidate_groups_belong_to_the_cases_organisation(teach):
    from gorel.accounts.models import Organisation

    ours = Organisation.objects.create(name="Göteborgs Stad", slug="goteborg")
    teach(p.row("review", p.task("look", groups="editor, secretary@abc")))
    runtime.start("review", organisation=ours)
    assert set(Task.objects.get().candidates.values_list("kind", "name")) == {
        ("group", f"editor@{ours.uid}"),
        ("group", "secretary@abc"),
    }
