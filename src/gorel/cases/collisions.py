"""Trying again what another node's locks stopped, so that nobody is told that the database is busy."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

import structlog
from django.db import InterfaceError, OperationalError, connection

log = structlog.get_logger("gorel.cases")

T = TypeVar("T")

# Deadlocks, serialisation failures, a busy file, a lost connection; Django has no finer names for them.
NO_DATABASE = (OperationalError, InterfaceError)
TRIES = 5
PAUSE = 0.1  # seconds at most before the first new try; doubles


def persist(action: Callable[[], T]) -> T:
    """Do *action*, a transaction of its own, and again when it met somebody else's locks.

    Shape: inside a transaction of the caller's there is no trying again: that transaction is lost, and only the caller
    can begin it anew. Errors: those of `NO_DATABASE`, after `TRIES`.
    """
    for attempt in range(1, TRIES + 1):
        try:
            return action()
        except NO_DATABASE as error:
            if connection.in_atomic_block or attempt == TRIES:
                raise
            connection.close_if_unusable_or_obsolete()
            log.info("database.collision", error=type(error).__name__, attempt=attempt)
            time.sleep(PAUSE * 2 ** (attempt - 1) * random.random())  # noqa: S311 - jitter, no secret
    raise AssertionError
