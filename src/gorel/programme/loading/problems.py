"""What is wrong with a file of facts, and where: TOML readers forget lines, so the file is looked through once more."""

from __future__ import annotations

import re

_HEADER = re.compile(r"\s*\[\[?\s*([\w.-]+)\s*\]\]?")
_KEY = re.compile(r"\s*([\w-]+)\s*(?:\.\s*([\w-]+)\s*)?=")


class BadFacts(ValueError):
    """The file cannot be loaded. Shape: findings is one sentence each, with file, line and key."""

    def __init__(self, findings: list[str]) -> None:
        self.findings = findings
        super().__init__("\n".join(findings))


class Places:
    """Knows on which line a table's entry and each of its keys stand."""

    def __init__(self, text: str) -> None:
        self._lines: dict[tuple[str, int, str], int] = {}
        table = ""
        count: dict[str, int] = {}
        for number, line in enumerate(text.splitlines(), start=1):
            if header := _HEADER.fullmatch(line.split("#")[0].rstrip()):
                table = header[1]
                count[table] = count.get(table, -1) + 1
                self._lines[table, count[table], ""] = number
            elif key := _KEY.match(line):
                self._lines.setdefault((table, count.get(table, 0), key[1]), number)

    def line(self, table: str, index: int, key: str = "") -> int:
        """Return the line of *key* in the table's entry *index*; the entry's own line when the key is not there."""
        return self._lines.get((table, index, key)) or self._lines.get((table, index, ""), 1)
