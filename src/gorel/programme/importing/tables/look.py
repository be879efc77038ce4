"""What a sheet shows and its values do not say: links behind texts, colours, rows struck through or hidden."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from typing import Any

MOST_LOOKED = 20_000_000  # bytes of sheets that are looked through
_TELLING = (b"<hyperlink ", b' hidden="1"')  # in a sheet
_STYLES = (b"<strike", b'patternType="solid"', b' indent="')


@dataclass(frozen=True)
class Look:
    """How one sheet looks. Shape: cells are (row, column) and rows, both from 0; a colour is any text that tells it."""

    links: dict[tuple[int, int], str] = field(default_factory=dict)
    colours: dict[tuple[int, int], str] = field(default_factory=dict)
    struck: frozenset[tuple[int, int]] = frozenset()
    hidden: frozenset[int] = frozenset()
    indents: dict[tuple[int, int], int] = field(default_factory=dict)


NOTHING = Look()


def at(content: bytes) -> dict[str, Look]:
    """Return how each sheet of an .xlsx looks; nothing of a file that is large, plain, or of another kind."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        sheets = [one for one in packed.infolist() if one.filename.startswith("xl/worksheets/sheet")]
        if not sheets or sum(one.file_size for one in sheets) > MOST_LOOKED:
            return {}
        styles = packed.read("xl/styles.xml") if "xl/styles.xml" in packed.namelist() else b""
        if not any(sign in styles for sign in _STYLES) and not any(
            sign in text for text in map(packed.read, sheets) for sign in _TELLING
        ):
            return {}
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(content))
    except Exception:  # another reader's opinion of the file; its rows are read all the same
        return {}
    return {sheet.title: _of(sheet) for sheet in book.worksheets}


def _of(sheet: Any) -> Look:
    links, colours, struck, indents = {}, {}, set(), {}
    for row in sheet.iter_rows():
        for cell in row:
            place = (cell.row - 1, cell.column - 1)
            target = str(cell.hyperlink.target or "") if cell.hyperlink is not None else ""
            if target.startswith(("http://", "https://")):
                links[place] = target
            if cell.has_style and cell.fill.patternType == "solid":
                shade = cell.fill.fgColor
                colours[place] = f"{shade.type}:{shade.value}:{shade.tint}"
            if cell.has_style and cell.font.strike:
                struck.add(place)
            if cell.has_style and cell.alignment.indent:
                indents[place] = round(cell.alignment.indent)
    hidden = frozenset(number - 1 for number, one in sheet.row_dimensions.items() if one.hidden)
    return Look(links, colours, frozenset(struck), hidden, indents)
