"""Which systems a process leans on, and what its owner is told to test when one of them is upgraded."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from gorel.desk.models import Stewardship, SystemUse, Upgrade
from gorel.ground import clock

from .conftest import PICTURE, Hall, deploy

pytestmark = pytest.mark.db
# Nobody here has this ability: it is a robot elsewhere.
ELSEWHERE = PICTURE.replace("test.archive", "town.archive")
WEB = PICTURE.replace(
    '<zeebe:taskDefinition type="test.archive" />',
    """<zeebe:taskDefinition type="http.request" />
  <zeebe:ioMapping><zeebe:input source='="https://Arkiv.Goteborg.example/" + id' target="url" /></zeebe:ioMapping>""",
)


@pytest.fixture
def hall(hall: Hall) -> Hall:
    deploy(version=2, picture=ELSEWHERE)
    return hall


def signed_in(hall: Hall, role: str) -> Client:
    client = Client()
    client.force_login(hall.people[role])
    return client


def upgrade(hall: Hall, name: str, days: int = 5) -> Upgrade:
    return Upgrade.objects.create(organisation=hall.ours, name=name, on=clock.today() + timedelta(days=days), by="")


def test_systems_are_read_from_the_picture_and_from_what_people_said(hall: Hall) -> None:
    deploy(version=3, picture=WEB)
    page = signed_in(hall, "administrator").get("/desk/systems/").content.decode()
    assert "arkiv.goteborg.example" in page
    assert "Arkivera" in page
    assert "town.archive" not in page, "that was the version before"
    SystemUse.objects.create(organisation=hall.ours, process="permit", name="Treserva", how="Läser ärendet", by="")
    for address in ("/desk/systems/", "/desk/processes/goteborg/permit/"):
        page = signed_in(hall, "administrator").get(address).content.decode()
        assert "Treserva" in page
        assert "Läser ärendet" in page
    assert "Treserva" not in signed_in(hall, "their-administrator").get("/desk/systems/").content.decode()


def test_the_owner_says_and_takes_back_what_no_picture_tells(hall: Hall) -> None:
    client, at = signed_in(hall, "administrator"), "/desk/processes/goteborg/permit/systems/"
    assert client.post(at, {"name": "Treserva", "how": "Läser ärendet"}).status_code == 302
    again = client.post(at, {"name": "Treserva"})
    assert (again.status_code, SystemUse.objects.count()) == (422, 1)
    assert "Det står redan där." in again.content.decode()
    assert client.post(at, {"remove": SystemUse.objects.get().pk}).status_code == 302
    assert SystemUse.objects.count() == 0


def test_an_upgrade_names_the_processes_to_test_and_who_answers_for_them(hall: Hall) -> None:
    deploy(version=3, picture=WEB)
    owner = hall.people["secretary"]
    Stewardship.objects.create(organisation=hall.ours, process="permit", owner=owner)
    client = signed_in(hall, "administrator")
    day = (clock.today() + timedelta(days=5)).isoformat()
    sent = {"name": "arkiv.goteborg.example", "on": day, "what": "Ny inloggning"}
    assert client.post("/desk/systems/goteborg/new-upgrade/", sent).status_code == 302
    row = Upgrade.objects.get()
    page = client.get(f"/desk/systems/upgrades/{row.uid}/").content.decode()
    for words in ("Tillstånd", "Arkivera", owner.name, "Den har inga sparade tester."):
        assert words in page
    assert "1 process att testa" in client.get("/desk/systems/").content.decode()
    told = signed_in(hall, "secretary").get("/desk/start/").content.decode()
    assert "arkiv.goteborg.example uppgraderas" in told
    assert "uppgraderas" not in signed_in(hall, "editor").get("/desk/start/").content.decode(), "answers for nothing"
    assert client.post(f"/desk/systems/upgrades/{row.uid}/take-back/").status_code == 302
    assert Upgrade.objects.count() == 0


def test_what_is_far_off_or_touches_nothing_disturbs_nobody(hall: Hall) -> None:
    Stewardship.objects.create(organisation=hall.ours, process="permit", owner=hall.people["secretary"])
    upgrade(hall, "town.archive", days=15)
    upgrade(hall, "Något annat")
    assert "uppgraderas" not in signed_in(hall, "secretary").get("/desk/start/").content.decode()
    upgrade(hall, "Town.Archive")
    assert "Town.Archive uppgraderas" in signed_in(hall, "secretary").get("/desk/start/").content.decode()


def test_others_can_neither_see_nor_note(hall: Hall) -> None:
    row = upgrade(hall, "town.archive")
    assert signed_in(hall, "organiser").get("/desk/systems/").status_code == 403
    stranger = signed_in(hall, "their-administrator")
    assert stranger.get(f"/desk/systems/upgrades/{row.uid}/").status_code == 404
    assert stranger.get("/desk/systems/goteborg/new-upgrade/").status_code == 404
    assert signed_in(hall, "editor").post(f"/desk/systems/upgrades/{row.uid}/take-back/").status_code == 403
