"""How much one token, and all together, may ask of this process. Machine time; nothing here is shared or kept."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from gorel.api.errors import Busy

# Bytes of a body: JSON, and files that are deployed together.
LARGEST_JSON, LARGEST_FILES = 4 * 1024 * 1024, 32 * 1024 * 1024
# Calls of one token: this many at once from rest, then this many a second.
BURST, PER_SECOND = 4_000, 2_000
# Calls that are being answered at the same time, and robots that wait for work; see `site.web` for the threads.
AT_WORK, WAITING = 64, 160

_lock = threading.Lock()
_buckets: dict[int, tuple[float, float]] = {}
_at_work = 0
_waiting = 0


def spend(token_id: int, cost: float = 1.0) -> None:
    """Take one call from a token's allowance. Errors: Busy, with the time until there is another."""
    moment = time.monotonic()
    with _lock:
        left, since = _buckets.get(token_id, (float(BURST), moment))
        left = min(float(BURST), left + (moment - since) * PER_SECOND)
        if left < cost:
            _buckets[token_id] = left, moment
            raise Busy("This token asks too often", after=(cost - left) / PER_SECOND)
        _buckets[token_id] = left - cost, moment


@contextmanager
def at_work() -> Iterator[None]:
    """Answer one call among others. Errors: Busy when there are too many already."""
    global _at_work
    with _lock:
        if _at_work >= AT_WORK:
            raise Busy("Görel has more to do than she can just now")
        _at_work += 1
    try:
        yield
    finally:
        with _lock:
            _at_work -= 1


@contextmanager
def waiting() -> Iterator[bool]:
    """Let a robot wait for work; False when so many wait already that this one should ask again instead."""
    global _waiting, _at_work
    with _lock:
        may = _waiting < WAITING
        if may:
            _waiting += 1
            _at_work -= 1  # who waits does not work
    try:
        yield may
    finally:
        if may:
            with _lock:
                _waiting -= 1
                _at_work += 1
