"""A backup is one file: a tar archive with the database as it was at one moment, the home's files, and a list of both.

manifest.json        what is in it, with sizes and SHA-256; which database it came from
gorel.sqlite3        SQLite: a clean copy (VACUUM INTO), made while she runs; nothing that was erased is in it
gorel.pgdump         PostgreSQL: pg_dump's own format
home/…               keys, themes, files; not what can be made anew (static files, pipes)
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

MANIFEST, SQLITE, DUMP, FILES = "manifest.json", "gorel.sqlite3", "gorel.pgdump", "home"
FORMAT = 1
KEYS = ("secret-key", "personal-key")
NOT_KEPT = ("static", "wake")  # made anew at start


class CannotKeep(Exception):
    """It cannot be done as things are; the text says why and what to do."""


def backup(target: Path, *, with_keys: bool = True) -> dict[str, Any]:
    """Write a backup to *target* while she runs, and return its manifest.

    Side effects: the file, readable by its owner alone; it is complete or not there. Errors: CannotKeep.
    """
    if target.exists():
        raise CannotKeep(f"{target} is there already. Name a new file.")
    if not target.parent.is_dir():
        raise CannotKeep(f"{target.parent} is no folder. Make it, or name another file.")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".gorel-backup-") as folder:
        copy = _database(Path(folder))
        files = [(copy, copy.name), *((path, f"{FILES}/{name}") for path, name in _home(with_keys=with_keys))]
        manifest = {
            "format": FORMAT,
            "database": connection.vendor,
            "with_keys": with_keys,
            "files": {name: {"bytes": path.stat().st_size, "sha256": digest(path)} for path, name in files},
        }
        listed = Path(folder) / MANIFEST
        listed.write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        whole = Path(folder) / "whole"
        whole.touch(mode=0o600)
        with tarfile.open(whole, "w:gz" if target.suffix in (".gz", ".tgz") else "w") as archive:
            for path, name in [(listed, MANIFEST), *files]:
                archive.add(path, name)
        with whole.open("rb") as written:
            os.fsync(written.fileno())
        whole.rename(target)
    return manifest


def digest(path: Path) -> str:
    """Return a file's SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _home(*, with_keys: bool) -> Iterator[tuple[Path, str]]:
    home = Path(settings.HOME)
    for path in sorted(home.rglob("*")):
        name = path.relative_to(home)
        if name.parts[0] in NOT_KEPT or name.parts[0].startswith((SQLITE, ".")) or not path.is_file():
            continue
        if with_keys or str(name) not in KEYS:
            yield path, name.as_posix()


def _database(folder: Path) -> Path:
    if connection.vendor == "sqlite":
        copy = folder / SQLITE
        with connection.cursor() as cursor:
            cursor.execute("vacuum into %s", [str(copy)])
        return copy
    return _dump(folder / DUMP)


def _dump(copy: Path) -> Path:
    run_tool("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={copy}")
    return copy


def run_tool(name: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs on the database of the settings. Errors: CannotKeep, with what it said."""
    program = shutil.which(name)
    if program is None:
        raise CannotKeep(
            f"{name} is not here. Install PostgreSQL's client programs, of the server's version or a later one, or use "
            "the backup that your database's own operators make."
        )
    given = connection.get_connection_params()
    address = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGDATABASE": "dbname", "PGPASSWORD": "password"}
    environment = {name: str(given[key]) for name, key in address.items() if given.get(key)}
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL's, no shell
        [program, *arguments], env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise CannotKeep(f"{name} failed: {done.stderr.strip()[-800:]}")
