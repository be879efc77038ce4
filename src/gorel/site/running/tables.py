"""The tables of a run's own database: made once for a version of Görel, then copied, which is much faster."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path


def prepare() -> None:
    """Bring the tables of this home up to this version. Side effects: a copy of the empty database in the user's cache.

    Shape: only a fresh SQLite home is copied to; any other is migrated, as `gorel up` does.
    """
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    target = Path(settings.DATABASES["default"]["NAME"])
    is_fresh = connection.vendor == "sqlite" and not target.exists()
    empty = _cache() / f"empty-{_digest()}.sqlite3"
    if is_fresh and empty.exists():
        shutil.copyfile(empty, target)
        return
    call_command("migrate", interactive=False, verbosity=0)
    if is_fresh:
        connection.close()
        with suppress(OSError, sqlite3.Error):  # no cache, no harm
            _keep(target, empty)


def _keep(source: Path, empty: Path) -> None:
    empty.parent.mkdir(parents=True, exist_ok=True)
    fresh = empty.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(fresh)) as other:
        one.backup(other)
    fresh.replace(empty)


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "gorel"


def _digest() -> str:
    """Return what tells this version's tables from others: every migration's place and moment."""
    from django.apps import apps

    seen = hashlib.sha256()
    for app in apps.get_app_configs():
        for path in sorted((Path(app.path) / "migrations").glob("*.py")):
            seen.update(f"{path} {path.stat().st_mtime_ns} {path.stat().st_size}\n".encode())
    return seen.hexdigest()[:20]
