"""A week may want several reviewers: each answers alone, and a person settles what they do not agree on."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import translation

from gorel.cases import runtime
from gorel.cases.models import Incident, Task
from gorel.cases.worker import Worker
from gorel.programme import actions
from gorel.programme.models import Point
from programme.conftest import member

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _today(living):
    """Let the home's own clock go."""
    with translation.override("sv"):
        yield


@pytest.fixture
def point(world) -> Point:
    """A point in a week that wants two reviewers, handed in."""
    world.week.reviewers = 2
    world.week.save()
    made = actions.submit_point(point=world.point(), by=world.julia.actor)
    Worker().drain()
    return made


@pytest.fixture
def anna(world):
    """A second editor of the week."""
    return member("Anna Redaktör", world.owner, "editor")


def tasks(element: str = "review-each") -> list[Task]:
    return list(Task.objects.filter(element=element, state=Task.OPEN).order_by("pk"))


def say(task: Task, by, **answer) -> None:
    runtime.complete(task, variables={"decision": "publish", "reason": None, "marked": None} | answer, by=by.actor)
    Worker().drain()
    assert not Incident.objects.exists(), [one.problem for one in Incident.objects.all()]


def test_both_must_say_yes_before_it_is_published(point, world, anna):
    first, second = tasks()
    say(first, world.erik)
    assert Point.objects.get().state == "in-review"
    say(second, anna)
    assert Point.objects.get().state == "published"


def test_both_want_a_change_and_the_organiser_reads_the_reasons_of_both(point, world, anna):
    first, second = tasks()
    say(first, world.erik, decision="send_back", reason="Tiden är fel.", marked=["day"])
    say(second, anna, decision="send_back", reason="Länken saknas.", marked=["platform"])
    point = Point.objects.get()
    assert (point.state, point.sent_back_reason, point.sent_back_fields) == (
        "sent-back", "Tiden är fel.\n\nLänken saknas.", ["day", "platform"],
    )  # fmt: skip


def test_when_they_disagree_a_person_settles_it_and_sees_what_each_said(point, world, anna):
    first, second = tasks()
    say(first, world.erik)
    say(second, anna, decision="decline", reason="Reklam.")
    (settling,) = tasks("settle-review")
    client = Client()
    client.force_login(anna)
    page = client.get(f"/desk/tasks/{settling.uid}/").content.decode()
    assert "Granskare 1: publicera." in page
    assert "Granskare 2: avslå. Reklam." in page
    say(settling, world.erik)
    assert Point.objects.get().state == "published"


def test_nobody_sees_the_others_answer_and_nobody_answers_twice(point, world, anna):
    first, second = tasks()
    say(first, world.erik, decision="decline", reason="Det här är reklam.")
    client = Client()
    client.force_login(anna)
    assert "Det här är reklam." not in client.get(f"/desk/tasks/{second.uid}/").content.decode()
    client.force_login(world.erik)
    assert "Du har lämnat ditt omdöme" in client.get(f"/desk/tasks/{second.uid}/").content.decode()
    assert client.post(f"/desk/tasks/{second.uid}/", {"decision": "publish"}).status_code == 409
    assert tasks() == [second]


def test_one_person_who_answers_for_two_by_another_way_decides_nothing(point, world):
    first, second = tasks()
    say(first, world.erik)
    say(second, world.erik)
    assert Point.objects.get().state == "in-review"
    assert len(tasks("settle-review")) == 1


def test_a_change_during_the_reviews_begins_them_anew(point, world, anna):
    say(tasks()[0], world.erik, decision="decline", reason="Reklam.")
    actions.change_point(point=Point.objects.get(), by=world.julia.actor, facts={"abstract_sv": "Nu bättre."})
    Worker().drain()
    first, second = tasks()
    say(first, world.erik)
    say(second, anna)
    assert Point.objects.get().state == "published"


def test_the_editor_sets_how_many_on_the_weeks_page(world, client):
    client.force_login(world.erik)
    page = client.get(f"/my-weeks/{world.week.slug}/").content.decode()
    assert "Hur många redaktörer som granskar varje programpunkt" in page


def test_the_page_of_a_task_shows_what_is_new_and_what_collides(point, world, anna, client):
    actions.change_point(point=point, by=world.julia.actor, facts={"abstract_sv": "Nu bättre."})
    other = world.point(title_sv="Robotar i vården")
    actions.submit_point(point=other, by=world.julia.actor)
    Worker().drain()
    client.force_login(world.erik)
    task = next(one for one in tasks() if one.case.business_key == str(point.uid))
    page = client.get(f"/desk/tasks/{task.uid}/").content.decode()
    told = ("Ändrat sedan någon såg på den sist", "Nu bättre.", "Samtidigt", "Robotar i vården")
    assert [one for one in told if one not in page] == []
    assert f"/my-points/{point.uid}/preview/" in page
    inbox = client.get("/desk/").content.decode()
    assert inbox.count("Göteborgs Stad · 6 oktober 2021") == 4, "two points, two answers each"
