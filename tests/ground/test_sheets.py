"""Spreadsheets that are given away say what was written, to every library that reads them."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
from python_calamine import CalamineWorkbook

from gorel.ground import sheets

HEADING = ["Vad", "Hur mycket", "När"]
ROWS = [
    ["Åtgärd & <mål>", 12, date(2021, 10, 4)],
    ["=1+1", Decimal("2.50"), datetime(2021, 10, 4, 11, 45, tzinfo=UTC)],
    [None, "", -3.25],
    ["två\nrader", "https://example.se", "0123"],
]
SAID = [
    ["Åtgärd & <mål>", 12, date(2021, 10, 4)],
    ["=1+1", 2.5, datetime(2021, 10, 4, 13, 45)],  # noqa: DTZ001 - a spreadsheet's
    ["", "", -3.25],
    ["två\nrader", "https://example.se", "0123"],
]


def written() -> io.BytesIO:
    out = io.BytesIO()
    sheets.write(out, {"Lista: [1]": [HEADING, *ROWS], "Tom & klar": [HEADING]})
    out.seek(0)
    return out


def test_calamine_reads_what_was_written():
    book = CalamineWorkbook.from_filelike(written())
    assert book.sheet_names == ["Lista   1 ", "Tom & klar"]
    assert book.get_sheet_by_index(0).to_python() == [HEADING, *SAID]


def test_openpyxl_reads_what_was_written_and_no_formula_and_no_link():
    sheet = openpyxl.load_workbook(written()).worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert sheet["A3"].value == "=1+1"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "n", "d"}
    assert [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink] == []
    assert sheet["C2"].number_format == "yyyy-mm-dd"
