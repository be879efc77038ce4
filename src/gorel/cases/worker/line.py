"""A line: jobs of one ability that does only so many at once, and what is claimed of them before it can begin.

Without anything ahead, an ability that does one thing at a time would idle through each turn of the worker, and each of
its answers would be a turn of its own. So those that wait are done in one go, and answered together. Only quick work is
claimed ahead – what takes long is left to whoever is free – and only by an ability that remembers what it has done: a
kill may come before the turn that takes its answers.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")

AHEAD_SECONDS = 0.25  # of work, by how long the last ones took
MOST_AHEAD = 25
_WEIGHT = 0.2  # of the last one, in how long they take


class Line(Generic[T]):
    """Who is at work, and who waits. Shape: *at_once* may be at work; any thread may call."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._lock = threading.Lock()
        self._at_work: set[T] = set()
        self._waiting: deque[T] = deque()
        self._takes: float | None = None

    @property
    def waiting(self) -> int:
        """How many have been claimed and cannot begin yet."""
        return len(self._waiting)

    @property
    def ahead(self) -> int:
        """How many more may be claimed than may be at work."""
        return 0 if self._takes is None else min(MOST_AHEAD, int(AHEAD_SECONDS / max(self._takes, 0.001)))

    def enter(self, one: T) -> bool:
        """Return whether *one* may begin at once; otherwise it waits until `leave` names it."""
        with self._lock:
            may = len(self._at_work) < self._at_once
            if may:
                self._at_work.add(one)
            else:
                self._waiting.append(one)
            return may

    def leave(self, one: T, seconds: float | None = None) -> T | None:
        """Return who may begin, now that *one* has ended after *seconds*, or was given up; it may leave only once."""
        with self._lock:
            if seconds is not None:
                self._takes = seconds if self._takes is None else self._takes + _WEIGHT * (seconds - self._takes)
            if one not in self._at_work:
                return None
            self._at_work.remove(one)
            if not self._waiting:
                return None
            following = self._waiting.popleft()
            self._at_work.add(following)
            return following
