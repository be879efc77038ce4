"""A backup can be taken back, and everything can be moved to another database, with cases that are under way."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.db.backends.base.base import NO_DB_ALIAS

import template
from cases import pictures as p
from gorel.cases import deployment, runtime
from gorel.cases.models import Case
from gorel.site.keeping import backup, moving, restore
from with_postgres import binaries, cluster

SOURCES = str(Path(__file__).parents[2] / "src")
MARKED = {"gorel.personal": "name", "gorel.searchable": "town"}
PICTURES = (
    p.row("serve", p.job("note", "try.nobody"), p.task("look"), properties=MARKED),
    p.row("wait", p.timer("pause", "PT1S"), p.task("after")),
    p.row("hear", p.catch("listen", "message", "m"), declared=p.message("m", "bell", "=key")),
)


def begin() -> None:
    """Cases that wait for each thing that a case can wait for."""
    deployment.deploy([(f"{number}.bpmn", picture) for number, picture in enumerate(PICTURES)])
    runtime.start("serve", variables={"name": "Anna", "town": "Lund"}, business_key="s")
    runtime.start("wait", business_key="w")
    runtime.start("hear", variables={"key": "k"}, business_key="h")
    rests = runtime.start("wait", business_key="rests")
    runtime.suspend(rests, by="person:1", reason="x")
    runtime.cancel(runtime.start("wait"), by="person:1", reason="x")
    runtime.publish("unheard", "k", {"n": 1}, time_to_live=timedelta(days=1))


@pytest.mark.slow
@pytest.mark.db
@pytest.mark.django_db(transaction=True)
def test_everything_is_moved_ids_and_counters_too(tmp_path, monkeypatch):
    monkeypatch.setattr(moving, "TARGET", NO_DB_ALIAS)  # the one name that tests may connect by beside their own
    begin()
    Case.objects.order_by("-pk").first().delete()
    target = tmp_path / "new.sqlite3"
    settings = {"ENGINE": "django.db.backends.sqlite3", "NAME": target, "OPTIONS": {"transaction_mode": "IMMEDIATE"}}
    told: list[tuple[str, int, int]] = []
    template.copy_to(target)
    copied = moving.move(settings, make_tables=lambda: None, tell=lambda *one: told.append(one))
    assert copied["cases_case"] == Case.objects.count() == 4
    assert ("cases_case", 4, 4) in told
    new = sqlite3.connect(target)
    assert new.execute("select body from cases_casestate order by case_id").fetchall() == list(
        Case.objects.order_by("pk").values_list("kept__body")
    )
    uid = new.execute("select uid from cases_case where business_key = 's'").fetchone()[0]
    assert uid == Case.objects.get(business_key="s").uid.hex
    assert new.execute("select seq from sqlite_sequence where name = 'cases_case'").fetchone()[0] > (
        Case.objects.order_by("-pk").first().pk
    ), "an id that was once given is not given again"
    new.close()
    with pytest.raises(backup.CannotKeep, match="not empty"):
        moving.move(settings)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("postgresql" in os.environ.get("GOREL_DATABASE", ""), reason="SQLite's own")
def test_a_backup_is_whole_clean_and_can_be_taken_back(tmp_path, settings):
    settings.HOME = tmp_path / "old"
    settings.HOME.mkdir()
    for name in backup.KEYS:
        (settings.HOME / name).write_text(name, encoding="ascii")
    (settings.HOME / "themes").mkdir()
    (settings.HOME / "themes" / "town.css").write_text(":root{}", encoding="ascii")
    begin()
    file = tmp_path / "kept.tar.gz"
    manifest = backup.backup(file)
    assert sorted(manifest["files"]) == [
        "gorel.sqlite3",
        "home/personal-key",
        "home/secret-key",
        "home/themes/town.css",
    ]
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(backup.CannotKeep, match="there already"):
        backup.backup(file)
    assert "home/personal-key" not in backup.backup(tmp_path / "no-keys.tar", with_keys=False)["files"]

    settings.HOME = tmp_path / "new"
    settings.HOME.mkdir()
    broken = tmp_path / "broken.tar.gz"
    broken.write_bytes(file.read_bytes()[:-2000])
    with pytest.raises(backup.CannotKeep, match="Nothing was changed"):
        restore.restore(broken)
    assert list(settings.HOME.iterdir()) == []
    restore.restore(file)
    assert (settings.HOME / "themes" / "town.css").read_text(encoding="ascii") == ":root{}"
    back = sqlite3.connect(settings.HOME / "gorel.sqlite3")
    assert back.execute("select count(*) from cases_case").fetchone() == (Case.objects.count(),)
    back.close()
    with pytest.raises(backup.CannotKeep, match="--replace"):
        restore.restore(file)
    restore.restore(file, replace=True)
    (aside,) = settings.HOME.glob("before-restore-*")
    assert (aside / "gorel.sqlite3").exists()
    connection.close()


def gorel(home: Path, *arguments: str, database: str = "") -> str:
    settings = {name: value for name, value in os.environ.items() if not name.startswith("GOREL_")}
    settings |= {"GOREL_HOME": str(home), "PYTHONPATH": SOURCES}
    if database:
        settings["GOREL_DATABASE"] = database
    done = subprocess.run(
        [sys.executable, "-m", "gorel", *arguments], env=settings, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


LOOK = """
import json
from django.utils import timezone
from gorel.cases import queries, runtime
from gorel.cases.models import Case, Task, Timer
from gorel.cases.worker import Worker
Worker().drain()
print(json.dumps({case.business_key: [case.state, queries.variables(case), [w.element for w in queries.waits(case)]]
                  for case in Case.objects.order_by("pk")}, default=str))
"""
BEGIN_ONE = """
from gorel.cases import runtime
from gorel.cases.models import Case
from gorel.cases.worker import Worker
case = runtime.start("hear", variables={"key": "restored"}, business_key="restored")
assert runtime.publish("bell", "restored") == 1
Worker().drain()
print(Case.objects.get(pk=case.pk).state)
"""
GO_ON = """
from gorel.cases import runtime
from gorel.cases.models import Case
from gorel.cases.worker import Worker
runtime.resume(Case.objects.get(business_key="rests"), by="person:1")
assert runtime.publish("bell", "k") == 1
print(runtime.start("wait", business_key="newest").pk)
Worker().drain()
"""


def _goes_on_where_it_was_restored(home: Path, dump: Path, address: str, before: str) -> None:
    """On another machine, with a home and a database that are empty."""
    with psycopg.connect(address, autocommit=True) as server:
        server.execute("create database restored")
    elsewhere = address.rpartition("/")[0] + "/restored"
    home.mkdir()
    assert "files are back" in gorel(home, "restore", str(dump), database=elsewhere)
    assert (home / "personal-key").exists(), "without it nobody can read what is personal"
    assert gorel(home, "django", "shell", "-v0", "-c", LOOK, database=elsewhere) == before
    said = gorel(home, "django", "shell", "-v0", "-c", BEGIN_ONE, database=elsewhere)
    assert said.split() == ["completed"], "ids go on where they were"
    with pytest.raises(AssertionError, match="Restore into an empty one"):
        gorel(home, "restore", str(dump), "--replace", database=elsewhere)


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.skipif(binaries() is None, reason="PostgreSQL is not here")
def test_cases_go_on_after_a_move_there_and_back(tmp_path):
    home = tmp_path / "home"
    for number, picture in enumerate(PICTURES):
        (tmp_path / f"{number}.bpmn").write_bytes(picture)
    template.copy_to(home / "gorel.sqlite3")
    gorel(home, "deploy", *(str(path) for path in sorted(tmp_path.glob("*.bpmn"))))
    body = Path(__file__).read_text(encoding="utf-8")
    start = body[body.index("    runtime.start(") : body.index("@pytest.mark.db")]
    script = "from datetime import timedelta\nfrom gorel.cases import runtime\n" + "\n".join(
        line.strip() for line in start.splitlines()
    )
    gorel(home, "django", "shell", "-v0", "-c", script)
    before = gorel(home, "django", "shell", "-v0", "-c", LOOK)
    with cluster(binaries()) as (address, _data):
        said = gorel(home, "move", "--to", address)
        assert "cases_case: 5 rows" in said
        assert gorel(home, "django", "shell", "-v0", "-c", LOOK, database=address) == before
        gorel(home, "django", "shell", "-v0", "-c", GO_ON, database=address)
        after = gorel(home, "django", "shell", "-v0", "-c", LOOK, database=address)
        assert after != before
        dump = tmp_path / "kept.tar"
        if shutil.which("pg_dump"):
            gorel(home, "backup", str(dump), database=address)
            _goes_on_where_it_was_restored(tmp_path / "restored", dump, address, after)
        (home / "gorel.sqlite3").rename(tmp_path / "before.sqlite3")
        gorel(home, "move", "--to", "sqlite", database=address)
    assert gorel(home, "django", "shell", "-v0", "-c", LOOK) == after
