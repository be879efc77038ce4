"""What is read from the database again only after a moment of machine time: which rules and pictures are the newest.

Another process's deployment is heard of within `SECONDS`, as in `cases.programs`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Generic, TypeVar

SECONDS = 1.0

Key = TypeVar("Key")
Value = TypeVar("Value")


class Fresh(Generic[Key, Value]):
    """Values by key, each as old as `SECONDS` at most. Safe between threads: two may read the same thing twice."""

    def __init__(self, read: Callable[[Key], Value]) -> None:
        self._read = read
        self._kept: dict[Key, tuple[float, Value]] = {}

    def __call__(self, key: Key) -> Value:
        kept = self._kept.get(key)
        if kept is None or time.monotonic() - kept[0] > SECONDS:
            kept = time.monotonic(), self._read(key)
            self._kept[key] = kept
        return kept[1]

    def forget(self) -> None:
        """Read everything anew when it is next asked for."""
        self._kept.clear()
