"""Keeps a home as this version leaves it, in the middle of its work: `python conformance/homes/freeze.py NAME`.

The story is told up to the morning of 15 October 2020: people have signed up, some have withdrawn, letters are sent,
the seminar's case waits for its day, tasks and timers wait. Later versions take over from there (`test_homes.py`). A
kept home is never made anew: each release adds its own, named by its day.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
UNTIL = "2020-10-15"


def main() -> None:
    """Write `NAME.tar.xz`; refuse to overwrite one."""
    if len(sys.argv) != 2:
        sys.exit("Say what the home is to be called, such as 2026-11-21.")
    kept = HERE / f"{sys.argv[1]}.tar.xz"
    if kept.exists():
        sys.exit(f"{kept.name} is there already, and a kept home is never made anew.")
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        subprocess.run(
            [sys.executable, "-m", "gorel", "demo", "--headless", "--until", UNTIL],
            env={**os.environ, "GOREL_HOME": name}, check=True,
        )  # fmt: skip
        database = sqlite3.connect(home / "gorel.sqlite3")
        database.execute("vacuum into ?", [str(home / "small")])
        database.close()
        for left in home.glob("gorel.sqlite3*"):
            left.unlink()
        (home / "small").rename(home / "gorel.sqlite3")
        with tarfile.open(kept, "w:xz") as packed:
            for file in sorted(home.iterdir()):
                packed.add(file, file.name)
    print(f"{kept.name}: {kept.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
