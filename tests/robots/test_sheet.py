"""Tables as people leave them: what is clear is read, and what is not is pointed out by sheet and cell."""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from gorel.ability import Context, Doubt, Refused, grants
from gorel.robots.given import Given
from gorel.robots.sheet import cells, robot

CONTEXT = Context(job_key="c:1", case="c")
COLUMNS = {"Vårdcentral": "text", "Belopp": "number", "Dag": "date"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    before = grants.use(Given(folders={"kassa": str(tmp_path)}))
    yield tmp_path
    grants.use(before)


@pytest.mark.parametrize(
    ("cell", "meant"),
    [("1 234,50", "1234.50"), ("1234.50", "1234.50"), ("1.234,50", "1234.50"), ("1,234.50", "1234.50"),
     ("−17", "-17"), ("12 500 kr", "12500"), ("kr 7,25", "7.25"), (0.1, "0.1"), (3.0, "3"), ("1.234.567", "1234567"),
     ("0,5", "0.5"), ("007", "7")],
)  # fmt: skip
def test_numbers_are_read_as_swedes_and_programs_write_them(cell, meant) -> None:
    assert cells.number(cell) == Decimal(meant)


@pytest.mark.parametrize("cell", ["1.234", "12 st", "1,2,3", "12,5,", "", "1e5", "ja", "12.34.56", True])
def test_a_number_that_may_be_two_things_or_none_is_not_guessed(cell) -> None:
    with pytest.raises(cells.Wrong):
        cells.number(cell)


@pytest.mark.parametrize(
    ("cell", "meant"),
    [("2026-10-16", "2026-10-16"), ("20261016", "2026-10-16"), ("16/10 2026", "2026-10-16"),
     ("16.10.2026", "2026-10-16"), ("16 oktober 2026", "2026-10-16"), ("3 maj 2026", "2026-05-03"),
     ("16/10/2026", "2026-10-16"), ("5/5/2026", "2026-05-05"), ("2026-10-16 00:00:00", "2026-10-16")],
)  # fmt: skip
def test_dates_are_read_in_their_many_forms(cell, meant) -> None:
    assert cells.day(cell) == meant


@pytest.mark.parametrize("cell", ["3/4/2026", "2026-02-30", "10/16/2026", "i går", "16 october2026", 44000])
def test_a_day_that_may_be_two_or_is_none_is_not_guessed(cell) -> None:
    with pytest.raises(cells.Wrong):
        cells.day(cell)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_file_is_read_in_any_encoding_with_headings_below_a_title(folder: Path, encoding: str) -> None:
    text = (
        "Dagsrapport;;\r\n;;\r\nVårdcentral;Belopp ;Dag\r\nÅkerbo;1 234,50;2026-10-16\r\n;;\r\nÖster;0;16/10 2026\r\n"
    )
    (folder / "r.csv").write_bytes(text.encode(encoding))
    found = robot.read(robot.ToRead(file="kassa/r.csv", columns=COLUMNS), CONTEXT)
    assert found.rows == [
        {"Vårdcentral": "Åkerbo", "Belopp": Decimal("1234.50"), "Dag": "2026-10-16"},
        {"Vårdcentral": "Öster", "Belopp": 0, "Dag": "2026-10-16"},
    ]
    assert found.numbers == [4, 6]


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "csv"])
def test_what_is_written_is_read_back_and_never_overwrites(folder: Path, suffix: str) -> None:
    rows = [
        {"Vårdcentral": "Åkerbo & Co", "Belopp": Decimal("1234.5"), "Dag": "2026-10-16"},
        {"Vårdcentral": "=SUMMA(A1)", "Belopp": -3, "Dag": None},
    ]
    given = robot.ToWrite(file=f"kassa/ny/ut.{suffix}", rows=rows)
    assert robot.write(given, CONTEXT).written == 2
    found = robot.read(robot.ToRead(file=given.file, columns=COLUMNS), CONTEXT)
    safe = "'=SUMMA(A1)" if suffix == "csv" else "=SUMMA(A1)"
    assert found.rows == [rows[0], {**rows[1], "Vårdcentral": safe}]
    with pytest.raises(Refused, match="there already"):
        robot.write(robot.ToWrite(file=given.file, rows=[]), CONTEXT)
    assert robot.write(given, Context(job_key="c:1", case="c", tries=2)).written == 2  # its own work of an earlier try
    assert robot.write(robot.ToWrite(file=given.file, rows=rows[:1], how="replace"), CONTEXT).written == 1


def test_a_wrong_cell_is_named_by_sheet_and_cell(folder: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Oktober"
    for row in [["Vårdcentral", "Belopp", "Dag"], ["Åkerbo", "12 st", "2026-10-16"], ["Öster", 5, "i går"]]:
        book.active.append(row)
    book.save(folder / "r.xlsx")
    doubt = robot.read(robot.ToRead(file="kassa/r.xlsx", columns=COLUMNS), CONTEXT)
    assert isinstance(doubt, Doubt)
    assert doubt.code == "sheet.wrong-cell"
    assert "Oktober!B2 (Belopp): ”12 st” är inget tal" in doubt.text["sv"]
    assert doubt.data["cells"] == ["Oktober!B2 Belopp", "Oktober!C3 Dag"]
    listed = robot.read(robot.ToRead(file="kassa/r.xlsx", columns={"Belopp": "number"}, wrong="list"), CONTEXT)
    assert [(row["Vårdcentral"], row["Belopp"]) for row in listed.rows] == [("Öster", 5)]
    assert [(one.cell, one.heading) for one in listed.wrong] == [("B2", "Belopp")]


def test_missing_and_doubled_headings_and_sheets_are_doubts_that_say_what_is_there(folder: Path) -> None:
    (folder / "r.csv").write_text("Enhet;Belopp;Belopp\nA;1;2\n", encoding="utf-8")
    missing = robot.read(robot.ToRead(file="kassa/r.csv", columns={"Enhet": "text", "Dag": "date"}), CONTEXT)
    assert (missing.code, missing.data["missing"]) == ("sheet.no-column", ["Dag"])
    assert "Rubrikerna är: Enhet, Belopp, Belopp" in missing.text["sv"]
    doubled = robot.read(robot.ToRead(file="kassa/r.csv", columns={"Belopp": "number"}), CONTEXT)
    assert doubled.code == "sheet.doubled-heading"
    robot.write(robot.ToWrite(file="kassa/r.xlsx", rows=[{"A": 1, "B": 2}]), CONTEXT)
    assert robot.read(robot.ToRead(file="kassa/r.xlsx", sheet="Mars"), CONTEXT).data["sheets"] == ["Blad1"]


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_rows_are_added_once_and_what_differs_is_asked_about(folder: Path, suffix: str) -> None:
    file = f"kassa/avstämning.{suffix}"
    row = {"Dag": "2026-10-16", "Enhet": "Åkerbo", "Skillnad": Decimal("-20.5")}

    def add(*rows):
        return robot.write(robot.ToWrite(file=file, rows=list(rows), how="add", key=["Dag", "Enhet"]), CONTEXT)

    assert add(row).written == 1
    assert add(row, {**row, "Enhet": "Öster"}).written == 1
    assert add(row, {**row, "Enhet": "Öster"}).written == 0
    assert add({**row, "Skillnad": 7}).code == "sheet.other-row"
    found = robot.read(robot.ToRead(file=file, columns={"Skillnad": "number", "Dag": "date"}), CONTEXT)
    assert [one["Enhet"] for one in found.rows] == ["Åkerbo", "Öster"]
    assert {one["Skillnad"] for one in found.rows} == {row["Skillnad"]}


def test_adding_keeps_what_else_is_in_a_workbook(folder: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Enhet", "Belopp", "Moms"])
    book.active.append(["Åkerbo", 100, "=B2*0.25"])
    book.create_sheet("Anteckningar").append(["rör ej"])
    book.save(folder / "bok.xlsx")
    robot.write(
        robot.ToWrite(file="kassa/bok.xlsx", rows=[{"Enhet": "=HYPERLINK()", "Belopp": 5}], how="add", key=["Enhet"]),
        CONTEXT,
    )
    after = openpyxl.load_workbook(io.BytesIO((folder / "bok.xlsx").read_bytes()))
    assert after["Sheet"]["C2"].value == "=B2*0.25"
    assert after["Anteckningar"]["A1"].value == "rör ej"
    assert (after["Sheet"]["A3"].value, after["Sheet"]["A3"].data_type) == ("=HYPERLINK()", "s")


def test_two_tables_are_compared_by_key(folder: Path) -> None:
    (folder / "kassa.csv").write_text("Enhet;Belopp\nA;100,00\nB;50\nC;1\n", encoding="utf-8")
    right = [{"Enhet": "A", "Belopp": 100}, {"Enhet": "B", "Belopp": Decimal("49.5")}, {"Enhet": "D", "Belopp": 1}]
    given = {"key": ["Enhet"], "columns": {"Belopp": "number"}, "left_file": "kassa/kassa.csv"}
    found = robot.compare(robot.ToCompare(**given, right=right), CONTEXT)
    assert (found.only_left, found.only_right, found.same, found.is_equal) == (["C"], ["D"], 1, False)
    assert [(one.key, one.difference) for one in found.different] == [("B", Decimal("-0.5"))]
    close = robot.compare(robot.ToCompare(**given, right=right, tolerance=Decimal("0.5")), CONTEXT)
    assert close.different == []
    doubled = robot.compare(robot.ToCompare(**given, right=[*right, right[0]]), CONTEXT)
    assert (doubled.code, doubled.data["key"]) == ("sheet.doubled-key", "A")
