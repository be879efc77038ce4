"""Wakes sleeping workers when there is something new to do.

PostgreSQL has NOTIFY, which is heard when the transaction commits. SQLite's workers each keep a named pipe in the home
and sleep on it; whoever commits new work writes one byte into every pipe. A lost wake-up only costs the time to the
worker's next look round.
"""

from __future__ import annotations

import errno
import os
import secrets
import selectors
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from gorel.cases.collisions import NO_DATABASE

CHANNEL = "gorel_work"
UNHEARD = "."  # how the name of a pipe begins that nobody reads yet
LOOK_ROUND = 1.0  # seconds: how long a wake-up that was lost can go unnoticed
STOP_LATENCY = 0.25  # seconds: a signal to stop sets a flag, and does not end a sleep


def ring(*, but: Bell | None = None) -> None:
    """Wake all workers (*but* the one who rings) when the present transaction commits."""
    own = "" if but is None else but.name
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_notify(%s, %s)", [CHANNEL, own])
    else:
        transaction.on_commit(lambda: _ring_pipes(own))


def _folder() -> Path:
    return Path(settings.HOME) / "wake"


def _ring_pipes(own: str) -> None:
    try:
        pipes = [pipe for pipe in _folder().iterdir() if pipe.name != own and not pipe.name.startswith(UNHEARD)]
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
        # Full: it is awake. Broken: its worker closed just now.
        with suppress(BlockingIOError, BrokenPipeError), os.fdopen(descriptor, "wb", buffering=0) as writer:
            writer.write(b"!")


class Bell:
    """What one worker sleeps on. Close it when done."""

    def __init__(self) -> None:
        self.name = f"{os.getpid()}-{secrets.token_hex(6)}"
        self._listener: Any = _listen() if connection.vendor == "postgresql" else None
        self._pipe = _make_pipe(self) if self._listener is None else None
        self._own, self._theirs = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._own, selectors.EVENT_READ)
        heard: Any = self._pipe[1] if self._pipe else self._listener
        self._selector.register(heard, selectors.EVENT_READ)
        self._lock = threading.Lock()
        self._is_closed = False

    def ring(self) -> None:
        """Wake this worker, from any thread; nothing happens when the bell is closed."""
        with self._lock, suppress(BlockingIOError):
            if not self._is_closed:
                os.write(self._theirs, b"!")

    def sleep(self, seconds: float, stop: threading.Event | None = None) -> bool:
        """Return when somebody rings (then True), after *seconds*, or soon after *stop* is set."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not (stop and stop.is_set()):
            if self.hear(min(left, STOP_LATENCY) if stop else left):
                return True
        return False

    def hear(self, seconds: float) -> bool:
        """Return whether somebody rings within *seconds*."""
        is_rung = False
        for key, _events in self._selector.select(seconds):
            if key.fileobj == self._listener:
                with connection.wrap_database_errors:
                    told = list(self._listener.notifies(timeout=0))
                is_rung |= any(notify.payload != self.name for notify in told)
            else:
                with suppress(BlockingIOError):
                    os.read(key.fd, 4096)
                is_rung = True
        return is_rung

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
    path = _folder() / bell.name
    # It gets its name when somebody reads it: until then a ringer would take it for a dead worker's, and away.
    made = path.with_name(f"{UNHEARD}{bell.name}")
    os.mkfifo(made, 0o600)
    # Open for both, so that it never ends when a writer closes it.
    descriptor = os.open(made, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    made.rename(path)
    return path, descriptor


def _listen() -> Any:
    import psycopg  # only where the database is PostgreSQL

    given = connection.get_connection_params()
    plain = {key: given[key] for key in ("dbname", "user", "password", "host", "port") if given.get(key)}
    with connection.wrap_database_errors:
        listener = psycopg.connect(autocommit=True, **plain)
        listener.execute(f"listen {CHANNEL}")
    return listener


class _Ear:
    """One bell for all threads of this Python process that wait for work: a thread listens, and tells them.

    It listens as long as somebody waits, and a little longer.
    """

    LINGERS = 2.0  # seconds

    def __init__(self) -> None:
        self._told = threading.Condition()
        self._count = 0
        self._asked_at = 0.0
        self._listens = False

    def heard(self) -> int:
        """Return how often the bell has rung; listen from now on."""
        with self._told:
            self._asked_at = time.monotonic()
            if not self._listens:
                self._listens = True
                threading.Thread(target=self._listen, name="ear", daemon=True).start()
            return self._count

    def wait(self, heard: int, seconds: float) -> None:
        """Return when it has rung since *heard*, or after *seconds*; at the latest after the safety net's second."""
        with self._told:
            self._told.wait_for(lambda: self._count != heard, min(seconds, LOOK_ROUND))

    def _listen(self) -> None:
        try:
            bell = Bell()
            try:
                while self._is_wanted():
                    if bell.sleep(self.LINGERS):
                        with self._told:
                            self._count += 1
                            self._told.notify_all()
            finally:
                bell.close()
        except NO_DATABASE:
            self._listens = False  # who waits looks round every second, and asks anew
        finally:
            connection.close()

    def _is_wanted(self) -> bool:
        with self._told:
            self._listens = time.monotonic() - self._asked_at < self.LINGERS
            return self._listens


_ear = _Ear()


def _deaf() -> None:
    global _ear
    _ear = _Ear()


os.register_at_fork(after_in_child=_deaf)


def heard() -> int:
    """Return how often this process has been woken; hand it to `wait` after having looked for work."""
    return _ear.heard()


def wait(heard: int, seconds: float) -> None:
    """Wait until there may be new work since *heard*, at most *seconds*, and never longer than a second."""
    _ear.wait(heard, seconds)
