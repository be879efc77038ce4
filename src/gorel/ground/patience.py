"""How long a question to the database may take."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

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
    # The limit goes with the question as one message, which is a transaction of its own: nothing is asked more often.
    limit = f"set local statement_timeout = {max(int(seconds * 1000), 1)}"

    def ask(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        answer = execute(f"{limit}; {sql}; set local statement_timeout to default", params, many, context)
        context["cursor"].nextset()  # the first answer is that to the limit
        return answer

    # Where a transaction is open, a savepoint: a question that is stopped must not end it.
    with transaction.atomic() if connection.in_atomic_block else nullcontext(), connection.execute_wrapper(ask):
        yield
