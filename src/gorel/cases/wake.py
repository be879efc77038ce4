"""Wakes sleeping workers when there is something new to do.

PostgreSQL has NOTIFY, which is heard when the transaction commits. SQLite's workers each keep a named pipe in the home
and sleep on it; whoever commits new work writes one byte into every pipe. A lost wake-up only costs the time to the
worker's next look round.
"""

from __future__ import annotations

import errno
import os
import selectors
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

CHANNEL = "gorel_work"
STOP_LATENCY = 0.25  # seconds: a signal to stop sets a flag, and does not end a sleep


def ring() -> None:
    """Wake all workers when the present transaction commits."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_notify(%s, '')", [CHANNEL])
    else:
        transaction.on_commit(_ring_pipes)


def _folder() -> Path:
    return Path(settings.HOME) / "wake"


def _ring_pipes() -> None:
    try:
        pipes = list(_folder().iterdir())
    except FileNotFoundError:
        return
    for pipe in pipes:
        try:
            descriptor = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError as error:
            if error.errno == errno.ENXIO:  # nobody reads it: its worker is dead
                with suppress(OSError):
                    pipe.unlink()
            continue
        with suppress(BlockingIOError), os.fdopen(descriptor, "wb", buffering=0) as writer:
            writer.write(b"!")


class Bell:
    """What one worker sleeps on. Close it when done."""

    def __init__(self) -> None:
        self._listener: Any = _listen() if connection.vendor == "postgresql" else None
        self._pipe = _make_pipe(self) if self._listener is None else None
        self._own, self._theirs = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._own, selectors.EVENT_READ)
        self._selector.register(self._pipe[1] if self._pipe else self._listener, selectors.EVENT_READ)
        self._lock = threading.Lock()
        self._is_closed = False

    def ring(self) -> None:
        """Wake this worker, from any thread; nothing happens when the bell is closed."""
        with self._lock, suppress(BlockingIOError):
            if not self._is_closed:
                os.write(self._theirs, b"!")

    def sleep(self, seconds: float, stop: threading.Event | None = None) -> None:
        """Return when somebody rings, after *seconds*, or soon after *stop* is set."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not (stop and stop.is_set()):
            if self._hear(min(left, STOP_LATENCY)):
                return

    def _hear(self, seconds: float) -> bool:
        heard = self._selector.select(seconds)
        for key, _events in heard:
            if key.fileobj == self._listener:
                with connection.wrap_database_errors:
                    list(self._listener.notifies(timeout=0))
            else:
                with suppress(BlockingIOError):
                    os.read(key.fd, 4096)
        return bool(heard)

    def close(self) -> None:
        """Stop listening."""
        with self._lock:
            self._is_closed = True
            self._selector.close()
            os.close(self._own)
            os.close(self._theirs)
        if self._listener is not None:
            self._listener.close()
        if self._pipe is not None:
            os.close(self._pipe[1])
            with suppress(OSError):
                self._pipe[0].unlink()


def _make_pipe(bell: Bell) -> tuple[Path, int]:
    _folder().mkdir(parents=True, exist_ok=True)
    path = _folder() / f"{os.getpid()}-{id(bell):x}"
    os.mkfifo(path, 0o600)
    # Open for both, so that it never ends when a writer closes it.
    return path, os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)


def _listen() -> Any:
    import psycopg  # only where the database is PostgreSQL

    given = connection.get_connection_params()
    plain = {key: given[key] for key in ("dbname", "user", "password", "host", "port") if given.get(key)}
    with connection.wrap_database_errors:
        listener = psycopg.connect(autocommit=True, **plain)
        listener.execute(f"listen {CHANNEL}")
    return listener
