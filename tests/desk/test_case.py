"""The page of a case: where it stands, the way it came, and what was decided and sent, in plain words."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gorel.cases import policies, runtime
from gorel.cases.models import Case, Decision, Incident, LogEntry, Timer
from gorel.cases.worker import Worker
from gorel.desk import plain_values
from gorel.desk.decisions import decisions_of
from gorel.desk.marks import marks
from gorel.desk.standing import standing, standings
from gorel.desk.story import latest
from gorel.desk.troubles import troubles
from gorel.robots.models import Mail

from .conftest import NOW, PICTURE, Hall, deploy

pytestmark = pytest.mark.db


@pytest.fixture
def editor(client, hall: Hall):
    client.force_login(hall.people["editor"])
    return client


def texts(case: Case) -> list[str]:
    return [line.text for line in reversed(latest(case))]


def test_the_story_tells_who_did_what_by_the_steps_names(hall: Hall) -> None:
    task, editor = hall.task(by=hall.people["secretary"].actor), hall.people["editor"]
    runtime.assign(task, editor.actor, by=editor.actor)
    runtime.assign(task, "", by=editor.actor)
    runtime.complete(task, by=editor.actor)
    assert texts(task.case) == [
        "Secretary goteborg startade ärendet.",
        "Början: Ansökan kommer in.",
        "Görel lämnade ut uppgiften ”Granska ansökan”.",
        "Editor goteborg tog uppgiften ”Granska ansökan”.",
        "Editor goteborg lämnade tillbaka uppgiften ”Granska ansökan”.",
        "Editor goteborg gjorde uppgiften ”Granska ansökan”.",
    ]


def test_a_cancelled_case_tells_why(hall: Hall) -> None:
    task = hall.task()
    runtime.cancel(task.case, by=hall.people["editor"].actor, reason="återkallad")
    assert texts(task.case)[3:] == [
        "Editor goteborg avbröt ärendet: återkallad",
        "Behövs inte längre: ”Granska ansökan”.",
        "Ärendet är avslutat.",
    ]


def test_somebody_who_is_gone_has_no_name(hall: Hall) -> None:
    case = hall.start()
    LogEntry.objects.create(case=case, at=NOW, kind="set", by="person:98765", detail='{"reason": "x"}')
    assert texts(case)[-1] == "Någon som inte finns kvar rättade värden i ärendet."


def test_an_unknown_kind_of_line_is_left_out(hall: Hall) -> None:
    case = hall.start()
    LogEntry.objects.create(case=case, at=NOW, kind="future", element="review", detail="not json")
    assert len(texts(case)) == 3


def test_it_says_what_the_case_waits_for_and_with_whom(hall: Hall) -> None:
    def waits() -> list[str]:
        return [wait.text for wait in standing(Case.objects.get()).waits]

    task = hall.task()
    assert waits() == ["Granska ansökan, hos redaktör, Göteborgs Stad"]
    runtime.assign(task, hall.people["editor"].actor)
    assert waits() == ["Granska ansökan, hos Editor goteborg"]
    runtime.complete(task)
    assert waits() == ["Görel ska strax göra: Arkivera"]


def test_a_time_is_said_as_people_say_it(hall: Hall) -> None:
    case = hall.start()
    Timer.objects.create(case=case, key=90, element="done", due_at=NOW + timedelta(days=45))
    assert standing(case).waits[-1].text == "Klart, 21 oktober 2021 kl.\u00a009.00"


def test_where_many_cases_stand_takes_as_many_queries_as_one(hall: Hall, django_assert_max_num_queries) -> None:
    standing(hall.start())  # the picture is read once
    for _ in range(11):
        hall.start()
    with django_assert_max_num_queries(9):
        assert len(standings(Case.objects.all())) == 12


def test_the_picture_is_marked_and_the_list_says_the_same(hall: Hall) -> None:
    task = hall.task()
    shown = marks(task.case, standing(task.case))
    assert (shown.here, shown.taken, shown.stuck) == (["review"], ["a", "in"], [])
    assert [(one.step.name, one.state) for one in shown.steps] == [
        ("Ansökan kommer in", "done"), ("Granska ansökan", "here"), ("Arkivera", ""), ("Klart", ""),
    ]  # fmt: skip


def test_an_incident_says_what_to_do_and_is_tried_again(editor, hall: Hall) -> None:
    task = hall.task()
    runtime.complete(task)
    incident = Incident.objects.create(
        case=task.case, key=77, element="archive", code="job.refused", raised_at=NOW,
        problem='{"code": "job.refused", "where": {"element": "archive", "name": "Arkivera"}}',
    )  # fmt: skip
    (told,) = troubles(Incident.objects.filter(pk=incident.pk), "sv")
    assert (told.step, told.is_open) == ("Arkivera", True)
    assert told.advice.startswith("Åtgärda orsaken och låt sedan Görel försöka igen.")
    text = editor.get(reverse("desk:case", args=[task.case.uid])).content.decode()
    assert reverse("desk:retry", args=[incident.uid]) in text
    answer = editor.post(reverse("desk:retry", args=[incident.uid]), follow=True)
    assert "Avvikelsen var redan löst." in answer.content.decode()  # the engine knows of no such incident


def test_a_doubt_is_said_in_its_own_words(hall: Hall) -> None:
    words = {"sv": "Två heter så.", "en": "Two have that name."}
    problem = json.dumps({"code": "test.unsure", "values": {"text": words}})
    Incident.objects.create(case=hall.start(), key=77, element="archive", code="x", raised_at=NOW, problem=problem)
    assert {language: troubles(Incident.objects.all(), language)[0].text for language in words} == words


ANSWER = {"text": "För dyrt.", "text_en": "Too dear."}
TABLE = {
    "name": "Prövning", "policy": "COLLECT", "default": False, "value": [ANSWER],
    "columns": [{"title": "Rimligt pris", "value": False}],
    "hits": [
        {
            "rule": "r", "row": 3, "answers": True, "conditions": [{"column": "Rimligt pris", "test": "false"}],
            "outputs": [{"name": "Svar", "value": "För dyrt."}, {"name": "På engelska", "value": "Too dear."}],
            "annotations": [],
        }
    ],
}  # fmt: skip
ASKED = {"id": "d", "name": "Prövning"}
STEP = {"decision": ASKED, "kind": "table", "uses": [], "sources": [], "value": [ANSWER], "tables": [TABLE]}
EXPLANATION = json.dumps({"decision": ASKED, "inputs": [], "value": [ANSWER], "steps": [STEP]})


def test_a_decision_is_read_rule_by_rule_in_both_languages(hall: Hall) -> None:
    case = hall.start()
    Decision.objects.create(case=case, at=NOW, element="archive", decision="d", explanation=EXPLANATION)
    swedish, english = (decisions_of(case, language)[0] for language in ("sv", "en"))
    assert (swedish.name, swedish.hits[0].text) == ("Arkivera", "För dyrt.")
    assert swedish.hits[0].because == "Regel 3, eftersom: Rimligt pris: nej."
    assert english.hits[0].text == "Too dear."
    assert "Rimligt pris" in swedish.motivation


def test_the_page_shows_letters_and_values_and_no_names(editor, hall: Hall) -> None:
    case = hall.start(variables={"point": "0192"}, business_key="0192")
    Mail.objects.create(
        job_key="j", kind="x", about="a", case=str(case.uid), organisation=hall.ours, queued_at=NOW,
        subject="Välkommen", to_address="anna@exempel.se", to_name="Anna", text="Hej", html="<p>Hej</p>",
        message_id="<m@x>",
    )  # fmt: skip
    text = editor.get(reverse("desk:case", args=[case.uid])).content.decode()
    assert "Välkommen" in text
    assert (">point<" in text, ">0192<" in text) == (True, True)
    assert "anna@exempel.se" not in text


def test_the_picture_shows_where_the_case_stands_without_script(editor, hall: Hall) -> None:
    case = hall.start()
    page = editor.get(reverse("desk:case", args=[case.uid]))
    text = page.content.decode()
    assert re.findall(r'data-element="(\w+)" class="here" id="(at-\w+)"', text) == [("review", "at-review")]
    assert 'href="#at-review"' in text
    assert "style-src-attr" not in page["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["b", "a"]), ("?process=permit", ["b", "a"]), ("?process=other", []), ("?state=running", ["b", "a"]),
        ("?state=completed", []), ("?q=A", ["a"]), ("?q=Tillst", ["b", "a"]), ("?q=zzz", []),
        ("?state=nonsense", ["b", "a"]),
    ],
)  # fmt: skip
def test_cases_are_searched_and_filtered(editor, hall: Hall, query: str, found: list[str]) -> None:
    for key in ("a", "b"):
        hall.start(business_key=key)
    hall.start(business_key="theirs", organisation=hall.theirs)
    page = editor.get(reverse("desk:cases") + query)
    assert [row.case.business_key for row, _cells in page.context["rows"]] == found


def test_a_case_is_found_by_its_uid(editor, hall: Hall) -> None:
    hall.start(business_key="a")
    case = hall.start(business_key="b")
    page = editor.get(reverse("desk:cases"), {"q": str(case.uid)})
    assert [row.case.business_key for row, _cells in page.context["rows"]] == ["b"]


def test_the_list_takes_as_many_queries_for_forty_as_for_four(editor, hall: Hall) -> None:
    counted = []
    for _ in range(2):
        for _ in range(4 if not counted else 36):
            hall.start(business_key="k")
        editor.get(reverse("desk:cases"))
        with CaptureQueriesContext(connection) as queries:
            editor.get(reverse("desk:cases"))
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_the_list_is_exported_whole_and_as_filtered(editor, hall: Hall) -> None:
    case = hall.start(business_key="=1+1")
    hall.start(business_key="other", organisation=hall.theirs)
    answer = editor.get(reverse("desk:cases-export"), {"state": "running"})
    heading, *lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert heading == "Om;Process;Läge;Väntar på;Startade;Avslutades;Nyckel;Ärende"
    told = "Tillstånd;Tillstånd;pågår;Granska ansökan, hos redaktör, Göteborgs Stad;2021-09-06 09:00;;'=1+1"
    assert lines == [f"{told};{case.uid}"]
    answer = editor.get(reverse("desk:cases-export"), {"state": "completed"})
    assert len(b"".join(answer.streaming_content).splitlines()) == 1


@pytest.mark.parametrize(
    ("value", "said"),
    [("2021-10-04", "4 oktober 2021"), ("2021-10-04T13:00:00+02:00", "4 oktober 2021 kl. 13.00"), ("P3D", "P3D"),
     ("2021", '"2021"'), (True, "true"), ("Öppna data", "Öppna data")],
)  # fmt: skip
def test_a_day_among_a_cases_values_is_read_in_words_and_written_as_it_stands(value: object, said: str) -> None:
    assert plain_values.shown(value) == said
    assert plain_values.read(plain_values.write(value)) == value


KNOWN_BY = PICTURE.replace(
    'isExecutable="true">',
    'isExecutable="true"><bpmn:extensionElements><zeebe:properties><zeebe:property name="gorel.searchable" '
    'value="street, days" /></zeebe:properties></bpmn:extensionElements>',
)


def test_cases_are_told_apart_by_what_their_process_says_that_they_are_known_by(editor, hall: Hall) -> None:
    deploy(picture=KNOWN_BY, version=2)
    hall.task(variables={"days": 12, "street": "Storgatan 3", "who": "Åsa"})
    hall.task(variables={"days": 5, "street": "Kyrkogatan 1"})
    for address in ("desk:inbox", "desk:cases"):
        told = editor.get(reverse(address)).content.decode()
        assert [said in told for said in ("Storgatan 3 · 12", "Kyrkogatan 1 · 5", "Åsa")] == [True, True, False]


def test_a_case_that_came_while_its_process_was_paused_says_what_it_waits_for(hall: Hall) -> None:
    policies.pause("permit", organisation=hall.ours.pk, by="görel", reason="Ny taxa")
    case = hall.start()
    assert [wait.text for wait in standing(case).waits] == ["att processen sätts i arbete igen"]
    policies.resume("permit", organisation=hall.ours.pk, by="görel")
    Worker().drain()
    case = Case.objects.get(pk=case.pk)
    assert [wait.text for wait in standing(case).waits] == ["Granska ansökan, hos redaktör, Göteborgs Stad"]


def test_solved_incidents_stand_on_the_page_of_their_case(editor, hall: Hall) -> None:
    task = hall.task()
    problem = '{"code": "job.failed", "values": {"message": "fel"}}'
    Incident.objects.create(
        case=task.case, raised_at=NOW, closed_at=NOW, closed_by=hall.people["editor"].actor, state="resolved", key=1,
        element="review", code="job.failed", problem=problem, organisation=hall.ours,
    )  # fmt: skip
    assert "löst av Editor goteborg" in editor.get(reverse("desk:case", args=[task.case.uid])).content.decode()
