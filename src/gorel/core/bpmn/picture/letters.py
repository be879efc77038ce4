"""How wide words are, and how they are broken into lines: what draws on a server has no font to ask.

The widths are those of the house's typeface, Atkinson Hyperlegible Next; other sans serifs come close enough for lines
that stand in the middle of their room.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LINE = 1.2  # heights of a line, in sizes of its letters

# The hundredths of its size that a letter is wide.
_GROUPS = {
    18: "'", 21: ",.:; ", 25: "`j|’·iIl!", 31: '"()[ft', 35: "]r{}-", 39: "/\\_1", 45: "yvz", 48: "*?csx", 50: "7k–",
    53: "Jaåä§2Lehnouöéüø×", 57: "<>EFT^bdgp~É«»35Yq", 61: "$+69PSVZ48=ABRXÅÄ", 65: "0CK#D…UwÜ", 70: "GHNOQÖØ",
    76: "&@", 84: "MmWæ—½", 91: "Æ%",
}  # fmt: skip
_WIDTHS = {letter: wide for wide, letters in _GROUPS.items() for letter in letters}
_OTHER = 60
_SEAMS = re.compile(r"(?<=[-/_.:])(?=\w)|(?<=[a-zåäö])(?=[A-ZÅÄÖ])")  # where a long word may be parted without a hyphen
_LEAST = 3  # letters on either side of a hyphen that nobody wrote


def width(text: str, size: float) -> float:
    """Return how wide a text is, in the unit of *size*."""
    return sum(_WIDTHS.get(letter, _OTHER) for letter in text) * size / 100


def wrap(text: str, room: float, size: float, *, parts_words: bool = True) -> list[str]:
    """Return the lines of a text in *room*. A word that is wider stands out, or is parted when *parts_words*."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}" if line else word
            if width(longer, size) <= room:
                line = longer
                continue
            if line:
                lines.append(line)
            line = word
            if parts_words and width(word, size) > room:
                *whole, line = _parts(word, room, size)
                lines += whole
        if line:
            lines.append(line)
    return lines


def fitting(text: str, room: float, height: float, sizes: tuple[float, ...]) -> tuple[list[str], float, bool]:
    """Return lines and size: the first of *sizes* at which every word stays whole and all lines find room, or else the
    last with what finds room; and whether something was left out."""
    for size in sizes:
        most = max(1, int(height / (size * LINE)))
        lines = wrap(text, room, size)
        if len(lines) <= most and all(width(word, size) <= room for word in text.split()):
            return lines, size, False
    size = sizes[-1]
    for size in sizes:  # a word must be parted: as large as may be
        most = max(1, int(height / (size * LINE)))
        lines = wrap(text, room, size)
        if len(lines) <= most:
            return lines, size, False
    cut = lines[:most]
    return [*cut[:-1], cut[-1][: max(1, len(cut[-1]) - 1)].rstrip() + "…"], size, True


def _parts(word: str, room: float, size: float) -> Iterator[str]:
    """Yield a word that is too wide in parts: at its seams, or else with hyphens."""
    line = ""
    for piece in _SEAMS.split(word):
        if width(line + piece, size) <= room:
            line += piece
            continue
        if line:
            yield line
        line = piece
        while width(line, size) > room and len(line) > 2 * _LEAST:
            fits = next(
                (n for n in range(len(line) - _LEAST, _LEAST, -1) if width(line[:n], size) <= room - size / 3), 0
            )
            fits = max(fits, _LEAST)
            yield f"{line[:fits]}-"
            line = line[fits:]
    yield line
