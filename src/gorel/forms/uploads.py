"""Files that people send: bounded in size, known by their content, never by their name or by what the browser says.

What cannot be told from its first bytes to be one of the wanted kinds is refused. Callers keep the bytes where no web
server reads them, and give all but pictures away as attachments.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
_OPEN_XML, _OPEN_DOCUMENT = "application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument."
DOCUMENT_NAMES = {  # what people call them, and how their names end
    "application/pdf": ("PDF", ".pdf"),
    f"{_OPEN_XML}wordprocessingml.document": ("Word", ".docx"),
    f"{_OPEN_XML}presentationml.presentation": ("PowerPoint", ".pptx"),
    f"{_OPEN_XML}spreadsheetml.sheet": ("Excel", ".xlsx"),
    f"{_OPEN_DOCUMENT}text": ("OpenDocument", ".odt"),
    f"{_OPEN_DOCUMENT}presentation": ("OpenDocument", ".odp"),
    f"{_OPEN_DOCUMENT}spreadsheet": ("OpenDocument", ".ods"),
}
DOCUMENTS = frozenset(DOCUMENT_NAMES)
_MP4 = frozenset({b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash", b"MSNV"})
MOST_NAME = 120
MOST_UNPACKED = 200_000_000
_BEGINNINGS = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"%PDF-", "application/pdf"))
_OFFICE = {"word/": "wordprocessingml.document", "ppt/": "presentationml.presentation", "xl/": "spreadsheetml.sheet"}


class Refused(ValueError):
    """The file cannot be taken. The text is a code: "too-large", "empty" or "wrong-kind" ("busy" from `kept`)."""


@dataclass(frozen=True)
class Upload:
    """A file that may be kept. Shape: type is what its bytes say; name has neither path nor control characters."""

    name: str
    type: str
    content: bytes


def read(file: Any, *, kinds: Collection[str], most_bytes: int) -> Upload:
    """Read what Django took from the request. Errors: Refused; no more than *most_bytes* are ever read."""
    if file.size > most_bytes:
        raise Refused("too-large")
    content = file.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise Refused("too-large")
    if not content:
        raise Refused("empty")
    kind = kind_of(content)
    if kind not in kinds:
        raise Refused("wrong-kind")
    return Upload(clean_name(file.name or ""), str(kind), content)


def kind_of_start(file: Any, *, kinds: Collection[str], most_bytes: int) -> str:
    """Return the kind of a large file by its first bytes, and leave the rest where it is. Errors: Refused."""
    if file.size > most_bytes:
        raise Refused("too-large")
    file.seek(0)
    start = file.read(64)
    file.seek(0)
    if not start:
        raise Refused("empty")
    kind = kind_of(start)
    if kind not in kinds:
        raise Refused("wrong-kind")
    return str(kind)


def kind_of(content: bytes) -> str | None:
    """Return the media type that the bytes themselves tell; None when they tell none that is known here."""
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp":
        return "video/mp4" if content[8:12] in _MP4 else None
    if content[:4] == b"\x1aE\xdf\xa3" and b"webm" in content[:64]:
        return "video/webm"
    return _packed(content) if content.startswith(b"PK\x03\x04") else None


def clean_name(name: str) -> str:
    """Return the last part of a name, without signs that a header or a file system could misread."""
    last = PurePath(name.replace("\\", "/")).name
    kept = "".join(sign for sign in last if sign.isprintable() and sign not in '"<>|:*?')
    return kept[-MOST_NAME:].strip(". ") or "fil"


def _packed(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            infos = packed.infolist()
            if len(infos) > 10_000 or sum(one.file_size for one in infos) > MOST_UNPACKED:
                return None
            names = [one.filename for one in infos]
            if "vbaProject.bin" in " ".join(names):
                return None  # macros
            if "mimetype" in names:
                told = packed.read("mimetype")[:100].decode("ascii", "replace").strip()
                return told if told in DOCUMENTS else None
            for folder, kind in _OFFICE.items():
                if "[Content_Types].xml" in names and any(name.startswith(folder) for name in names):
                    return f"{_OPEN_XML}{kind}"
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError):
        return None
    return None
