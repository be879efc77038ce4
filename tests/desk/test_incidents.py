"""An incident from its beginning to its end: an ability says no, a person mends the cause, Görel tries again."""

from __future__ import annotations

import msgspec
import pytest
from django.urls import reverse

from gorel.ability import Context, Refused, ability
from gorel.cases import runtime
from gorel.cases.doing import failure
from gorel.cases.models import Case, Incident
from gorel.cases.worker import Worker
from gorel.core.problems import Problem
from gorel.core.say import say
from gorel.desk.marks import marks
from gorel.desk.standing import standing
from gorel.desk.story import latest
from gorel.robots.mail import post

from .conftest import PICTURE, Hall, deploy

pytestmark = pytest.mark.db
IS_FULL = [True]


class Nothing(msgspec.Struct):
    """The archive takes no facts."""


@ability("test.archive", title={"sv": "Arkivera", "en": "Archive"}, about={"sv": "Arkiverar.", "en": "Archives."})
def archive(given: Nothing, context: Context) -> None:
    """Archive, unless the archive is full."""
    if IS_FULL[0]:
        raise Refused("arkivet är fullt")


@pytest.fixture
def stopped(hall: Hall) -> Case:
    IS_FULL[0] = True
    task = hall.task(business_key="k")
    runtime.complete(task, by=hall.people["editor"].actor)
    Worker().drain()
    return Case.objects.get(pk=task.case.pk)


@pytest.fixture
def editor(client, hall: Hall):
    client.force_login(hall.people["editor"])
    return client


def test_the_list_says_where_and_what_and_what_to_do(editor, stopped: Case) -> None:
    text = editor.get(reverse("desk:incidents")).content.decode()
    sentences = ("Arkivera", "arkivet är fullt", "Så gör du:", "Försök igen")
    assert [sentence for sentence in sentences if sentence not in text] == []
    solved = editor.get(reverse("desk:incidents") + "?view=solved").content.decode()
    assert "Inga lösta avvikelser" in solved


def test_the_case_shows_where_it_is_stuck(stopped: Case) -> None:
    assert stopped.state == "incident"
    stands = standing(stopped)
    assert [(wait.kind, wait.text) for wait in stands.waits] == [("incident", "en person som tittar på: Arkivera")]
    assert (marks(stopped, stands).stuck, marks(stopped, stands).here) == (["archive"], [])
    assert latest(stopped)[0].text == "Görel stannade och ber en person titta: Arkivera."


def test_trying_again_goes_on_when_the_cause_is_mended(editor, hall: Hall, stopped: Case) -> None:
    incident = Incident.objects.get()
    IS_FULL[0] = False
    answer = editor.post(reverse("desk:retry", args=[incident.uid]), follow=True)
    assert "Görel försöker igen." in answer.content.decode()
    Worker().drain()
    stopped.refresh_from_db()
    incident.refresh_from_db()
    assert (stopped.state, incident.state, incident.closed_by) == (
        "completed", "resolved", hall.people["editor"].actor,
    )  # fmt: skip
    told = [line.text for line in reversed(latest(stopped))]
    assert told[-4:] == [
        "Avvikelsen är åtgärdad: Arkivera.", "Görel gjorde klart: Arkivera.", "Ärendet nådde sitt slut: Klart.",
        "Ärendet är avslutat.",
    ]  # fmt: skip
    assert "löst av Editor goteborg" in editor.get(reverse("desk:incidents") + "?view=solved").content.decode()


def test_trying_again_without_mending_stops_again(editor, stopped: Case) -> None:
    editor.post(reverse("desk:retry", args=[Incident.objects.get().uid]))
    Worker().drain()
    assert list(Incident.objects.order_by("pk").values_list("state", flat=True)) == ["resolved", "open"]


def test_a_second_try_of_the_same_incident_says_it_is_solved(editor, stopped: Case) -> None:
    incident = Incident.objects.get()
    editor.post(reverse("desk:retry", args=[incident.uid]))
    again = editor.post(reverse("desk:retry", args=[incident.uid]), follow=True)
    assert "Avvikelsen var redan löst." in again.content.decode()


WAYS = """<bpmn:exclusiveGateway id="who" name="Vem beslutar?"><bpmn:incoming>a</bpmn:incoming>
    <bpmn:outgoing>w1</bpmn:outgoing><bpmn:outgoing>w2</bpmn:outgoing></bpmn:exclusiveGateway>
    <bpmn:sequenceFlow id="w1" sourceRef="who" targetRef="review"><bpmn:conditionExpression>=way = "chef"
    </bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="w2" sourceRef="who" targetRef="done"><bpmn:conditionExpression>=way = "ingen" and count(list)
    = size</bpmn:conditionExpression></bpmn:sequenceFlow>"""


def test_a_case_that_found_no_way_tells_what_the_ways_ask_for_and_what_it_has(editor, hall: Hall) -> None:
    picture = PICTURE.replace('sourceRef="in" targetRef="review" />', f'sourceRef="in" targetRef="who" />{WAYS}')
    picture = picture.replace(
        "<bpmn:incoming>a</bpmn:incoming><bpmn:outgoing>b", "<bpmn:incoming>w1</bpmn:incoming><bpmn:outgoing>b"
    )
    deploy(picture=picture, version=2)
    hall.start(variables={"way": "chefen", "list": [1]})
    named = {"organisation": "goteborg", "process": "permit", "element": "who", "code": "engine.no-flow"}
    page = editor.get(reverse("desk:cause"), named)
    assert page.context["rows"][0]["facts"] == [("way", "chefen"), ("list", "[\n  1\n]"), ("size", "saknas")]


def test_nobody_who_answers_is_said_in_plain_words() -> None:
    found = failure(ConnectionRefusedError(111, "Connection refused"), "http.request")
    said = say(Problem(found.code, values=found.values))
    assert said.startswith("Roboten lyckades inte: det system som den behöver svarar inte (ConnectionRefusedError")
    found = failure(post.NoServer("Connection refused"), "mail.send")
    assert "e-postservern svarar inte (Connection refused)" in say(Problem(found.code, values=found.values))
