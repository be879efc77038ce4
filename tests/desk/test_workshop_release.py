"""Trying a draft out, saving the run as a test, and its way to work and back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.urls import reverse

import gorel
from gorel.accounts.models import Membership, Person
from gorel.cases import deployment, runtime
from gorel.cases.models import Case, Operation, Process, Task
from gorel.cases.worker import Worker
from gorel.desk import systems
from gorel.desk.models import Stewardship
from gorel.desk.processes.taught import taught
from gorel.desk.workshop import reach, releasing, saving, tables, testing
from gorel.desk.workshop.models import Draft, Release, Trial
from gorel.robots.models import Mail

from .conftest import Hall
from .workshop_story import draft, post, said


@pytest.fixture
def editor(client, hall: Hall):
    client.force_login(hall.people["editor"])
    return client


@pytest.fixture
def one(hall: Hall) -> Draft:
    return draft(hall.ours, hall.people["editor"])


def begin(client, one: Draft, **given: object):
    """Begin a try-out with these answers, and return its page."""
    return post(client, "try", [one.uid], **{"who": "Ada", **given})


def run_of(page) -> Trial:
    return page.context["trial"]


def name_people(one: Draft, hall: Hall) -> None:
    one.backup, one.routine = hall.people["administrator"], "Blankett till chefen."
    one.save()


def with_tests(client, one: Draft, *, days: int = 3, notice: int = 20, name: str = "Kort ledighet") -> None:
    page = begin(client, one, days=days, notice=notice)
    post(client, "keep", [one.uid, run_of(page).uid], base=one.number, title=name)
    one.refresh_from_db()


def test_a_short_leave_runs_to_its_end_with_its_decision_told(editor, one: Draft) -> None:
    page = begin(editor, one, days="3", notice="20")
    world = page.context["world"]
    assert (world.is_over, world.variables["way"]) == (True, "auto")
    told = [(name, hits[0].text.strip("”")) for name, hits, _why in page.context["decisions"]]
    assert told == [("Bedöm ansökan", "auto")]
    assert not Case.objects.filter(process__key="leave").exists()


def test_wrong_answers_are_told_before_anything_runs(editor, one: Draft) -> None:
    page = begin(editor, one, days="many", notice="")
    assert (page.status_code, Trial.objects.count()) == (422, 0)


def test_a_task_is_done_by_its_form_and_a_step_is_taken_back(editor, one: Draft) -> None:
    page = begin(editor, one, days="30", notice="2")
    row = run_of(page)
    assert page.context["work"]["name"] == "Besluta om ledighet"
    refused = post(editor, "trial", [one.uid, row.uid], do="answer", element="besluta-om-ledighet")
    assert (refused.status_code, len(Trial.objects.get().script)) == (422, 1)
    done = post(editor, "trial", [one.uid, row.uid], do="answer", element="besluta-om-ledighet", granted="yes")
    assert (done.context["world"].is_over, done.context["world"].variables["granted"]) == (True, "yes")
    back = post(editor, "trial", [one.uid, row.uid], do="back")
    assert back.context["work"]["name"] == "Besluta om ledighet"


def test_the_clock_jumps_to_the_next_deadline(editor, one: Draft) -> None:
    post(
        editor, "add-deadline", [one.uid, "besluta-om-ledighet"], base=1, value="P3D", name="Tre dagar", interrupts="on"
    )
    page = begin(editor, one, days="30", notice="2")
    row, before = run_of(page), page.context["now"]
    after = post(editor, "trial", [one.uid, row.uid], do="timer", element="tre-dagar")
    assert ((after.context["now"] - before).days, after.context["world"].is_over) == (3, True)


@pytest.mark.slow
def test_a_robots_work_is_answered_failed_and_tried_again(editor, one: Draft) -> None:
    post(editor, "add", [one.uid, "before", "end"], base=1, what="gorel", name="Mejla besked")
    post(editor, "step", [one.uid, "mejla-besked"], base=2, name="Mejla besked", ability="mail.send")
    given = {"in.to": "ada@example.org", "in.subject": "Hej", "in.text": "Beslut"}
    post(editor, "step", [one.uid, "mejla-besked"], base=3, name="Mejla besked", ability="mail.send", **given)
    page = begin(editor, one, days="3", notice="20")
    row = run_of(page)
    assert (page.context["work"]["type"], page.context["work"]["refusal"]) == ("mail.send", "")
    stuck = post(editor, "trial", [one.uid, row.uid], do="fail", element="mejla-besked")
    assert [name for _element, name, _text in stuck.context["incidents"]] == ["Mejla besked"]
    again = post(editor, "trial", [one.uid, row.uid], do="mend", element="mejla-besked")
    fields = {f"out-{field['name']}": field["value"] for field in again.context["work"]["fields"]}
    done = post(editor, "trial", [one.uid, row.uid], do="answer", element="mejla-besked", **fields)
    assert done.context["world"].is_over


def test_a_value_is_corrected_while_it_runs(editor, one: Draft) -> None:
    row = run_of(begin(editor, one, days="30", notice="2"))
    wrong = post(editor, "trial", [one.uid, row.uid], do="set", variables="days = 3")
    page = post(editor, "trial", [one.uid, row.uid], do="set", variables='{"days": 25}')
    assert (wrong.status_code, page.context["world"].variables["days"]) == (422, 25)


def test_a_saved_run_runs_at_every_change_and_tells_what_differs(editor, one: Draft) -> None:
    with_tests(editor, one)
    page = editor.get(reverse("workshop:tests", args=[one.uid]))
    assert [(result.name, result.passed) for result in page.context["results"]] == [("Kort ledighet", True)]
    post(editor, "table", [one.uid, "leave-rules.dmn"], base=2, do="save", **{"cell-0-input-0": "<= 2"})
    page = editor.get(reverse("workshop:tests", args=[one.uid]))
    assert (
        page.context["results"][0].differences[0]
        == "Det slutar annorlunda: det är inte slut; väntat: det kom till sitt slut."
    )
    one.refresh_from_db()
    failed = next(result for result in testing.run_all(saving.current(one), one.organisation) if not result.passed)
    told = f"Dessa test går inte igenom: Kort ledighet. {failed.differences[0]}"
    assert told in releasing.reasons_against(one, saving.current(one))


def test_nothing_is_asked_for_before_it_is_ready(editor, hall: Hall) -> None:
    one = draft(hall.ours, hall.people["editor"])
    page = post(editor, "ask", [one.uid], base=1, notes="")
    assert (len(said(page)), Release.objects.count()) == (4, 0)


def release(client, hall: Hall, one: Draft) -> None:
    client.force_login(hall.people["editor"])
    post(client, "ask", [one.uid], base=one.number, notes="Ny")
    row = Release.objects.get(draft=one, state="asked")
    client.force_login(hall.people["administrator"])
    post(client, "decide", [one.uid, row.uid], do="approve")
    post(client, "go-live", [one.uid, row.uid])
    client.force_login(hall.people["editor"])


@pytest.mark.slow
def test_another_person_approves_and_then_it_goes_live(editor, hall: Hall, one: Draft) -> None:
    with_tests(editor, one)
    name_people(one, hall)
    post(editor, "ask", [one.uid], base=2, notes="Ledighet utan blankett.")
    row = Release.objects.get()
    post(editor, "decide", [one.uid, row.uid], do="approve")
    post(editor, "go-live", [one.uid, row.uid])
    row.refresh_from_db()
    assert (row.state, Process.objects.filter(key="leave").count()) == ("asked", 0)
    editor.force_login(hall.people["administrator"])
    post(editor, "decide", [one.uid, row.uid], do="approve")
    page = post(editor, "go-live", [one.uid, row.uid])
    row.refresh_from_db()
    process = Process.objects.get(key="leave")
    assert (row.state, row.process, process.organisation) == ("live", process, hall.ours)
    steward = Stewardship.objects.get(process="leave")
    assert (steward.owner, steward.backup, steward.routine) == (one.owner, one.backup, one.routine)
    assert page.context["public_address"].endswith("/apply/goteborg/leave/")
    # When a system is upgraded, the tests that it went live with are run again.
    live = next(found for found in taught(hall.people["administrator"]) if found.key == "leave")
    assert [result.passed for result in systems.results(live)] == [True] * row.tests
    assert row.tests > 0


def test_what_is_sent_back_says_why_and_what_is_approved_is_what_goes_live(editor, hall: Hall, one: Draft) -> None:
    with_tests(editor, one)
    name_people(one, hall)
    post(editor, "ask", [one.uid], base=2, notes="Ny")
    row = Release.objects.get()
    editor.force_login(hall.people["administrator"])
    post(editor, "decide", [one.uid, row.uid], do="refuse")
    row.refresh_from_db()
    assert row.state == "asked"
    post(editor, "decide", [one.uid, row.uid], do="refuse", reason="Gränsen är sex dagar.")
    row.refresh_from_db()
    assert (row.state, row.reason) == ("refused", "Gränsen är sex dagar.")


@pytest.mark.slow
def test_anyone_applies_without_script_and_a_person_decides(editor, client, hall: Hall, one: Draft) -> None:
    with_tests(editor, one)
    name_people(one, hall)
    release(editor, hall, one)
    client.logout()
    address = reverse("robots:apply", args=["goteborg", "leave"])
    assert b"Antal dagar" in client.get(address).content
    sent = client.post(address, {"who": "Ada", "days": "30", "notice": "2"}, follow=True)
    assert sent.redirect_chain[-1][0] == f"{address}?sent"
    task = Task.objects.get(case__process__key="leave")
    assert (task.name, task.case.organisation) == ("Besluta om ledighet", hall.ours)
    assert client.get(reverse("robots:apply", args=["sundsvall", "leave"])).status_code == 404


@pytest.mark.slow
def test_rolling_back_gives_new_cases_the_version_before(editor, hall: Hall, one: Draft) -> None:
    with_tests(editor, one)
    name_people(one, hall)
    release(editor, hall, one)
    first = Process.objects.get(key="leave")
    running = runtime.start("leave", variables={"who": "A", "days": 30, "notice": 1}, organisation=hall.ours)
    given = {"name": "Chefen beslutar", "form": "leave-decision", "group": "administrator"}
    post(editor, "step", [one.uid, "besluta-om-ledighet"], base=2, **given)
    one.refresh_from_db()
    release(editor, hall, one)
    second = runtime.start("leave", variables={"who": "A", "days": 30, "notice": 1}, organisation=hall.ours)
    assert Task.objects.get(case=second).name == "Chefen beslutar"
    page = editor.get(reverse("workshop:move-cases", args=[one.uid]))
    assert [(g.version, g.where, g.count, g.reasons) for g in page.context["preview"].groups] == [
        (1, "Besluta om ledighet", 1, ())
    ]
    post(editor, "move-cases", [one.uid], reason="Nytt namn")
    assert Operation.objects.get().total == 1
    Worker().drain()
    running.refresh_from_db()
    assert running.process.version == 2
    post(editor, "roll-back", [one.uid], reason="Fel ord")
    third = runtime.start("leave", variables={"who": "A", "days": 30, "notice": 1}, organisation=hall.ours)
    assert (third.process.version, Task.objects.get(case=third).name) == (3, "Besluta om ledighet")
    assert third.process.bpmn == first.bpmn
    states = list(Release.objects.order_by("pk").values_list("state", "is_roll_back"))
    assert states == [("replaced", False), ("rolled-back", False), ("live", True)]
    assert not editor.get(reverse("workshop:release", args=[one.uid])).context["can_roll_back"]  # it is what it was
    post(editor, "roll-back", [one.uid], again="1")
    fourth = runtime.start("leave", variables={"who": "A", "days": 30, "notice": 1}, organisation=hall.ours)
    assert (fourth.process.version, Task.objects.get(case=fourth).name) == (4, "Chefen beslutar")
    page = editor.get(reverse("workshop:release", args=[one.uid]))
    assert (page.context["back"], page.context["can_roll_back"]) == (None, True)
    post(editor, "roll-back", [one.uid])
    fifth = runtime.start("leave", variables={"who": "A", "days": 30, "notice": 1}, organisation=hall.ours)
    assert Task.objects.get(case=fifth).name == "Besluta om ledighet"


@pytest.mark.slow
def test_who_approves_sees_what_would_change_and_cases_at_a_lost_step_may_go_on_at_another(
    editor, hall: Hall, one: Draft
) -> None:
    with_tests(editor, one)
    name_people(one, hall)
    release(editor, hall, one)
    running = runtime.start("leave", variables={"who": "A", "days": 30, "notice": 1}, organisation=hall.ours)
    files = saving.current(one)
    table = tables.Editing(files["leave-rules.dmn"])
    table.cell(0, "input", 0, "<= 4")
    files["leave-rules.dmn"] = table.done()
    files["leave.bpmn"] = files["leave.bpmn"].replace(b'"besluta-om-ledighet"', b'"chefen"')
    files["leave.bpmn"] = files["leave.bpmn"].replace(b">besluta-om-ledighet<", b">chefen<")
    saving.save(draft=one, files=files, base=one.number, by=hall.people["editor"])
    one.refresh_from_db()
    told = editor.get(reverse("workshop:release", args=[one.uid])).content.decode()
    assert ["Vad som ändras" in told, "ny: Dagar &lt;= 4, Dagar i förväg &gt;= 14" in told.replace("Ny:", "ny:")] == [
        True
    ] * 2
    release(editor, hall, one)
    page = editor.get(reverse("workshop:move-cases", args=[one.uid]))
    assert [group.reasons for group in page.context["preview"].groups] == [("Steget finns inte i version 2.",)]
    given = {"map-besluta-om-ledighet": "chefen"}
    page = post(editor, "move-cases", [one.uid], look="1", **given)
    assert (page.context["preview"].can, Operation.objects.count()) == (1, 0)
    post(editor, "move-cases", [one.uid], reason="Nytt steg", **given)
    Worker().drain()
    running.refresh_from_db()
    assert (running.process.version, Task.objects.get(case=running, state="open").element) == (2, "chefen")


def test_a_test_file_is_plain_and_comes_in_again(editor, hall: Hall, one: Draft) -> None:
    with_tests(editor, one)
    files = saving.current(one)
    test = json.loads(files["kort-ledighet.test.json"])
    assert (test["name"], test["expect"]["outcome"], test["expect"]["variables"]["way"]) == (
        "Kort ledighet", "completed", "auto",
    )  # fmt: skip
    other = saving.begin(organisation=hall.ours, name="Kopia", files=files, by=hall.people["editor"])
    assert [result.passed for result in testing.run_all(saving.current(other), hall.ours)] == [True]


def test_who_may_approve_is_written_to_and_sees_it_in_the_workshop(editor, client, one: Draft, hall: Hall) -> None:
    name_people(one, hall)
    with_tests(editor, one)
    post(editor, "ask", [one.uid], base=one.number, notes="Kortare väg för korta ledigheter.")
    release = Release.objects.get(draft=one)
    Worker().drain()
    mail = Mail.objects.get(kind="workshop_asked")
    assert mail.about == f"{release.uid}/{hall.people['administrator'].uid}"
    client.force_login(hall.people["administrator"])
    page = client.get(reverse("workshop:drafts"))
    assert [row.pk for row in page.context["waiting"]] == [release.pk]
    client.force_login(hall.people["editor"])  # who asked does not approve
    assert list(client.get(reverse("workshop:drafts")).context["waiting"]) == []


def test_an_owner_begins_and_changes_her_own_drafts_and_sees_no_others(client, one: Draft, hall: Hall) -> None:
    owner = Person.objects.create_person(email="owner@goteborg.example", name="Olga Owner")
    Membership.objects.create(person=owner, organisation=hall.ours, role="owner")
    auditor = Person.objects.create_person(email="auditor@goteborg.example", name="Adam Auditor")
    Membership.objects.create(person=auditor, organisation=hall.ours, role="auditor")
    client.force_login(owner)
    assert client.get(reverse("workshop:draft", args=[one.uid])).status_code == 404
    client.post(reverse("workshop:begin"), {"name": "Nycklar", "organisation": hall.ours.pk, "origin": "nothing"})
    own = Draft.objects.get(name="Nycklar")
    assert client.get(reverse("workshop:outline", args=[own.uid])).status_code == 200
    client.force_login(auditor)
    assert client.get(reverse("workshop:begin")).status_code == 403
    assert client.get(reverse("workshop:draft", args=[own.uid])).status_code == 404


def test_a_second_save_of_owner_and_routine_does_not_write_over_the_first(editor, one: Draft, hall: Hall) -> None:
    address = reverse("workshop:people", args=[one.uid])
    first = editor.get(address).context["form"]["stood"].value()
    mine = {"owner": one.owner_id, "backup": "", "routine": "Ring växeln.", "stood": first}
    assert editor.post(address, {**mine, "routine": "Blankett till chefen."}).status_code == 302
    page = editor.post(address, mine)
    assert page.status_code == 422
    assert "Blankett till chefen." in page.content.decode()
    one.refresh_from_db()
    assert one.routine == "Blankett till chefen."
    again = page.context["form"]["stood"].value()
    assert editor.post(address, {**mine, "stood": again}).status_code == 302  # seen, and meant
    one.refresh_from_db()
    assert one.routine == "Ring växeln."


def test_of_what_an_editor_saves_by_itself_one_version_a_stretch_stays(one: Draft, hall: Hall) -> None:
    person = hall.people["editor"]
    drawn = saving.current(one)
    for number in range(5):
        files = drawn | {"note.form": b'{"id": "%d"}' % number}
        saving.save(draft=one, files=files, base=one.number, by=person, by_itself=True)
    assert list(one.versions.order_by("number").values_list("number", flat=True)) == [1, 2, 6]
    assert saving.current(one)["note.form"] == b'{"id": "4"}'


def test_what_a_room_does_with_its_own_rows_is_released_in_its_own_process_alone(
    editor, one: Draft, hall: Hall
) -> None:
    folder = Path(gorel.__file__).parent / "ideas/processes"
    own = {"idea.bpmn": (folder / "idea.bpmn").read_bytes()}
    inner = {"ideas.advance"}
    other = {"mine.bpmn": own["idea.bpmn"].replace(b'id="idea"', b'id="mine"').replace(b'"idea"', b'"mine"')}
    assert inner <= set(reach.out_of_reach(other, hall.ours))
    assert "mail.send" not in reach.out_of_reach(other, hall.ours)
    deployment.deploy([(path.name, path.read_bytes()) for path in sorted(folder.iterdir())])
    assert reach.out_of_reach(own, hall.ours) == []
    assert inner <= set(reach.out_of_reach(other, hall.ours))
    saving.save(
        draft=one, files={**saving.current(one), "leave.bpmn": other["mine.bpmn"]}, base=one.number, by=one.owner
    )
    page = editor.get(reverse("workshop:release", args=[one.uid]))
    assert any("(ideas.advance)" in reason for reason in page.context["against"])
