"""The zip around a package, read within bounds: nothing is written to disk, no name leads anywhere, nothing swells.

What the zip says of its own sizes is not believed: each file is read with a limit, and stops there.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections.abc import Mapping

from gorel.ideas.packages.problems import BadPackage

MOST_PACKED = 10_000_000
MOST_FILES = 200
MOST_EACH = 5_000_000
MOST_WHOLE = 30_000_000
SUFFIXES = (".bpmn", ".dmn", ".form", ".toml", ".json", ".csv", ".md", ".txt")
_NAME = re.compile(r"(?:[a-z0-9][a-z0-9-]*/){0,2}[a-z0-9][a-z0-9._-]{0,99}")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def read(data: bytes) -> dict[str, bytes]:
    """Return the files by name. Errors: BadPackage; at most MOST_WHOLE bytes are ever unpacked."""
    if len(data) > MOST_PACKED:
        raise BadPackage("too-large", what=f"{len(data)} B", limit=f"{MOST_PACKED} B")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return _unpacked(packed)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise BadPackage("not-a-zip") from error


def write(files: Mapping[str, bytes]) -> bytes:
    """Return the zip. Equal files give equal bytes: order and times are fixed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            packed.writestr(entry, files[name])
    return out.getvalue()


def check_name(name: str) -> None:
    """Refuse names that lead elsewhere, and kinds of files that a package may not hold. Errors: BadPackage."""
    if not _NAME.fullmatch(name) or ".." in name:
        raise BadPackage("bad-name", name=name[:120])
    if not name.endswith(SUFFIXES):
        raise BadPackage("kind", name=name, allowed=" ".join(SUFFIXES))


def _unpacked(packed: zipfile.ZipFile) -> dict[str, bytes]:
    entries = packed.infolist()
    if len(entries) > MOST_FILES:
        raise BadPackage("too-large", what=f"{len(entries)} filer / files", limit=MOST_FILES)
    files: dict[str, bytes] = {}
    whole = 0
    for entry in entries:
        check_name(entry.filename)
        if entry.filename in files:
            raise BadPackage("twice", name=entry.filename)
        is_plain = stat.S_IFMT(entry.external_attr >> 16) in (0, stat.S_IFREG)
        if (
            entry.flag_bits & 0x1
            or not is_plain
            or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        ):
            raise BadPackage("locked", name=entry.filename)
        with packed.open(entry) as file:
            content = file.read(MOST_EACH + 1)
        whole += len(content)
        if len(content) > MOST_EACH or whole > MOST_WHOLE:
            raise BadPackage("too-large", what=entry.filename, limit=f"{MOST_EACH} B, {MOST_WHOLE} B")
        files[entry.filename] = content
    return files
