"""One parent for web and worker: starts them, starts again what dies, and stops all of it together.

A child is a command line of its own, or a fork of the parent: that one begins with all rooms read, which saves the
second reading at every start, and it shares the parent's memory as long as it does not write there.
"""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from types import FrameType
from typing import NoReturn

# A child that dies is started again after 1, 2, 4 … seconds, at most this many; a minute of life starts the count anew.
LONGEST_PAUSE = 30
STOP_SECONDS = 20


class Child:
    """One supervised process: a `gorel` command line."""

    def __init__(self, *arguments: str, environment: Mapping[str, str]) -> None:
        self.arguments = arguments
        self.environment = dict(environment)
        self.process: subprocess.Popen[bytes] | Fork | None = None
        self.deaths = 0
        self.started_at = 0.0
        self.start_after = 0.0

    def start(self) -> None:
        """Start the process in a session of its own, so that Ctrl-C reaches only the parent."""
        self.process = subprocess.Popen(  # noqa: S603 - our own command line
            [sys.executable, "-m", "gorel", *self.arguments], env=self.environment, start_new_session=True
        )
        self.started_at = time.monotonic()

    def tend(self) -> None:
        """Start again what has died, after its pause."""
        moment = time.monotonic()
        if self.process is None:
            if moment >= self.start_after:
                self.start()
        elif self.process.poll() is not None:
            self.deaths = self.deaths + 1 if moment - self.started_at < 60 else 1
            pause = min(2 ** (self.deaths - 1), LONGEST_PAUSE)
            print(
                f"gorel {self.arguments[0]} ended ({self.process.returncode}); starting again in {pause} s", flush=True
            )
            self.process, self.start_after = None, moment + pause

    def stop(self) -> None:
        """Ask the process to end its work."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self, until: float) -> None:
        """Wait for the end; past *until* (monotonic seconds) it is killed."""
        if self.process is None:
            return
        try:
            self.process.wait(timeout=max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None


class Fork:
    """A forked process, with what a supervisor asks of a `Popen`."""

    def __init__(self, action: Callable[[], object]) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        self.returncode: int | None = None
        self.pid = os.fork()
        if self.pid == 0:
            _live(action)

    def poll(self) -> int | None:
        """Return how it ended; None while it runs."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end, at most *timeout* seconds where that is said. Errors: subprocess.TimeoutExpired."""
        until = math.inf if timeout is None else time.monotonic() + timeout
        while self.poll() is None:
            if timeout is not None and time.monotonic() > until:
                raise subprocess.TimeoutExpired(["gorel"], timeout)
            time.sleep(0.02)
        assert self.returncode is not None
        return self.returncode

    def terminate(self) -> None:
        """Ask it to end."""
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self._send(signal.SIGKILL)

    def _send(self, number: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)


def _live(action: Callable[[], object]) -> NoReturn:
    """Be the child: nothing of the parent's signals, terminal and end is left."""
    code = 1
    try:
        os.setsid()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        action()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


class Twin(Child):
    """One supervised process that is a fork of this one, and runs a `gorel` command line in it."""

    def start(self) -> None:
        """Fork; where that is not safe (other threads, macOS) start a process of its own."""
        if threading.active_count() > 1 or sys.platform == "darwin":
            super().start()
            return
        from gorel.site.command import main

        self.process = Fork(lambda: main(list(self.arguments)))
        self.started_at = time.monotonic()


def before_forks() -> None:
    """Make ready for `Twin`s: read all pages, close the database, and let the collector leave what stands alone."""
    from django.db import connections

    import gorel.cases.worker
    import gorel.site.urls
    import gorel.site.web
    import gorel.site.wsgi  # noqa: F401 - so that children share them
    from gorel.ground.collecting import calm

    connections.close_all()
    calm()


def supervise(children: list[Child], *, between: Callable[[], None] = lambda: None) -> None:
    """Keep *children* alive until SIGINT or SIGTERM; *between* is called a few times a second."""
    stopping = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        while not stopping:
            for child in children:
                child.tend()
            between()
            time.sleep(0.2)
    finally:
        stop_all(children)
        for number, handler in before.items():
            signal.signal(number, handler)


def stop_all(children: list[Child]) -> None:
    """Stop every child together, the slow ones by force after `STOP_SECONDS`."""
    for child in children:
        child.stop()
    until = time.monotonic() + STOP_SECONDS
    for child in children:
        child.wait(until)
