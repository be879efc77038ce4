"""A demo home: a folder that says it is one. Demo sign-ins and the clock bar exist nowhere else."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def path() -> Path:
    """Return the folder that GOREL_HOME names."""
    return Path(os.environ.get("GOREL_HOME") or "var").resolve()


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
