"""Trained processes with their samples: the clear is done; the doubtful and wrong end with a person, never a guess.

Each test runs a folder of `gorel.robots.trained` as `gorel run` does, in this process.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from gorel.ability import Context, double, grants
from gorel.cases import deployment, programs, queries, runtime, travel
from gorel.cases.models import Case, Process, Task
from gorel.cases.worker import Worker
from gorel.ground import clock
from gorel.robots import trained
from gorel.robots.given import Given
from gorel.robots.sheet import robot as sheets
from gorel.robots.trained.small_system import SmallSystem, load
from gorel.site.running import home, outcome, rows
from gorel.site.running.feeding import Feeder
from postbox import Postbox

TRAINED = Path(trained.__file__).parent
SOURCES = Path(__file__).parents[2] / "src"
CONTEXT = Context(job_key="c:1", case="c")
Run = Callable[..., list[outcome.Result]]


@pytest.fixture
def desk(tmp_path: Path, db: None) -> Iterator[SimpleNamespace]:
    """A copy of sample data with folders granted, and a way to run a trained process over its rows."""
    programs.forget()
    for name in ("ut", "arkiv", "bevis"):
        (tmp_path / name).mkdir()
    before = grants.present()

    def run(name: str, *, folders: dict[str, str], given: dict[str, Any] | None = None) -> list[outcome.Result]:
        shutil.copytree(TRAINED / name / "sample", tmp_path, dirs_exist_ok=True)
        places = {"ut": "ut", "arkiv": "arkiv", "bevis": "bevis", **folders}
        grants.use(Given(folders={name: str(tmp_path / place) for name, place in places.items()}))
        picture = next((TRAINED / name).glob("*.bpmn"))
        deployed = deployment.deploy(home.with_neighbours([picture]))
        # A gap in a table is meant: what no rule knows ends as an incident.
        assert {warning.code for warning in deployed.warnings} <= {"dmn.gap"}
        process = Process.objects.get(resource__name=picture.name)
        _, lines = rows.read(tmp_path / "rows.csv", "", "")
        Feeder(process, lines, given or {}).feed()
        Worker().drain()
        return list(outcome.results(process, lines, "sv"))

    yield SimpleNamespace(run=run, place=tmp_path)
    grants.use(before)
    programs.forget()


def said(found: list[outcome.Result]) -> list[str]:
    return [result.outcome for result in found]


def table(path: Path, **columns: str) -> list[dict[str, Any]]:
    before = grants.use(Given(folders={"x": str(path.parent)}))
    try:
        return sheets.read(sheets.ToRead(file=f"x/{path.name}", columns=columns), CONTEXT).rows
    finally:
        grants.use(before)


def answer(name: str, **variables: Any) -> None:
    for task in Task.objects.filter(state=Task.OPEN, name=name):
        runtime.complete(task, variables=variables, by="person:1")
    Worker().drain()


def test_reminders_are_answered_by_what_the_finance_system_says(desk, postbox: Postbox) -> None:
    invoices = load(TRAINED / "invoice_reminders/sample/economy.csv")

    def look_up(given: Any) -> dict[str, Any]:
        number = given.steps[4].value
        return {"values": {"hits": [one for one in invoices if one["Fakturanr"] == number]}, "steps": 7}

    with double("browser.run", look_up) as calls:
        found = desk.run(
            "invoice_reminders", folders={"brev": "brev", "mallar": "mallar"}, given={"system": "http://economy.inside"}
        )
    by_hand = "väntar på en människa: Svara på påminnelsen själv"
    assert said(found) == ["klart"] * 5 + [by_hand] * 3 + ["avvikelse"]
    assert "brev/brev-saknas.eml finns inte" in found[8].trouble
    assert [call.steps[2].value for call in calls] == ["secrets.ECONOMY"] * 9
    assert [(letter["To"], letter["Subject"]) for letter in postbox.letters] == [
        (f"Leverantör {number} <faktura{number}@leverantor.example>", f"Sv: Påminnelse om faktura 100{number}")
        for number in range(1, 6)
    ]
    texts = [letter.get_body(("plain",)).get_content() for letter in postbox.letters]
    assert "Faktura 1001 på 12 500,00 kr betalades den 2026-10-01." in texts[0]
    assert "Vi hittar ingen faktura med nummer 1005." in texts[4]
    assert "leverantor.example" not in str([queries.variables(case) for case in Case.objects.all()])


def test_cash_differences_are_written_judged_and_given_to_a_person(desk) -> None:
    found = desk.run("cash_reconciliation", folders={"kassa": "."})
    investigate = "väntar på en människa: Utred kassaskillnader"
    assert said(found) == ["klart", "klart", investigate, investigate, "avvikelse", "avvikelse"]
    assert "kassa-16.csv!B5 (Belopp): ”ca 8 000” är inget tal" in found[4].trouble
    assert "”Angered” står på två rader i kassa/kassa-17.csv" in found[5].trouble
    written = table(desk.place / "ut/avstämning.xlsx", Skillnad="number")
    assert [(row["Dag"][-2:], row["Vårdcentral"], row["Slag"], row["Skillnad"], row["Åtgärd"]) for row in written] == [
        ("13", "Biskopsgården", "skillnad", 5, "anteckna"),
        ("13", "Centrum", "skillnad", 20, "följ upp"),
        ("14", "Angered", "skillnad", 1000, "utred nu"),
        ("14", "Centrum", "inte bokförd", 0, "utred nu"),
        ("15", "Angered", "skillnad", 5, "utred nu"),
    ]
    answer("Utred kassaskillnader", cause="felslag")
    assert Case.objects.filter(state=Case.COMPLETED).count() == 4


def test_files_are_counted_and_what_is_missing_raises_an_alarm(desk) -> None:
    found = desk.run("invoice_files", folders={"filer": "files"})
    missing = "väntar på en människa: Kontakta förvaltningen om filer"
    assert said(found) == ["klart", "klart", missing, "klart", "avvikelse", "avvikelse"]
    assert "Hur många väntas?" in found[4].trouble  # a department that no rule knows
    assert "filer/finns-inte finns inte" in found[5].trouble
    written = table(desk.place / "ut/fakturafiler.csv", Antal="whole")
    assert [(row["Förvaltning"], row["Antal"], row["Läge"]) for row in written] == [
        ("Sjukhuset", 3, "stämmer"), ("Kultur", 1, "stämmer"), ("Sjukhuset", 1, "saknas"), ("Kultur", 0, "stämmer"),
    ]  # fmt: skip


def test_a_fireplace_is_prepared_and_a_person_decides(desk) -> None:
    found = desk.run("fireplace", folders={})
    decide, handle = "väntar på en människa: Besluta om startbesked", "väntar på en människa: Handlägg anmälan"
    assert said(found) == [decide, handle, handle, handle, handle, "avvikelse", "avvikelse"]
    assert os.listdir(desk.place / "ut") == ["startbesked-E2026-1.pdf"]
    answer("Besluta om startbesked", decision="yes")
    assert Case.objects.get(business_key="rad 2").state == Case.COMPLETED


def test_school_transport_is_proposed_and_decided_by_a_handler(desk) -> None:
    found = desk.run("school_transport", folders={"register": "."})
    decide = "väntar på en människa: Besluta om skolskjuts"
    assert said(found) == [decide] * 5 + ["avvikelse"] * 2  # a year that no rule knows; nobody in the registers
    proposals = [result.variables["proposal"] for result in found[:5]]
    assert proposals == ["bevilja", "avslå", "bevilja", "utred", "utred"]
    answer("Besluta om skolskjuts", decision="yes", reason="Enligt reglerna.")
    assert sorted(os.listdir(desk.place / "ut")) == [f"skolskjuts-S-10{number}.pdf" for number in range(1, 6)]


def test_a_summer_job_is_offered_by_the_rules_and_all_else_decided_by_a_person(desk) -> None:
    found = desk.run("summer_jobs", folders={"platser": "."})
    decide = "väntar på en människa: Pröva ansökan om feriejobb"
    # The last two: a place that the list does not have, and an age that nobody wrote.
    assert said(found) == ["klart", *[decide] * 4, "avvikelse", "avvikelse"]
    assert [result.variables["förslag"] for result in found[:5]] == ["erbjud", "reserv", "avslå", "avslå", "reserv"]
    offers = table(desk.place / "ut/erbjudanden.csv", Ansökan="text")
    assert [(row["Ansökan"], row["Arbetsplats"]) for row in offers] == [("F-1", "Biblioteket")]
    answer("Pröva ansökan om feriejobb", decision="wait", reason="Reserv.")
    assert Case.objects.filter(state=Case.COMPLETED).count() == 5


def test_contracts_wait_for_both_remind_and_are_withdrawn(
    desk, postbox: Postbox, pinned: Callable[[str], None]
) -> None:
    pinned("2026-10-16 09:00")
    found = desk.run("employment_contracts", folders={})
    by_hand = "väntar på en människa: Ta hand om avtalet"
    waits = "väntar på besked: Någon har skrivit under"
    assert said(found) == [waits, waits, by_hand, by_hand, "avvikelse", "avvikelse"]
    assert [letter["To"] for letter in postbox.letters] == ["kim@example.org", "alex@example.org"]
    assert [part.get_filename() for part in postbox.letters[0].iter_attachments()] == ["avtal-A-1.pdf"]
    for part in ("arbetsgivare", "arbetsgivare", "arbetstagare"):  # the same party twice counts once
        assert runtime.publish("avtal.underskrivet", "A-1", {"part": part}) == 1
        Worker().drain()
    assert Case.objects.get(business_key="rad 2").state == Case.COMPLETED
    assert os.listdir(desk.place / "arkiv") == ["avtal-A-1.pdf"]
    assert [row["Avtal"] for row in table(desk.place / "ut/lön.csv", Avtal="text")] == ["A-1"]
    travel.to(datetime(2026, 10, 31, 9, tzinfo=clock.ZONE))
    assert [letter["Subject"] for letter in postbox.to("alex@example.org")] == [
        "Anställningsavtal att skriva under", *["Påminnelse: anställningsavtal att skriva under"] * 4,
    ]  # fmt: skip
    assert Case.objects.get(business_key="rad 3").state == Case.COMPLETED
    assert os.listdir(desk.place / "ut").count("avtal-A-2.pdf") == 1


def test_every_trained_process_has_all_that_a_process_needs() -> None:
    folders = [path for path in sorted(TRAINED.iterdir()) if (path / "sample").is_dir()]
    assert len(folders) == 7
    for folder in folders:
        kinds = {path.suffix for path in folder.iterdir()}
        assert {".bpmn", ".dmn", ".form", ".md"} <= kinds, folder.name
        assert "gorel run" in (folder / "README.md").read_text(encoding="utf-8")
        assert b"gorel.baseline.minutes" in next(folder.glob("*.bpmn")).read_bytes()


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.browser
def test_reminders_run_at_ones_desk_with_a_real_browser_and_real_mail(tmp_path: Path, postbox: Postbox) -> None:
    shutil.copytree(TRAINED / "invoice_reminders/sample", tmp_path, dirs_exist_ok=True)
    (tmp_path / "bevis").mkdir()
    with SmallSystem(load(tmp_path / "economy.csv"), password="hemligt sesam") as system:
        threading.Thread(target=system.serve_forever, args=(0.01,), daemon=True).start()
        settings = {name: value for name, value in os.environ.items() if not name.startswith("GOREL_")}
        settings |= {
            "PYTHONPATH": str(SOURCES), "ECONOMY_PASSWORD": "hemligt sesam",
            "GOREL_SMTP": f"smtp://{postbox.host}:{postbox.port}",
        }  # fmt: skip
        picture = TRAINED / "invoice_reminders/invoice-reminder.bpmn"
        ran = subprocess.run(
            [sys.executable, "-m", "gorel", "run", str(picture), "--each", "rows.csv", "--folder", "brev=brev",
             "--folder", "mallar=mallar", "--folder", "bevis=bevis", "--reach", "127.0.0.1", "--set",
             f"system={system.address}", "--secret", "ECONOMY@127.0.0.1=ECONOMY_PASSWORD"],
            cwd=tmp_path, env=settings, capture_output=True, text=True, timeout=280,
        )  # fmt: skip
        system.shutdown()
    assert ran.returncode == 1, ran.stderr
    found = table(tmp_path / "rows-resultat.xlsx", Utfall="text")
    by_hand = "väntar på en människa: Svara på påminnelsen själv"
    assert [row["Utfall"] for row in found] == ["klart"] * 5 + [by_hand] * 3 + ["avvikelse"]
    assert len(postbox.letters) == 5
    left = [path for path in tmp_path.rglob("*") if path.is_file() and b"hemligt sesam" in path.read_bytes()]
    assert left == []
    assert "hemligt" not in ran.stdout + ran.stderr
