"""Counts of very many rows, kept for some seconds: they change little meanwhile, and counting takes long.

What is few is counted anew each time, so that whoever does something sees it at once. Kept in this process; the key
says whose the count is.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

MANY, SECONDS, MOST = 1_000, 10.0, 500  # rows; machine time; entries
T = TypeVar("T")
_kept: dict[Hashable, tuple[float, Any]] = {}


def kept(key: Hashable, count: Callable[[], T], size: Callable[[T], int]) -> T:
    """Return what *count* says, or said some seconds ago where *size* says that it speaks of many rows."""
    until, found = _kept.get(key, (0.0, None))
    if time.monotonic() < until:
        answer: T = found
        return answer
    answer = count()
    if size(answer) >= MANY:
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[key] = time.monotonic() + SECONDS, answer
    return answer


def forget() -> None:
    """Let everything be counted anew."""
    _kept.clear()
