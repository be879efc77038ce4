"""Which fact a column holds, where its heading does not tell and nearly each of its cells does: "Typ", "Stopp"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from gorel.programme.importing import dates, words

MOST_OF_A_FORMAT = 4  # words: "Fysiskt och på Zoom"
MOST_READ = 0.7  # of a column's cells, when they alone tell what it holds: the rest are "Workshop", "Mingel"
_CLOCK = re.compile(
    r"(?:kl\.?\s*)?(?:[01]?\d|2[0-4])[:.][0-5]\d(?::\d\d)?(?:\s*[ap]\.?m\.?)?|0[.,]\d{3,}", re.IGNORECASE
)
_ANY_YEAR = dates.Near(year=2020)


def told(headings: Sequence[str], facts: list[str | None], rows: Sequence[Sequence[object]]) -> dict[str, str]:
    """Give such columns their facts, and return these by heading."""
    found: dict[str, str] = {}
    for index, heading in enumerate(headings):
        if not heading or facts[index] is not None:
            continue
        cells = Counter(str(row[index]).strip() for row in rows if index < len(row) and str(row[index]).strip())
        for fact, (is_read, lacks, after) in _READ.items():
            if lacks & set(facts) or (after and after not in facts[:index]):
                continue
            read = sum(count for cell, count in cells.items() if is_read(cell))
            if read > 1 and read >= MOST_READ * cells.total():
                facts[index] = found[heading] = fact
                break
    return found


def _is_format(cell: str) -> bool:
    return len(cell.split()) <= MOST_OF_A_FORMAT and bool(words.format_of(cell).format)


def _is_level(cell: str) -> bool:
    return not cell.isdigit() and words.is_part(cell) is not None


def _is_clock(cell: str) -> bool:
    return bool(_CLOCK.fullmatch(cell))


def _is_day(cell: str) -> bool:
    if len(cell) > 30 or not re.search(r"\d\D", cell):
        return False
    read = dates.read(cell, _ANY_YEAR)
    return read.day is not None and not read.findings


# Facts by what reads a cell, by the facts that other columns must not tell, and by the one that must stand before.
_READ: dict[str, tuple[Callable[[str], bool], set[str], str]] = {
    "format": (_is_format, {"format", "online"}, ""),
    "level": (_is_level, {"level"}, ""),
    "day": (_is_day, {"day"}, ""),
    "ends": (_is_clock, {"ends", "duration"}, "starts"),
    "starts": (_is_clock, {"starts"}, ""),
}
