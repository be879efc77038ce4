"""Whoever leaves a task half answered finds it again; nobody else sees it, and it goes with the task."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gorel.cases import personal, runtime
from gorel.cases.models import Resource, Task
from gorel.desk import schemas
from gorel.desk.models import Begun
from gorel.forms.models import File

from .conftest import FORM, Hall

pytestmark = pytest.mark.db
PDF = b"%PDF-1.4 underlag"
ITSELF = {"HX-Request": "true"}


@pytest.fixture
def editor(client: Client, hall: Hall) -> Client:
    client.force_login(hall.people["editor"])
    return client


@pytest.fixture
def with_file(hall: Hall) -> Task:
    """A task whose form takes a file."""
    picker = {"type": "filepicker", "key": "underlag", "label": "Underlag", "accept": ".pdf", "multiple": True}
    form = FORM | {"components": [*FORM["components"], picker]}
    Resource.objects.filter(kind="form").update(content=json.dumps(form).encode())
    return hall.task()


def page(task: Task) -> str:
    return reverse("desk:task", args=[task.uid])


def draft(task: Task) -> str:
    return reverse("desk:task-draft", args=[task.uid])


def test_what_was_written_is_there_again_right_or_wrong(editor, hall: Hall) -> None:
    task = hall.task()
    assert editor.post(draft(task), {"minutes": "tre", "draft": "0"})["Location"] == page(task)
    text = editor.get(page(task)).content.decode()
    assert 'value="tre"' in text
    assert "Du började på svaret" in text
    assert Task.objects.get(pk=task.pk).state == Task.OPEN
    editor.cookies["language"] = "en"
    assert editor.post(draft(task), {"decision": "yes", "draft": "1"}).status_code == 302
    assert 'value="yes" checked' in " ".join(editor.get(page(task)).content.decode().split())


def test_it_is_kept_by_itself_while_one_writes(editor, hall: Hall) -> None:
    task = hall.task()
    first = editor.post(draft(task), {"minutes": "3", "draft": "0"}, headers=ITSELF).content.decode()
    assert 'name="draft" value="1"' in first
    assert "sparades kl." in first
    second = editor.post(draft(task), {"minutes": "4", "draft": "1"}, headers=ITSELF).content.decode()
    assert 'name="draft" value="2"' in second
    assert 'value="4"' in editor.get(page(task)).content.decode()


def test_a_forgotten_window_overwrites_nothing(editor, hall: Hall) -> None:
    task = hall.task()
    editor.post(draft(task), {"minutes": "1", "draft": "0"})
    said = editor.post(draft(task), {"minutes": "2", "draft": "0"}, headers=ITSELF).content.decode()
    assert "i ett annat fönster" in said
    answer = editor.post(draft(task), {"minutes": "2", "draft": "0"})
    text = answer.content.decode()
    assert (answer.status_code, 'value="2"' in text, 'name="draft" value="1"' in text) == (409, True, True)
    assert 'value="1"' in editor.get(page(task)).content.decode()


def test_each_person_has_their_own_and_sees_no_other(client, hall: Hall) -> None:
    task = hall.task()
    colleague = hall.people["secretary"]
    task.candidates.create(kind="person", name=colleague.actor)
    for person, minutes in ((hall.people["editor"], "11"), (colleague, "22")):
        client.force_login(person)
        assert 'value="11"' not in client.get(page(task)).content.decode()
        client.post(draft(task), {"minutes": minutes, "draft": "0"})
    assert Begun.objects.count() == 2
    assert 'value="22"' in client.get(page(task)).content.decode()
    stranger = hall.people["organiser"]
    client.force_login(stranger)
    assert client.post(draft(task), {"minutes": "3", "draft": "0"}).status_code == 404


def test_what_a_colleague_has_taken_takes_no_draft(editor, hall: Hall) -> None:
    task = hall.task()
    Task.objects.filter(pk=task.pk).update(assignee=hall.people["secretary"].actor)
    assert editor.post(draft(task), {"minutes": "3", "draft": "0"}).status_code == 409
    assert "Inget sparades" in editor.post(draft(task), {"minutes": "3"}, headers=ITSELF).content.decode()
    assert not Begun.objects.exists()


def test_it_goes_with_the_answer_and_can_be_thrown_away(editor, hall: Hall) -> None:
    task = hall.task()
    editor.post(draft(task), {"minutes": "3", "draft": "0"})
    editor.post(draft(task), {"drop": "1"})
    assert not Begun.objects.exists()
    editor.post(draft(task), {"minutes": "4", "draft": "0"})
    editor.post(page(task), {"decision": "yes", "minutes": "5"})
    assert not Begun.objects.exists()
    assert schemas.variables(task.case) == {"decision": "yes", "minutes": 5}


def test_what_stands_in_it_is_sealed(editor, hall: Hall) -> None:
    editor.post(draft(hall.task()), {"minutes": "hemligt", "draft": "0"})
    assert b"hemligt" not in bytes(Begun.objects.get().body)


def test_files_stay_with_the_draft_and_then_with_the_case(editor, with_file: Task) -> None:
    pdf = SimpleUploadedFile("beslut.pdf", PDF)
    editor.post(draft(with_file), {"draft": "0", "underlag": pdf})
    row, file = Begun.objects.get(), File.objects.get()
    assert file.about == f"begun:{row.uid}"
    text = editor.get(page(with_file)).content.decode()
    assert "beslut.pdf" in text
    token = text.split('name="underlag" value="')[1].split('"')[0]
    # Kept by itself, the file stays; left out, it goes.
    editor.post(draft(with_file), {"draft": "1", "underlag": token}, headers=ITSELF)
    assert File.objects.count() == 1
    assert b"".join(editor.get(reverse("forms:own-file", args=[token]))) == PDF
    editor.post(page(with_file), {"decision": "yes", "underlag": token})
    file.refresh_from_db()
    assert file.about == f"case:{with_file.case.uid}"
    assert schemas.variables(with_file.case)["underlag"] == [f"files::{file.uid}"]
    assert not Begun.objects.exists()


def test_a_file_of_a_draft_is_its_writer_s_alone(client, hall: Hall, with_file: Task) -> None:
    client.force_login(hall.people["editor"])
    client.post(draft(with_file), {"draft": "0", "underlag": SimpleUploadedFile("beslut.pdf", PDF)})
    address = reverse("forms:file", args=[File.objects.get().uid])
    assert client.get(address).status_code == 200
    client.force_login(hall.people["administrator"])
    assert client.get(address).status_code == 404


def test_a_file_that_cannot_be_kept_is_said_at_once(editor, with_file: Task) -> None:
    answer = editor.post(draft(with_file), {"draft": "0", "underlag": SimpleUploadedFile("x.pdf", b"MZ program")})
    assert answer.status_code == 422
    assert 'id="error-summary"' in answer.content.decode()


def test_it_goes_with_the_case_s_personal_data(editor, with_file: Task) -> None:
    editor.post(draft(with_file), {"draft": "0", "underlag": SimpleUploadedFile("beslut.pdf", PDF)})
    runtime.cancel(with_file.case, by=None, reason="återkallad")
    personal.erase(with_file.case, ground="begäran")
    assert (Begun.objects.count(), File.objects.count()) == (0, 0)


@pytest.mark.parametrize("end", ["a program answers", "the case is cancelled"])
def test_it_goes_when_the_task_ends_elsewhere(editor, with_file: Task, hall: Hall, end: str) -> None:
    other = hall.task()
    for task in (with_file, other):
        editor.post(draft(task), {"draft": "0", "underlag": SimpleUploadedFile("beslut.pdf", PDF)})
    if end == "a program answers":
        runtime.complete(with_file, variables={"decision": "yes"}, by="robot:1")
    else:
        runtime.cancel(with_file.case, by=None, reason="återkallad")
    assert list(Begun.objects.values_list("task", flat=True)) == [other.pk]
    assert File.objects.count() == 1


def test_the_inbox_marks_it_for_who_began_and_nobody_else(client, hall: Hall) -> None:
    task, colleague = hall.task(), hall.people["secretary"]
    task.candidates.create(kind="person", name=colleague.actor)
    client.force_login(hall.people["editor"])
    client.post(draft(task), {"minutes": "3", "draft": "0"})
    seen = []
    for person in (hall.people["editor"], colleague):
        client.force_login(person)
        text = client.get(reverse("desk:inbox")).content.decode()
        seen.append((reverse("desk:task", args=[task.uid]) in text, "du har börjat svara" in text))
    assert seen == [(True, True), (True, False)]


def test_a_field_that_became_another_starts_empty(editor, hall: Hall) -> None:
    task = hall.task()
    editor.post(draft(task), {"decision": "yes", "minutes": "3", "draft": "0"})
    lists = {"type": "filepicker", "key": "minutes", "label": "Minuter"}
    form = FORM | {"components": [FORM["components"][0], lists]}
    Resource.objects.filter(kind="form").update(content=json.dumps(form).encode())
    answer = editor.get(page(task))
    assert answer.status_code == 200
    assert "checked" in answer.content.decode()
