"""Files in forms: known by their bytes, bounded, kept while the rest is mended, read by those who may, and erased."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.datastructures import MultiValueDict

from gorel import forms
from gorel.accounts.models import Membership, Organisation, Person, Trace
from gorel.cases import deployment, personal, programs, queries, runtime
from gorel.cases.models import Case
from gorel.forms import kept
from gorel.forms.models import File
from gorel.ground import clock, machine
from gorel.robots.doors.models import Door

pytestmark = [pytest.mark.db, pytest.mark.django_db]
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
PDF = b"%PDF-1.7 one"
SCHEMA = {"id": "apply", "components": [
    {"type": "textfield", "key": "what", "label": "Vad?", "validate": {"required": True},
     "properties": {"label.en": "What?"}},
    {"type": "filepicker", "key": "papers", "label": "Bilagor", "multiple": True, "accept": ".pdf,image/*",
     "validate": {"required": True}, "properties": {"label.en": "Papers", "mb": "1", "files": "2"}},
]}  # fmt: skip
PICTURE = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
  id="defs" targetNamespace="https://gorel.test"><process id="permit" isExecutable="true"><startEvent id="ps"/>
  <userTask id="pt"><extensionElements><zeebe:userTask/></extensionElements></userTask><endEvent id="pe"/>
  <sequenceFlow id="p1" sourceRef="ps" targetRef="pt"/><sequenceFlow id="p2" sourceRef="pt" targetRef="pe"/>
  </process></definitions>"""


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def read(post: dict[str, list[str]], *files: SimpleUploadedFile) -> forms.Answer:
    return forms.read(SCHEMA, MultiValueDict(post), files=MultiValueDict({"papers": list(files)}))


def test_a_file_that_was_chosen_need_not_be_chosen_again_when_something_else_is_wrong():
    given = read({"what": [""]}, sent("Ritning å.pdf", PDF))
    assert list(given.problems) == ["what"]
    html = forms.render(SCHEMA, given.values, given.problems, "sv")
    assert "Ritning å.pdf" in html
    assert "Sparat, du behöver inte välja det igen" in html
    [token] = re.findall(r'type="hidden" name="papers" value="([^"]+)"', html)
    again = read({"what": ["Staket"], "papers": [token]})
    assert again.is_good
    assert [one.name for one in kept.found(again.values)] == ["Ritning å.pdf"]
    without = read({"what": ["Staket"], "papers": [token], "papers.without": [token]})
    assert [problem.code for problem in without.problems.values()] == ["forms.file-required"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("stor.pdf", PDF + b" " * 1_000_000, "”stor.pdf” är för stor. En fil i ”Bilagor” får vara högst 1 MB."),
        ("tom.pdf", b"", "”tom.pdf” är tom."),
        ("elak.pdf", b"<html><script>", "”elak.pdf” går inte att ta emot"),
        ("bok.docx", b"PK\x03\x04", "Det här går bra: PDF, JPEG, PNG, WebP."),
    ],
)
def test_what_cannot_be_taken_is_refused_by_name_and_the_good_ones_stay(name, content, said):
    given = read({"what": ["x"]}, sent("bra.png", PNG), sent(name, content))
    assert said in forms.say(given.problems["papers"], "sv")
    assert [one.name for one in kept.found(given.values)] == ["bra.png"]
    assert File.objects.count() == 1


def test_no_more_files_are_kept_than_the_form_takes():
    given = read({"what": ["x"]}, *(sent(f"{n}.png", PNG) for n in range(3)))
    assert given.problems["papers"].code == "forms.file-many"
    assert File.objects.count() == 2


def test_forged_and_old_tokens_are_no_files(monkeypatch):
    given = read({"what": ["x"]}, sent("a.pdf", PDF))
    [reference] = given.values["papers"]
    for forged in (reference, kept.token(reference, "case:1"), "x"):
        assert read({"what": ["x"], "papers": [forged]}).problems["papers"].code == "forms.file-lost"
    kept.bind(given.values, "case:1")  # its form was sent: nobody sends the same file with another
    assert read({"what": ["x"], "papers": [kept.token(reference)]}).problems["papers"].code == "forms.file-lost"


def test_names_and_bytes_are_sealed_and_what_is_loose_for_a_day_goes():
    read({"what": [""]}, sent("Hemligt namn.pdf", PDF))
    row = File.objects.get()
    assert b"Hemligt" not in bytes(row.name)
    assert b"PDF" not in bytes(row.body)
    File.objects.update(created_at=machine.now() - timedelta(hours=25))
    read({"what": [""]}, sent("ny.pdf", PDF))
    assert [kept.name_of(one) for one in File.objects.all()] == ["ny.pdf"]


def test_both_languages_say_what_may_be_sent():
    assert "PDF, JPEG, PNG, WebP. Högst 2 filer, 1 MB var." in forms.render(SCHEMA, {}, language="sv")
    assert "PDF, JPEG, PNG, WebP. At most 2 files of 1 MB each." in forms.render(SCHEMA, {}, language="en")
    assert forms.check(SCHEMA) == []


@pytest.fixture
def town():
    programs.forget()
    town = Organisation.objects.create(name="Alingsås", slug="alingsas", kind="municipality")
    form = {**SCHEMA, "id": "permit-form", "name": "Bygglov"}
    deployment.deploy([("permit.bpmn", PICTURE), ("permit-form.form", json.dumps(form).encode())], organisation=town)
    Door.objects.create(kind=Door.FORM, organisation=town, process="permit", form="permit-form", opened_at=clock.now())
    yield town
    programs.forget()


def member(email: str, organisation: Organisation) -> Client:
    person = Person.objects.create_person(email=email, name=email)
    Membership.objects.create(person=person, organisation=organisation, role="handler")
    client = Client()
    client.force_login(person)
    return client


def test_a_public_form_takes_files_that_the_town_reads_and_nobody_else(town, client):
    address = "/apply/alingsas/permit/"
    page = client.post(address, {"what": "", "papers": sent("Ritning.pdf", PDF)})
    assert page.status_code == 422
    [token] = re.findall(r'type="hidden" name="papers" value="([^"]+)"', page.content.decode())
    assert client.get(f"/files/own/{token}/").content == PDF
    assert client.post(address, {"what": "Staket", "papers": token}).status_code == 302
    case = Case.objects.get()
    [file] = kept.found(dict(queries.variables(case)))
    way = f"/files/{file.uid}/"
    assert client.get(f"/files/own/{token}/").status_code == 404  # it is the town's now
    assert client.get(way).status_code == 302  # sign in first
    elsewhere = Organisation.objects.create(name="Lund", slug="lund", kind="municipality")
    assert member("lisa@lund.example", elsewhere).get(way).status_code == 404
    mine = member("anna@alingsas.example", town)
    got = mine.get(way)
    assert got.content == PDF
    assert got["Content-Disposition"] == 'attachment; filename="Ritning.pdf"'
    assert "sandbox" in got["Content-Security-Policy"]
    assert got["X-Content-Type-Options"] == "nosniff"
    assert Trace.objects.get(organisation=town).about == f"file {file.uid} of case:{case.uid}"
    assert "Ritning.pdf" in mine.get(f"/desk/cases/{case.uid}/").content.decode()
    runtime.cancel(case, by="görel", reason="klart")
    case.refresh_from_db()
    personal.erase(case, ground="begäran")
    assert not File.objects.exists()


def test_one_sender_s_day_has_an_end_and_says_so(town, client, settings):
    settings.FILES_PER_DAY = 2
    address = "/apply/alingsas/permit/"
    for number in range(2):
        assert client.post(address, {"what": "Staket", "papers": sent(f"{number}.pdf", PDF)}).status_code == 302
    page = client.post(address, {"what": "Staket", "papers": sent("tre.pdf", PDF)})
    assert page.status_code == 422
    assert "”tre.pdf” togs inte emot: härifrån har det skickats så många filer" in page.content.decode()
    assert (Case.objects.count(), File.objects.count()) == (2, 2)
    # Somebody at another address, and somebody who is known, have days of their own.
    elsewhere = client.post(address, {"what": "Staket", "papers": sent("a.pdf", PDF)}, REMOTE_ADDR="192.0.2.7")
    known = member("anna@alingsas.example", town).post(address, {"what": "Staket", "papers": sent("b.pdf", PDF)})
    assert (elsewhere.status_code, known.status_code) == (302, 302)


def test_a_day_s_bytes_have_an_end_too_and_what_is_kept_stays(town, client, settings):
    settings.FILE_MB_PER_DAY = 1
    address = "/apply/alingsas/permit/"
    page = client.post(address, {"what": "", "papers": sent("stor.pdf", PDF + b" " * 900_000)})
    [token] = re.findall(r'type="hidden" name="papers" value="([^"]+)"', page.content.decode())
    page = client.post(address, {"what": "", "papers": [token, sent("till.pdf", PDF + b" " * 200_000)]})
    assert "”till.pdf” togs inte emot" in page.content.decode()
    assert token.split(":")[0] in page.content.decode()  # the first one is there still
    assert client.post(address, {"what": "Staket", "papers": token}).status_code == 302
