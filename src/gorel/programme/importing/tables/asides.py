"""Rows of a table that are no points, by how they stand: sums, titles across, notes below."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Cells that say "as above"; a dash alone says that there is nothing.
_DITTO = re.compile(r"\W*[\"”“″〃]\W*|(?:-\s*)?(?:do|dito|ditto|s\.?\s?o\.?|samma(?: som ovan)?|same(?: as above)?)\.?")
_SUM = re.compile(r"(?:summa|totalt?|total sum|antal)\b", re.IGNORECASE)
MOST_SUMMED = 3  # cells of a row that sums up


def kind(cells: Sequence[str], title_at: int, *, is_wide: bool, is_last: bool) -> str:
    """Return what a row is when it is no point, else "".

    Shape: cells are texts; is_wide says that they are one merged cell, is_last that a gap parts the row from the
    table and nothing but such rows follows.
    """
    filled = [(index, cell) for index, cell in enumerate(cells) if cell]
    if _SUM.match(filled[0][1]) and len(filled) <= MOST_SUMMED:
        return "sum"
    if is_wide:
        return "heading-alone"
    return "note" if len(filled) == 1 and (filled[0][0] != title_at or is_last) else ""


def below(rows: Sequence[Sequence[object]]) -> int:
    """Return where the notes below a table begin: after its last gap, when no row there has more than one cell."""
    counts = [sum(1 for cell in row if str(cell).strip()) for row in rows]
    begin = len(rows)
    for at in range(len(rows) - 1, -1, -1):
        if counts[at] > 1:
            break
        if counts[at] == 0:
            begin = at
    return begin


def is_ditto(cell: object) -> bool:
    """Say whether a cell says that it is as the one above."""
    return isinstance(cell, str) and 0 < len(cell) <= 20 and bool(_DITTO.fullmatch(cell.strip().casefold()))
