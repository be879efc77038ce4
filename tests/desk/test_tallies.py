"""A process with very many cases is counted by the worker; its pages say what was counted, and when."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gorel.accounts.models import Organisation
from gorel.cases import runtime, tallies
from gorel.cases.models import Case, Incident, Job, Tally, Task
from gorel.cases.worker import Worker
from gorel.desk.processes.figures import rows
from gorel.desk.processes.passing import passing
from gorel.desk.processes.taught import taught
from gorel.ground import clock

from .conftest import NOW, Hall, deploy

pytestmark = pytest.mark.db


@pytest.fixture(autouse=True)
def _many(monkeypatch) -> None:
    monkeypatch.setattr(tallies, "MANY", 2)


def tally_all() -> None:
    Tally.objects.update(due_at=NOW - timedelta(days=36_500))
    while tallies.count_one():
        pass


def counted(organisation: Organisation) -> dict[str, int]:
    """Count case by case, in Python."""
    cases = list(Case.objects.filter(organisation=organisation))
    stuck = [one for one in Incident.objects.filter(state="open") if one.case in cases]
    tasks = [
        one for one in Task.objects.filter(state="open", case__in=cases) if one.due_at and one.due_at < clock.now()
    ]
    month = clock.now() - timedelta(days=30)
    return {
        "now": sum(case.is_open for case in cases), "incidents": len(stuck), "late": len(tasks),
        "started": sum(case.started_at >= month for case in cases),
        "finished": sum(case.ended_at is not None and case.ended_at >= month for case in cases),
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_a_tally_is_what_counting_each_case_says(hall: Hall, seed: int) -> None:
    """Whatever has happened: begun, done, late, stuck, cancelled, in two organisations and two versions."""
    chance = random.Random(seed)
    for number in range(14):
        with clock.held(NOW - timedelta(days=chance.randint(0, 60))):
            case = hall.start(organisation=chance.choice([hall.ours, hall.ours, hall.theirs]))
        if number == 9:
            deploy(version=2)
        what = chance.choice(["wait", "late", "stuck", "done", "cancelled"])
        task = Task.objects.get(case=case)
        if what == "late":
            Task.objects.filter(pk=task.pk).update(due_at=NOW - timedelta(hours=chance.randint(-5, 5)))
        elif what == "stuck":
            where = chance.choice(["review", "archive"])
            Incident.objects.create(case=case, key=9, element=where, code="x", problem="{}", raised_at=NOW)
        elif what == "done":
            runtime.complete(task, by=None, seconds_spent=5)
        elif what == "cancelled":
            runtime.cancel(case, by=None, reason="prov")
    tally_all()
    found = {row.organisation_id: row for row in Tally.objects.all()}
    for organisation in (hall.ours, hall.theirs):
        expected = counted(organisation)
        row = found.get(organisation.pk)
        if row is None:
            assert max(expected["now"], expected["started"], expected["finished"]) <= 2
            continue
        assert row.figures == expected
        standing: Counter[str] = Counter()
        for steps in row.steps.values():
            standing.update({element: now for element, (now, _stuck) in steps.items()})
        ours = {"case__organisation": organisation}
        waiting = [*Task.objects.filter(state="open", **ours), *Job.objects.filter(**ours)]
        stuck = list(Incident.objects.filter(state="open", **ours))
        places = {(one.case_id, one.element) for one in [*waiting, *stuck]}
        assert standing == Counter(element for _case, element in places)


def test_pages_show_the_tally_with_its_moment_and_count_nothing_themselves(client, hall: Hall) -> None:
    for _number in range(3):
        hall.start()
    tally_all()
    hall.start()  # since then
    with clock.held(NOW + timedelta(minutes=7)):
        (row,) = rows(taught(hall.people["editor"]))
        assert (row.now, row.at, row.started) == (3, NOW, 3)
        shown = passing(row.taught.newest, hall.ours)
        assert (shown.at, [(one.step.id, one.now) for one in shown.touched]) == (NOW, [("review", 3)])
        client.force_login(hall.people["administrator"])
        text = client.get(reverse("desk:process", args=["goteborg", "permit"])).content.decode()
        moment = '<time datetime="2021-09-06T09:00:00+02:00">'
        assert (f"Räknat {moment}" in text, f"är räknade {moment}" in text) == (True, True)
        assert f"räknat {moment}" in client.get(reverse("desk:processes")).content.decode()
        with CaptureQueriesContext(connection) as asked:
            rows(taught(hall.people["editor"]))
            passing(row.taught.newest, hall.ours)
    of_cases = ("cases_case", "cases_task", "cases_job", "cases_incident", "cases_logentry")
    grouped = [one["sql"] for one in asked.captured_queries if "GROUP BY" in one["sql"]]
    assert [sql for sql in grouped if any(f'"{table}"' in sql for table in of_cases)] == []


def test_a_process_that_has_few_again_is_counted_by_who_asks(hall: Hall) -> None:
    cases = [hall.start() for _number in range(3)]
    tally_all()
    (row,) = Tally.objects.all()
    assert (row.organisation, row.process) == (hall.ours, "permit")
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(started_at=NOW - timedelta(days=40))
    for case in cases[1:]:
        runtime.cancel(case, by=None, reason="prov")
    assert tallies.count_one() == 1  # the row goes
    assert (Tally.objects.count(), tallies.count_one()) == (0, 0)
    (row,) = rows(taught(hall.people["editor"]))
    assert (row.now, row.at) == (1, None)


def test_the_worker_counts_and_two_workers_count_once(hall: Hall) -> None:
    for _number in range(3):
        hall.start()
    Worker().drain()
    (row,) = Tally.objects.all()
    assert (row.figures["now"], row.at) == (3, NOW)
    assert tallies.count_one() == 0  # it was counted a moment ago
