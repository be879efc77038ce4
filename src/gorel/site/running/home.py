"""The home of a run: an own small database beside the rows, and what the run was given, so that it can be resumed."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gorel.site.command import Trouble

NOTE = "run.json"
_KEYS = {".bpmn": rb'<(?:\w+:)?process\b[^>]*?\bid="([^"]+)"', ".dmn": rb'<(?:\w+:)?decision\b[^>]*?\bid="([^"]+)"'}


def open_home(home: Path, note: dict[str, Any], *, resume: bool, afresh: bool) -> None:
    """Make *home* the home of this program and this run. Errors: Trouble when it holds another run.

    Side effects: the folder, with a note of what the run was given; with *afresh* what was there is gone.
    """
    there = home / NOTE
    if afresh and there.exists():
        shutil.rmtree(home)
    if there.exists():
        before = json.loads(there.read_text(encoding="utf-8"))
        if before["rows"] != note["rows"] or before["files"] != note["files"]:
            raise Trouble(f"{home} holds a run of other rows or another process. Name another --home, or use --afresh.")
        if not resume:
            raise Trouble(f"{home} holds this run already. Go on with --resume, or begin anew with --afresh.")
    elif home.exists() and any(home.iterdir()):
        raise Trouble(f"{home} is not empty, and no run of mine. Name another --home.")
    home.mkdir(parents=True, exist_ok=True)
    there.write_text(json.dumps(note, indent=1), encoding="utf-8")
    os.environ["GOREL_HOME"] = str(home)


def digest(*contents: bytes) -> str:
    """Return what tells these contents from others."""
    whole = hashlib.sha256()
    for content in contents:
        whole.update(hashlib.sha256(content).digest())
    return whole.hexdigest()


def with_neighbours(files: Sequence[Path]) -> list[tuple[str, bytes]]:
    """Return the files, and from the first one's folder the rules, forms and processes that they name.

    Errors: Trouble for a file that cannot be read.
    """
    try:
        found = {path.resolve(): path.read_bytes() for path in files}
        near = [
            path.resolve() for path in sorted(files[0].parent.iterdir()) if path.suffix in (".bpmn", ".dmn", ".form")
        ]
        waiting = {path: path.read_bytes() for path in near if path not in found}
    except OSError as error:
        raise Trouble(f"{error.filename}: {error.strerror}.") from None
    grown = True
    while grown:  # what a neighbour names comes along too
        text = b"\n".join(found.values())
        named = {path for path, data in waiting.items() if any(_names(text, key) for key in _keys(path, data))}
        grown = bool(named)
        # In order: a run that is resumed knows its files by what they are together.
        found.update((path, waiting.pop(path)) for path in sorted(named))
    return [(path.name, data) for path, data in found.items()]


def _keys(path: Path, data: bytes) -> list[bytes]:
    if path.suffix == ".form":
        try:
            return [str(json.loads(data).get("id") or path.stem).encode()]
        except (ValueError, AttributeError):
            return []
    return re.findall(_KEYS[path.suffix], data)


def _names(text: bytes, key: bytes) -> bool:
    return any(mark + key + mark in text for mark in (b'"', b"&quot;", b"'"))
