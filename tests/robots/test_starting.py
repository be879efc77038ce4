"""What starts work: a letter, a file, a row of a sheet. Each starts its case once, however often one looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from gorel.ability import Context, double, grants
from gorel.cases import deployment, programs, queries, travel
from gorel.cases.models import Case, Incident
from gorel.ground import clock
from gorel.robots import trained
from gorel.robots.given import Given
from gorel.robots.sheet import robot as sheets

STARTING = Path(trained.__file__).parent / "starting"
CALLED = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
  id="defs" targetNamespace="https://gorel.test"><process id="PROCESS" isExecutable="true"><startEvent id="s"/>
  <userTask id="t" name="Titta"><extensionElements><zeebe:userTask/></extensionElements></userTask><endEvent id="e"/>
  <sequenceFlow id="f" sourceRef="s" targetRef="t"/><sequenceFlow id="g" sourceRef="t" targetRef="e"/></process>
</definitions>"""


@pytest.fixture
def watched(tmp_path: Path, pinned: Callable[[str], None]) -> Iterator[Path]:
    """A granted folder, and a clock that stands at nine."""
    programs.forget()
    pinned("2026-10-16 09:00")
    before = grants.use(Given(folders={"in": str(tmp_path), "post": str(tmp_path)}))
    yield tmp_path
    grants.use(before)
    programs.forget()


def deploy(picture: str, process: str) -> None:
    data = (STARTING / f"{picture}.bpmn").read_bytes()
    deployed = deployment.deploy([(f"{picture}.bpmn", data), ("c.bpmn", CALLED.replace("PROCESS", process).encode())])
    assert deployed.warnings == ()


def until(text: str) -> None:
    travel.to(datetime.fromisoformat(f"2026-10-16 {text}").replace(tzinfo=clock.ZONE))


def started(process: str) -> list[dict[str, object]]:
    assert [incident.problem for incident in Incident.objects.all()] == []
    return [queries.variables(case) for case in Case.objects.filter(process__key=process).order_by("pk")]


def test_each_file_in_a_folder_starts_a_case_and_is_moved(watched: Path) -> None:
    (watched / "nya").mkdir()
    (watched / "nya" / "a.txt").write_text("a", encoding="utf-8")
    deploy("start-from-folder", "file-case")
    until("09:06")
    (watched / "nya" / "b.txt").write_text("b", encoding="utf-8")
    until("09:21")
    assert started("file-case") == [{"Fil": "in/klara/a.txt"}, {"Fil": "in/klara/b.txt"}]
    assert sorted(path.name for path in (watched / "klara").iterdir()) == ["a.txt", "b.txt"]


def test_each_new_row_of_a_sheet_starts_a_case_once(watched: Path) -> None:
    def add(number: str) -> None:
        row = {"Nummer": number, "Ort": "Åmål"}
        given = sheets.ToWrite(file="in/lista.xlsx", rows=[row], how="add", key=["Nummer"])
        sheets.write(given, Context(job_key="c:1", case="c"))

    add("A1")
    deploy("start-from-sheet", "row-case")
    until("09:11")
    add("A2")
    until("09:16")
    assert started("row-case") == [{"Nummer": "A1", "Ort": "Åmål"}, {"Nummer": "A2", "Ort": "Åmål"}]


def test_each_letter_starts_a_case_and_a_machines_letter_none(watched: Path) -> None:
    (watched / "nya").mkdir()
    letters = []
    for number in (1, 2):
        (watched / "nya" / f"brev{number}.eml").write_text("x", encoding="utf-8")
        letters.append(
            {"id": f"brev{number}", "file": f"post/nya/brev{number}.eml", "attachments": [], "references": ["7000001"],
             "received": "", "is_automatic": number == 2}
        )  # fmt: skip
    deploy("start-from-mail", "mail-case")
    answers = iter([{"letters": letters, "count": 2}])
    with double("mail.fetch", lambda given: next(answers, {"letters": [], "count": 0})) as calls:
        until("09:11")
    assert calls[0].find == r"\b\d{4,}\b"
    assert started("mail-case") == [{"Brev": "post/klara/brev1.eml", "Bilagor": [], "Nummer": ["7000001"]}]
    assert sorted(path.name for path in (watched / "klara").iterdir()) == ["brev1.eml", "brev2.eml"]
