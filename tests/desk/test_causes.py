"""Incidents by cause: one thing to mend, one button for all that stopped, and somebody who takes care of it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from django.test import Client
from django.urls import reverse

from gorel.ability import Context, Doubt, Refused, ability
from gorel.accounts.models import Membership, Organisation, Trace
from gorel.cases import runtime
from gorel.cases.models import Case, Operation
from gorel.cases.worker import Worker
from gorel.robots.granted.models import Folder

from .conftest import PICTURE, Hall, deploy

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
TELLS: list[str] = []


class Nothing(msgspec.Struct):
    """No facts."""


@ability("test.store", title={"sv": "Arkivera", "en": "Archive"}, about={"sv": "Arkiverar.", "en": "Archives."})
def archive(given: Nothing, context: Context) -> Doubt | None:
    """Archive, be refused, or be in doubt."""
    if TELLS[0] == "doubt":
        text = {"sv": "Två arkiv passar.", "en": "Two archives fit."}
        return Doubt("archive.two", text, {"found": 2, "screenshot": "bevis/a.png"})
    if TELLS[0] == "full":
        raise Refused("arkivet är fullt")
    return None


@pytest.fixture(autouse=True)
def _taught(hall: Hall) -> None:
    deploy(version=2, picture=PICTURE.replace("test.archive", "test.store"))


@pytest.fixture
def stopped(hall: Hall) -> list[Case]:
    """Three cases of ours and one of theirs that stopped because the archive was full."""
    TELLS[:] = ["full"]
    return stop(hall, hall.ours, 3) + stop(hall, hall.theirs, 1)


def stop(hall: Hall, organisation: Organisation, number: int) -> list[Case]:
    tasks = [hall.task(organisation=organisation, business_key=f"{organisation.slug}{n}") for n in range(number)]
    for task in tasks:
        runtime.complete(task)
    Worker().drain()
    return [task.case for task in tasks]


@pytest.fixture
def editor(client: Client, hall: Hall) -> Client:
    client.force_login(hall.people["editor"])
    return client


def named(client: Client) -> dict[str, str]:
    """Return what names the first cause on the page."""
    one = client.get(reverse("desk:incidents")).context["rows"][0][0]
    return {"organisation": one.organisation.slug, "process": one.process, "element": one.element, "code": one.code}


def test_cases_that_stopped_for_one_reason_are_one_thing_and_only_ones_own(editor: Client, stopped: list[Case]) -> None:
    page = editor.get(reverse("desk:incidents"))
    assert [(one.count, one.sample.step) for one, _card in page.context["rows"]] == [(3, "Arkivera")]
    text = editor.get(reverse("desk:cause"), named(editor)).content.decode()
    assert [f"goteborg{n}" in text for n in range(3)] + ["sundsvall0" in text] == [True] * 3 + [False]


def test_all_that_stopped_try_again_at_once_and_a_page_tells_how_far(
    editor: Client, hall: Hall, stopped: list[Case]
) -> None:
    cause = named(editor)
    assert "Skriv vad som åtgärdades" in editor.post(reverse("desk:cause-retry"), cause, follow=True).content.decode()
    TELLS[:] = ["well"]
    begun = editor.post(reverse("desk:cause-retry"), cause | {"reason": "Nytt arkiv"}, follow=True)
    assert "0 av 3 ärenden genomgångna" in begun.content.decode()
    Worker().drain()
    done = editor.get(reverse("desk:operation", args=[Operation.objects.get().uid])).content.decode()
    assert "3 av 3 ärenden genomgångna: 3 försöker igen, 0 gick inte." in done
    assert [Case.objects.get(pk=case.pk).state for case in stopped] == ["completed"] * 3 + ["incident"]
    story = editor.get(reverse("desk:case", args=[stopped[0].uid])).content.decode()
    assert "Editor goteborg lät ärendet försöka igen: Arkivera. Nytt arkiv" in story


def test_somebody_takes_care_of_a_cause_and_others_see_it(editor: Client, hall: Hall, stopped: list[Case]) -> None:
    editor.post(reverse("desk:care"), named(editor))
    editor.force_login(hall.people["secretary"])
    assert "Editor goteborg tar hand om det." in editor.get(reverse("desk:incidents")).content.decode()
    editor.force_login(hall.people["their-editor"])
    assert editor.post(reverse("desk:care"), named_ours()).status_code == 404


def named_ours() -> dict[str, str]:
    return {"organisation": "goteborg", "process": "permit", "element": "archive", "code": "job.refused"}


def test_nobody_of_another_organisation_lets_our_cases_try_again(
    client: Client, hall: Hall, stopped: list[Case]
) -> None:
    client.force_login(hall.people["their-administrator"])
    answer = client.post(reverse("desk:cause-retry"), named_ours() | {"reason": "x"})
    assert (answer.status_code, Operation.objects.count()) == (404, 0)


def test_a_doubt_shows_its_facts_and_what_the_robot_saw_and_that_it_was_looked_at(
    editor: Client, hall: Hall, tmp_path: Path
) -> None:
    TELLS[:] = ["doubt"]
    (case,) = stop(hall, hall.ours, 1)
    (tmp_path / "a.png").write_bytes(PNG)
    Folder.objects.create(organisation=hall.ours, name="bevis", place=str(tmp_path))
    text = editor.get(reverse("desk:cause"), named(editor)).content.decode()
    assert ("Två arkiv passar." in text, "<dt>found</dt><dd>2</dd>" in text) == (True, True)
    picture = reverse("desk:evidence", args=[case.incidents.get().uid])
    assert editor.get(picture).content == PNG
    assert Trace.objects.get().about == f"case {case.uid} screenshot"
    editor.force_login(hall.people["their-editor"])
    assert editor.get(picture).status_code == 404


def test_all_cases_that_a_list_shows_are_paused_and_that_is_taken_back(client: Client, hall: Hall) -> None:
    person = hall.people["administrator"]
    Membership.objects.create(person=person, organisation=hall.ours, role="operator")
    client.force_login(person)
    ours, theirs = [hall.start() for _number in range(2)], hall.start(hall.theirs)
    page = f"{reverse('desk:operation-new')}?process=permit"
    assert client.get(page).context["count"] == 2
    assert client.post(page, {"kind": "suspend"}).status_code == 422
    client.post(page, {"kind": "suspend", "reason": "Nya regler på måndag"})
    Worker().drain()
    states = lambda: [Case.objects.get(pk=case.pk).state for case in (*ours, theirs)]  # noqa: E731
    assert states() == ["suspended", "suspended", "running"]
    done = Operation.objects.get()
    client.post(reverse("desk:operation-change", args=[done.uid, "undo"]), {"reason": "Reglerna dröjer"})
    Worker().drain()
    assert states() == ["running"] * 3
    client.force_login(hall.people["their-administrator"])
    assert client.get(reverse("desk:operation", args=[done.uid])).status_code == 404
