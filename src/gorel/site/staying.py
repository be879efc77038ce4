"""Gunicorn's threaded worker, whose threads stay with a caller that comes again at once.

    accept → thread: answer ─→ [the next request within STAYS: answer] … ─→ poller, until the caller comes again
                            └─ a robot's connection: the lane, which answers many of them together (`site.lane`)

To hand a connection to the poller and back for each request costs three changes of thread and more CPU than the
request itself (measured: of the interpreter's time, 57 % in the poller's thread against 30 % in Görel). Threads that
stay are counted: there are always others for those who come new.
"""

from __future__ import annotations

import select
from concurrent.futures import Future
from threading import Lock
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

# Units: seconds that a thread waits for the caller's next request. More than a robot needs between two calls, less
# than anybody would wait for a thread.
STAYS = 0.25
_TAKEN = "taken by the lane"


class StayingWorker(ThreadWorker):
    """Answers like its parent, and keeps the thread where the next request comes at once."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self._most = self.cfg.threads // 4
        self._staying = 0
        self._guard = Lock()
        self._lane: Any = None

    def handle(self, conn: Any) -> Any:
        """Answer requests of *conn* as long as the next one comes at once. Runs in a thread of the pool."""
        result = super().handle(conn)
        while result is True and not conn.is_http2:
            if self._is_for_the_lane(conn):
                self._lane.take(conn)
                return _TAKEN
            if not self._comes_again(conn):
                break
            result = super().handle(conn)
        return result

    def load_wsgi(self) -> None:
        """Read the application, and open the lane for those calls of it that are answered together."""
        super().load_wsgi()
        if getattr(self.app, "has_lane", False):
            from gorel.site.lane import Lane  # it needs the application's settings

            self._lane = Lane(self)

    def finish_request(self, conn: Any, fs: Any) -> None:
        """As the parent; what the lane has taken is not finished."""
        if fs.cancelled() or fs.exception() is not None or fs.result() is not _TAKEN:
            super().finish_request(conn, fs)

    def give_back(self, conn: Any, *, stays_open: bool) -> None:
        """Let the poller have a connection of the lane's, or close it. May be called from any thread."""
        done: Future[bool] = Future()
        done.set_result(stays_open)
        self.method_queue.defer(super().finish_request, conn, done)

    def _is_for_the_lane(self, conn: Any) -> bool:
        return (
            self._lane is not None
            and self.alive
            and not self.cfg.is_ssl
            and conn.parser.mesg.path.startswith(("/engine-rest/", "/v2/"))
            and not conn.parser.unreader.buf.getvalue()
        )

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
