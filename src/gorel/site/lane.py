"""The lane: one thread that answers the calls of many robots together.

    connection after a robot's call → lane ─ a call of the plainest kind that may be answered together ─→ turn ─→ answer
                                        └── anything else, or silence → the web server's threads and its poller

Ten robots that complete a job each are ten threads that wake, ask for the interpreter, wait for one commit, and wake
again: that took more CPU than their jobs. Here whatever has come is read, asked of the cases by one turn, and answered.
While that is done the next calls come, so batches grow by themselves and nobody waits for a timer.
"""

from __future__ import annotations

import selectors
import socket
import threading
import time
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import structlog
from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections, connection
from django.http import HttpResponse

from gorel.api import door, doors
from gorel.cases import group
from gorel.cases.store.keeping import Keeper
from gorel.ground.telemetry import span
from gorel.site import measuring, wire

if TYPE_CHECKING:
    from gorel.site.staying import StayingWorker

log = structlog.get_logger("gorel.web")

# Units: seconds that a connection stays without a word, and the database's connection without work; bytes read at once.
STAYS, LEAVES = 0.25, 1.0
CHUNK = 64 * 1024
MOST = 32  # calls at once: half of what `api.limits` lets be at work


class _Line:
    """A connection in the lane. Shape: data is what has come and is not answered."""

    __slots__ = ("conn", "data", "until")

    def __init__(self, conn: Any) -> None:
        self.conn = conn
        self.data = b""
        self.until = time.monotonic() + STAYS


class _Asked:
    """A call under way. Shape: data are its bytes; without *wanted* it is answered, or for a thread."""

    __slots__ = ("begun", "data", "line", "response", "steps", "wanted")

    def __init__(self, line: _Line, data: bytes, steps: door.Answering) -> None:
        self.line, self.data, self.steps = line, data, steps
        self.begun = time.perf_counter()
        self.wanted: group.Asking[Any] | None = None
        self.response: HttpResponse | None = None

    def go_on(self) -> None:
        """Take the call to its next question, or to its answer; what would wait now is for a thread."""
        last, self.wanted = self.wanted, None
        try:
            if last is None:
                wanted = next(self.steps)
            elif last.error is not None:
                wanted = self.steps.throw(last.error)
            else:
                wanted = self.steps.send(last.result)
        except StopIteration as end:
            self.response = end.value
            return
        if isinstance(wanted, group.Pause):
            self.steps.close()
        else:
            self.wanted = wanted


class Lane:
    """Holds connections for *worker*, which gets each of them back."""

    def __init__(self, worker: StayingWorker) -> None:
        self._worker = worker
        self._keeper = Keeper()
        self._is_warm = False  # whether this thread has a connection to the database
        self._selector = selectors.DefaultSelector()
        self._lines: set[_Line] = set()
        self._coming: deque[Any] = deque()
        self._bell, self._ear = socket.socketpair()
        for end in (self._bell, self._ear):
            end.setblocking(False)
        self._selector.register(self._ear, selectors.EVENT_READ)
        threading.Thread(target=self._serve, name="lane", daemon=True).start()

    def take(self, conn: Any) -> None:
        """Take a connection in, whose last call is answered. May be called from any thread."""
        self._coming.append(conn)
        with suppress(BlockingIOError):  # it has rung often enough
            self._bell.send(b".")

    def _serve(self) -> None:
        while True:
            try:
                self._round()
            except Exception:
                log.exception("lane.failed")
                for line in list(self._lines):
                    self._leave(line, stays_open=False)

    def _round(self) -> None:
        asked: list[_Asked] = []
        ready = self._selector.select(STAYS if self._lines else LEAVES if self._is_warm else None)
        for key, _events in ready:
            if key.data is None:
                self._ear.recv(CHUNK)
                self._welcome()
            elif len(asked) < MOST and (call := self._read(key.data)) is not None:
                asked.append(call)
        if asked:
            with span("calls", count=len(asked)):
                self._answer(asked)
        elif not ready and not self._lines:
            connection.close()
            self._is_warm = False
        now, is_ending = time.monotonic(), not self._worker.alive
        for line in [line for line in self._lines if line.until < now or is_ending]:
            self._hand_over(line)

    def _welcome(self) -> None:
        while self._coming:
            line = _Line(self._coming.popleft())
            line.conn.sock.setblocking(False)
            self._lines.add(line)
            self._selector.register(line.conn.sock, selectors.EVENT_READ, line)

    def _read(self, line: _Line) -> _Asked | None:
        try:
            data = line.conn.sock.recv(CHUNK)
        except BlockingIOError:
            return None
        except OSError:
            data = b""
        if not data:
            self._leave(line, stays_open=False)
            return None
        line.data += data
        return self._next(line)

    def _next(self, line: _Line) -> _Asked | None:
        """Begin the call that has come whole; what is not for the lane goes where it belongs."""
        found = wire.read(line.data)
        if found is wire.Not.WHOLE:
            return None
        at = doors.together(found.path) if isinstance(found, wire.Read) else None
        if at is None or not isinstance(found, wire.Read):
            self._hand_over(line)
            return None
        whole, line.data = line.data, found.rest
        client = line.conn.client
        more = {"REMOTE_ADDR": client[0] if isinstance(client, tuple) else "", "gunicorn.socket": line.conn.sock}
        steps = door.answering(at, WSGIRequest(found.environ | more))
        return _Asked(line, whole[: len(whole) - len(found.rest)], steps)

    def _answer(self, asked: list[_Asked]) -> None:
        close_old_connections()
        self._is_warm = True
        for call in asked:
            call.go_on()
        while waiting := [call.wanted for call in asked if call.wanted is not None]:
            group.ask_all(waiting, self._keeper)
            for call in asked:
                if call.wanted is not None:
                    call.go_on()
        now, moment = time.monotonic(), time.time()
        for call in asked:
            call.line.until = now + STAYS
            if call.response is None:
                call.line.data = call.data + call.line.data
                self._hand_over(call.line)
            else:
                measuring.note("POST", "none", call.response.status_code, time.perf_counter() - call.begun)
                self._send(call.line, wire.written(call.response, moment))

    def _send(self, line: _Line, data: bytes) -> None:
        try:
            sent = line.conn.sock.send(data)
        except OSError:
            sent = -1
        if sent != len(data):  # it asks and does not listen, or has gone
            self._leave(line, stays_open=False)
        elif line.data:  # the next call came with this one; who sends so gets a thread
            self._hand_over(line)

    def _hand_over(self, line: _Line) -> None:
        """Give a connection to a thread with what it has said, or to the poller when it says nothing."""
        if line.data:
            self._forget(line)
            line.conn.parser.unreader.unread(line.data)
            self._worker.enqueue_req(line.conn)
        else:
            self._leave(line, stays_open=True)

    def _leave(self, line: _Line, *, stays_open: bool) -> None:
        self._forget(line)
        self._worker.give_back(line.conn, stays_open=stays_open)

    def _forget(self, line: _Line) -> None:
        self._lines.discard(line)
        self._selector.unregister(line.conn.sock)
