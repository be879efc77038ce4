"""Processes: who sees them, how they are said to be, what changed in them, who answers for them, and pausing one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gorel.cases import policies, runtime
from gorel.cases.models import Case, Incident, LogEntry, Process, Task
from gorel.cases.worker import Worker
from gorel.core.bpmn.picture import Overlay
from gorel.desk.models import Measure, Stewardship
from gorel.desk.processes.comparing import compare
from gorel.desk.processes.figures import rows
from gorel.desk.processes.passing import passing
from gorel.desk.processes.taught import taught
from gorel.ground import clock

from .conftest import NOW, PICTURE, Hall, deploy

ROLES = ("editor", "organiser", "secretary", "administrator")
PAGES = ("process", "process-compare", "process-steward", "process-pause", "process-resume")


@pytest.fixture(autouse=True)
def _nothing_said(db) -> None:
    policies.forget()


def address(page: str, organisation: str = "goteborg") -> str:
    return reverse(f"desk:{page}", args=[organisation, "permit"])


def entrust(hall: Hall, **who: str) -> Stewardship:
    people = {name: hall.people[person] for name, person in who.items()}
    return Stewardship.objects.create(organisation=hall.ours, process="permit", **people)


# --- Rights


@pytest.mark.slow
def test_each_role_may_what_it_should(client, hall: Hall) -> None:
    nothing, sees = dict.fromkeys(PAGES, 404), {"process": 200, "process-compare": 200}
    expected = {
        "organiser": nothing,
        "secretary": nothing,
        "editor": sees | {"process-steward": 403, "process-pause": 403, "process-resume": 403},
        "administrator": dict.fromkeys(PAGES, 200),
    } | {f"their-{role}": nothing for role in ROLES}
    seen = {}
    for role in expected:
        client.force_login(hall.people[role])
        seen[role] = {page: client.get(address(page)).status_code for page in PAGES}
    assert seen == expected


def test_an_owner_of_any_role_looks_and_pauses_but_names_nobody(client, hall: Hall) -> None:
    entrust(hall, owner="secretary", backup="organiser")
    for role in ("secretary", "organiser"):
        client.force_login(hall.people[role])
        seen = {page: client.get(address(page)).status_code for page in PAGES}
        assert (role, seen) == (role, dict.fromkeys(PAGES, 200) | {"process-steward": 403})
        assert len(client.get(reverse("desk:processes")).context["page"]) == 1


def test_an_owner_who_left_the_organisation_sees_nothing(client, hall: Hall) -> None:
    entrust(hall, owner="secretary")
    hall.people["secretary"].memberships.update(organisation=hall.theirs)
    client.force_login(hall.people["secretary"])
    assert client.get(address("process")).status_code == 404


def test_nobody_without_the_right_changes_anything(client, hall: Hall) -> None:
    for role in hall.people.keys() - {"administrator"}:
        client.force_login(hall.people[role])
        for page in ("process-pause", "process-resume", "process-steward"):
            assert client.post(address(page), {"reason": "x", "routine": "x"}).status_code in (403, 404)
    assert (policies.paused(), Measure.objects.count(), Stewardship.objects.count()) == ([], 0, 0)


def test_another_organisations_own_process_is_nobody_elses(client, hall: Hall) -> None:
    Process.objects.update(organisation=hall.theirs)
    assert taught(hall.people["administrator"]) == []
    client.force_login(hall.people["editor"])
    assert "Inga processer än" in client.get(reverse("desk:processes")).content.decode()


# --- The list


def test_the_list_counts_what_is_and_what_was_lately_of_ones_own_alone(hall: Hall, monkeypatch) -> None:
    theirs = hall.start(organisation=hall.theirs)
    hall.start()
    late = hall.task()
    Task.objects.filter(Q(pk=late.pk) | Q(case=theirs)).update(due_at=NOW - timedelta(hours=1))
    Incident.objects.create(case=late.case, key=9, element="review", code="x", problem="{}", raised_at=NOW)
    runtime.cancel(hall.start(), by=None, reason="prov")
    Case.objects.filter(pk=hall.start().pk).update(started_at=NOW - timedelta(days=31))
    (row,) = rows(taught(hall.people["editor"]))
    assert (row.now, row.incidents, row.late, row.started, row.finished) == (3, 1, 1, 3, 1)
    monkeypatch.setattr("gorel.cases.queries.numbers.FEW", 0)  # where many cases stand, what hangs on them leads
    (row,) = rows(taught(hall.people["editor"]))
    assert (row.now, row.incidents, row.late, row.started, row.finished) == (3, 1, 1, 3, 1)
    assert [words for words, _ in row.health] == [
        "1 öppen avvikelse", "1 försenad uppgift", "ägare eller ersättare saknas",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [("", 1), ("?q=tillst", 1), ("?q=Secretary", 1), ("?q=zzz", 0), ("?health=well", 1), ("?health=troubled", 0),
     ("?health=lacking", 0), ("?health=paused", 0), ("?health=nonsense", 1)],
)  # fmt: skip
def test_processes_are_searched_and_filtered(client, hall: Hall, query: str, found: int) -> None:
    entrust(hall, owner="secretary", backup="organiser")
    client.force_login(hall.people["editor"])
    assert len(client.get(reverse("desk:processes") + query).context["page"]) == found


def test_the_list_is_exported_as_it_is_filtered(client, hall: Hall) -> None:
    client.force_login(hall.people["editor"])
    hall.start()
    answer = client.get(reverse("desk:processes-export"))
    heading, line = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert heading.startswith("Process;Organisation;Ägare;Ersättare;Läge;Ärenden nu;")
    assert line == "Tillstånd;Göteborgs Stad;;;ägare eller ersättare saknas;1;0;0;1;0;;1;permit"
    answer = client.get(reverse("desk:processes-export"), {"health": "paused"})
    assert len(b"".join(answer.streaming_content).splitlines()) == 1


def test_neither_list_nor_page_asks_more_of_the_database_when_there_is_more(client, hall: Hall, monkeypatch) -> None:
    monkeypatch.setattr(policies, "FRESH_SECONDS", 600.0)  # they are read once a second, whatever is shown
    client.force_login(hall.people["administrator"])
    counted = []
    for number in (1, 12):
        for _ in range(number):
            hall.start()
        if number > 1:
            deploy(key="other", name="Annat", picture=PICTURE.replace('"permit"', '"other"'))
        for page in (reverse("desk:processes"), address("process")):
            client.get(page)
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            counted.append(len(queries))
    assert counted[:2] == counted[2:]


# --- The page


def test_times_are_those_of_the_cases_that_ended(hall: Hall) -> None:
    for hours in (1, 3):
        with clock.held(NOW):
            task = hall.task()
        with clock.held(NOW + timedelta(hours=hours)):
            runtime.complete(task, seconds_spent=600)
            runtime.cancel(task.case, by=None, reason="prov")
    hall.start()
    hall.start(organisation=hall.theirs)
    found = passing(Process.objects.get(), hall.ours)
    review = next(one for one in found.steps if one.step.id == "review")
    assert (found.ended, review.now, review.times) == (2, 1, 2)
    assert (review.mean, review.half, review.most) == (
        timedelta(hours=2), timedelta(hours=1), timedelta(hours=3),
    )  # fmt: skip
    assert review.waited == timedelta(minutes=50)
    assert found.heat("now") == Overlay({"review": "heat-5"}, {"review": "1"})
    assert found.heat("time").figures["review"] == "2\u00a0timmar"


def test_a_stuck_case_is_counted_once_where_it_stands(hall: Hall) -> None:
    task = hall.task()
    Incident.objects.create(case=task.case, key=9, element="review", code="x", problem="{}", raised_at=NOW)
    found = passing(Process.objects.get(), hall.ours)
    review = next(one for one in found.steps if one.step.id == "review")
    assert (review.now, review.incidents) == (1, 1)


def test_the_log_is_read_of_the_latest_cases_alone(hall: Hall, monkeypatch) -> None:
    monkeypatch.setattr("gorel.desk.processes.passing.LATEST", 2)
    for _ in range(4):
        runtime.cancel(hall.start(), by=None, reason="prov")
    assert LogEntry.objects.filter(kind="entered", element="review").count() == 4
    assert passing(Process.objects.get(), hall.ours).ended == 2


def test_the_page_says_what_the_process_leans_on_and_what_is_missing(client, hall: Hall) -> None:
    client.force_login(hall.people["administrator"])
    text = client.get(address("process")).content.decode()
    expected = (
        "saknas",
        "Beslut",
        "20&nbsp;minuter",
        "7,5&nbsp;minuter",
        "mätt på tio ansökningar",
        "Det saknas en rutin",
    )
    for said in expected:
        assert said in text, said


def test_rules_are_shown_as_a_table_in_words(client, hall: Hall) -> None:
    rules = """<?xml version="1.0"?><definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="fee-rules" name="Avgift" namespace="t">
      <decision id="fee" name="Avgift"><decisionTable hitPolicy="FIRST"><input id="i" label="Bor i kommunen"><inputExpression><text>local</text></inputExpression></input>
      <output id="o" label="Kronor" name="fee"/>
      <rule id="r1"><inputEntry><text>true</text></inputEntry><outputEntry><text>0</text></outputEntry></rule>
      <rule id="r2"><inputEntry><text>-</text></inputEntry><outputEntry><text>250</text></outputEntry></rule></decisionTable></decision></definitions>"""  # noqa: E501
    asked = PICTURE.replace(
        '<zeebe:taskDefinition type="test.archive" />', '<zeebe:calledDecision decisionId="fee" resultVariable="fee" />'
    )
    from gorel.cases import deployment

    deploy(version=2, picture=asked.replace("serviceTask", "businessRuleTask"))
    client.force_login(hall.people["editor"])
    assert "Reglerna saknas." in client.get(address("process")).content.decode()
    deployment.deploy([("fee.dmn", rules.encode())])
    text = client.get(address("process")).content.decode()
    for said in ("Den första regel som passar avgör.", "Bor i kommunen", "<strong>250</strong>", "oavsett"):
        assert said in text, said


# --- Comparing


def test_two_versions_are_compared_in_words(hall: Hall) -> None:
    changed = (
        PICTURE.replace('name="Granska ansökan"', 'name="Pröva ansökan"').replace('value="20"', 'value="25"')
        .replace('id="done" name="Klart"', 'id="over" name="Slut"').replace('targetRef="done"', 'targetRef="over"')
    )  # fmt: skip
    new = deploy(version=2, picture=changed.replace('bpmnElement="done"', 'bpmnElement="over"'))
    found = compare(Process.objects.get(version=1), new)
    assert [(one.element, one.kind, one.details) for one in found.differences] == [
        ("over", "added", ()),
        ("review", "changed", (
            "namnet: ”Granska ansökan” blev ”Pröva ansökan”", "egenskapen gorel.baseline.minutes: 20 blev 25",
        )),
        ("done", "removed", ()),
        ("c", "changed", ("den gick från ”Arkivera” till ”Klart” och går nu från ”Arkivera” till ”Slut”",)),
    ]  # fmt: skip
    assert found.new_marks == {"over": "added", "review": "changed", "c": "changed"}
    assert found.old_marks == {"done": "removed", "review": "changed", "c": "changed"}


def test_what_is_only_drawn_elsewhere_does_the_same(client, hall: Hall) -> None:
    deploy(version=2, picture=PICTURE.replace('x="520"', 'x="560"'))
    client.force_login(hall.people["editor"])
    assert "De gör samma sak" in client.get(address("process-compare")).content.decode()
    same = client.get(address("process-compare"), {"old": "2", "new": "2"}).content.decode()
    assert "Välj två olika versioner." in same


# --- Who answers for it, and pausing


def test_an_administrator_names_owner_stand_in_and_routine(client, hall: Hall) -> None:
    client.force_login(hall.people["administrator"])
    secretary, editor = hall.people["secretary"].pk, hall.people["editor"].pk
    wrong = client.post(address("process-steward"), {"owner": secretary, "backup": secretary})
    assert (wrong.status_code, Stewardship.objects.count()) == (422, 0)
    outsider = client.post(address("process-steward"), {"owner": hall.people["their-editor"].pk})
    assert (outsider.status_code, Stewardship.objects.count()) == (422, 0)
    given = {"owner": secretary, "backup": editor, "routine": "Ring registrator."}
    page = client.post(address("process-steward"), given, follow=True)
    for said in ("Secretary goteborg", "Editor goteborg", "Ring registrator.", "ägare, ersättare eller rutin ändrad"):
        assert said in page.content.decode(), said
    assert page.context["row"].health == [("används inte", "plain")]


def test_a_paused_process_lets_new_cases_wait_and_loses_none(client, hall: Hall) -> None:
    running = hall.start()
    client.force_login(hall.people["administrator"])
    assert "1 ärende som pågår fortsätter." in client.get(address("process-pause")).content.decode()
    assert client.post(address("process-pause"), {"reason": ""}).status_code == 422
    page = client.post(address("process-pause"), {"reason": "Fel i reglerna"}, follow=True).content.decode()
    assert "Fel i reglerna" in page
    waiting, other = hall.start(), hall.start(organisation=hall.theirs)
    assert [Case.objects.get(pk=one.pk).state for one in (running, waiting, other)] == [
        "running", "suspended", "running",
    ]  # fmt: skip
    assert "1 ärende väntar på att börja." in client.get(address("process")).content.decode()
    page = client.post(address("process-resume"), {"reason": "Rättat"}, follow=True).content.decode()
    Worker().drain()
    assert Case.objects.get(pk=waiting.pk).state == "running"
    assert Task.objects.filter(case=waiting).count() == 1
    assert list(Measure.objects.order_by("pk").values_list("kind", "reason", "by")) == [
        ("paused", "Fel i reglerna", hall.people["administrator"].actor),
        ("resumed", "Rättat", hall.people["administrator"].actor),
    ]
    assert "Rättat" in page


def test_the_page_is_whole_in_english(client, hall: Hall) -> None:
    client.force_login(hall.people["administrator"])
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    hall.task()
    text = client.get(address("process")).content.decode()
    for said in ("Pause the process", "Who answers for it", "19 of 20 within", "Time by hand"):
        assert said in text, said


def test_whoever_looks_at_an_incident_sees_whom_to_ask_and_what_to_do_meanwhile(client, hall: Hall) -> None:
    task = hall.task()
    Incident.objects.create(case=task.case, key=9, element="review", code="x", problem='{"code": "x"}', raised_at=NOW)
    Case.objects.filter(pk=task.case.pk).update(state="incident")
    client.force_login(hall.people["organiser"])
    pages = reverse("desk:incidents"), reverse("desk:case", args=[task.case.uid])
    for page in pages:
        assert "<strong>saknas</strong>" in client.get(page).content.decode()
    Stewardship.objects.create(organisation=hall.theirs, process="permit", routine="Deras rutin")
    steward = entrust(hall, owner="secretary")
    Stewardship.objects.filter(pk=steward.pk).update(routine="Ring registrator.")
    for page in pages:
        text = client.get(page).content.decode()
        assert "Secretary goteborg" in text
        assert "Ring registrator." in text
        assert "Deras rutin" not in text
