"""Workbooks that are written row by row say what was written, to every library that reads them."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from gorel.ground import workbook

ROWS = [
    ["Åtgärd & <mål>", 12, date(2021, 10, 4)],
    ["=1+1", Decimal("2.50"), datetime(2021, 10, 4, 13, 45)],  # noqa: DTZ001 - a spreadsheet's
    [None, "", -3.25],
    [" två\nrader ", "_x0041_ står så", "\x07klang\x00"],
]
SAID = [
    ["Åtgärd & <mål>", 12, date(2021, 10, 4)],
    ["=1+1", 2.5, datetime(2021, 10, 4, 13, 45)],  # noqa: DTZ001 - a spreadsheet's
    ["", "", -3.25],
    [" två\nrader ", "_x0041_ står så", "klang"],
]


def written() -> io.BytesIO:
    out = io.BytesIO()
    heading = workbook.heading(["Vad", "Hur mycket", "När"])
    workbook.write(out, {"Lista: [1]": [heading, *map(workbook.row, ROWS)], "Tom & klar": [heading]})
    out.seek(0)
    return out


def test_calamine_reads_what_was_written():
    book = CalamineWorkbook.from_filelike(written())
    assert book.sheet_names == ["Lista   1 ", "Tom & klar"]
    assert book.get_sheet_by_index(0).to_python() == [["Vad", "Hur mycket", "När"], *SAID]


def test_openpyxl_reads_what_was_written_and_no_formula():
    sheet = openpyxl.load_workbook(written()).worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    found = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert found[1] == ["=1+1", 2.5, datetime(2021, 10, 4, 13, 45)]  # noqa: DTZ001 - a spreadsheet's
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "n", "d"}
    assert sheet["C2"].value == datetime(2021, 10, 4)  # noqa: DTZ001 - a spreadsheet's
    assert sheet["C2"].number_format == "yyyy-mm-dd"


@pytest.mark.parametrize(("column", "called"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_called_as_spreadsheets_call_them(column, called):
    assert f'<c r="{called}' in workbook.row([None] * column + ["x"])


def test_a_long_list_keeps_its_rows_in_order():
    out = io.BytesIO()
    workbook.write(out, {"x": (workbook.row([number]) for number in range(1001))})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(out.getvalue())).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == list(range(1001))
