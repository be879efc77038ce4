"""The page of a task: done once, in one transaction, by whoever was first; the other's answer is not lost."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from gorel.accounts.models import Person
from gorel.cases import runtime
from gorel.cases.models import Case, Resource, Task
from gorel.desk import schemas, spent
from gorel.ground import machine

from .conftest import PICTURE, Hall, deploy

pytestmark = pytest.mark.db


@pytest.fixture
def editor(client, hall: Hall):
    client.force_login(hall.people["editor"])
    return client


def address(task: Task) -> str:
    return reverse("desk:task", args=[task.uid])


def test_the_answer_moves_the_case_and_is_kept_in_it(editor, hall: Hall) -> None:
    task = hall.task()
    answer = editor.post(address(task), {"decision": "yes", "minutes": "4", "unknown": "x"})
    task.refresh_from_db()
    assert answer["Location"] == reverse("desk:inbox")
    assert (task.state, task.closed_by, task.seconds_spent) == ("completed", hall.people["editor"].actor, 240)
    assert schemas.variables(task.case) == {"decision": "yes", "minutes": 4}
    assert list(task.case.jobs.values_list("type", flat=True)) == ["test.archive"]


def test_who_has_much_to_answer_goes_from_one_task_to_the_next(editor, hall: Hall) -> None:
    first, second, taken = hall.task(), hall.task(), hall.task()
    Task.objects.filter(pk=taken.pk).update(assignee=hall.people["secretary"].actor)
    assert "Skicka och öppna nästa" in editor.get(address(first)).content.decode()
    answer = editor.post(address(first), {"decision": "yes", "next": "1"})
    assert answer["Location"] == address(second)  # and not to what a colleague has
    assert editor.post(address(second), {"decision": "yes", "next": "1"})["Location"] == reverse("desk:inbox")


def test_a_wrong_answer_changes_nothing_and_comes_back_as_written(editor, hall: Hall) -> None:
    task = hall.task()
    page = editor.post(address(task), {"minutes": "tre"})
    text = page.content.decode()
    assert page.status_code == 422
    assert 'value="tre"' in text
    wrong = ("Välj ett alternativ för ”Beslut”.", "Skriv ett tal i ”Minuter”")
    assert [text.count(sentence) for sentence in wrong] == [2, 2]  # in the summary and at the field
    assert Task.objects.get(pk=task.pk).state == Task.OPEN


def test_the_second_save_never_overwrites_the_first(client, hall: Hall) -> None:
    task = hall.task()
    colleague = hall.people["secretary"]
    task.candidates.create(kind="person", name=colleague.actor)
    for person in (hall.people["editor"], colleague):
        client.force_login(person)
        assert client.get(address(task)).status_code == 200
    client.force_login(hall.people["editor"])
    client.post(address(task), {"decision": "yes"})
    client.force_login(colleague)
    page = client.post(address(task), {"decision": "no"})
    text = page.content.decode()
    assert page.status_code == 409
    assert "Uppgiften är redan gjord av Editor goteborg." in text
    assert "Avslag" in text  # what the second wrote
    assert schemas.variables(task.case)["decision"] == "yes"


def test_what_a_colleague_has_taken_is_read_but_not_answered(editor, hall: Hall) -> None:
    task = hall.task()
    Task.objects.filter(pk=task.pk).update(assignee=hall.people["secretary"].actor)
    text = editor.get(address(task)).content.decode()
    assert "Secretary goteborg har tagit uppgiften." in text
    assert 'name="decision"' not in text
    assert editor.post(address(task), {"decision": "yes"}).status_code == 409
    assert Task.objects.get(pk=task.pk).state == Task.OPEN


def test_a_task_that_the_case_no_longer_wants_says_so(editor, hall: Hall) -> None:
    task = hall.task()
    runtime.cancel(task.case, by=None, reason="återkallad")
    page = editor.post(address(task), {"decision": "yes"})
    assert page.status_code == 409
    assert "Uppgiften behövs inte längre" in page.content.decode()
    assert Case.objects.get(pk=task.case.pk).state == "cancelled"


def test_a_done_task_says_by_whom_and_shows_no_form(editor, hall: Hall) -> None:
    task = hall.task()
    editor.post(address(task), {"decision": "yes"})
    text = editor.get(address(task)).content.decode()
    assert "Gjord av Editor goteborg" in text
    assert 'name="decision"' not in text


def test_a_task_without_form_is_only_done(editor, hall: Hall) -> None:
    task = hall.task()
    Task.objects.filter(pk=task.pk).update(form="")
    assert "Det är gjort" in editor.get(address(task)).content.decode()
    editor.post(address(task), {})
    assert Task.objects.get(pk=task.pk).state == Task.COMPLETED


def test_the_page_speaks_english(editor, hall: Hall, settings) -> None:
    editor.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    text = editor.get(address(hall.task())).content.decode()
    assert [word for word in ("Your answer", "Grant", "Refuse", "The steps as a list") if word not in text] == []


def test_forms_of_the_organisation_go_before_everybodys(hall: Hall) -> None:
    task = hall.task()
    common = Resource.objects.get(kind="form")
    Resource.objects.create(
        deployment=common.deployment, kind="form", key="permit-review", version=1, name="own", digest="own",
        organisation=hall.ours, content=b'{"components": [{"type": "textfield", "key": "own", "label": "Egen"}]}',
    )  # fmt: skip
    assert list(schemas.form_of(task).fields) == ["own"]
    other = hall.task(organisation=hall.theirs)
    assert list(schemas.form_of(other).fields) == ["decision", "minutes"]


def test_a_second_round_does_not_start_with_the_first_rounds_answers(hall: Hall) -> None:
    schema = schemas.form_of(hall.task())
    assert schemas.start_values(schema, {"decision": "no", "minutes": 3, "facts": {"a": 1}}) == {"facts": {"a": 1}}


def test_time_is_measured_from_opening_and_capped(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    task, start = hall.task(), machine.now()
    monkeypatch.setattr(machine, "now", lambda: start)
    mark = spent.opened(task)
    monkeypatch.setattr(machine, "now", lambda: start + timedelta(seconds=95))
    assert spent.seconds(task, mark, {}) == 95
    monkeypatch.setattr(machine, "now", lambda: start + timedelta(hours=5))
    assert spent.seconds(task, mark, {}) == spent.MOST_SECONDS == 1800


def test_time_that_nobody_can_believe_is_unknown(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    task, other, start = hall.task(), hall.task(), machine.now()
    monkeypatch.setattr(machine, "now", lambda: start)
    mark = spent.opened(task)
    assert [spent.seconds(*given, {}) for given in ((other, mark), (task, mark + "x"), (task, ""))] == [None] * 3
    monkeypatch.setattr(machine, "now", lambda: start - timedelta(seconds=9))
    assert spent.seconds(task, mark, {}) is None


def test_what_the_person_states_goes_before_what_was_measured(hall: Hall) -> None:
    task = hall.task()
    assert spent.seconds(task, spent.opened(task), {"minutes": 12}) == 720
    assert spent.seconds(task, "", {"minutes": True}) is None


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_at_once_one_is_first(hall: Hall) -> None:
    task, people = hall.task(), [hall.people["editor"], hall.people["secretary"]]
    task.candidates.create(kind="person", name=people[1].actor)
    gate = Barrier(2)

    def send(person: Person) -> int:
        client = Client()
        client.force_login(person)
        gate.wait()
        try:
            return client.post(address(task), {"decision": "yes"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(send, people)) == [302, 409]
    assert Task.objects.get(pk=task.pk).state == Task.COMPLETED
    assert task.case.log.filter(kind="completed").count() == 1


ASKED = {"type": "default", "id": "permit-asked", "components": [
    {"type": "textfield", "key": "what", "label": "Vad gäller det?"},
    {"type": "group", "label": "Om dig", "components": [{"type": "textfield", "key": "who", "label": "Vem är du?"}]},
]}  # fmt: skip
WITH_FORM = PICTURE.replace(
    'isExecutable="true">',
    'isExecutable="true"><bpmn:extensionElements><zeebe:properties><zeebe:property name="gorel.personal" value="who" />'
    "</zeebe:properties></bpmn:extensionElements>",
).replace(
    'name="Ansökan kommer in">',
    'name="Ansökan kommer in"><bpmn:extensionElements><zeebe:formDefinition formId="permit-asked" />'
    "</bpmn:extensionElements>",
)


def test_who_decides_reads_what_was_applied_for_but_not_what_is_personal(editor, hall: Hall) -> None:
    process = deploy(picture=WITH_FORM, version=2)
    Resource.objects.create(
        deployment=process.resource.deployment, kind="form", key="permit-asked", version=1, name="a.form", digest="a",
        content=json.dumps(ASKED).encode(),
    )  # fmt: skip
    told = editor.get(address(hall.task(variables={"what": "Uteservering", "who": "Åsa Öhman"}))).content.decode()
    assert [said in told for said in ("Ansökan kommer in</h2>", "Vad gäller det?", "Uteservering")] == [True] * 3
    assert [said in told for said in ("Vem är du?", "Åsa Öhman")] == [False] * 2
    assert "Det som är personligt visas inte här." in told
    begun_otherwise = editor.get(address(hall.task(variables={"other": 1}))).content.decode()
    assert "Ansökan kommer in</h2>" not in begun_otherwise


def test_the_page_of_a_task_that_is_done_says_who_did_it_in_its_story(editor, hall: Hall) -> None:
    task = hall.task()
    runtime.complete(task, by=hall.people["secretary"].actor)
    assert "Secretary goteborg gjorde uppgiften ”Granska ansökan”." in editor.get(address(task)).content.decode()
