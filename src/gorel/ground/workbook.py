"""Writes workbooks (.xlsx, ECMA-376) row by row, each row by itself: what a row says can be kept ready written.

Texts are texts, written where they stand: nothing is a formula, a link or a shared string. A cell is named by its
place, whose row is only known when the row is written down, so a ready row has `_HERE` where its number goes.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from itertools import chain
from typing import IO

from gorel.ground import times

LONGEST = 32_000  # signs of a cell, a little below what spreadsheets take
_HERE = "\x00"
_AT_ONCE = 200  # rows in one piece on their way into the file
_ORIGIN = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's days have no zone
_HEADING, _DAY, _MOMENT = 1, 2, 3  # places in the list of styles
_UNSAID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # signs that XML cannot hold
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # would be read as the sign of that number
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy-mm-dd hh:mm"/></numFmts><fonts count="2"><font><sz val="11"/>'
    '<name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill>'
    '<patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" '
    'xfId="0" applyFont="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf><xf numFmtId="164" '
    'fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" '
    'borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" '
    'builtinId="0"/></cellStyles></styleSheet>'
)
_SHEET_BEGINS = (
    f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
    'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols><col min="1" max="31" width="24" '
    'customWidth="1"/></cols><sheetData>'
)
_SHEET_ENDS = "</sheetData></worksheet>"


def row(values: Sequence[object]) -> str:
    """Return a row ready written. Shape: dates, times and numbers are cells of their kind; None and "" are no cells."""
    return "".join([_cell(column, value) for column, value in enumerate(values) if value is not None and value != ""])


def heading(labels: Iterable[object]) -> str:
    """Return a sheet's first row ready written."""
    return "".join(_text(column, str(label), f' s="{_HEADING}"') for column, label in enumerate(labels))


def write(out: IO[bytes], sheets: Mapping[str, Iterable[str]]) -> None:
    """Write a workbook of sheets of ready rows, by title; a long one is never whole in memory."""
    titles = [title.translate(_NOT_IN_NAMES)[:31] or f"{number}" for number, title in enumerate(sheets, start=1)]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in _frame(titles).items():
            packed.writestr(name, text)
        for number, rows in enumerate(sheets.values(), start=1):
            with packed.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as page:
                page.write(_SHEET_BEGINS.encode())
                piece: list[str] = []
                for place, cells in enumerate(rows, start=1):
                    piece.append(f'<row r="{place}">{cells.replace(_HERE, str(place))}</row>')
                    if len(piece) == _AT_ONCE:
                        page.write("".join(piece).encode())
                        piece.clear()
                page.write(("".join(piece) + _SHEET_ENDS).encode())


def _cell(column: int, value: object) -> str:
    if isinstance(value, datetime):
        there = (times.local(value) if value.tzinfo else value).replace(tzinfo=None)
        return _number(column, f"{(there - _ORIGIN).total_seconds() / 86_400!r}", f' s="{_MOMENT}"')
    if isinstance(value, date):
        return _number(column, str(value.toordinal() - _ORIGIN.toordinal()), f' s="{_DAY}"')
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _number(column, str(value))
    return _text(column, str(value))


def _number(column: int, said: str, style: str = "") -> str:
    return f'<c r="{_letters(column)}{_HERE}"{style}><v>{said}</v></c>'


def _text(column: int, said: str, style: str = "") -> str:
    said = _UNSAID.sub("", _ESCAPED.sub("_x005F_", said[:LONGEST]))
    said = said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
    place = f"{_letters(column)}{_HERE}"
    return f'<c r="{place}"{style} t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>'


@cache
def _letters(column: int) -> str:
    """Return how a column is called: A, B … Z, AA …"""
    before, last = divmod(column, 26)
    return (_letters(before - 1) if before else "") + chr(65 + last)


def _frame(titles: Sequence[str]) -> dict[str, str]:
    """Return the parts of a workbook beside its sheets, by name."""
    numbers = range(1, len(titles) + 1)
    escaped = [title.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;") for title in titles]
    kinds = chain(
        [("/xl/workbook.xml", f"{_TYPES}.sheet.main+xml"), ("/xl/styles.xml", f"{_TYPES}.styles+xml")],
        ((f"/xl/worksheets/sheet{number}.xml", f"{_TYPES}.worksheet+xml") for number in numbers),
    )
    leads = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    listed = "".join(
        f'<sheet name="{title}" sheetId="{number}" r:id="rId{number}"/>'
        for number, title in zip(numbers, escaped, strict=True)
    )
    return {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in kinds) + "</Types>",
        "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{leads}<Relationship '
        f'Id="rId{len(titles) + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": _STYLES,
    }  # fmt: skip
