"""The inbox: whose tasks, in which order, how late, and as fast with ten thousand as with ten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gorel.accounts.models import Membership, Person
from gorel.cases.models import Candidate, Case, Task
from gorel.desk import inbox
from gorel.desk.cards import Card, Teller, register
from gorel.desk.rights import open_tasks

from .conftest import NOW, Hall

pytestmark = pytest.mark.db


def names(hall: Hall, role: str = "editor", **how) -> list[str]:
    return [task.name for task in inbox.tasks(hall.people[role], **how)]


def more_tasks(hall: Hall, count: int) -> None:
    """Write rows as the store writes them, without stepping each case."""
    first = hall.task()
    cases = [Case(process=first.case.process, organisation=hall.ours, started_at=NOW) for _ in range(count)]
    Case.objects.bulk_create(cases)
    days = [NOW + timedelta(days=number % 90) for number in range(count)]
    tasks = [
        Task(case=case, key=3, element="review", name="Granska", opened_at=NOW, due_at=day)
        for case, day in zip(cases, days, strict=True)
    ]
    Task.objects.bulk_create(tasks)
    group = f"editor@{hall.ours.uid}"
    Candidate.objects.bulk_create(Candidate(task=task, kind="group", name=group) for task in tasks)


def test_soonest_comes_first_and_no_date_last(hall: Hall) -> None:
    for name, due in (("c", None), ("b", NOW + timedelta(days=2)), ("a", NOW - timedelta(days=1))):
        Task.objects.filter(pk=hall.task().pk).update(name=name, due_at=due)
    assert names(hall) == ["a", "b", "c"]


def test_views_part_the_tasks_by_who_has_them(hall: Hall) -> None:
    mine, free, taken = hall.task(), hall.task(), hall.task()
    Task.objects.filter(pk=mine.pk).update(assignee=hall.people["editor"].actor, name="mine")
    Task.objects.filter(pk=free.pk).update(name="free")
    Task.objects.filter(pk=taken.pk).update(assignee="person:99999", name="taken")
    assert {view: names(hall, view=view) for view in ("mine", "free", "taken")} == {
        "mine": ["mine"], "free": ["free"], "taken": ["taken"],
    }  # fmt: skip
    assert inbox.counts(hall.people["editor"]).views == {"all": 3, "mine": 1, "free": 1, "taken": 1}


def test_a_done_task_leaves_the_inbox(hall: Hall) -> None:
    Task.objects.filter(pk=hall.task().pk).update(state=Task.COMPLETED, closed_by=hall.people["editor"].actor)
    assert names(hall) == []


@pytest.mark.parametrize(
    ("due_at", "expected"),
    [
        (None, ("", "inget slutdatum")),
        (NOW - timedelta(days=3), ("late", "3 dagar försenad")),
        (NOW - timedelta(days=1), ("late", "1 dag försenad")),
        (NOW - timedelta(minutes=1), ("late", "försenad sedan tidigare i dag")),
        (NOW + timedelta(hours=2), ("today", "ska vara klar i dag")),
        (datetime(2021, 9, 6, 22, 30, tzinfo=UTC), ("soon", "ska vara klar i morgon")),  # past midnight in Sweden
        (NOW + timedelta(days=3), ("soon", "ska vara klar om 3 dagar")),
        (NOW + timedelta(days=4), ("", "ska vara klar om 4 dagar")),
    ],
)
def test_lateness_is_said_in_words(due_at: datetime | None, expected: tuple[str, str]) -> None:
    assert inbox.lateness(Task(due_at=due_at)) == expected


def test_search_finds_by_task_process_key_and_what_it_is_about(hall: Hall) -> None:
    hall.task(business_key="abc-1")
    hall.task(business_key="abc-2")
    register("test", Teller(lambda keys: {}, lambda text: {"abc-2"} if text == "solceller" else set()))
    try:
        found = [inbox.tasks(hall.people["editor"], search=text).count() for text in ("granska", "Tillst", "ABC-1")]
        assert found == [2, 2, 1]
        assert [task.case.business_key for task in inbox.tasks(hall.people["editor"], search="solceller")] == ["abc-2"]
        assert inbox.tasks(hall.people["editor"], search="finns inte").count() == 0
    finally:
        register("test", Teller(lambda keys: {}, lambda text: set()))


def test_rows_say_what_the_task_is_about_and_whose_it_is(hall: Hall) -> None:
    task = hall.task(business_key="row-1")
    about = {"row-1": Card("Sort", "Solceller")}
    register("test", Teller(lambda keys: {key: about[key] for key in keys}, lambda _text: ()))
    try:
        (row,) = inbox.rows(hall.people["editor"], [task])
    finally:
        register("test", Teller(lambda keys: {}, lambda text: set()))
    assert (row.card.title, row.whose, row.is_mine) == ("Solceller", "redaktör, Göteborgs Stad", False)


def test_one_takes_a_task_and_gives_it_back(client, hall: Hall) -> None:
    task, editor = hall.task(), hall.people["editor"]
    client.force_login(editor)
    assert client.post(reverse("desk:take", args=[task.uid]))["Location"] == reverse("desk:task", args=[task.uid])
    assert open_tasks(editor).get().assignee == editor.actor
    assert client.post(reverse("desk:give-back", args=[task.uid]))["Location"] == reverse("desk:inbox")
    assert open_tasks(editor).get().assignee == ""
    assert list(task.case.log.filter(kind="assigned").values_list("by", flat=True)) == [editor.actor] * 2


def test_the_second_who_takes_a_task_is_told_who_was_first(client, hall: Hall) -> None:
    task = hall.task()
    Task.objects.filter(pk=task.pk).update(assignee=hall.people["secretary"].actor)
    client.force_login(hall.people["editor"])
    page = client.post(reverse("desk:take", args=[task.uid]), follow=True)
    assert "Secretary goteborg har redan tagit uppgiften." in page.content.decode()
    assert Task.objects.get(pk=task.pk).assignee == hall.people["secretary"].actor


def test_next_leads_only_to_our_own_pages(client, hall: Hall) -> None:
    client.force_login(hall.people["editor"])
    answer = client.post(reverse("desk:take", args=[hall.task().uid]), {"next": "https://ond.example/"})
    assert answer["Location"].startswith("/desk/tasks/")


def test_an_empty_inbox_says_what_to_do(client, hall: Hall) -> None:
    client.force_login(hall.people["editor"])
    text = client.get(reverse("desk:inbox")).content.decode()
    assert "Inget väntar på dig" in text
    assert f'href="{reverse("desk:start")}"' in text


def test_the_number_of_queries_does_not_grow(client, hall: Hall, django_assert_num_queries) -> None:
    client.force_login(hall.people["editor"])
    more_tasks(hall, 40)
    client.get(reverse("desk:inbox"))  # what is kept per worker is read now
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("desk:inbox"))
    more_tasks(hall, 400)
    with django_assert_num_queries(len(few)):
        client.get(reverse("desk:inbox") + "?page=3")


def test_pages_hold_thirty(client, hall: Hall) -> None:
    more_tasks(hall, 65)
    client.force_login(hall.people["editor"])
    page = client.get(reverse("desk:inbox") + "?page=3")
    assert (len(page.context["rows"]), page.context["count"]) == (6, 66)


def test_a_colleague_of_very_many_is_named_instead_of_chosen(client, hall: Hall, monkeypatch) -> None:
    first, second = (Person.objects.create_person(email=f"kim{n}@x.example", name="Kim Ek") for n in (1, 2))
    for person in (first, second):
        Membership.objects.create(person=person, organisation=hall.ours, role="editor")
    client.force_login(hall.people["editor"])
    task = hall.task()
    assert f'<option value="{first.pk}">' in client.get(reverse("desk:inbox")).content.decode()
    monkeypatch.setattr(inbox, "CHOICES", 1)
    page = client.get(reverse("desk:inbox")).content.decode()
    assert ('<input id="to" name="to"' in page, "Kim Ek" in page) == (True, False)

    def hand_to(who: str) -> str:
        client.post(reverse("desk:many"), {"task": [task.uid], "what": "hand-over", "to": who})
        task.refresh_from_db()
        return task.assignee

    assert [hand_to(who) for who in ("Kim Ek", "nobody", hall.people["organiser"].email)] == ["", "", ""]
    assert hand_to("KIM2@x.example") == second.actor


def test_tasks_that_nobody_has_are_walked_in_the_order_of_their_day(hall: Hall, monkeypatch) -> None:
    """However many there are: they are not all read and put in order for a page of thirty."""
    monkeypatch.setattr("gorel.desk.rights.MANY", 0)
    hall.task()
    found = inbox.tasks(hall.people["editor"], view=inbox.FREE)
    if connection.vendor == "sqlite":  # which says so whatever there is; PostgreSQL sorts so few
        assert ("cases_task_due" in found[:30].explain(), "TEMP B-TREE" in found[:30].explain()) == (True, False)
    assert [task.assignee for task in found] == [""]
