"""The seven trained processes inside `gorel up`: deployed, granted what they need, and started by what starts them.

Letters in a real mailbox, files in a folder and rows of sheets begin their cases; a real browser, a real mail server
and a small system do the rest. What becomes of them is what becomes of the same samples under `gorel run`.
"""

from __future__ import annotations

import imaplib
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import template
from browsers import chromium
from gorel.robots import trained
from gorel.robots.trained.small_system import SmallSystem, load
from gorel.site.running import rows
from postbox import open_postbox
from robots.test_post import imap  # noqa: F401 - a real IMAP server

TRAINED = Path(trained.__file__).parent
SOURCES = Path(__file__).parents[2] / "src"
KINDS = (".bpmn", ".dmn", ".form")
BY_SHEET = {
    "invoice_files": "",
    "fireplace": "Ärendenr",
    "school_transport": "Ansökan",
    "employment_contracts": "Avtal",
    "summer_jobs": "Ansökan",
}
SUPPLIERS = [
    "Åkes Bygg AB",
    "Öbergs Papper",
    "Nilssons El",
    *["Åkes Bygg AB"] * 2,
    "Öbergs Papper",
    *["Nilssons El"] * 2,
]

COMMANDS = """
import json, sys
from gorel.site.command import main
for words in json.load(sys.stdin):
    try:
        main(words)
    except SystemExit as end:
        assert not end.code, words
"""

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.timeout(400)]


class Town:
    """A home with folders, what is granted in it, and `gorel up`."""

    def __init__(self, place: Path, environment: dict[str, str]) -> None:
        self.place, self.home = place, place / "home"
        settings = {name: value for name, value in os.environ.items() if not name.startswith("GOREL_")}
        settings.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
        self._settings = {**settings, "GOREL_HOME": str(self.home), "PYTHONPATH": str(SOURCES), **environment}
        template.copy_to(self.home / "gorel.sqlite3")
        self.up: subprocess.Popen[bytes] | None = None
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]

    def gorel(self, *lines: list[str]) -> None:
        """Give commands, one after the other, in one process: starting costs more than most of them."""
        done = subprocess.run(
            [sys.executable, "-c", COMMANDS], env=self._settings, capture_output=True, text=True, check=False,
            input=json.dumps(lines),
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr

    def begin(self) -> None:
        line = [sys.executable, "-m", "gorel", "up", "--port", str(self.port)]
        self.up = subprocess.Popen(line, env=self._settings)

    def end(self) -> None:
        if self.up is not None:
            self.up.send_signal(signal.SIGTERM)
            assert self.up.wait(60) == 0

    def states(self) -> dict[str, Counter[str]]:
        """Return how many cases of each process are in each state; who waits for a person says so."""
        with closing(sqlite3.connect(self.home / "gorel.sqlite3")) as database:
            found: dict[str, Counter[str]] = {}
            asked = (
                "select p.key, case"
                " when exists (select 1 from cases_task t where t.case_id = c.id and t.state = 'open')"
                " then 'person' else c.state end from cases_case c join cases_process p on p.id = c.process_id"
            )
            for process, state in database.execute(asked):
                found.setdefault(process, Counter())[state] += 1
            return found

    def troubles(self) -> list[str]:
        """Return what stands still, for whoever must mend a red test."""
        with closing(sqlite3.connect(self.home / "gorel.sqlite3")) as database:
            asked = "select i.element, i.problem from cases_incident i where i.state = 'open' order by i.id desc"
            return [f"{element}: {problem[:300]}" for element, problem in database.execute(asked).fetchmany(8)]

    def until(self, process: str, **wanted: int) -> None:
        deadline = time.monotonic() + 150
        while self.states().get(process) != Counter(wanted):
            assert time.monotonic() < deadline, (process, wanted, self.states().get(process), self.troubles())
            time.sleep(0.2)


def starter(name: str, *, process: str, id: str, **changes: str) -> bytes:
    """Return one of the pictures that start work, as a person would fill it in, for one look a second from now."""
    text = (TRAINED / "starting" / f"start-from-{name}.bpmn").read_text(encoding="utf-8")
    text = text.replace(f'id="start-from-{name}"', f'id="{id}"').replace(
        f'Element="start-from-{name}"', f'Element="{id}"'
    )
    text = re.sub(r'"(file|mail|row)-case"', f'"{process}"', text).replace("R/PT5M", "R1/PT1S")
    for change in changes.values():
        before, after = change.split(" => ")
        assert before in text, before
        text = text.replace(before, after)
    return text.encode()


def kinds(path: Path) -> str:
    """Return the columns of a sheet with their kinds, as FEEL."""
    headings, found = rows.read(path, "", "")
    named = {}
    for heading in headings:
        values = [row.variables[heading] for row in found if row.variables[heading] is not None]
        is_text = any(isinstance(value, str) for value in values)
        named[heading] = "text" if is_text else "yes-no" if isinstance(values[0], bool) else "number"
    return json.dumps(named, ensure_ascii=False)


@pytest.fixture
def town(tmp_path: Path, imap: int) -> Iterator[Town]:  # noqa: F811
    if chromium() is None:
        pytest.skip("Chromium is not here; install it with: sudo apt install chromium")
    economy = load(TRAINED / "invoice_reminders/sample/economy.csv")
    with open_postbox() as box, SmallSystem(economy, password="hemligt sesam") as system:
        threading.Thread(target=system.serve_forever, args=(0.01,), daemon=True).start()
        town = Town(tmp_path, {"GOREL_SMTP": f"smtp://{box.host}:{box.port}", "ECONOMY": "hemligt sesam"})
        town.letters = box.letters  # type: ignore[attr-defined]
        town.system = system.address  # type: ignore[attr-defined]
        town.imap = imap  # type: ignore[attr-defined]
        yield town
        if town.up is not None and town.up.poll() is None:
            town.up.terminate()  # its children end with it
            town.up.wait(60)
        system.shutdown()


def prepare(town: Any) -> dict[str, bytes]:
    """Lay out samples, fill the mailbox, grant what is needed; return the pictures that start work."""
    place, pictures = town.place, {}
    granted = {
        "ut": "ut", "arkiv": "arkiv", "bevis": "bevis", "post": "post", "mallar": "invoice_reminders/mallar",
        "filer": "invoice_files/files", "register": "school_transport", "kassa": "kassa", "in": "lists",
        "platser": "summer_jobs",
    }  # fmt: skip
    for name in ("invoice_reminders", *BY_SHEET):
        shutil.copytree(TRAINED / name / "sample", place / name)
    for name in ("ut", "arkiv", "bevis", "post", "kassa", "lists", "kassa/nya"):
        (place / name).mkdir(exist_ok=True)
    for name, key in BY_SHEET.items():
        (place / "lists" / f"{name}.csv").write_bytes((place / name / "rows.csv").read_bytes())
        process = next((TRAINED / name).glob("*.bpmn")).stem
        pictures[f"look-{name}.bpmn"] = starter(
            "sheet", process=process, id=f"look-{name}",
            file=f"in/lista.xlsx => in/{name}.csv",
            columns='{Nummer: "text"} => ' + kinds(place / "lists" / f"{name}.csv"),
            once="=row.Nummer => =row." + (key or "Dag + row.Förvaltning"),
        )  # fmt: skip
    # Cash reports come as files, with the books beside them.
    for path in (TRAINED / "cash_reconciliation/sample").glob("*-1?.csv"):
        (place / "kassa" / ("nya" if path.name.startswith("kassa") else "") / path.name).write_bytes(path.read_bytes())
    day = "substring(entry.name, 7, 2)"
    age = f'Ålder: if {day} = "15" then 9 else 1'
    names = f'Kassarapport: "klara/" + entry.name, Bokfört: "bok-" + {day} + ".csv"'
    report = f'{{Dag: "2026-10-" + {day}, {age}, {names}}}'
    pictures["look-cash.bpmn"] = starter(
        "folder", process="cash-reconciliation", id="look-cash",
        variables='{Fil: "in/klara/" + entry.name} => ' + report,
        folder="in/ => kassa/",
    )  # fmt: skip
    # Reminders come as letters.
    box = imaplib.IMAP4("127.0.0.1", town.imap)
    box.login("demouser", "demopass")
    box.create("Klart")
    box.select("INBOX")
    box.store("1:*", "+FLAGS", "\\Deleted")
    box.expunge()
    for number in range(1, 9):
        letter = (place / f"invoice_reminders/brev/brev-{number}.eml").read_bytes()
        box.append("INBOX", None, None, letter.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    box.logout()
    number = "letter.references[1]"
    suppliers = "[" + ", ".join(f'"{name}"' for name in SUPPLIERS) + "]"
    supplier = f"{suppliers}[number({number}) - 1000]"
    facts = f'Fakturanr: {number}, Leverantör: {supplier}, system: "{town.system}"}}'
    pictures["look-mail.bpmn"] = starter(
        "mail", process="invoice-reminder", id="look-mail",
        server=f"imaps://mail.example.org => imap://127.0.0.1:{town.imap}", user='="gorel" => ="demouser"',
        find="\\\\b\\\\d{4,}\\\\b => \\\\b10\\\\d\\\\d\\\\b",
        variables="Bilagor: letter.attachments, Nummer: letter.references} => " + facts,
    )  # fmt: skip
    (place / "mail-password").write_text("demopass", encoding="ascii")
    town.gorel(
        *(["grant", "folder", name, str(place / folder), "--write"] for name, folder in granted.items()),
        ["grant", "host", "127.0.0.1"],
        ["secret", "set", "MAIL", "--file", str(place / "mail-password")],
        ["secret", "grant", "MAIL", "mail.fetch", "127.0.0.1"],
        ["secret", "set", "ECONOMY", "--env", "ECONOMY"],
        ["secret", "grant", "ECONOMY", "browser.run", "127.0.0.1"],
    )
    return pictures


def test_letters_files_and_sheets_start_the_trained_processes_in_a_running_town(town: Any) -> None:
    pictures = prepare(town)
    for name, data in pictures.items():
        (town.place / name).write_bytes(data)
    taught = [
        ["deploy", *(str(path) for path in sorted((TRAINED / name).iterdir()) if path.suffix in KINDS)]
        for name in ("cash_reconciliation", "invoice_reminders", *BY_SHEET)
    ]
    town.gorel(*taught, ["deploy", *(str(town.place / name) for name in pictures)])
    town.begin()
    town.until("invoice-file-count", completed=3, person=1, incident=2)
    town.until("cash-reconciliation", completed=2, person=2, incident=2)
    town.until("school-transport", person=5, incident=2)
    town.until("fireplace-notification", person=5, incident=2)
    town.until("employment-contract", running=2, person=2, incident=2)
    town.until("invoice-reminder", completed=5, person=3)
    town.until("summer-job", completed=1, person=4, incident=2)
    assert sorted(os.listdir(town.place / "kassa/klara")) == [f"kassa-{day}.csv" for day in range(12, 18)]
    assert sorted(letter["To"].addresses[0].addr_spec for letter in town.letters) == sorted(
        [*(f"faktura{number}@leverantor.example" for number in range(1, 6)), "kim@example.org", "alex@example.org"]
    )
    for looked in ("look-cash", "look-mail", *(f"look-{name}" for name in BY_SHEET)):
        assert town.states()[looked] == Counter(completed=1), looked
    with urllib.request.urlopen(f"http://127.0.0.1:{town.port}/health/ready") as answer:
        assert answer.status == 200
    town.end()
    left = [path for path in town.place.rglob("*") if path.is_file() and b"hemligt sesam" in path.read_bytes()]
    assert left == [], "no secret is written anywhere"
