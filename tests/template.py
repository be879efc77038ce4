"""An empty SQLite database with all tables, made once and copied wherever a test needs a home of its own.

Migrations are what a fresh home takes longest over, and every worker of the suite and every home that a test makes
would begin with them. A program that finds a copy sees what it sees at its second start.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build"


def copy_to(path: Path) -> None:
    """Put a database with all tables at *path*."""
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_made(), path)


def furnish(home: Path) -> None:
    """Let a demo home begin with its tables."""
    copy_to(home / "gorel.sqlite3")
    (home / "demo").touch()


def _made() -> Path:
    FOLDER.mkdir(exist_ok=True)
    made = FOLDER / f"template-{_digest()}.sqlite3"
    with (FOLDER / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            for old in FOLDER.glob("template-*.sqlite3"):
                old.unlink()
            _make(made)
    return made


def _make(path: Path) -> None:
    home = FOLDER / "template-home"
    shutil.rmtree(home, ignore_errors=True)
    settings = {name: value for name, value in os.environ.items() if not name.startswith("GOREL_")}
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity", "0"], check=True,
        env=settings | {"GOREL_HOME": str(home), "DJANGO_SETTINGS_MODULE": "gorel.site.settings",
                        "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    whole = sqlite3.connect(home / "gorel.sqlite3")
    whole.execute("pragma journal_mode = delete")  # all of it in one file
    whole.close()
    (home / "gorel.sqlite3").rename(path)
    shutil.rmtree(home)


def _digest() -> str:
    """What the tables depend on: our migrations, and which libraries are installed."""
    seen = hashlib.sha256()
    for file in sorted((ROOT / "src").glob("gorel/*/migrations/*.py")):
        seen.update(file.read_bytes())
    for found in sorted(f"{one.name} {one.version}" for one in distributions()):
        seen.update(found.encode())
    return seen.hexdigest()[:16]
