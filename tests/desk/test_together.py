"""People at the same work: handing over, several at once, comments, following, and pages that know what others do."""

from __future__ import annotations

import threading

import pytest
from django.test import Client
from django.urls import reverse

from gorel.accounts.models import Group, Membership, Person
from gorel.cases import personal, runtime
from gorel.cases.models import Task
from gorel.desk import live, talking
from gorel.desk.models import Comment, SavedView
from gorel.desk.rights import open_tasks

from .conftest import Hall


@pytest.fixture
def colleague(hall: Hall) -> Person:
    """Another editor of ours."""
    person = Person.objects.create_person(email="bo@goteborg.example", name="Bo Ek")
    Membership.objects.create(person=person, organisation=hall.ours, role="editor")
    return person


def send(client: Client, to_page: str, /, *args: object, **fields: object) -> str:
    """Press a button, and return what the next page says."""
    return client.post(reverse(f"desk:{to_page}", args=args), fields, follow=True).content.decode()


def test_several_tasks_are_taken_and_handed_over_at_once(client: Client, hall: Hall, colleague: Person) -> None:
    tasks = [hall.task() for _number in range(3)]
    taken = hall.task()
    Task.objects.filter(pk=taken.pk).update(assignee="person:99")
    client.force_login(hall.people["editor"])
    text = send(client, "many", what="take", task=[str(task.uid) for task in (*tasks, taken)])
    assert "3 uppgifter ändrades." in text
    assert "1 uppgift lämnades som den var" in text
    assert "3 uppgifter ändrades." in send(
        client, "many", what="hand-over", to=colleague.pk, task=[str(task.uid) for task in tasks]
    )
    assert list(open_tasks(colleague).values_list("assignee", flat=True)) == [colleague.actor] * 3 + ["person:99"]


def test_a_task_is_handed_only_to_who_may_do_it(client: Client, hall: Hall, colleague: Person) -> None:
    task = hall.task()
    client.force_login(hall.people["editor"])
    assert "lämnades inte över" in send(client, "hand-over", task.uid, to=hall.people["their-editor"].pk)
    assert "Bo Ek har uppgiften nu." in send(client, "hand-over", task.uid, to=colleague.pk)
    assert Task.objects.get(pk=task.pk).assignee == colleague.actor


def test_a_group_of_the_organisation_gets_tasks_by_its_short_name(hall: Hall) -> None:
    task, handler = hall.task(), hall.people["secretary"]
    task.candidates.update(name=f"chefer@{hall.ours.uid}")
    group = Group.objects.create(organisation=hall.ours, name="Chefer", slug="chefer")
    assert open_tasks(handler).count() == 0
    group.members.add(handler)
    assert open_tasks(handler).count() == 1
    Membership.objects.filter(person=handler).delete()  # who has left is in no group
    assert open_tasks(handler).count() == 0


def test_two_with_the_same_task_open_see_each_other(client: Client, hall: Hall, colleague: Person) -> None:
    page = reverse("desk:task", args=[hall.task().uid])
    client.force_login(hall.people["editor"])
    assert "har också uppgiften öppen" not in client.get(page).content.decode()
    other = Client()
    other.force_login(colleague)
    assert "Editor goteborg har också uppgiften öppen." in other.get(page).content.decode()
    assert "Bo Ek har också uppgiften öppen." in client.get(page).content.decode()
    other.post(f"{page}here/", {"away": "yes"})
    assert "har också uppgiften öppen" not in client.get(page).content.decode()


def test_the_second_answer_overwrites_nothing_and_both_are_shown(client: Client, hall: Hall, colleague: Person) -> None:
    task = hall.task()
    page = reverse("desk:task", args=[task.uid])
    other = Client()
    client.force_login(hall.people["editor"])
    other.force_login(colleague)
    client.get(page), other.get(page)
    client.post(page, {"decision": "yes"})
    late = other.post(page, {"decision": "no"})
    text = late.content.decode()
    assert late.status_code == 409
    assert [part in text for part in ("Vad Editor goteborg svarade", "Det du skrev", "Bifall", "Avslag")] == [True] * 4
    assert Task.objects.get(pk=task.pk).closed_by == hall.people["editor"].actor


def test_a_comment_stands_beside_the_case_and_goes_with_what_is_personal(client: Client, hall: Hall) -> None:
    task = hall.task()
    client.force_login(hall.people["editor"])
    assert "Ring <b>Anna</b>".replace("<", "&lt;").replace(">", "&gt;") in send(
        client, "comment", task.case.uid, text="Ring <b>Anna</b>"
    )
    assert b"Anna" not in bytes(Comment.objects.get().body)
    runtime.cancel(task.case, by=None, reason="slut")
    personal.erase(task.case, ground="begäran")
    assert talking.comments(task.case) == []


def test_who_follows_a_case_sees_when_it_moved(client: Client, hall: Hall) -> None:
    task = hall.task()
    client.force_login(hall.people["editor"])
    send(client, "follow", task.case.uid)
    assert "Inget nytt" in client.get(reverse("desk:following")).content.decode()
    runtime.assign(task, "person:99")
    assert "1 ärende har något nytt." in client.get(reverse("desk:following")).content.decode()
    client.get(reverse("desk:case", args=[task.case.uid]))
    assert "Inget nytt" in client.get(reverse("desk:following")).content.decode()
    send(client, "follow", task.case.uid, stop="1")
    assert "Du följer inget ärende" in client.get(reverse("desk:following")).content.decode()


def test_a_view_is_kept_found_again_and_forgotten(client: Client, hall: Hall) -> None:
    client.force_login(hall.people["editor"])
    assert "Mina brådskande" in send(client, "saved-view", page="inbox", name="Mina brådskande", query="late=1&page=3")
    (kept,) = SavedView.objects.all()
    assert kept.query == "late=1"
    other = Client()
    other.force_login(hall.people["secretary"])
    other.post(reverse("desk:saved-view"), {"page": "inbox", "forget": kept.pk})
    assert SavedView.objects.count() == 1
    assert "Mina brådskande" not in send(client, "saved-view", page="inbox", forget=kept.pk)


def test_a_task_that_a_picture_hands_out_reaches_open_pages_of_its_group_alone(
    transactional_db: None, hall: Hall
) -> None:
    topics = {name: frozenset({f"editor@{getattr(hall, name).uid}"}) for name in ("ours", "theirs")}
    streams = {name: live.stream(number, one) for number, (name, one) in enumerate(topics.items())}
    heard: dict[str, bytes] = {}
    threads = [
        threading.Thread(target=lambda name=name, lines=lines: heard.update({name: next(lines) and next(lines)}))
        for name, lines in streams.items()
    ]
    for thread in threads:
        thread.start()
    threading.Event().wait(0.6)  # the watcher has looked once
    hall.start()
    threads[0].join(1.5)
    assert heard == {"ours": b"event: changed\ndata: 1\n\n"}
    live.stop_when(lambda: True)
    try:
        threads[1].join(7)
        assert heard["theirs"] == b": still here\n\n"
    finally:
        live.stop_when(lambda: False)
        for lines in streams.values():
            lines.close()


def test_one_person_holds_a_bounded_number_of_streams(client: Client, hall: Hall) -> None:
    client.force_login(hall.people["editor"])
    streams = [live.stream(hall.people["editor"].pk, frozenset()) for _tab in range(live.MOST_OF_ONE)]
    assert client.get(reverse("desk:live")).status_code == 204
    for one in streams:
        one.close()
    answer = client.get(reverse("desk:live"))
    assert answer["Content-Type"] == "text/event-stream"
    answer.close()
