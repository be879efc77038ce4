"""How people without an account and other systems reach her: a question by mail, a public form, a signed webhook."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time
from collections.abc import Iterator

import pytest
from django.test import Client

from gorel.accounts.models import Organisation
from gorel.cases import deployment, programs, queries, runtime
from gorel.cases.models import Case
from gorel.cases.worker import Worker
from gorel.ground import clock
from gorel.robots.asking.models import Ask
from gorel.robots.doors.models import Door
from gorel.site import command
from postbox import Postbox

pytestmark = pytest.mark.django_db
FORM = json.dumps(
    {"id": "allergy", "name": "Specialkost", "components": [
        {"type": "textfield", "id": "a", "key": "allergy", "label": "Vad tål du inte?",
         "validate": {"required": True}}]}
).encode()  # fmt: skip
PICTURE = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
  id="defs" targetNamespace="https://gorel.test">
  <message id="m" name="person.answered"><extensionElements>
    <zeebe:subscription correlationKey="=ask"/></extensionElements></message>
  <process id="diet" isExecutable="true"><startEvent id="s"/>
    <serviceTask id="q"><extensionElements><zeebe:taskDefinition type="person.ask"/><zeebe:ioMapping>
      <zeebe:input source="=&quot;allergy&quot;" target="form"/><zeebe:input source="=Epost" target="to"/>
      <zeebe:input source="=&quot;Specialkost&quot;" target="subject"/>
      <zeebe:input source="=&quot;Vi undrar vad du kan ata.&quot;" target="text"/></zeebe:ioMapping></extensionElements>
    </serviceTask>
    <receiveTask id="w" messageRef="m"/><endEvent id="e"/>
    <sequenceFlow id="f1" sourceRef="s" targetRef="q"/><sequenceFlow id="f2" sourceRef="q" targetRef="w"/>
    <sequenceFlow id="f3" sourceRef="w" targetRef="e"/></process>
  <process id="plain" isExecutable="true"><startEvent id="ps"/>
    <userTask id="pt"><extensionElements><zeebe:userTask/></extensionElements></userTask>
    <endEvent id="pe"/><sequenceFlow id="p1" sourceRef="ps" targetRef="pt"/>
    <sequenceFlow id="p2" sourceRef="pt" targetRef="pe"/></process></definitions>"""


@pytest.fixture(autouse=True)
def city() -> Iterator[Organisation]:
    programs.forget()
    city = Organisation.objects.create(name="Alingsås", slug="alingsas", kind="municipality")
    deployment.deploy([("diet.bpmn", PICTURE), ("allergy.form", FORM)], organisation=city)
    yield city
    programs.forget()


def test_somebody_without_an_account_is_asked_by_mail_and_answers_once(
    client: Client, postbox: Postbox, city: Organisation, frozen
) -> None:
    frozen.at("2026-10-16 09:00")
    case = runtime.start("diet", variables={"Epost": "kim@example.org"}, organisation=city)
    Worker().drain()
    text = postbox.to("kim@example.org")[0].get_body(("plain",)).get_content()
    link = re.search(r"http://127\.0\.0\.1:8000(/svar/\S+)", text.replace("=\n", ""))[1]
    page = client.get(link)
    assert page.status_code == 200
    assert "Vad tål du inte?" in page.content.decode()
    assert "Du kan svara till och med den 30 oktober." in page.content.decode()
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert client.post(link, {}).status_code == 422
    assert client.post(link, {"allergy": "nötter"}).status_code == 302
    assert "Tack, ditt svar är mottaget." in client.get(link).content.decode()
    case.refresh_from_db()
    assert case.state == Case.COMPLETED
    assert queries.variables(case)["allergy"] == "nötter"
    client.post(link, {"allergy": "något annat"})
    assert queries.variables(case)["allergy"] == "nötter"
    assert client.get(link[:-3] + "abc/").status_code == 404
    assert client.get(f"/svar/{Ask.objects.get().uid}/").status_code == 404


def test_a_question_is_open_for_its_days_alone(client: Client, postbox: Postbox, city: Organisation, frozen) -> None:
    frozen.at("2026-10-16 09:00")
    runtime.start("diet", variables={"Epost": "kim@example.org"}, organisation=city)
    Worker().drain()
    link = Ask.objects.get().get_absolute_url()
    frozen.at("2026-10-31 09:00")
    assert "Tiden att svara är ute." in client.get(link).content.decode()
    client.post(link, {"allergy": "nötter"})
    assert Ask.objects.get().answered_at is None


def test_a_public_form_starts_a_case(client: Client, city: Organisation) -> None:
    door = Door.objects.create(
        kind=Door.FORM, organisation=city, process="plain", form="allergy", opened_at=clock.now()
    )
    address = f"/formular/{door.uid}/"
    page = client.get(address).content.decode()
    assert "Specialkost" in page
    assert "Alingsås" in page
    assert client.post(address, {}).status_code == 422
    sent = client.post(address, {"allergy": "mjölk"}, follow=True)
    assert "Tack, det är mottaget." in sent.content.decode()
    case = Case.objects.get()
    assert (case.organisation, queries.variables(case)) == (city, {"allergy": "mjölk"})
    assert Client(enforce_csrf_checks=True).post(address, {"allergy": "x"}).status_code == 403


@pytest.mark.slow
def test_doors_are_opened_listed_and_closed_from_the_command_line(
    client: Client, city: Organisation, capsys: pytest.CaptureFixture[str]
) -> None:
    def gorel(*words: str) -> list[str]:
        given = command.parser().parse_args(["door", *words])
        given.run(given)
        return capsys.readouterr().out.splitlines()

    (page,) = gorel("form", "allergy", "plain", "--organisation", "alingsas")
    address = page.removeprefix("http://127.0.0.1:8000")
    assert client.post(address, {"allergy": "ägg"}).status_code == 302
    hook, secret = gorel("webhook", "plain", "--organisation", "alingsas")
    moment = str(int(time.time()))
    sealed = secret.removeprefix("secret, shown only now: ")
    signed = hmac.new(sealed.encode(), f"{moment}.".encode() + b'{"n": 1}', hashlib.sha256).hexdigest()
    answer = client.post(
        hook.removeprefix("http://127.0.0.1:8000"), b'{"n": 1}', content_type="application/json",
        headers={"X-Gorel-Timestamp": moment, "X-Gorel-Signature": f"sha256={signed}"},
    )  # fmt: skip
    assert answer.status_code == 202
    assert [queries.variables(case) for case in Case.objects.order_by("pk")] == [{"allergy": "ägg"}, {"n": 1}]
    listed = gorel("list")
    assert [line.split()[1:] for line in listed] == [
        ["form", "alingsas", "plain", "allergy"], ["webhook", "alingsas", "plain"],
    ]  # fmt: skip
    assert sealed not in "".join(listed)
    assert gorel("close", listed[0].split()[0]) == ["closed"]
    assert client.get(address).status_code == 404
    for wrong, why in (
        (("form", "saknas", "plain", "--organisation", "alingsas"), "no form saknas"),
        (("webhook", "saknas", "--organisation", "alingsas"), "no process saknas"),
        (("close", "x"), "no door x"),
    ):
        with pytest.raises(command.Trouble, match=why):
            gorel(*wrong)


def test_a_webhook_is_taken_once_when_its_signature_fits(client: Client, city: Organisation) -> None:
    door = Door(kind=Door.WEBHOOK, organisation=city, process="plain", opened_at=clock.now())
    door.keep("unfindable-secret")
    door.save()
    assert "unfindable" not in Door.objects.get().sealed

    now = int(time.time())

    def call(body: bytes, *, secret: str = "unfindable-secret", age: int = 0) -> tuple[int, dict[str, str]]:
        moment = str(now - age)
        signed = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
        answer = client.post(
            f"/in/{door.uid}/", body, content_type="application/json",
            headers={"X-Gorel-Timestamp": moment, "X-Gorel-Signature": f"sha256={signed}"},
        )  # fmt: skip
        return answer.status_code, answer.json()

    assert call(b'{"nummer": 7}', secret="fel")[0] == 401
    assert call(b'{"nummer": 7}', age=400)[0] == 401
    assert call(b"[7]")[0] == 400
    assert call(b"{")[1]["status"] == 400
    assert Case.objects.count() == 0
    first = call(b'{"nummer": 7}', age=10)
    assert (first[0], call(b'{"nummer": 7}', age=10)[1]) == (202, first[1])
    assert [queries.variables(case) for case in Case.objects.all()] == [{"nummer": 7}]
    assert client.get(f"/in/{door.uid}/").status_code == 405
