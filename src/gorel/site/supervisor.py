"""One parent for web and worker: starts them, starts again what dies, and stops all of it together."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from types import FrameType

# A child that dies is started again after 1, 2, 4 … seconds, at most this many; a minute of life starts the count anew.
LONGEST_PAUSE = 30
STOP_SECONDS = 20


class Child:
    """One supervised process: a `gorel` command line."""

    def __init__(self, *arguments: str, environment: Mapping[str, str]) -> None:
        self.arguments = arguments
        self.environment = dict(environment)
        self.process: subprocess.Popen[bytes] | None = None
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
