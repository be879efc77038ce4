"""A system without an API, driven in a real browser, step by step."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path

import msgspec
import pytest

from gorel.ability import Context, Doubt, Refused, grants
from gorel.robots.browser import robot
from gorel.robots.browser.steps import Step, Steps
from gorel.robots.given import Given
from gorel.robots.trained.small_system import SmallSystem

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is not here: sudo apt install chromium"),
]
CONTEXT = Context(job_key="c:1", case="c", type="browser.run")
INVOICES = [
    {"Fakturanr": "1001", "Leverantör": "Åkes", "Belopp": "12 500,00", "Status": "Betald", "Betaldag": "2026-10-01"},
    {"Fakturanr": "1002", "Leverantör": "Öbergs", "Belopp": "7,00", "Status": "Attesteras", "Betaldag": ""},
    {"Fakturanr": "1002", "Leverantör": "Öbergs", "Belopp": "7,00", "Status": "Betald", "Betaldag": "2026-10-02"},
]  # fmt: skip


@pytest.fixture
def system(tmp_path: Path) -> Iterator[SmallSystem]:
    with SmallSystem(INVOICES, password="mycket hemligt") as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        secrets = {("ECONOMY", "127.0.0.1"): "mycket hemligt"}
        before = grants.use(Given(folders={"bevis": str(tmp_path)}, secrets=secrets, hosts=["127.0.0.1"]))
        yield server
        grants.use(before)
        server.shutdown()


def run(*steps: dict[str, object]) -> object:
    """Drive the browser as a worker does: in a thread of its own, whatever else drives one here."""
    wanted = Steps(steps=msgspec.convert(list(steps), list[Step]), evidence="bevis/fel")
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(copy_context().run, robot.run, wanted, CONTEXT).result()


def login(system: SmallSystem) -> list[dict[str, object]]:
    return [
        {"do": "open", "url": system.address},
        {"do": "fill", "label": "Användare", "value": "görel"},
        {"do": "fill", "label": "Lösenord", "value": "secrets.ECONOMY"},
        {"do": "click", "role": "button", "name": "Logga in"},
    ]


@pytest.mark.slow
def test_she_logs_in_searches_reads_downloads_and_fills_in_a_form(system: SmallSystem, tmp_path: Path) -> None:
    done = run(
        *login(system),
        {"do": "fill", "label": "Fakturanummer", "value": "1001"},
        {"do": "click", "role": "button", "name": "Sök"},
        {"do": "read", "role": "status", "into": "hits"},
        {"do": "read-table", "role": "table", "name": "Träffar", "into": "invoices"},
        {"do": "download", "text": "Hämta lista", "file": "bevis/lista.csv"},
        {"do": "click", "text": "Ny notering"},
        {"do": "fill", "label": "Fakturanummer", "value": "1001"},
        {"do": "choose", "label": "Slag", "value": "Påminnelse besvarad"},
        {"do": "check", "label": "Brådskande"},
        {"do": "click", "role": "button", "name": "Spara"},
        {"do": "read", "role": "status", "into": "receipt"},
    )
    assert done.values["hits"] == "1 träffar"
    assert done.values["invoices"] == [INVOICES[0]]
    assert done.values["receipt"] == "Sparad som nr 1"
    assert (tmp_path / "lista.csv").read_text(encoding="utf-8").startswith("Fakturanr;Leverantör")
    assert system.notes == [{"number": "1001", "kind": "Påminnelse besvarad", "urgent": "on"}]


@pytest.mark.slow
def test_what_is_not_there_is_a_doubt_with_a_picture_and_what_is_there_twice_too(
    system: SmallSystem, tmp_path: Path
) -> None:
    gone = run(*login(system), {"do": "click", "role": "button", "name": "Attestera", "seconds": 0.5})
    assert isinstance(gone, Doubt)
    assert gone.code == "browser.not-found"
    assert gone.text["sv"].startswith("Steg 5 (click): button ”Attestera” finns inte på sidan efter 0.5 sekunder.")
    assert gone.data["screenshot"] == "bevis/fel/c-1-1.png"
    assert (tmp_path / "fel/c-1-1.png").read_bytes().startswith(b"\x89PNG")
    assert "Fakturanummer" in (tmp_path / "fel/c-1-1.txt").read_text(encoding="utf-8")
    assert "mycket hemligt" not in str(gone)
    twice = run(*login(system), {"do": "read", "css": "a"})
    assert twice.code == "browser.several"


@pytest.mark.slow
def test_nothing_inside_is_reached_that_was_not_granted(system: SmallSystem) -> None:
    grants.use(Given(hosts=["localhost"]))
    with pytest.raises(Refused, match=r"127\.0\.0\.1 is a private address"):
        run({"do": "open", "url": system.address})
    with pytest.raises(Refused, match="begins with"):
        run({"do": "open", "url": "file:///etc/passwd"})
    assert system.sessions == set()
