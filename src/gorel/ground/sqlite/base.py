"""The engine that `DATABASES` names: Django's, but for how a transaction waits until it can begin.

SQLite's own way of waiting sleeps longer and longer, up to a tenth of a second between two looks at the lock. Beside a
worker that takes turn after turn, with a millisecond between them, somebody who clicks would look past that moment for
many seconds. Here the lock is looked at each millisecond, and the worker leaves it for longer than that.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

# Units: seconds. PATIENCE is also what any other statement waits at most; see `OPTIONS` in the settings.
PATIENCE, LOOK = 20.0, 0.001


def begin(driver: sqlite3.Connection, try_it: Callable[[], object]) -> None:
    """Begin a transaction that writes, as soon as nobody else has one. Errors: those of *try_it*, after `PATIENCE`."""
    driver.execute("pragma busy_timeout = 0")
    try:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                try_it()
                return
            except (sqlite3.OperationalError, OperationalError) as error:
                if "locked" not in str(error) or time.monotonic() > until:
                    raise
            time.sleep(LOOK)
    finally:
        driver.execute(f"pragma busy_timeout = {PATIENCE * 1000:.0f}")


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection of Django's."""

    def _start_transaction_under_autocommit(self) -> None:
        begin(self.connection, super()._start_transaction_under_autocommit)  # type: ignore[misc]  # stubs lack it
