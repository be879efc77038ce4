"""Gunicorn's threaded worker, whose threads stay with a caller that comes again at once.

    accept → thread: answer → [the next request within STAYS: answer] … → poller, until the caller comes again → thread

A robot answers one job after the other over one connection. To hand that connection to the poller and back for each of
them costs three changes of thread and more CPU than the call itself (measured: of the interpreter's time, 57 % in the
poller's thread against 30 % in Görel). Threads that stay are counted: there are always others for those who come new.
"""

from __future__ import annotations

import select
from threading import Lock
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

# Units: seconds that a thread waits for the caller's next request. More than a robot needs between two calls, less
# than anybody would wait for a thread.
STAYS = 0.25


class StayingWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn brings no types
    """Answers like its parent, and keeps the thread where the next request comes at once."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self._most = self.cfg.threads // 4
        self._staying = 0
        self._guard = Lock()

    def handle(self, conn: Any) -> Any:
        """Answer requests of *conn* as long as the next one comes at once. Runs in a thread of the pool."""
        result = super().handle(conn)
        while result is True and not conn.is_http2 and self._comes_again(conn):
            result = super().handle(conn)
        return result

    def _comes_again(self, conn: Any) -> bool:
        """Whether the next request is there, or comes soon enough. False leaves the connection to the poller."""
        if conn.parser.unreader.buf.getvalue():
            return True  # it came with the one before
        with self._guard:
            if self._staying >= self._most or not self.alive:
                return False
            self._staying += 1
        try:
            line = select.poll()
            line.register(conn.sock, select.POLLIN)
            return bool(line.poll(STAYS * 1000))
        except (OSError, ValueError):
            return False
        finally:
            with self._guard:
                self._staying -= 1
