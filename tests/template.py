"""An empty database with all tables, made once and copied wherever a test needs a home of its own.

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
from collections.abc import Callable
from importlib.metadata import distributions
from pathlib import Path

import psycopg

CLUSTERS_OWN = "gorel_tables"  # the database of a test's cluster that others begin as
ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build"


def copy_to(path: Path) -> None:
    """Put a database with all tables at *path*."""
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_made(".sqlite3", _make), path)


def furnish(home: Path) -> None:
    """Let a demo home begin with its tables."""
    copy_to(home / "gorel.sqlite3")
    (home / "demo").touch()


def is_cluster_ours() -> bool:
    """Whether the tests run on a PostgreSQL that `with_postgres.py` made for them."""
    return "CLUSTER_DATA" in os.environ


def copy_in_cluster(name: str) -> None:
    """Make the database *name* with all tables, in a cluster of ours."""
    with psycopg.connect(os.environ["GOREL_DATABASE"], autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(1)")  # one copies at a time: the source must have no visitor
        if connection.execute("select from pg_database where datname = %s", [CLUSTERS_OWN]).fetchone() is None:
            connection.execute(f"create database {CLUSTERS_OWN}")
            _furnish(os.environ["GOREL_DATABASE"].rpartition("/")[0] + f"/{CLUSTERS_OWN}")
        connection.execute(f'create database "{name}" template {CLUSTERS_OWN}')


def _furnish(database: str) -> None:
    binaries = Path(os.environ["CLUSTER_BINARIES"])

    def make(path: Path) -> None:
        _migrate({"GOREL_DATABASE": database})
        subprocess.run([binaries / "pg_dump", "--no-owner", "--file", path, database], check=True)

    made = _made(f"-{binaries.parent.name}.sql", make)
    with psycopg.connect(database) as connection:
        is_empty = connection.execute("select to_regclass('django_migrations') is null").fetchone() == (True,)
    if is_empty:
        quiet = [binaries / "psql", "--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--output", os.devnull]
        subprocess.run([*quiet, "--file", made, database], check=True)


def _made(suffix: str, make: Callable[[Path], None]) -> Path:
    FOLDER.mkdir(exist_ok=True)
    made = FOLDER / f"template-{_digest()}{suffix}"
    with (FOLDER / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            for old in FOLDER.glob(f"template-*{suffix}"):
                old.unlink()
            make(made)
    return made


def _make(path: Path) -> None:
    home = FOLDER / "template-home"
    shutil.rmtree(home, ignore_errors=True)
    _migrate({"GOREL_HOME": str(home)})
    whole = sqlite3.connect(home / "gorel.sqlite3")
    whole.execute("pragma journal_mode = delete")  # all of it in one file
    whole.close()
    (home / "gorel.sqlite3").rename(path)
    shutil.rmtree(home)


def _migrate(home: dict[str, str]) -> None:
    settings = {name: value for name, value in os.environ.items() if not name.startswith("GOREL_")}
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity", "0"], check=True,
        env=settings | home | {"DJANGO_SETTINGS_MODULE": "gorel.site.settings", "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip


def _digest() -> str:
    """What the tables depend on: our migrations, and which libraries are installed."""
    seen = hashlib.sha256()
    for file in sorted((ROOT / "src").glob("gorel/*/migrations/*.py")):
        seen.update(file.read_bytes())
    for found in sorted(f"{one.name} {one.version}" for one in distributions()):
        seen.update(found.encode())
    return seen.hexdigest()[:16]
