"""Counts that are kept or walked say what counting says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from gorel.cases.models import Case, Incident, Task
from gorel.desk import bounded, inbox, kept, rights
from gorel.desk.inbox import Counts
from gorel.ground import once

from .conftest import NOW, Hall

pytestmark = pytest.mark.db


def test_few_rows_are_counted_anew_and_many_after_some_seconds(monkeypatch) -> None:
    sizes = iter([3, 4, 1_000, 2_000, 3_000])
    now = [100.0]
    monkeypatch.setattr(kept.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(kept, "_kept", {})

    def ask() -> int:
        return kept.kept("figures", lambda: next(sizes), lambda found: found)

    assert [ask(), ask(), ask(), ask()] == [3, 4, 1_000, 1_000]
    now[0] += kept.SECONDS
    assert ask() == 2_000


def test_what_is_asked_once_is_asked_anew_by_the_next_request(rf) -> None:
    asked = []
    page = once.middleware(lambda _request: [once.once("who", lambda: asked.append(1) or len(asked)) for _n in "ab"])
    assert [page(rf.get("/")), page(rf.get("/"))] == [[1, 1], [2, 2]]
    assert page(rf.post("/")) == [3, 4]


@pytest.fixture
def busy(hall: Hall) -> Hall:
    """Six open tasks in each of two organisations: late, soon and never due; mine, a colleague's and nobody's."""
    whose = hall.people["editor"].actor, "person:99999", ""
    for organisation in (hall.ours, hall.theirs):
        for number in range(6):
            due = None if number == 5 else NOW + timedelta(days=number - 2)
            task = hall.task(organisation=organisation)
            Task.objects.filter(pk=task.pk).update(due_at=due, assignee=whose[number % 3])
    return hall


@pytest.mark.parametrize("many", [0, 5_000])
def test_a_long_inbox_is_counted_as_a_short_one(busy: Hall, monkeypatch, many: int) -> None:
    monkeypatch.setattr(rights, "MANY", many)
    monkeypatch.setattr(kept, "_kept", {})
    person = busy.people["editor"]
    tasks = list(rights.open_tasks(person).order_by("due_at"))
    assert (rights.has_many(person), len(tasks)) == (many == 0, 8)  # two of the others' were handed to me
    counts = inbox.counts(person)
    every = bounded.MOST + 1 if many == 0 else 8  # a long one is not counted to its end
    assert counts == Counts(
        {"all": every, "mine": 4, "free": 2, "taken": 2}, late=counts.late, versions=counts.versions
    )
    assert counts.late == sum(task.due_at is not None and task.due_at < NOW for task in tasks)
    assert counts.versions == {task.case.process_id for task in tasks}
    days = [task.due_at for task in inbox.tasks(person)]
    assert days == sorted(days, key=lambda day: (day is None, day))


@pytest.mark.parametrize("few", [0, 500])
def test_who_sees_few_cases_sees_the_same_as_one_who_sees_many(busy: Hall, monkeypatch, few: int) -> None:
    monkeypatch.setattr(rights, "FEW", few)
    editor, organiser = busy.people["editor"], busy.people["organiser"]
    assert (rights.few_cases(editor) is None) is (few == 0)
    assert (rights.visible_cases(editor).count(), rights.visible_cases(organiser).count()) == (8, 6)
    assert rights.visible_cases(editor).filter(organisation=busy.theirs).count() == 2


@pytest.mark.parametrize("few", [0, 500])
def test_incidents_are_those_of_ones_own_organisation_and_of_ones_tasks_elsewhere(
    busy: Hall, monkeypatch, few: int
) -> None:
    monkeypatch.setattr(rights, "FEW", few)
    for case in Case.objects.all():
        Incident.objects.create(case=case, key=9, element="review", code="x", problem="{}", raised_at=NOW)
    editor, organiser = busy.people["editor"], busy.people["organiser"]
    assert (rights.open_incidents(editor).count(), rights.open_incidents(organiser).count()) == (8, 6)
    monkeypatch.setattr(rights, "NEWEST", 0)  # of others' so many only are looked through
    assert rights.open_incidents(editor).count() == (6 if few == 0 else 8)


def test_an_index_leads_to_the_incidents_of_ones_own_organisation(busy: Hall, monkeypatch) -> None:
    monkeypatch.setattr(rights, "FEW", 0)
    assert set(Incident.objects.values_list("organisation", flat=True)) == set()
    case = busy.start()
    Incident.objects.create(case=case, key=9, element="review", code="x", problem="{}", raised_at=NOW)
    assert Incident.objects.get().organisation == busy.ours
    if connection.vendor == "sqlite":  # which says so whatever there is; PostgreSQL reads so few rows as they lie
        assert "cases_incident_whose" in rights.open_incidents(busy.people["editor"]).explain()
