"""How long a question to the database may take."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

_STEPS = 5_000  # of SQLite's machine between two looks at the clock: some tenths of a millisecond


class TooLong(Exception):
    """A question took longer than it may."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Let no question to the database take longer. Errors: TooLong.

    Units: on SQLite, the seconds that this thread is at work; on PostgreSQL, those that pass.
    """
    try:
        with _at_most_on_postgresql(seconds) if connection.vendor == "postgresql" else _at_most_on_sqlite(seconds):
            yield
    except OperationalError as error:
        if "interrupted" in str(error) or "statement timeout" in str(error):
            raise TooLong from error
        raise


@contextmanager
def _at_most_on_sqlite(seconds: float) -> Iterator[None]:
    connection.ensure_connection()
    until = time.thread_time() + seconds
    connection.connection.set_progress_handler(lambda: time.thread_time() > until, _STEPS)
    try:
        yield
    finally:
        connection.connection.set_progress_handler(None, 0)


@contextmanager
def _at_most_on_postgresql(seconds: float) -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:  # a savepoint, where a transaction is open
        cursor.execute("select set_config('statement_timeout', %s, true)", [f"{max(int(seconds * 1000), 1)}ms"])
        yield
        cursor.execute("select set_config('statement_timeout', '0', true)")
