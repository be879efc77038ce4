"""A year of the six trained processes in one municipality: what was planned, counted and became of the time.

Seeded: the same year each time. Files are real; the finance system's pages have a stand-in.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client

from gorel.ability import double, grants
from gorel.accounts.models import Membership, Organisation, Person
from gorel.benefits import account
from gorel.benefits.models import Plan, Realised, Upkeep
from gorel.cases import deployment, programs, runtime
from gorel.cases.models import Case, Process, Task
from gorel.cases.worker import Worker
from gorel.ground import clock
from gorel.robots import trained
from gorel.robots.given import Given
from gorel.robots.trained.small_system import load
from gorel.site.running import home, rows
from postbox import Postbox

pytestmark = [pytest.mark.db, pytest.mark.slow, pytest.mark.timeout(280), pytest.mark.django_db(transaction=True)]
TRAINED = Path(trained.__file__).parent
YEAR = 2026
WORK = {  # folder of the process -> folders that it is granted beside its own
    "invoice_reminders": {"brev": "brev", "mallar": "mallar"}, "cash_reconciliation": {"kassa": "."},
    "invoice_files": {"filer": "files"}, "fireplace": {}, "school_transport": {"register": "."},
    "employment_contracts": {},
}  # fmt: skip


@pytest.fixture
def town(transactional_db: None, tmp_path: Path, postbox: Postbox) -> Iterator[Organisation]:
    """Return the municipality after its year."""
    programs.forget()
    town = Organisation.objects.create(name="Vara kommun", slug="vara", kind="municipality")
    for name in WORK:
        deployment.deploy(home.with_neighbours([next((TRAINED / name).glob("*.bpmn"))]), organisation=town)
    before = grants.present()
    invoices = load(TRAINED / "invoice_reminders/sample/economy.csv")
    chance = random.Random(2026)

    def look_up(given: object) -> dict[str, object]:
        number = given.steps[4].value  # type: ignore[attr-defined]
        return {"values": {"hits": [one for one in invoices if one["Fakturanr"] == number]}, "steps": 7}

    with double("browser.run", look_up):
        for month in range(1, 13):
            day = datetime(YEAR, month, chance.randint(2, 27), 9, tzinfo=clock.ZONE)
            for name, folders in WORK.items():
                _work(name, folders, tmp_path / f"{month}-{name}", day, town, chance)
    yield town
    grants.use(before)
    programs.forget()


def _work(
    name: str, folders: dict[str, str], place: Path, day: datetime, town: Organisation, chance: random.Random
) -> None:
    """Let a process have some of its sample's rows on a day, and its people do their part an hour later."""
    shutil.copytree(TRAINED / name / "sample", place)
    places = {"ut": "ut", "arkiv": "arkiv", "bevis": "bevis", **folders}
    for one in places.values():
        (place / one).mkdir(exist_ok=True)
    grants.use(Given(folders={called: str(place / where) for called, where in places.items()}))
    process = Process.objects.get(resource__name=next((TRAINED / name).glob("*.bpmn")).name)
    _, lines = rows.read(place / "rows.csv", "", "")
    given = {"system": "http://economy.inside"} if name == "invoice_reminders" else {}
    with clock.held(day):
        for row in lines[: chance.randint(2, 5)]:
            runtime.start(
                process, variables={**row.variables, **given}, business_key=f"{day:%m} {row.key}", organisation=town
            )
        Worker().drain()
    with clock.held(day + timedelta(hours=1)):
        for task in Task.objects.filter(state=Task.OPEN, case__process=process):
            runtime.complete(task, by="person:1", seconds_spent=chance.randint(60, 400))
        Worker().drain()


def test_a_year_of_six_processes_has_an_account_each_with_planned_measured_and_realised(town: Organisation) -> None:
    keys = dict(account.processes_of(town))
    assert len(keys) == 6
    for number, key in enumerate(keys):
        Plan.objects.create(
            organisation=town, process=key, year=YEAR, volume=60, minutes_each=12, residual_each=2, upkeep_hours=2,
            purpose="Mer tid för möten", stated_by="person:1",
        )  # fmt: skip
        Upkeep.objects.create(
            organisation=town, process=key, on=date(YEAR, 3, 1), hours=Decimal("0.5"), what="Ny regel", stated_by="p"
        )
        Realised.objects.create(
            organisation=town, process=key, since=date(YEAR, 1, 1), until=date(YEAR, 12, 31), hours=1 + number,
            kind="redistributed", used_for="Möten", manager="Rut Chef", stated_by="p",
        )  # fmt: skip
    for key in keys:
        found = account.of(key, town, YEAR)
        active = [month for month in found.months.values() if month.by_hand]
        assert len(active) == 12, key
        assert found.planned == 480
        assert found.realised_minutes >= 60
        assert found.totals.net == found.totals.by_hand - found.totals.residual - found.totals.incidents - 30
        assert found.totals.by_hand == sum((line.minutes for line in found.lines), Decimal(0))
        assert round(found.totals.residual * 60) == _seconds(town, key)
    _follow_down(town)


def _seconds(town: Organisation, key: str) -> int:
    done = Task.objects.filter(case__organisation=town, case__process__key=key, state=Task.COMPLETED)
    return sum(done.values_list("seconds_spent", flat=True))


def _follow_down(town: Organisation) -> None:
    """Hand the report on, and follow a figure down to its cases."""
    person = Person.objects.create_person(email="rut@vara.example", name="Rut Chef")
    Membership.objects.create(person=person, organisation=town, role="administrator")
    manager = Client()
    manager.force_login(person)
    at = "/desk/time-freed/benefit/"
    assert manager.get(f"{at}?year={YEAR}").status_code == 200
    assert manager.get(f"{at}vara/report.pdf?year={YEAR}").content[:5] == b"%PDF-"
    page = manager.get(f"{at}vara/fireplace-notification/?year={YEAR}").content.decode()
    assert "/desk/cases/?process=fireplace-notification" in page
    listed = manager.get("/desk/cases/?process=fireplace-notification&state=all").content.decode()
    assert Case.objects.filter(process__key="fireplace-notification").count() > 20
    assert "Anmälan om eldstad" in listed
