"""Of very many processes and groups lists are narrowed by what one writes, and pages stay as light as they were."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gorel.accounts.models import Group
from gorel.cases import policies
from gorel.cases.models import Candidate, Process
from gorel.desk import bounded
from gorel.desk.workshop import beginning
from gorel.ground import choosing

from .conftest import PICTURE, Hall, deploy

pytestmark = pytest.mark.db
CASES, INBOX, PROCESSES = "/desk/cases/", "/desk/", "/desk/processes/"


@pytest.fixture
def editor(client, hall: Hall, monkeypatch):
    """Somebody to whom three is many."""
    monkeypatch.setattr(choosing, "MOST", 2)
    teach("moving", "Flytt inom kommunen")
    teach("moving-out", "Flytt ut ur kommunen")
    client.force_login(hall.people["editor"])
    return client


def teach(key: str, name: str, **whose) -> Process:
    process = deploy(key=key, name=name, picture=PICTURE.replace('"permit"', f'"{key}"'))
    Process.objects.filter(pk=process.pk).update(**whose)
    return process


def read(client, address: str, **asked: str) -> str:
    answer = client.get(address, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def meant(page: str) -> list[str]:
    """Return what the page asks to choose among, by what is sent."""
    links = re.findall(r'<a class="chip" href="([^"]+)">', page)
    return [parse_qs(unescape(link)[1:])[name][0] for link in links for name in ("process", "group") if name in link]


def test_few_processes_stand_in_a_list_and_of_many_one_is_written(editor, monkeypatch) -> None:
    page = read(editor, CASES)
    assert ('<input id="process"' in page, '<select id="process"' in page, "Flytt inom" in page) == (True, False, False)
    monkeypatch.setattr(choosing, "MOST", 3)
    page = read(editor, CASES)
    assert ('<input id="process"' in page, '<select id="process"' in page, "Flytt inom" in page) == (False, True, True)


@pytest.mark.parametrize("written", ["permit", "Tillstånd", "TILLSTÅND"])
def test_a_process_is_understood_by_its_name_and_by_its_key(editor, hall: Hall, written: str) -> None:
    case = hall.start()
    page = read(editor, CASES, process=written)
    assert (str(case.uid) in page, 'value="Tillstånd"' in page, meant(page)) == (True, True, [])
    assert "process=permit" in page, "files and changes of all are of the process itself, not of a word"


def test_a_word_of_several_asks_which_is_meant_and_shows_nothing_until_then(editor, hall: Hall) -> None:
    case = hall.start()
    page = read(editor, CASES, process="flytt")
    assert (meant(page), str(case.uid) in page) == (["moving", "moving-out"], False)
    assert "Vilken menar du?" in page
    assert meant(read(editor, CASES, process="moving")) == []
    assert (meant(unknown := read(editor, CASES, process="fel ord")), str(case.uid) in unknown) == ([], False)


def test_two_processes_of_one_name_are_told_apart(editor) -> None:
    teach("second", "Tillstånd")
    assert sorted(meant(read(editor, CASES, process="Tillstånd"))) == ["permit", "second"]
    page = read(editor, CASES, process="second")
    assert (meant(page), 'id="process" name="process" value="second"' in page) == ([], True)


def test_some_are_offered_while_one_types_and_nothing_of_others(editor, hall: Hall) -> None:
    teach("theirs", "Flytt hos andra", organisation=hall.theirs)
    address = reverse("desk:offered", args=["cases-process"])
    offered = re.findall(r'<option value="([^"]+)">', read(editor, address, process="flytt"))
    assert offered == ["Flytt inom kommunen", "Flytt ut ur kommunen"]
    assert read(editor, reverse("desk:offered", args=["process"]), process="flytt").strip() == "", (
        "no open task is one's"
    )
    assert editor.get(reverse("desk:offered", args=["people"])).status_code == 404


def test_a_group_of_very_many_is_written(editor, hall: Hall) -> None:
    for number in range(3):
        group = Group.objects.create(organisation=hall.ours, name=f"Grupp {number}", slug=f"grupp-{number}")
        group.members.add(hall.people["editor"])
    others = Group.objects.create(organisation=hall.ours, name="Grupp 9", slug="grupp-9")
    one, two = hall.task(), hall.task()
    Candidate.objects.filter(task=one).update(name=f"grupp-1@{hall.ours.uid}")
    for written in ("grupp 1", "Grupp 1, Göteborgs Stad", f"grupp-1@{hall.ours.uid}"):
        page = read(editor, INBOX, group=written)
        assert (str(one.uid) in page, str(two.uid) in page, meant(page)) == (True, False, []), written
        assert 'value="Grupp 1, Göteborgs Stad"' in page
    assert len(meant(read(editor, INBOX, group="grupp"))) == 3
    offered = read(editor, reverse("desk:offered", args=["group"]), group="redak")
    assert ("Redaktör, Göteborgs Stad" in offered, others.name in offered) == (True, False)


def test_pages_weigh_and_ask_the_same_for_thirty_processes_as_for_three(editor, hall: Hall, monkeypatch) -> None:
    monkeypatch.setattr(bounded, "MOST", 2)
    monkeypatch.setattr(beginning, "MOST", 2)
    monkeypatch.setattr(policies, "FRESH_SECONDS", 600.0)  # they are read once a second, whatever is shown

    def measured() -> list[tuple[int, bool]]:
        found = []
        for address in (CASES, INBOX, PROCESSES, reverse("workshop:begin")):
            editor.get(address)
            with CaptureQueriesContext(connection) as queries:
                answer = editor.get(address)
            assert answer.status_code == 200, address
            found.append((len(queries), len(answer.content) // 200))
        return found

    three = measured()
    for number in range(27):
        teach(f"more-{number}", f"Övrigt {number}")
    assert measured() == three


def test_of_very_many_processes_the_first_by_name_are_listed_and_others_found(editor, hall: Hall, monkeypatch) -> None:
    monkeypatch.setattr(bounded, "MOST", 2)
    page = editor.get(PROCESSES)
    assert [row.taught.key for row in page.context["page"]] == ["moving", "moving-out"]
    assert "Det finns fler än 2 processer" in page.content.decode()
    for word in ("tillst", "permit", "Göteborg"):
        page = editor.get(PROCESSES, {"q": word})
        assert [row.taught.key for row in page.context["page"]][:1] == (
            ["permit"] if word != "Göteborg" else ["moving"]
        )
    assert len(b"".join(editor.get(reverse("desk:processes-export")).streaming_content).splitlines()) == 4
