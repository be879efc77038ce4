"""Reads workbooks (.xlsx, .ods): each sheet that is shown and has a row of headings, with its merged cells."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from gorel.programme.importing.tables import grid, look
from gorel.programme.importing.tables.row import Table, Unreadable

MOST_UNPACKED = 100_000_000


def read(content: bytes) -> Table:
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
                raise Unreadable(_("The file is too large when it is unpacked."))
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        looks = look.at(content)
        table = Table()
        seen = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
        for sheet in book.sheet_names:
            found = book.get_sheet_by_name(sheet)
            rows = found.to_python(skip_empty_area=False)
            merged = found.merged_cell_ranges or ()
            _spread(rows, merged)
            wide = {top for (top, left), (bottom, right) in merged if top == bottom and right - left >= 2}
            has_cells = any(any(cell != "" for cell in row) for row in rows)
            is_read = sheet in seen and grid.read(
                rows, table, sheet, is_named=len(seen) > 1, look=looks.get(sheet, look.NOTHING), wide=wide
            )
            if has_cells and not is_read:
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
