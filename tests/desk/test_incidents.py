"""An incident from its beginning to its end: an ability says no, a person mends the cause, Görel tries again."""

from __future__ import annotations

import msgspec
import pytest
from django.urls import reverse

from gorel.ability import Context, Refused, ability
from gorel.cases import runtime
from gorel.cases.models import Case, Incident
from gorel.cases.worker import Worker
from gorel.desk.marks import marks
from gorel.desk.standing import standing
from gorel.desk.story import latest

from .conftest import Hall

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
