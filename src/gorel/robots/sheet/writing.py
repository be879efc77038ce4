"""Rows to files: csv as Swedish spreadsheets open it, xlsx and ods with numbers as numbers and dates as dates."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from gorel.ability import Refused

# A text that begins so is run as a formula by spreadsheets (OWASP, "CSV injection").
FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
Row = Mapping[str, Any]


def written(name: str, headings: Sequence[str], rows: Sequence[Row], sheet: str = "") -> bytes:
    """Return the file that *name*'s ending asks for. Errors: Refused for an ending that is none of ours."""
    suffix = name[name.rfind(".") :].lower()
    writer = {".csv": _csv, ".xlsx": _xlsx, ".ods": _ods}.get(suffix)
    if writer is None:
        raise Refused(
            f"{name}: tables are written to .xlsx, .ods and .csv",
            sv=f"{name}: tabeller skrivs till .xlsx, .ods och .csv",
        )
    return writer(headings, rows, sheet or "Blad1")


def added_to_csv(data: bytes, headings: Sequence[str], rows: Sequence[Row]) -> bytes:
    """Return a csv file with rows at its end, in its own encoding and with its own marks."""
    encoding = "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8"
    try:
        first = data.decode(encoding).split("\n", 1)[0]
    except UnicodeDecodeError:
        encoding = "cp1252"
        first = data.decode(encoding).split("\n", 1)[0]
    delimiter = max(";\t,", key=first.count)
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([[shown(row.get(name)) for name in headings] for row in rows])
    break_ = b"" if data.endswith(b"\n") or not data else b"\r\n"
    return data + break_ + out.getvalue().encode("utf-8" if encoding == "utf-8-sig" else encoding, "xmlcharrefreplace")


def added_to_xlsx(data: bytes, headings: Sequence[str], rows: Sequence[Row], sheet: str) -> bytes:
    """Return an xlsx file with rows below the last of *sheet*; all else in it is kept."""
    try:
        import openpyxl
    except ModuleNotFoundError:
        raise Refused(
            "adding to a spreadsheet needs openpyxl: pip install 'gorel[robots]'",
            sv="att lägga till i ett kalkylblad behöver openpyxl: pip install 'gorel[robots]'",
        ) from None
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book[sheet]
    for row in rows:
        page.append([_for_xlsx(row.get(name)) for name in headings])
        for cell in page[page.max_row]:
            if isinstance(cell.value, str) and cell.value.startswith("="):
                cell.data_type = "s"
            elif isinstance(cell.value, date):
                cell.number_format = "yyyy-mm-dd"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def shown(value: Any) -> str:
    """Return a value as a Swedish spreadsheet writes it: `ja`, `12,5`, and nothing for what is missing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal | float):
        return f"{Decimal(repr(value)) if isinstance(value, float) else value:f}".replace(".", ",")
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) and not _NUMBER.fullmatch(text) else text


def _csv(headings: Sequence[str], rows: Sequence[Row], _sheet: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(headings)
    writer.writerows([shown(row.get(name)) for name in headings] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _xlsx(headings: Sequence[str], rows: Sequence[Row], sheet: str) -> bytes:
    try:
        import xlsxwriter
    except ModuleNotFoundError:
        raise Refused(
            "spreadsheets need XlsxWriter: pip install 'gorel[robots]'",
            sv="kalkylblad behöver XlsxWriter: pip install 'gorel[robots]'",
        ) from None
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        page = book.add_worksheet(sheet[:31])
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        for column, heading in enumerate(headings):
            page.write_string(0, column, heading, bold)
            longest = max([len(heading), *(len(shown(row.get(heading))) for row in rows[:200])])
            page.set_column(column, column, min(max(longest + 2, 10), 60))
        for line, row in enumerate(rows, start=1):
            for column, heading in enumerate(headings):
                value = _for_xlsx(row.get(heading))
                if isinstance(value, date):
                    page.write_datetime(line, column, value, day)
                elif isinstance(value, int | float):
                    page.write_number(line, column, value)
                elif value is not None:
                    page.write_string(line, column, value)
        page.freeze_panes(1, 0)
        if headings:
            page.autofilter(0, 0, max(len(rows), 1), len(headings) - 1)
    return out.getvalue()


def _for_xlsx(value: Any) -> Any:
    """Return a value as a cell holds it. A number with more digits than a cell has stays text."""
    if value is None or isinstance(value, bool):
        return None if value is None else "ja" if value else "nej"
    if isinstance(value, int | Decimal | float):
        return float(value) if -(10**15) < value < 10**15 else str(value)
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value if isinstance(value, str) else shown(value)


_MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""
_CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 office:version="1.2"><office:body><office:spreadsheet><table:table table:name={sheet}>{rows}</table:table>
</office:spreadsheet></office:body></office:document-content>"""


def _ods(headings: Sequence[str], rows: Sequence[Row], sheet: str) -> bytes:
    lines = ["".join(_ods_cell(heading) for heading in headings)]
    lines += ["".join(_ods_cell(row.get(name)) for name in headings) for row in rows]
    body = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        # The type must come first and uncompressed (OpenDocument 1.2, part 3, 3.3).
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        book.writestr("META-INF/manifest.xml", _MANIFEST)
        book.writestr("content.xml", _CONTENT.format(sheet=quoteattr(sheet), rows=body))
    return out.getvalue()


def _ods_cell(value: Any) -> str:
    found = _for_xlsx(value)
    if found is None:
        return "<table:table-cell/>"
    text = f"<text:p>{escape(shown(value) if isinstance(found, float) else str(value))}</text:p>"
    if isinstance(found, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{found}">{text}</table:table-cell>'
    if isinstance(found, float):
        return f'<table:table-cell office:value-type="float" office:value="{value}">{text}</table:table-cell>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(found)}</text:p></table:table-cell>'
