"""Documents that everybody can read, and documents that she can."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from gorel.ability import Context, Doubt, Refused, grants
from gorel.robots.data import robot as data
from gorel.robots.document import robot
from gorel.robots.given import Given

CONTEXT = Context(job_key="c:1", case="c")
DATA = {
    "title": "Anställningsavtal", "sender": "Eskilstuna kommun", "paragraphs": ["Kim Åberg anställs. #panic() $x$"],
    "facts": {"Månadslön": Decimal("31500.50")}, "rows": [{"Dag": "måndag", "Timmar": 8}],
}  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    before = grants.use(Given(folders={"ut": str(tmp_path)}))
    yield tmp_path
    grants.use(before)


def test_a_document_is_tagged_titled_and_read_back(folder: Path) -> None:
    made = robot.create(robot.ToCreate(file="ut/avtal.pdf", data=DATA), CONTEXT)
    raw = (folder / "avtal.pdf").read_bytes()
    assert made.size == len(raw)
    assert b"/MarkInfo" in raw
    assert b"pdfuaid:part" in raw
    read = robot.read(robot.ToRead(file="ut/avtal.pdf"), CONTEXT)
    assert "Kim Åberg anställs. #panic() $x$" in read.text  # data is shown, never run
    assert read.tables == [[["Uppgift", "Värde"], ["Månadslön", "31500,50"]], [["Dag", "Timmar"], ["måndag", "8"]]]
    with pytest.raises(Refused, match="there already"):
        robot.create(robot.ToCreate(file="ut/avtal.pdf", data={**DATA, "title": "Annat"}), CONTEXT)
    again = robot.create(robot.ToCreate(file="ut/avtal.pdf", data=DATA), Context(job_key="c:1", case="c", tries=2))
    assert again.path == "ut/avtal.pdf"


def test_a_template_sees_no_file_but_itself(folder: Path) -> None:
    (folder / "egen.typ").write_text(
        "#let data = json(bytes(sys.inputs.data))\n#set document(title: data.title)\n= #data.title", encoding="utf-8"
    )
    given = {"file": "ut/egen.pdf", "template": "ut/egen.typ", "data": {"title": "Hej"}}
    robot.create(robot.ToCreate(**given), CONTEXT)
    assert "Hej" in robot.read(robot.ToRead(file="ut/egen.pdf"), CONTEXT).text
    (folder / "egen.typ").write_text('#read("/etc/passwd")', encoding="utf-8")
    with pytest.raises(Refused, match="the template does not work"):
        robot.create(robot.ToCreate(**{**given, "file": "ut/b.pdf"}), CONTEXT)
    assert robot.create(robot.ToCreate(file="ut/c.pdf", data={}), CONTEXT).code == "document.no-title"


def test_a_scanned_page_is_a_doubt_and_what_is_no_pdf_is_refused(folder: Path) -> None:
    from PIL import Image

    Image.new("RGB", (60, 60), "white").save(folder / "skannad.pdf")
    doubt = robot.read(robot.ToRead(file="ut/skannad.pdf"), CONTEXT)
    assert isinstance(doubt, Doubt)
    assert (doubt.code, doubt.data["pages"]) == ("document.no-text", [1])
    (folder / "fel.pdf").write_text("hej", encoding="utf-8")
    with pytest.raises(Refused, match="cannot be read as a PDF"):
        robot.read(robot.ToRead(file="ut/fel.pdf"), CONTEXT)


def test_data_is_transformed_by_feel_and_what_has_no_answer_is_a_doubt() -> None:
    rows = [{"Belopp": Decimal("12.5")}, {"Belopp": 7}]
    made = data.transform(data.ToTransform(expression="=sum(data.Belopp)", data=rows), CONTEXT)
    assert made.result == Decimal("19.5")
    doubt = data.transform(data.ToTransform(expression='=data + "x"', data=rows), CONTEXT)
    assert doubt.code == "data.no-answer"
    assert doubt.text["sv"] != doubt.text["en"]
    with pytest.raises(Refused):
        data.transform(data.ToTransform(expression="=sum("), CONTEXT)
