"""The power goes: the files are as they were at their last sync, and of what came after, any part.

A child process works on SQLite through a disk that remembers (`cases.disk`). Then the power is taken away after the
fact, at many moments; each time the files that can be left are opened and read.
"""

from __future__ import annotations

import os
import pickle
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

import gorel
import template
from cases import disk
from gorel.core import engine

Day = tuple[dict[str, bytes], list[disk.Deed]]
CUTS = int(os.environ.get("CUTS", "25"))  # moments at which the power goes; `make crash` asks for 500
CHILD = """
import pickle, sys
from pathlib import Path
sys.path[:0] = sys.argv[2:]
import os; os.environ["DJANGO_SETTINGS_MODULE"] = "gorel.site.settings"
import django; django.setup()
from django.db import connection
connection.cursor().execute("create table town_effects (job_key text not null)")
from cases import disk, town
from gorel.cases import deployment, runtime
from gorel.cases.worker import Worker
home = Path(os.environ["GOREL_HOME"])
town.OUTSIDE.append(home / "outside")
deployment.deploy([("work.bpmn", town.PROCESS)])
connection.close()
recorder = disk.Recorder(disk.library())
before = {path.name: path.read_bytes() for path in home.glob("*.sqlite3*") if not path.name.endswith("-shm")}
connection.cursor().execute("pragma wal_autocheckpoint = 60")  # so that the database file is written, too
for number in range(40):
    runtime.start("work", business_key=str(number))
    recorder.mark(number)
    if number % 3 == 0:
        Worker().drain()
(home / "record").write_bytes(pickle.dumps((before, recorder.deeds)))
os._exit(0)  # SQLite holds functions of the recorder till its last connection closes
"""
pytestmark = pytest.mark.skipif(
    disk.library() is None, reason="Python's SQLite is built in here: its disk cannot be watched"
)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    """A day of work, as the disk saw it."""
    home = tmp_path_factory.mktemp("home")
    template.furnish(home)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GOREL_")}
    paths = [str(Path(__file__).parents[1]), str(Path(gorel.__file__).parents[1])]
    subprocess.run(
        [sys.executable, "-c", CHILD, "-", *paths], env={**environment, "GOREL_HOME": str(home)}, check=True,
        capture_output=True, text=True, timeout=100,
    )  # fmt: skip
    return pickle.loads((home / "record").read_bytes())


@pytest.mark.slow
def test_the_files_of_any_moment_open_clean_with_all_that_was_accepted(day: Day, tmp_path: Path) -> None:
    before, deeds = day
    name = next(path for path in before if path.endswith(".sqlite3"))
    assert {type(deed).__name__ for deed in deeds} >= {"Write", "Sync", "Mark"}
    assert {deed.path for deed in deeds if isinstance(deed, disk.Sync)} == {name, f"{name}-wal"}

    seed = time.time_ns()
    print(f"seed {seed}")  # shown when it fails
    chance = random.Random(seed)
    seen = set()
    for cut in sorted(chance.sample(range(len(deeds) + 1), CUTS)):
        folder = tmp_path / str(cut)
        folder.mkdir()
        for path, data in disk.as_left(before, deeds[:cut], chance).items():
            (folder / path).write_bytes(data)
        accepted = {str(deed.what) for deed in deeds[:cut] if isinstance(deed, disk.Mark)}
        seen.add(len(accepted))
        _opens_clean(folder / name, accepted)
        shutil.rmtree(folder)
    assert len(seen) > min(CUTS, 40) // 3, "the power went at hardly more than one moment"


def test_a_disk_that_lies_is_noticed(day: Day, tmp_path: Path) -> None:
    """Were syncs left out, the test above would see it."""
    before, deeds = day
    name = next(path for path in before if path.endswith(".sqlite3"))
    lying = [deed for deed in deeds if not isinstance(deed, disk.Sync)]
    for path, data in disk.as_left(before, lying, random.Random(1)).items():
        (tmp_path / path).write_bytes(data)
    with pytest.raises((AssertionError, sqlite3.DatabaseError)):
        _opens_clean(tmp_path / name, {str(number) for number in range(40)})


def _opens_clean(database: Path, accepted: set[str]) -> None:
    """The database is whole, has every accepted case once, with a state that can be read, and no effect twice."""
    connection = sqlite3.connect(database)
    try:
        assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert connection.execute("pragma foreign_key_check").fetchall() == []
        keys = [row[0] for row in connection.execute("select business_key from cases_case")]
        assert sorted(keys) == sorted(set(keys))
        assert accepted <= set(keys)
        over = "select count(*) from cases_job where case_id in (select id from cases_case where state = 'completed')"
        assert connection.execute(over).fetchone() == (0,)
        for (state,) in connection.execute("select body from cases_casestate where format = 1"):
            engine.decode(state)
        effects = [row[0] for row in connection.execute("select job_key from town_effects")]
        assert len(effects) == len(set(effects))
    finally:
        connection.close()
