"""Many cases are changed at once, in small batches, and it can be seen what was done to which."""

from __future__ import annotations

import pytest

from cases import pictures as p
from cases.trying import CALLS, FAIL
from gorel.cases import operations, queries, runtime
from gorel.cases.models import Case, Incident, LogEntry, Operation, Task
from gorel.cases.queries import Query
from gorel.cases.worker import Worker

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]


def states() -> list[str]:
    return list(Case.objects.order_by("pk").values_list("state", flat=True))


def test_all_cases_of_a_query_are_tried_again_by_the_worker(teach):
    teach(p.row("mail", p.job("send", "try.outside", retries=1)), p.row("no", p.job("r", "try.refuse")))
    cases = [runtime.start("mail") for _ in range(5)]
    other = runtime.start("no")
    FAIL["outside"] = 5
    Worker().drain()
    asked = Query(process="mail", incident="job.failed")
    with pytest.raises(ValueError, match="why"):
        operations.begin("retry", asked, by="person:1", reason=" ")
    with pytest.raises(ValueError, match="choose among"):
        operations.begin("burn", asked, by="person:1", reason="x")
    operation = operations.begin("retry", asked, by="person:1", reason="the server is up")
    late = runtime.start("mail")
    assert (operation.total, operation.state) == (5, "running")
    Worker().drain()
    told = operations.progress(operation)
    assert (told.state, told.total, told.changed, told.refused) == ("done", 5, 5, 0)
    assert {Case.objects.get(pk=case.pk).state for case in [*cases, late]} == {"completed"}
    assert Case.objects.get(pk=other.pk).state == "incident"
    assert [(one.case, one.told) for one in operations.changes(operation)] == [
        (case.uid, {"elements": ["send"]}) for case in cases
    ]
    assert set(Incident.objects.filter(state="resolved").values_list("closed_by", flat=True)) == {"person:1"}


def test_one_that_refuses_is_told_and_the_rest_go_on(teach):
    teach(p.row("review", p.task("look")))
    first, second, third = (runtime.start("review") for _ in range(3))
    operation = operations.begin("suspend", Query(state="open"), by="person:1", reason="x")
    runtime.suspend(second, by="person:2", reason="mine")
    Worker().drain()
    assert states() == ["suspended"] * 3
    told = operations.changes(operation)
    assert [one.is_refused for one in told] == [False, True, False]
    assert told[1].case == second.uid
    assert "pausat" in told[1].why["sv"] or "paus" in told[1].why["sv"], told[1].why
    reasons = set(LogEntry.objects.filter(case=first, kind="suspended").values_list("by", "detail"))
    assert reasons == {("person:1", f'{{"reason":"x ({operation.uid})"}}')}

    back = operations.undo(operation, by="person:1", reason="sorry")
    Worker().drain()
    assert states() == ["running", "suspended", "running"], "what another had paused stays so"
    assert (operations.progress(back).changed, back.undoes_id) == (2, operation.pk)
    with pytest.raises(operations.CannotUndo):
        operations.undo(operations.begin("cancel", Query(), by=None, reason="x"), by=None, reason="y")
    assert third.pk


def test_an_operation_rests_and_goes_on_where_it_was(teach):
    teach(p.row("review", p.task("look")))
    for _ in range(7):
        runtime.start("review")
    operation = operations.begin("cancel", Query(process="review"), by="person:1", reason="x")
    assert operations.go_on(batch=3) == 3
    assert operations.pause(operation)
    assert not operations.pause(operation)
    assert operations.go_on(batch=3) == 0
    assert (operations.progress(operation).state, operations.progress(operation).looked_at) == ("paused", 3)
    assert operations.proceed(operation)
    Worker().drain()
    assert (operations.progress(operation).state, states()) == ("done", ["cancelled"] * 7)
    stopped = operations.begin("cancel", Query(process="review"), by="person:1", reason="x")
    operations.stop(stopped)
    Worker().drain()
    assert operations.progress(stopped).looked_at == 0
    assert [one.uid for one in operations.find()] == [stopped.uid, operation.uid]


def test_cases_are_moved_to_a_new_version_and_back(teach):
    teach(p.row("permit", p.task("look")), p.row("other", p.task("look")))
    cases = [runtime.start("permit") for _ in range(3)]
    (new,) = teach(p.row("permit", p.task("inspect"), p.job("note", "try.inside")))
    with pytest.raises(operations.BadPlan):
        operations.begin("migrate", Query(process="permit"), by="person:1", reason="new law")
    with pytest.raises(operations.BadPlan):
        operations.begin("modify", Query(process="permit"), by="person:1", reason="new law")
    plan = {"to": str(new.uid), "mapping": {"look": "inspect"}}
    operation = operations.begin("migrate", Query(process="permit", version=1), plan=plan, by=None, reason="new law")
    Worker().drain()
    assert set(Task.objects.filter(case__in=cases).values_list("element", "case__process__version")) == {("inspect", 2)}
    operations.undo(operation, by=None, reason="the law was repealed")
    Worker().drain()
    assert set(Task.objects.filter(case__in=cases).values_list("element", "case__process__version")) == {("look", 1)}
    runtime.start("other")
    move = {"activate": ["note"], "terminate": ["inspect"]}
    operations.begin("modify", Query(cases=(cases[0].uid,)), plan=move, by=None, reason="x")
    operations.begin("migrate", Query(process="other"), plan=plan, by=None, reason="x")
    Worker().drain()
    assert (CALLS, Operation.objects.filter(refused=1).count()) == ([], 2), "neither fits, and nothing was moved"
    assert [wait.element for wait in queries.waits(cases[0])] == ["look"]
