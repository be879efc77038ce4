"""Keeping what is hers: backup, restore, and the move from one database to another."""

from __future__ import annotations

import errno
import os
from pathlib import Path


def is_running(home: Path) -> bool:
    """Return whether a worker of this home is up on this machine: somebody reads one of its pipes."""
    for pipe in (home / "wake").glob("*"):
        try:
            os.close(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
        except OSError as error:
            if error.errno not in (errno.ENXIO, errno.ENOENT):
                raise
        else:
            return True
    return False
