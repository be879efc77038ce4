"""Reads workbooks: each sheet that has a row of headings, with merged cells and the links behind texts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from gorel.programme.importing.tables import grid
from gorel.programme.importing.tables.row import Table, Unreadable

MOST_UNPACKED = 100_000_000
MOST_LINKED = 20_000_000  # bytes of sheets that are looked through for links


def read(content: bytes) -> Table:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
                raise Unreadable(_("The file is too large when it is unpacked."))
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        links = _links(content)
        table = Table()
        for sheet in book.sheet_names:
            found = book.get_sheet_by_name(sheet)
            rows = found.to_python(skip_empty_area=False)
            _spread(rows, found.merged_cell_ranges)
            has_cells = any(any(cell != "" for cell in row) for row in rows)
            if has_cells and not grid.read(rows, table, sheet, book.sheet_names, links.get(sheet, {})):
                table.passed_sheets.append(sheet)
    except (CalamineError, zipfile.BadZipFile, KeyError) as error:
        raise Unreadable(_("The spreadsheet cannot be opened. Save it anew as .xlsx and try again.")) from error
    if not table.rows and table.passed_sheets:
        raise grid.no_heading()
    return table


def _spread(rows: list[list[Any]], merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Write what stands in cells that are one over several rows into each of these rows."""
    for (top, column), (bottom, _last) in merged:
        for line in range(top + 1, min(bottom + 1, len(rows), top + 200)):
            if column < len(rows[line]) and rows[line][column] == "":
                rows[line][column] = rows[top][column]


def _links(content: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Return the web addresses that cells lead to, by sheet, row and column; none of a file that is large."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        sheets = [one for one in packed.infolist() if one.filename.startswith("xl/worksheets/sheet")]
        if sum(one.file_size for one in sheets) > MOST_LINKED:
            return {}
        if not any(b"<hyperlink " in packed.read(one) for one in sheets):
            return {}
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(content))
    except Exception:  # another reader's opinion of the file; its rows are read all the same
        return {}
    found: dict[str, dict[tuple[int, int], str]] = {}
    for sheet in book.worksheets:
        cells = (cell for row in sheet.iter_rows() for cell in row if cell.hyperlink is not None)
        found[sheet.title] = {
            (cell.row - 1, cell.column - 1): cell.hyperlink.target
            for cell in cells
            if str(cell.hyperlink.target or "").startswith(("http://", "https://"))
        }
    return found
