"""The workshop: drafts and their versions, the outline, findings, tables and forms, by plain pages."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gorel.core import bpmn
from gorel.desk.workshop import files as sets
from gorel.desk.workshop import saving, tables
from gorel.desk.workshop.library import shelf
from gorel.desk.workshop.models import Draft, Version
from gorel.desk.workshop.outline import spans

from .conftest import Hall
from .workshop_story import draft, files, post, said


@pytest.fixture
def editor(client, hall: Hall):
    client.force_login(hall.people["editor"])
    return client


def steps(one: Draft) -> list[str]:
    process = bpmn.read(saving.current(one)[sets.picture_name(saving.current(one))]).process()
    return sorted(node.name for node in process.nodes)


def test_a_draft_begins_with_a_name_alone(editor, hall: Hall) -> None:
    page = post(editor, "begin", [], name="Ledighetsansökan", organisation=hall.ours.pk, origin="nothing")
    one = Draft.objects.get()
    assert page.redirect_chain[-1][0] == reverse("workshop:outline", args=[one.uid])
    assert (one.name, one.key, one.owner, one.number) == (
        "Ledighetsansökan", "ledighetsansokan", hall.people["editor"], 1,
    )  # fmt: skip
    assert steps(one) == ["Gjort", "Start"]


def test_a_draft_begins_from_a_process_in_use_or_a_trained_one(editor, hall: Hall) -> None:
    post(editor, "begin", [], name="", organisation=hall.ours.pk, origin="live:goteborg:permit")
    post(
        editor, "begin", [], name="", organisation=hall.ours.pk, origin="trained:fireplace/fireplace-notification.bpmn"
    )
    live, trained = Draft.objects.order_by("pk")
    assert sorted(saving.current(live)) == ["permit-review.form", "permit.bpmn"]
    there = (shelf.TRAINED / "fireplace").iterdir()
    assert set(saving.current(trained)) == {path.name for path in there if path.suffix in (".bpmn", ".dmn", ".form")}


def test_a_draft_of_a_trained_process_has_the_name_that_it_was_given(editor, hall: Hall) -> None:
    origin = "trained:fireplace/fireplace-notification.bpmn"
    post(editor, "begin", [], name="Anmäld eldstad", organisation=hall.ours.pk, origin=origin)
    one = Draft.objects.get()
    drawn = sets.definitions(saving.current(one)).process()
    assert (one.name, drawn.name, one.key) == ("Anmäld eldstad", "Anmäld eldstad", "fireplace-notification")


def test_a_case_from_elsewhere_is_tried_out_by_answering_what_the_rules_need(editor, hall: Hall) -> None:
    post(
        editor, "begin", [], name="", organisation=hall.ours.pk, origin="trained:fireplace/fireplace-notification.bpmn"
    )
    one = Draft.objects.get()
    page = editor.get(reverse("workshop:try", args=[one.uid])).content.decode()
    assert [name for name in ("Eldstad", "Kontrollansvarig", "outcome") if f'name="{name}"' in page] == [
        "Eldstad", "Kontrollansvarig",
    ]  # fmt: skip
    given = {"Eldstad": "braskamin", "Kontrollansvarig": ""}
    page = post(editor, "try", [one.uid], **given).content.decode()
    assert "Pröva mot reglerna (check)" not in page
    assert "”Kontrollansvarig” är tom" in page or "Kontrollansvarig" in page


@pytest.mark.parametrize(
    ("said", "kept"),
    [("3 dagar", "P3D"), ("1 timme", "PT1H"), ("varje vecka", "R/P1W"), ("varje 2 dagar", "R/P2D"),
     ("var 3:e vecka", "R/P3W"), ("every 2 days", "R/P2D"), ("P3D", "P3D"),
     ("=frist", "=frist"), ("dag", "dag"), ("30 minutes", "PT30M")],
)  # fmt: skip
def test_time_is_written_as_people_say_it(said: str, kept: str) -> None:
    assert spans.read(said) == kept


@pytest.mark.parametrize(
    "words",
    [
        "3 dagar",
        "1 timme",
        "varje vecka",
        "varannan dag",
        "vartannat år",
        "var 3:e timme",
        "45 minuter",
        "1 månad",
        "2 år",
    ],
)
def test_time_is_read_back_as_people_say_it(words: str) -> None:
    assert spans.said(spans.read(words)) == words


def test_a_draft_goes_out_as_plain_files_and_comes_in_again(editor, hall: Hall) -> None:
    one = draft(hall.ours, hall.people["editor"])
    packed = editor.get(reverse("workshop:zip", args=[one.uid])).content
    with zipfile.ZipFile(io.BytesIO(packed)) as inside:
        assert {name: inside.read(name) for name in inside.namelist()} == files()
    upload = SimpleUploadedFile("leave.zip", packed)
    post(editor, "begin", [], name="", organisation=hall.ours.pk, origin="nothing", files=upload)
    again = Draft.objects.order_by("-pk")[0]
    assert (again.pk != one.pk, saving.current(again)) == (True, files())


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("evil.exe", b"MZ", "evil.exe är ingen av"),
        ("broken.zip", b"PK\x03\x04broken", "broken.zip går inte att öppna"),
        ("empty.zip", b"PK\x05\x06" + bytes(18), "Det finns ingen .bpmn"),
        ("half.bpmn", b"<a><b", "half.bpmn, rad 1: Filen är inte giltig XML"),
        ("half.dmn", b"<a><b", "half.dmn: Filen går inte att läsa"),
        ("large.dmn", b" " * 2_000_001, "large.dmn är större än"),
    ],
)
def test_what_is_no_file_of_a_draft_is_refused(editor, hall: Hall, name: str, data: bytes, words: str) -> None:
    one = draft(hall.ours, hall.people["editor"])
    page = post(editor, "add-files", [one.uid], base=1, files=SimpleUploadedFile(name, data))
    assert [text.startswith(words) for text in said(page)] == [True]
    assert Draft.objects.get().number == 1


def test_a_picture_that_nobody_drew_is_drawn_when_it_comes_in(editor, hall: Hall) -> None:
    drawn = files()["leave.bpmn"]
    bare = re.sub(rb"<bpmndi:BPMNDiagram.*</bpmndi:BPMNDiagram>", b"", drawn, flags=re.DOTALL)
    assert not bpmn.read(bare).shapes
    upload = SimpleUploadedFile("leave.bpmn", bare)
    post(editor, "begin", [], name="", organisation=hall.ours.pk, origin="nothing", files=upload)
    came = bpmn.read(saving.current(Draft.objects.get())["leave.bpmn"])
    assert set(came.shapes) >= {node.id for node in came.process().nodes}


def test_every_save_is_a_version_and_any_can_be_restored(editor, hall: Hall) -> None:
    one = draft(hall.ours, hall.people["editor"])
    post(editor, "delete-file", [one.uid, "leave-rules.dmn"], base=1)
    post(editor, "restore", [one.uid, 1], base=2)
    versions = Version.objects.filter(draft=one).order_by("number")
    assert [len(version.files) for version in versions] == [4, 3, 4]
    assert versions[0].digest == versions[2].digest


def test_the_second_save_never_overwrites_the_first(editor, client, hall: Hall) -> None:
    """Both began from version 1; the second sees both, and may save hers on top, with the other still kept."""
    one = draft(hall.ours, hall.people["editor"])
    task = "besluta-om-ledighet"
    first = {"name": "Chefen beslutar", "form": "leave-decision", "group": "administrator"}
    post(editor, "step", [one.uid, task], base=1, **first)
    client.force_login(hall.people["administrator"])
    clash = post(client, "step", [one.uid, task], base=1, **(first | {"name": "Ledaren beslutar"}))
    assert clash.status_code == 409
    row = clash.context["rows"][0]
    assert ("Ledaren beslutar → Gjort" in row["mine"], "Chefen beslutar → Gjort" in row["theirs"]) == (True, True)
    assert "Chefen beslutar" in steps(one)
    post(client, "overwrite", [one.uid], base=2, name=row["name"], content=row["content"])
    assert ("Ledaren beslutar" in steps(one), one.versions.count()) == (True, 3)


def test_who_else_edits_is_told(editor, client, hall: Hall) -> None:
    one = draft(hall.ours, hall.people["editor"])
    saving.seen(draft=one, person=hall.people["administrator"])
    page = editor.get(reverse("workshop:outline", args=[one.uid]))
    assert page.context["others"] == [hall.people["administrator"]]


@pytest.mark.slow
def test_a_picture_is_drawn_whole_by_plain_forms(editor, hall: Hall) -> None:
    post(editor, "begin", [], name="Lov", organisation=hall.ours.pk, origin="nothing")
    one = Draft.objects.get()

    def do(action: str, /, *args: str, **given: object) -> None:
        one.refresh_from_db()
        page = post(editor, action, [one.uid, *args], base=one.number, **given)
        assert page.status_code == 200, said(page)

    do("add", "after", "start", what="rules", name="Bedöm")
    do("add", "after", "bedom", what="choice", name="Hur?")
    do("add-way", "hur", what="person", name="Besluta", way="Chefen", condition='svar = "chef"', to="end")
    do("add", "before", "end", what="gorel", name="Mejla")
    do("add-deadline", "besluta", event="timer", value="P3D", name="Tre dagar", interrupts="on")
    do("kind", "mejla", what="person")
    process = bpmn.read(saving.current(one)["lov.bpmn"]).process()
    by_id = {node.id: node for node in process.nodes}
    assert {flow.source: flow.target for flow in process.flows if flow.source in ("start", "bedom", "besluta")} == {
        "start": "bedom", "bedom": "hur", "besluta": "mejla",
    }  # fmt: skip
    assert (by_id["mejla"].kind, by_id["tre-dagar"].attached_to) == ("userTask", "besluta")
    do("move", "mejla", on="bedom-end")
    flows = {(flow.source, flow.target) for flow in bpmn.read(saving.current(one)["lov.bpmn"]).process().flows}
    assert {("bedom", "mejla"), ("mejla", "hur"), ("besluta", "end")} <= flows
    do("delete-step", "hur-besluta")
    left = bpmn.read(saving.current(one)["lov.bpmn"])
    assert sorted(node.id for node in left.process().nodes) == ["bedom", "end", "hur", "mejla", "start"]
    assert set(left.shapes) == {"bedom", "end", "hur", "mejla", "start"}
    assert set(left.edges) == {flow.id for flow in left.process().flows}


def test_findings_stand_at_the_step_they_are_about(editor, hall: Hall) -> None:
    one = draft(hall.ours, hall.people["editor"])
    post(editor, "delete-file", [one.uid, "leave-rules.dmn"], base=1)
    rows = editor.get(reverse("workshop:outline", args=[one.uid])).context["rows"]
    told = {row.name: [finding.code for finding in row.findings] for row in rows if row.findings}
    assert told == {"Bedöm ansökan": ["workshop.rule-missing"]}


def test_an_ability_is_chosen_and_told_what_it_needs(editor, hall: Hall) -> None:
    one = draft(hall.ours, hall.people["editor"])
    post(editor, "add", [one.uid, "before", "end"], base=1, what="gorel", name="Mejla besked")
    page = post(editor, "step", [one.uid, "mejla-besked"], base=2, name="Mejla besked", ability="mail.send")
    assert "in.to" in page.context["form"].fields
    given = {"name": "Mejla besked", "ability": "mail.send", "in.to": "=email", "in.subject": "Besked"}
    post(editor, "step", [one.uid, "mejla-besked"], base=3, **given)
    node = next(n for n in bpmn.read(saving.current(one)["leave.bpmn"]).process().nodes if n.id == "mejla-besked")
    told = [(a.target, a.source.text, a.source.language) for a in node.inputs]
    assert told == [("to", "email", "feel"), ("subject", "Besked", "text")]


def test_rules_are_filled_in_as_a_table(editor, hall: Hall) -> None:
    one = draft(hall.ours, hall.people["editor"])
    name = "leave-rules.dmn"
    post(editor, "table", [one.uid, name], base=1, do="add-rule")
    shown = tables.Editing(saving.current(one)[name]).shown()
    given = {
        "title": "Ledighet", "policy": "FIRST", "cell-0-input-0": "<= 3", "cell-2-output-0": '"no"', "note-0": "Kort",
    }  # fmt: skip
    post(editor, "table", [one.uid, name], base=2, do="save", **given)
    after = tables.Editing(saving.current(one)[name]).shown()
    assert [rule[1:] for rule in after.rules] == [
        (("<= 3", ">= 14"), ('"auto"',), "Kort"), (("", ""), ('"manager"',), ""), (("", ""), ('"no"',), ""),
    ]  # fmt: skip
    assert len(shown.rules) == 3


def test_a_form_is_made_question_by_question(editor, hall: Hall) -> None:
    one = draft(hall.ours, hall.people["editor"])
    post(editor, "make", [one.uid], base=1, title="Skäl", kind="form")
    name = "skal.form"
    question = {"label": "Varför?", "english": "Why?", "kind": "radio", "values": "Flytt | Moving\nAnnat | Other"}
    post(editor, "question", [one.uid, name, "new"], base=2, required="on", **question)
    post(editor, "question", [one.uid, name, "new"], base=3, label="När?", english="When?", kind="datetime")
    post(editor, "rearrange", [one.uid, name, "1"], base=4, do="up")
    import json

    assert json.loads(saving.current(one)[name])["components"] == [
        {"type": "datetime", "dateLabel": "När?", "subtype": "date", "key": "nar",
         "properties": {"dateLabel.en": "When?"}},
        {"type": "radio", "label": "Varför?", "key": "varfor", "validate": {"required": True},
         "values": [{"label": "Flytt", "value": "flytt"}, {"label": "Annat", "value": "annat"}],
         "properties": {"label.en": "Why?", "value.flytt.en": "Moving", "value.annat.en": "Other"}},
    ]  # fmt: skip


def test_the_editors_save_check_and_evaluate(editor, hall: Hall) -> None:
    one = draft(hall.ours, hall.people["editor"])
    picture = files()["leave.bpmn"].decode()
    send = {"content_type": "application/json"}
    wrong = picture.replace('decisionId="leave-rules"', 'decisionId="nothing"')
    found = editor.post(
        reverse("workshop:check", args=[one.uid]), {"name": "leave.bpmn", "content": wrong, "base": 1}, **send
    ).json()["findings"]
    assert [(one["element"], one["code"]) for one in found] == [("bedom-ansokan", "workshop.rule-missing")]
    address = reverse("workshop:save", args=[one.uid])
    first = editor.post(address, {"name": "leave.bpmn", "content": wrong, "base": 1}, **send)
    second = editor.post(address, {"name": "leave.bpmn", "content": picture + " ", "base": 1}, **send)
    assert (first.json()["base"], second.status_code, second.json()["base"]) == (2, 409, 2)
    feel = reverse("workshop:feel", args=[one.uid])
    told = editor.post(feel, {"text": "days * 2", "sample": '{"days": 12}'}, **send).json()
    assert (told["value"], told["warnings"], told["names"]) == (24, [], ["days"])
    assert "problems" in editor.post(feel, {"text": "days >", "sample": "{}"}, **send).json()


@pytest.mark.slow
@pytest.mark.parametrize("who", ["organiser", "secretary", "their-editor", "their-administrator"])
def test_a_draft_is_seen_by_those_who_work_with_it_alone(client, hall: Hall, who: str) -> None:
    one = draft(hall.ours, hall.people["editor"])
    client.force_login(hall.people[who])
    for name in ("draft", "outline", "draw", "try", "tests", "release", "zip", "versions", "people"):
        assert (name, client.get(reverse(f"workshop:{name}", args=[one.uid])).status_code) == (name, 404)
    for name in ("save", "check", "feel", "add-files", "make", "ask", "roll-back", "overwrite", "put-away"):
        assert (name, client.post(reverse(f"workshop:{name}", args=[one.uid])).status_code) == (name, 404)
    assert client.get(reverse("workshop:drafts")).context["rows"] == []


def test_strangers_are_sent_to_sign_in(client, hall: Hall) -> None:
    one = draft(hall.ours, hall.people["editor"])
    answers = [client.get(reverse(f"workshop:{name}", args=[one.uid])).status_code for name in ("draft", "draw", "try")]
    assert [*answers, client.get(reverse("workshop:drafts")).status_code] == [302] * 4


def test_a_gap_of_a_table_is_mended_by_a_press_and_rules_that_collide_are_marked(editor, hall: Hall) -> None:
    one = draft(hall.ours, hall.people["editor"])
    files = saving.current(one)
    table = tables.Editing(files["leave-rules.dmn"])
    table.policy("UNIQUE")
    for rule, cells in enumerate((("<= 5", ">= 14"), (">= 5", ">= 20"))):
        for column, text in enumerate(cells):
            table.cell(rule, "input", column, text)
    saving.save(draft=one, files=files | {"leave-rules.dmn": table.done()}, base=one.number, by=hall.people["editor"])
    address = reverse("workshop:table", args=[one.uid, "leave-rules.dmn"])
    page = editor.get(address)
    assert [row[-1] for row in page.context["rows"]] == [True, True]
    told = page.content.decode()
    assert "Regel 1 och regel 2 gäller båda när Dagar = 5" in told
    assert "#2, rad" not in told  # what only a file's reader needs
    gap = next(number for number, found in enumerate(page.context["findings"]) if found.cells)
    page = editor.post(address, {"base": page.context["base"], "do": f"mend-{gap}"}, follow=True)
    _id, tests, answers, _note = page.context["table"].rules[-1]
    assert (len(page.context["rows"]), tests, answers) == (3, ("-", "< 14"), ("",))
    assert "Regel 3 har inget svar." in page.content.decode()
    page = editor.post(address, {"base": page.context["base"], "do": "add-rule"}, follow=True)
    about = [found.text for found in page.context["findings"] if 4 in found.rules]
    assert about == ["Ledighet: Regel 4 har inget svar. Fyll i den, eller ta bort den."]  # and not that it fits all


def test_a_draft_begins_from_several_files_at_once_and_says_what_its_cases_are_known_by(editor, hall: Hall) -> None:
    sent = [SimpleUploadedFile(name, data) for name, data in files().items()]
    given = {"name": "Ledighet", "organisation": hall.ours.pk, "origin": "nothing", "files": sent}
    assert editor.post(reverse("workshop:begin"), given).status_code == 302
    one = Draft.objects.get()
    assert set(saving.current(one)) == set(files())
    told = {"name": "Start", "form": "leave-form", "public": "on", "known_by": "days,  notice "}
    post(editor, "step", [one.uid, "start"], base=one.number, **told)
    one.refresh_from_db()
    process = bpmn.read(saving.current(one)["leave.bpmn"]).process()
    assert process is not None
    assert process.properties["gorel.searchable"] == "days, notice"
