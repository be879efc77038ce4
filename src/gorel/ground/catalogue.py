"""Reads gettext's .po files and writes .mo files, without gettext's tools, so that no machine needs them.

A .mo file is a header, two tables of (length, offset) sorted by message, and the texts, each closed by a zero byte.
A message with a context is keyed `context EOT message`; one with a plural
`singular NUL plural`, and so are its translations.
Source: GNU gettext manual, "The Format of GNU MO Files" and "The Format of PO Files".
"""

from __future__ import annotations

import ast
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_MAGIC = 0x950412DE
_LINE = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d+)\])?)\s+)?("(?:[^"\\]|\\.)*")')


class BadCatalogue(Exception):
    """A .po file that cannot be read; says file, line and what was expected."""


@dataclass
class Message:
    """One entry of a .po file."""

    line: int
    context: str | None = None
    singular: str = ""
    plural: str | None = None
    said: dict[int, str] = field(default_factory=dict)
    is_fuzzy: bool = False

    @property
    def key(self) -> str:
        """Return what the .mo file finds it by."""
        named = self.singular if self.plural is None else f"{self.singular}\0{self.plural}"
        return named if self.context is None else f"{self.context}\x04{named}"

    @property
    def is_said(self) -> bool:
        """Return whether every form is translated and none is a guess."""
        return bool(self.said) and all(self.said.values()) and not self.is_fuzzy


def read(path: Path) -> list[Message]:
    """Return the messages of a .po file in their order, the header (an empty msgid) first.

    Errors: BadCatalogue for a line that is neither a comment, a keyword nor a quoted text.
    """
    return list(_messages(path))


def _messages(path: Path) -> Iterator[Message]:
    message, slot, fuzzy = Message(0), "", False
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            if message.said:
                yield message
                message, slot = Message(number), ""
            fuzzy = fuzzy or (line.startswith("#,") and "fuzzy" in line)
            continue
        found = _LINE.fullmatch(line)
        if found is None or not (found[1] or slot):
            raise BadCatalogue(f'{path}:{number}: expected msgid, msgstr or a text in "quotes", found: {line[:60]}')
        if found[1] in ("msgid", "msgctxt") and message.said:
            yield message
            message = Message(number)
        if found[1]:
            slot = found[1]
        if slot == "msgid" and found[1]:
            message.line, message.is_fuzzy, fuzzy = number, fuzzy, False
        _add(message, slot, ast.literal_eval(found[3]))
    if message.said:
        yield message


def _add(message: Message, slot: str, text: str) -> None:
    if slot == "msgctxt":
        message.context = (message.context or "") + text
    elif slot == "msgid":
        message.singular += text
    elif slot == "msgid_plural":
        message.plural = (message.plural or "") + text
    else:
        form = int(slot[7:-1]) if slot.endswith("]") else 0
        message.said[form] = message.said.get(form, "") + text


def write(messages: list[Message], path: Path) -> None:
    """Write the translated messages as a .mo file."""
    texts = {
        message.key.encode(): "\0".join(message.said[form] for form in sorted(message.said)).encode()
        for message in messages
        if message.is_said
    }
    keys = sorted(texts)
    body, spots = b"", []
    start = 28 + 16 * len(keys)
    for text in [*keys, *(texts[key] for key in keys)]:
        spots.append((len(text), start + len(body)))
        body += text + b"\0"
    head = struct.pack("<7I", _MAGIC, 0, len(keys), 28, 28 + 8 * len(keys), 0, start)
    path.write_bytes(head + b"".join(struct.pack("<2I", *spot) for spot in spots) + body)
