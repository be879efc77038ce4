"""What Görel is trained in can be found, looked at and taken into a draft, whole or in parts, with all it leans on."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from django.utils import translation

from gorel.cases import deployment
from gorel.core import bpmn, dmn
from gorel.desk.workshop import files as sets
from gorel.desk.workshop import saving
from gorel.desk.workshop.library import copies, cutting, parts, putting, searching, shelf
from gorel.desk.workshop.models import Draft
from gorel.desk.workshop.outline import picture

from .conftest import Hall
from .workshop_story import draft, post, said


def taken(files: dict[str, bytes], key: str, first: str = "", last: str = "", *, used=(), on: str = "") -> cutting.Cut:
    """Take a part into a draft of *files*, changed in place; on the way to the end, or on another."""
    name = sets.picture_name(files)
    change = picture.Change(bpmn.read(files[name]))
    cut = cutting.cut(shelf.find(key), first, last, into=change.model, files=files, used=used)
    way = on or next(flow.id for flow in change.process.flows if flow.target == "end")
    putting.put(change, cut, way)
    files |= {name: change.done(), **cut.files}
    return cut


def blank() -> dict[str, bytes]:
    return {"prov.bpmn": picture.blank("Prov", "prov")}


def faults(files: dict[str, bytes]) -> list[str]:
    """Return what deployment would refuse."""
    return [one.code for one in deployment.check(sets.deployable(files)) if one.severity == "error"]


def process_of(files: dict[str, bytes]):
    return bpmn.read(files[sets.picture_name(files)]).process()


@pytest.mark.parametrize(
    ("word", "title"),
    [
        ("påminnelse", "Påminnelse om obetald faktura"), ("reminder", "Påminna dagen före"),
        ("skicka mejl", "Svara leverantören"), ("send mail", "Svara leverantören"),
        ("granska", "Granska programpunkten"), ("review", "Granska programpunkten"),
    ],
)  # fmt: skip
def test_what_is_to_be_done_finds_the_steps_that_do_it_in_both_languages(word: str, title: str) -> None:
    with translation.override("sv"):
        assert title in [one.title for one in searching.find(word)]


def test_nothing_is_found_by_words_that_nobody_uses_and_all_processes_without_any() -> None:
    assert searching.find("enhörning") == []
    assert {one.part.kind for one in searching.find("")} == {"process"}
    assert len(searching.find("")) == len(shelf.models())


def test_a_decision_comes_with_its_choice_its_rules_and_its_form() -> None:
    files = blank()
    cut = taken(files, "fireplace-notification", "check", "draft")
    assert sorted(files) == ["eldstad.dmn", "fireplace-handling.form", "prov.bpmn"]
    assert faults(files) == []
    process = process_of(files)
    assert next(flow.target for flow in process.flows if flow.source == "start") == cut.first == "check"
    assert next(flow.target for flow in process.flows if flow.source == cut.last) == "end"


def test_the_same_part_twice_shares_its_files_and_none_of_its_ids() -> None:
    files = blank()
    taken(files, "fireplace-notification", "check", "draft")
    before = sorted(files)
    cut = taken(files, "fireplace-notification", "check", "draft")
    assert (sorted(files), cut.files, faults(files)) == (before, {}, [])
    process = process_of(files)
    ids = [one.id for one in (*process.nodes, *process.flows)]
    assert len(ids) == len(set(ids))
    assert {node.rule.decision.text for node in process.nodes if node.rule} == {"startbesked"}


def test_files_of_the_same_name_and_id_are_left_alone_and_the_copies_called_otherwise() -> None:
    own = json.dumps({"type": "default", "id": "fireplace-handling", "components": []}).encode()
    files = blank() | {"fireplace-handling.form": own}
    taken(files, "fireplace-notification", "check", "draft", used=["startbesked"])
    assert files["fireplace-handling.form"] == own
    assert json.loads(files["fireplace-handling-2.form"])["id"] == "fireplace-handling-2"
    assert [one.id for one in dmn.read(files["eldstad.dmn"]).decisions if one.id.startswith("startb")] == [
        "startbesked-2"
    ]
    process = process_of(files)
    assert {node.rule.decision.text for node in process.nodes if node.rule} == {"startbesked-2"}
    assert {node.user.form.text for node in process.nodes if node.user and node.user.form} == {"fireplace-handling-2"}
    assert faults(files) == []


def test_decisions_that_rest_on_each_other_still_do_under_other_ids() -> None:
    model = shelf.find("fireplace-notification")
    name, data = next((name, data) for name, data in model.beside().items() if name.endswith(".dmn"))
    ids = {one: f"{one}-2" for one in copies.ids_of(name, data)}
    renamed = dmn.read(copies.with_ids(name, data, ids))
    assert [one.id for one in renamed.decisions] == [ids[one.id] for one in dmn.read(data).decisions]
    assert faults({name: copies.with_ids(name, data, ids)}) == faults({name: data}) == []


def test_a_whole_process_comes_as_one_part_and_keeps_its_personal_data_personal() -> None:
    files = blank()
    taken(files, "employment-contract")
    process = process_of(files)
    around = next(node for node in process.nodes if node.kind == "subProcess")
    assert (around.name, around.scope) == ("Anställningsavtal", "")
    assert {node.scope for node in process.nodes} == {"", around.id}
    assert process.properties["gorel.personal"] == "Epost"
    assert b'isExpanded="true"' in files["prov.bpmn"]
    assert faults(files) == []


def test_messages_are_shared_where_they_are_the_same_and_kept_apart_where_they_are_not() -> None:
    files = blank()
    taken(files, "employment-contract")
    taken(files, "employment-contract", on="start-end")
    assert len(bpmn.read(files["prov.bpmn"]).messages) == 2
    files = blank()
    name = next(iter(shelf.find("employment-contract").drawn.messages))
    other = f'<bpmn:message id="{name}" name="någon-annans" /><bpmn:process '.encode()
    files["prov.bpmn"] = files["prov.bpmn"].replace(b"<bpmn:process ", other, 1)
    taken(files, "employment-contract")
    messages = bpmn.read(files["prov.bpmn"]).messages
    assert (messages[name].name.text, len(messages)) == ("någon-annans", 3)


def test_a_part_that_begins_by_itself_stands_beside_the_other_steps() -> None:
    files = blank()
    cut = taken(files, "registration", "withdrawing", "withdrawing")
    assert (cut.first, cut.last, faults(files)) == ("", "", [])
    flows = [(flow.source, flow.target) for flow in process_of(files).flows if not flow.scope]
    assert flows == [("start", "end")]


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("decide", "decided", "ends"), ("draft", "check", "not-reached"), ("check", "meets", "way-out"),
        ("take", "compare", "way-in"),
    ],
)  # fmt: skip
def test_steps_that_ways_lead_into_or_out_of_cannot_be_taken_by_themselves(first: str, last: str, code: str) -> None:
    process = shelf.find("fireplace-notification").process
    with pytest.raises(parts.NotAPart) as no:
        parts.stretch(process, first, last)
    assert no.value.code == code


@pytest.mark.slow
def test_everything_in_the_library_can_be_taken_and_is_drawn_whole() -> None:
    for model in shelf.models():
        for part in model.parts:
            files = blank()
            taken(files, model.key, part.first, part.last)
            drawn = bpmn.read(files["prov.bpmn"])
            assert faults(files) == [], (model.key, part.first)
            assert {node.id for node in drawn.process().nodes} <= set(drawn.shapes), (model.key, part.first)
            assert {flow.id for flow in drawn.process().flows} <= set(drawn.edges), (model.key, part.first)


# ---- by plain pages


@pytest.fixture
def editor(client, hall: Hall):
    client.force_login(hall.people["editor"])
    return client


@pytest.fixture
def one(hall: Hall) -> Draft:
    return draft(hall.ours, hall.people["editor"])


def names_of(one: Draft) -> list[str]:
    one.refresh_from_db()
    return sorted(saving.current(one))


@pytest.mark.db
def test_a_part_is_found_looked_at_taken_in_and_taken_back_by_plain_pages(editor, one: Draft) -> None:
    found = editor.get(reverse("workshop:library", args=[one.uid]), {"q": "påminnelse", "at": "vem-beslutar-end"})
    assert reverse("workshop:library-part", args=[one.uid, "invoice-reminder"]) in found.content.decode()
    before = names_of(one)
    shown = editor.get(reverse("workshop:library-part", args=[one.uid, "invoice-reminder:choose:by-hand"]), follow=True)
    assert shown.status_code == 200
    answer = post(editor, "library-part", [one.uid, "invoice-reminder"], base=one.number, at="vem-beslutar-end")
    assert "Med följde: reminder-by-hand.form, reply-to-reminder.dmn" in said(answer)[-1]
    assert names_of(one) == sorted([*before, "reminder-by-hand.form", "reply-to-reminder.dmn"])
    assert "invoice-reminder" in [node.id for node in sets.definitions(saving.current(one)).process().nodes]
    post(editor, "restore", [one.uid, one.number - 1], base=one.number, to="outline")
    assert names_of(one) == before


@pytest.mark.db
def test_a_drawing_that_is_not_saved_yet_is_given_a_part_with_ids_that_are_free_in_it(editor, one: Draft) -> None:
    files = saving.current(one)
    drawn = files["leave.bpmn"].decode().replace("besluta-om-ledighet", "check")
    address = reverse("workshop:library-take", args=[one.uid, "fireplace-notification:check:check"])
    given = {"name": "leave.bpmn", "content": drawn, "base": one.number, "files": {"eldstad.dmn": "<x/>"}}
    told = editor.post(address, given, content_type="application/json").json()
    assert (told["first"], list(told["files"])) == ("check-2", ["eldstad-2.dmn"])
    assert [node.id for node in bpmn.read(told["xml"].encode()).processes[0].nodes] == ["check-2"]
    assert names_of(one) == sorted(files)


@pytest.mark.db
def test_files_come_and_go_with_the_drawing_that_brought_them(editor, one: Draft) -> None:
    before, picture_ = names_of(one), saving.current(one)["leave.bpmn"].decode()
    save = reverse("workshop:save", args=[one.uid])
    for files, there in (({"ny.form": "{}"}, [*before, "ny.form"]), ({"ny.form": None}, before)):
        one.refresh_from_db()
        given = {"name": "leave.bpmn", "content": picture_, "base": one.number, "files": files}
        assert editor.post(save, given, content_type="application/json").status_code == 200
        assert names_of(one) == sorted(there)
    given = {"name": "leave.bpmn", "content": picture_, "base": one.number, "files": {"leave.test.json": "{}"}}
    assert editor.post(save, given, content_type="application/json").status_code == 400


@pytest.mark.db
def test_the_preview_is_a_picture_and_what_is_not_there_is_not_found(editor) -> None:
    shown = editor.get(reverse("workshop:library-preview", args=["school-transport"]))
    assert (shown["Content-Type"], b"<svg" in shown.content) == ("image/svg+xml", True)
    for address in ("no-such", "school-transport:no:such"):
        assert editor.get(reverse("workshop:library-preview", args=[address])).status_code == 404
