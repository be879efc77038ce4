"""A demo home: a folder that says it is one. Demo sign-ins and the clock bar exist nowhere else."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def path() -> Path:
    """Return the folder that GOREL_HOME names."""
    return Path(os.environ.get("GOREL_HOME") or "var").resolve()


def is_made() -> bool:
    """Return whether the folder is a demo home."""
    return (path() / "demo").exists()


def make(*, restart: bool = False) -> None:
    """Make the home a demo home; with *restart* what was done in it is forgotten.

    Errors: Trouble when the folder holds an installation that is not a demo.
    """
    from gorel.site.command import Trouble

    home = path()
    mark = home / "demo"
    if not mark.exists() and ((home / "gorel.sqlite3").exists() or (home / "secret-key").exists()):
        raise Trouble(
            f"{home} holds an installation that is not a demo, and is left alone. "
            "Name another folder: GOREL_HOME=var-demo gorel demo"
        )
    if restart and mark.exists():
        shutil.rmtree(home)
    home.mkdir(parents=True, exist_ok=True)
    mark.touch()


@contextmanager
def at_work() -> Iterator[bool]:
    """Be the one who tells the story in this home while inside; gives False when somebody else is at it."""
    with (path() / "demo").open("a") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
