"""Taking a backup back: everything is checked before anything is touched."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from gorel.site.keeping import is_running
from gorel.site.keeping.backup import DUMP, FILES, FORMAT, MANIFEST, NOT_KEPT, SQLITE, CannotKeep, digest, run_tool


def restore(source: Path, *, replace: bool = False) -> dict[str, Any]:
    """Put the home and its database back as *source* holds them; return its manifest.

    Shape: what the home holds already stays unless *replace*; it is then kept beside, in `before-restore-…`.
    Side effects: the home's files; PostgreSQL: the tables of an empty database. Errors: CannotKeep, before any change.
    """
    home = Path(settings.HOME)
    if is_running(home):
        raise CannotKeep("She is running here. Stop her first, then restore.")
    with tempfile.TemporaryDirectory(dir=home, prefix=".gorel-restore-") as folder:
        manifest = _unpack(source, Path(folder))
        wanted = SQLITE if connection.vendor == "sqlite" else DUMP
        if wanted not in manifest["files"]:
            raise CannotKeep(
                f"The backup is of {manifest['database']}, but GOREL_DATABASE names {connection.vendor}. Restore it "
                "where it came from, then use `gorel move`."
            )
        copy = Path(folder) / wanted
        if connection.vendor == "sqlite":
            _check(copy)
            connection.close()
            _make_room(home, replace=replace)
            _place(copy, home / SQLITE)
        else:
            with connection.cursor() as cursor:
                if connection.introspection.table_names(cursor):
                    raise CannotKeep("The database has tables already. Restore into an empty one.")
            run_tool("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
                     f"--dbname={connection.settings_dict['NAME']}", str(copy))  # fmt: skip
        for path in sorted((Path(folder) / FILES).rglob("*")):
            if path.is_file():
                _place(path, home / path.relative_to(Path(folder) / FILES))
    return manifest


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack into *folder* and hold every file against the manifest."""
    try:
        with tarfile.open(source) as archive:
            archive.extractall(folder, filter="data")
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (tarfile.TarError, OSError, ValueError, EOFError) as error:
        raise CannotKeep(f"{source} is no backup that can be read ({error}). Nothing was changed.") from None
    if manifest.get("format") != FORMAT:
        raise CannotKeep(f"{source} was written by a newer Görel (format {manifest.get('format')}).")
    for name, told in manifest["files"].items():
        path = folder / name
        if not path.is_file() or digest(path) != told["sha256"]:
            raise CannotKeep(f"{source} is damaged: {name} is not what it was. Nothing was changed.")
    return manifest


def _check(copy: Path) -> None:
    database = sqlite3.connect(f"file:{copy}?mode=ro", uri=True)
    try:
        answer = database.execute("pragma integrity_check").fetchone()[0]
    finally:
        database.close()
    if answer != "ok":
        raise CannotKeep(f"The database in the backup is damaged ({answer}). Nothing was changed.")


def _make_room(home: Path, *, replace: bool) -> None:
    """Move aside what is there: a database, and the files that go with it."""
    present = [
        path for path in home.iterdir() if path.name not in NOT_KEPT and not path.name.startswith((".", "before-"))
    ]
    if not (home / SQLITE).exists() and not replace:
        return
    if not replace:
        raise CannotKeep(f"{home} holds an installation. With --replace it is moved aside first, and kept.")
    aside = Path(tempfile.mkdtemp(dir=home, prefix="before-restore-"))
    for path in present:
        shutil.move(path, aside / path.name)


def _place(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    os.chmod(path, 0o600)
    shutil.move(path, target)
