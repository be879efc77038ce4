"""`gorel run`: a spreadsheet and a picture become done work, and what is not done is said row by row."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gorel.site.command import Trouble
from gorel.site.running import home, progress, rows
from sorting import PICTURE, RULES

SOURCES = Path(__file__).parents[2] / "src"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with a picture, its rules, rows and files, as a person would have it."""
    (tmp_path / "sorting.bpmn").write_text(PICTURE, encoding="utf-8")
    (tmp_path / "size.dmn").write_text(RULES, encoding="utf-8")
    for folder in ("in", "out"):
        (tmp_path / folder).mkdir()
    return tmp_path


def command(desk: Path, *more: str) -> subprocess.Popen[str]:
    settings = {name: value for name, value in os.environ.items() if not name.startswith("GOREL_")}
    settings |= {"PYTHONPATH": str(SOURCES)}
    line = [sys.executable, "-m", "gorel", "run", "sorting.bpmn", "--each", "rader.csv", "--folder", "in=in"]
    return subprocess.Popen(
        [*line, "--folder", "out=out", *more], cwd=desk, env=settings,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def result(desk: Path) -> list[tuple[str, str]]:
    _, found = rows.read(desk / "rader-resultat.xlsx", "", "")
    return [(row.variables["Utfall"], row.variables["Att se över"] or "") for row in found]


@pytest.mark.slow
def test_a_row_is_done_or_says_why_not_and_goes_on_later(desk: Path) -> None:
    (desk / "rader.csv").write_text("Fil;Belopp\na.txt;12,50\nb.txt;5 000\nsaknas.txt;1\na.txt;\n", encoding="utf-8")
    for name in ("a.txt", "b.txt"):
        (desk / "in" / name).write_text(name, encoding="utf-8")
    ran = command(desk)
    said, _ = ran.communicate(timeout=100)
    assert ran.returncode == 1, said
    outcomes = result(desk)
    assert [outcome for outcome, _ in outcomes] == ["klart", "väntar på en människa: Godkänn", "avvikelse", "avvikelse"]
    assert "in/saknas.txt finns inte. Rätta orsaken först." in outcomes[2][1]
    assert outcomes[3][1].startswith("Stor?: ")
    assert (desk / "out/a.txt").read_text() == "a.txt"
    assert "Frigjord tid" in said
    again = command(desk)
    assert "--resume" in again.communicate(timeout=100)[0]
    (desk / "svar.toml").write_text('["Godkänn"]\nsvar = true\n', encoding="utf-8")
    resumed = command(desk, "--resume", "--answers", "svar.toml")
    said, _ = resumed.communicate(timeout=100)
    assert [outcome for outcome, _ in result(desk)] == ["klart", "klart", "avvikelse", "avvikelse"], said
    assert (desk / "out/b.txt").read_text() == "b.txt"


FORM = {"id": "approve", "components": [
    {"type": "checkbox", "key": "ok", "label": "Godkänns"},
    {"type": "number", "key": "antal", "label": "Antal", "validate": {"required": True}},
]}  # fmt: skip


def with_a_form(desk: Path) -> None:
    asked = PICTURE.replace("<zeebe:userTask/>", '<zeebe:userTask/><zeebe:formDefinition formId="approve"/>')
    (desk / "sorting.bpmn").write_text(asked, encoding="utf-8")
    (desk / "approve.form").write_text(json.dumps(FORM), encoding="utf-8")


@pytest.mark.slow
def test_people_answer_at_the_terminal_and_see_how_far_it_is(desk: Path) -> None:
    with_a_form(desk)
    (desk / "rader.csv").write_text("Fil;Belopp\na.txt;12\nb.txt;5000\nc.txt;6000\n", encoding="utf-8")
    for name in ("a.txt", "b.txt", "c.txt"):
        (desk / "in" / name).write_text(name, encoding="utf-8")
    settings = {name: value for name, value in os.environ.items() if not name.startswith("GOREL_")}
    settings |= {"PYTHONPATH": str(SOURCES), "TERM": "xterm"}
    ours, theirs = pty.openpty()
    line = [
        sys.executable, "-m", "gorel", "run", "sorting.bpmn", "--each", "rader.csv", "--folder", "in=in",
        "--folder", "out=out", "--answers", "ask", "--parallel", "1", "--set", "Ort=Åmål", "--out", "klart.csv",
    ]  # fmt: skip
    ran = subprocess.Popen(line, cwd=desk, env=settings, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    said = ""

    def until(text: str) -> None:
        nonlocal said
        at = len(said)
        while text not in said[at:]:
            assert select.select([ours], [], [], 60)[0], said
            said += os.read(ours, 65536).decode(errors="replace")

    until("Svara nu? [J/n]")
    os.write(ours, b"\n")
    until("Godkänns (ja / nej):")
    os.write(ours, b"ja\n")
    until("Antal:")
    os.write(ours, b"inget\n")
    until("Antal:")  # it says what is wrong, and asks again
    os.write(ours, b"7\n")
    until("Svara nu? [J/n]")
    os.write(ours, b"n\n")
    until("Resultat: klart.csv")
    os.close(ours)
    assert ran.wait(30) == 1
    assert said.count("Svara nu?") == 2, "what is left open is not asked about again"
    assert "Problem(" not in said
    assert "Arbetar" in said
    assert re.search(r"\d/3", said), "how many rows are done"
    _, found = rows.read(desk / "klart.csv", "", "")
    assert [(row.variables["Utfall"], row.variables["antal"], row.variables["Ort"]) for row in found] == [
        ("klart", None, "Åmål"), ("klart", 7, "Åmål"), ("väntar på en människa: Godkänn", None, "Åmål"),
    ]  # fmt: skip


@pytest.mark.slow
def test_tasks_are_answered_from_a_sheet_row_by_row(desk: Path) -> None:
    with_a_form(desk)
    (desk / "rader.csv").write_text("Fil;Belopp\na.txt;5000\nb.txt;6000\n", encoding="utf-8")
    for name in ("a.txt", "b.txt"):
        (desk / "in" / name).write_text(name, encoding="utf-8")
    (desk / "svar.csv").write_text("rad;uppgift;ok;antal\n3;Godkänn;ja;4\n", encoding="utf-8")
    ran = command(desk, "--answers", "svar.csv")
    said, _ = ran.communicate(timeout=100)
    assert [outcome for outcome, _ in result(desk)] == ["väntar på en människa: Godkänn", "klart"], said
    nobody = command(desk, "--resume", "--answers", "skip")
    assert nobody.communicate(timeout=100)[0].count("väntar på en människa") == 1
    refusals = {
        ("--answers", "ask"): "needs a terminal", ("--answers", "saknas.toml"): "saknas.toml",
        ("--parallel", "0"): "counts from 1", ("--out", "x.txt"): "is written to",
    }  # fmt: skip
    for refused, why in refusals.items():
        wrong = command(desk, "--resume", *refused)
        assert why in wrong.communicate(timeout=100)[0]
        assert wrong.returncode == 1


def test_a_bar_says_how_far_how_fast_and_how_long(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", screen)
    with progress.Progress(1000, "sv") as bar:
        for count in (0, 100, 200, 300):
            bar.over(count)
            time.sleep(0.05)
        with bar.hidden():
            print("Svara nu?", file=screen)
    said = re.sub("\x1b\\[[0-9;?]*[A-Za-z]", "", screen.getvalue())
    assert "Arbetar" in said
    assert "300/1000" in said
    assert re.search(r"\d{3,}/s", said), "rows a second"
    assert re.search(r"0:00:0\d", said), "how long is left"


def test_a_log_gets_a_line_now_and_then_instead_of_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    log = io.StringIO()
    monkeypatch.setattr(sys, "stderr", log)
    monkeypatch.setattr(progress, "BETWEEN_LINES", 0.0)
    with progress.Progress(10, "en") as bar:
        bar.over(3)
    assert log.getvalue() == "3 / 10 rows done\n"


def test_what_comes_along_comes_in_the_same_order_each_time(desk: Path) -> None:
    with_a_form(desk)
    found = [name for name, _ in home.with_neighbours([desk / "sorting.bpmn"])]
    assert found == ["sorting.bpmn", "approve.form", "size.dmn"]


@pytest.mark.long
def test_a_killed_run_goes_on_where_it_was(desk: Path) -> None:
    lines = ["Fil;Belopp"]
    for number in range(1500):
        (desk / "in" / f"{number}.txt").write_text(str(number), encoding="utf-8")
        lines.append(f"{number}.txt;{number % 900}")
    (desk / "rader.csv").write_text("\n".join(lines), encoding="utf-8")
    ran = command(desk)
    deadline = time.monotonic() + 60
    while len(os.listdir(desk / "out")) < 200 and time.monotonic() < deadline:
        time.sleep(0.02)
    ran.send_signal(signal.SIGKILL)
    ran.communicate(timeout=30)
    done = len(os.listdir(desk / "out"))
    assert 200 <= done < 1500
    resumed = command(desk, "--resume")
    said, _ = resumed.communicate(timeout=110)
    assert resumed.returncode == 0, said
    assert len([name for name in os.listdir(desk / "out") if not name.startswith(".")]) == 1500
    assert {outcome for outcome, _ in result(desk)} == {"klart"}
    assert len(result(desk)) == 1500


def test_columns_of_a_text_file_become_what_all_their_cells_are(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text(
        "Belopp;Postnr;Dag;Aktiv;Blandat;Tom\n1 234,50;01234;2026-10-16;ja;12;\n7;41700;16/10 2026;nej;tolv;\n",
        encoding="utf-8",
    )
    headings, found = rows.read(path, "", "")
    assert headings == ["Belopp", "Postnr", "Dag", "Aktiv", "Blandat", "Tom"]
    first = found[0].variables
    assert (str(first["Belopp"]), first["Postnr"], first["Dag"]) == ("1234.50", "01234", "2026-10-16")
    assert (first["Aktiv"], first["Blandat"], first["Tom"]) == (True, "12", None)
    assert [row.key for row in found] == ["rad 2", "rad 3"]
    assert [row.key for row in rows.read(path, "", "Postnr")[1]] == ["01234", "41700"]


def test_a_key_that_stands_twice_is_said_with_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("Nr;Namn\n7;a\n7;b\n", encoding="utf-8")
    with pytest.raises(Trouble, match="står både på rad 2 och rad 3"):
        rows.read(path, "", "Nr")
    with pytest.raises(Trouble, match="rubrikerna är Nr, Namn"):
        rows.read(path, "", "Ort")


def test_what_a_picture_names_comes_along_and_nothing_else(desk: Path) -> None:
    (desk / "other.bpmn").write_text(PICTURE.replace("sorting", "other"), encoding="utf-8")
    (desk / "loose.form").write_text(json.dumps({"id": "loose", "components": []}), encoding="utf-8")
    found = [name for name, _ in home.with_neighbours([desk / "sorting.bpmn"])]
    assert found == ["sorting.bpmn", "size.dmn"]


def test_a_home_of_another_run_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOREL_HOME", os.environ["GOREL_HOME"])
    note = {"rows": "1", "files": "2"}
    home.open_home(tmp_path / "run", note, resume=False, afresh=False)
    with pytest.raises(Trouble, match="holds this run already"):
        home.open_home(tmp_path / "run", note, resume=False, afresh=False)
    with pytest.raises(Trouble, match="other rows"):
        home.open_home(tmp_path / "run", {**note, "rows": "3"}, resume=True, afresh=False)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "dagbok.txt").write_text("rör ej", encoding="utf-8")
    with pytest.raises(Trouble, match="no run of mine"):
        home.open_home(tmp_path / "mine", note, resume=False, afresh=True)
    assert (tmp_path / "mine" / "dagbok.txt").exists()
