"""The engine that `DATABASES` names: Django's, but for how a statement waits for the lock.

SQLite's own way of waiting sleeps longer and longer, up to a tenth of a second between two looks at the lock. Beside a
worker that takes turn after turn, with a few milliseconds between them, somebody who clicks would look past that moment
for many seconds. Here the driver waits for `SLICE` alone, in which it looks four times, and is then asked again.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any, TypeVar

from django.db.backends.sqlite3 import base

T = TypeVar("T")

# Units: seconds. PATIENCE is how long a statement waits at most, SLICE the driver's own part of it once it is open.
PATIENCE, SLICE = 20.0, 0.005
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY_RECOVERY)  # and not BUSY_SNAPSHOT, which stays


def patiently(driver: sqlite3.Connection, act: Callable[[], T]) -> T:
    """Do *act*, a statement of *driver*'s, as soon as the lock is free. Errors: those of *act*, after `PATIENCE`.

    Shape: inside a transaction, which has the lock, or reads what has been overtaken, there is nothing to wait for.
    """
    until = 0.0
    while True:
        try:
            return act()
        except sqlite3.OperationalError as error:
            if driver.in_transaction or error.sqlite_errorcode not in _BUSY:
                raise
            now = time.monotonic()
            until = until or now + PATIENCE
            if now > until:
                raise


class Cursor(base.SQLiteCursorWrapper):
    """Django's cursor, patient. Shape: many statements at once are as Django has them: some may be done already."""

    def execute(self, query: Any, params: Any = None) -> Any:
        return patiently(self.connection, partial(super().execute, query, params))

    def convert_query(self, query: str, *, param_names: Any = None) -> str:
        """Return *query* with the driver's places for values; the same few hundred are asked again and again."""
        return super().convert_query(query, param_names=param_names) if param_names else _converted(query)


@lru_cache(maxsize=2_000)
def _converted(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's connection, with such cursors."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        driver = super().get_new_connection(conn_params)  # what is said at the start waits as the driver does
        driver.execute(f"pragma busy_timeout = {SLICE * 1000:.0f}")
        return driver

    def create_cursor(self, name: Any = None) -> Any:  # noqa: ARG002 - PostgreSQL has named ones
        return self.connection.cursor(factory=Cursor)
